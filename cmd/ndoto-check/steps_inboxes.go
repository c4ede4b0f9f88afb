package main

import (
	"context"

	"github.com/usendoto/ndoto-go"
)

// inboxes makes an API inbox, in which everything happens, and one of a website, in which nothing does. Nobody is
// assigned by itself in either, which would be told to agents.
func (d *desk) inboxes() []step {
	c := d.client
	quiet := &ndoto.InboxParams{EnableAutoAssignment: ndoto.Set(false)}
	me := func() []int64 { return []int64{d.me.made} }
	return []step{
		view("Inboxes.List", func(ctx context.Context) (any, error) {
			inboxes, err := c.Inboxes.List(ctx)
			for _, inbox := range inboxes {
				switch inbox.ChannelType {
				case "Channel::Whatsapp":
					d.whatsApp.found = inbox.ID
				case "Channel::WebWidget":
					d.website.found = inbox.ID
				}
			}
			return inboxes, err
		}).finding(&d.inbox),
		readOf("Inboxes.Health", &d.whatsApp, c.Inboxes.Health),
		write("Inboxes.Ensure", func(ctx context.Context) (any, error) {
			inbox, _, err := c.Inboxes.Ensure(ctx, d.name, ndoto.APIChannel{}, quiet)
			if err == nil {
				d.inboxIdentifier = inbox.InboxIdentifier
			}
			return inbox, err
		}).making(&d.inbox).undoneBy("Inboxes.Delete", c.Inboxes.Delete),
		write("Inboxes.Create", func(ctx context.Context) (any, error) {
			return c.Inboxes.Create(ctx, d.name+"-website", ndoto.WebWidgetChannel{WebsiteURL: d.address()}, quiet)
		}).making(&d.website).undoneBy("Inboxes.Delete", c.Inboxes.Delete),
		readOf("Inboxes.Get", &d.inbox, c.Inboxes.Get),
		update("Inboxes.Update", &d.website, c.Inboxes.Update, &ndoto.UpdateInboxParams{InboxParams: ndoto.InboxParams{BusinessName: ndoto.Set(d.name)}}),
		act("Inboxes.DeleteAvatar", &d.website, c.Inboxes.DeleteAvatar),
		change("Inboxes.ResetSecret", &d.inbox, c.Inboxes.ResetSecret),
		readOf("Inboxes.Campaigns", &d.inbox, c.Inboxes.Campaigns),
		view("Inboxes.Assignees", func(ctx context.Context) (any, error) {
			return c.Inboxes.Assignees(ctx, []int64{d.inbox.id()})
		}, &d.inbox),
		view("Inboxes.AssignableAgents", func(ctx context.Context) (any, error) {
			return c.Inboxes.AssignableAgents(ctx, []int64{d.inbox.id()})
		}, &d.inbox),
		readOf("Inboxes.InboxAssignableAgents", &d.inbox, c.Inboxes.InboxAssignableAgents),
		write("Inboxes.AddMembers", func(ctx context.Context) (any, error) {
			return c.Inboxes.AddMembers(ctx, d.website.made, me())
		}, &d.website, &d.me),
		readOf("Inboxes.Members", &d.inbox, c.Inboxes.Members),
		write("Inboxes.SetMembers", func(ctx context.Context) (any, error) {
			return c.Inboxes.SetMembers(ctx, d.website.made, me())
		}, &d.website, &d.me),
		write("Inboxes.RemoveMembers", func(ctx context.Context) (any, error) {
			return nil, c.Inboxes.RemoveMembers(ctx, d.website.made, me())
		}, &d.website, &d.me),
		write("Integrations.CreateHook", func(ctx context.Context) (any, error) {
			return c.Integrations.CreateHook(ctx, &ndoto.CreateHookParams{
				AppID: "dialogflow", InboxID: d.website.made, Enabled: ndoto.Set(false),
				Settings: map[string]any{"project_id": d.name, "credentials": map[string]any{}},
			})
		}, &d.website).making(&d.hook).undoneBy("Integrations.DeleteHook", c.Integrations.DeleteHook),
		update("Integrations.UpdateHook", &d.hook, c.Integrations.UpdateHook, &ndoto.UpdateHookParams{Enabled: ndoto.Set(false)}),
	}
}

// campaigns makes one that is off, on the website that is none.
func (d *desk) campaigns() []step {
	c := d.client
	return []step{
		read("Campaigns.List", c.Campaigns.List).finding(&d.campaign),
		write("Campaigns.Create", func(ctx context.Context) (any, error) {
			return c.Campaigns.Create(ctx, &ndoto.CampaignParams{
				Title: ndoto.Set(d.name), Message: ndoto.Set(madeBy), InboxID: ndoto.Set(d.website.made), Enabled: ndoto.Set(false),
				TriggerRules: map[string]any{"url": d.address(), "time_on_page": 3600},
			})
		}, &d.website).making(&d.campaign).undoneBy("Campaigns.Delete", c.Campaigns.Delete),
		readOf("Campaigns.Get", &d.campaign, c.Campaigns.Get),
		update("Campaigns.Update", &d.campaign, c.Campaigns.Update, &ndoto.CampaignParams{Description: ndoto.Set(madeBy)}),
	}
}
