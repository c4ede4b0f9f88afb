package main

import (
	"context"

	"github.com/usendoto/ndoto-go"
)

func (d *desk) account() []step {
	c := d.client
	return []step{
		view("Profile.Get", func(ctx context.Context) (any, error) {
			profile, err := c.Profile.Get(ctx)
			if err == nil {
				d.me = row{made: profile.ID} // joins what is made, and leaves it again
			}
			return profile, err
		}),
		read("Account.Get", c.Account.Get),
		read("Account.CacheKeys", c.Account.CacheKeys),
		read("Account.ServerInfo", c.Account.ServerInfo),
		view("Account.Health", func(ctx context.Context) (any, error) { return nil, c.Account.Health(ctx) }),
		read("Agents.List", c.Agents.List),
		read("Integrations.List", c.Integrations.List),
		readWith("Integrations.Get", c.Integrations.Get, "dialogflow"),
		read("CaptainPreferences.Get", c.CaptainPreferences.Get),
		read("Account.BrandedEmailLayout", c.Account.BrandedEmailLayout),
		readWith("AuditLog.List", c.AuditLog.List, nil),
		readWith("Notifications.List", c.Notifications.List, nil),
		read("Notifications.UnreadCount", c.Notifications.UnreadCount),
		read("Notifications.Settings", c.Notifications.Settings),
		read("DataImports.List", c.DataImports.List).finding(&d.dataImport),
		readOf("DataImports.Get", &d.dataImport, c.DataImports.Get),
		readOf("DataImports.ErrorsCSV", &d.dataImport, c.DataImports.ErrorsCSV),
		readOf("DataImports.SkippedCSV", &d.dataImport, c.DataImports.SkippedCSV),
	}
}

func (d *desk) teams() []step {
	c := d.client
	me := func() []int64 { return []int64{d.me.made} }
	return []step{
		read("Teams.List", c.Teams.List).finding(&d.team),
		create("Teams.Create", &d.team, c.Teams.Create, &ndoto.TeamParams{Name: ndoto.Set(d.name), AllowAutoAssign: ndoto.Set(false)}).
			undoneBy("Teams.Delete", c.Teams.Delete),
		readOf("Teams.Get", &d.team, c.Teams.Get),
		update("Teams.Update", &d.team, c.Teams.Update, &ndoto.TeamParams{Description: ndoto.Set(madeBy)}),
		write("Teams.AddMembers", func(ctx context.Context) (any, error) {
			return c.Teams.AddMembers(ctx, d.team.made, me())
		}, &d.team, &d.me),
		readOf("Teams.Members", &d.team, c.Teams.Members),
		write("Teams.SetMembers", func(ctx context.Context) (any, error) {
			return c.Teams.SetMembers(ctx, d.team.made, me())
		}, &d.team, &d.me),
		write("Teams.RemoveMembers", func(ctx context.Context) (any, error) {
			return nil, c.Teams.RemoveMembers(ctx, d.team.made, me())
		}, &d.team, &d.me),
	}
}

func (d *desk) bots() []step {
	c := d.client
	return []step{
		read("AgentBots.List", c.AgentBots.List).finding(&d.bot),
		create("AgentBots.Create", &d.bot, c.AgentBots.Create, &ndoto.AgentBotParams{Name: ndoto.Set(d.name), OutgoingURL: ndoto.Set(d.address())}).
			undoneBy("AgentBots.Delete", c.AgentBots.Delete),
		readOf("AgentBots.Get", &d.bot, c.AgentBots.Get),
		update("AgentBots.Update", &d.bot, c.AgentBots.Update, &ndoto.AgentBotParams{Description: ndoto.Set(madeBy)}),
		change("AgentBots.DeleteAvatar", &d.bot, c.AgentBots.DeleteAvatar),
		change("AgentBots.ResetAccessToken", &d.bot, c.AgentBots.ResetAccessToken),
		change("AgentBots.ResetSecret", &d.bot, c.AgentBots.ResetSecret),
		write("Inboxes.SetAgentBot", func(ctx context.Context) (any, error) {
			return nil, c.Inboxes.SetAgentBot(ctx, d.website.made, d.bot.made)
		}, &d.website, &d.bot),
		readOf("Inboxes.AgentBot", &d.website, c.Inboxes.AgentBot),
		act("Inboxes.UnsetAgentBot", &d.website, c.Inboxes.UnsetAgentBot),
	}
}

// settings are small things that an account keeps lists of.
func (d *desk) settings() []step {
	c := d.client
	return []step{
		read("Labels.List", c.Labels.List).finding(&d.label),
		create("Labels.Create", &d.label, c.Labels.Create, &ndoto.LabelParams{Title: ndoto.Set(d.name), ShowOnSidebar: ndoto.Set(false)}).
			undoneBy("Labels.Delete", c.Labels.Delete),
		readOf("Labels.Get", &d.label, c.Labels.Get),
		update("Labels.Update", &d.label, c.Labels.Update, &ndoto.LabelParams{Description: ndoto.Set(madeBy)}),

		// The account's visitors of websites trigger its event, and nobody hears it.
		read("Webhooks.List", c.Webhooks.List),
		create("Webhooks.Create", &d.webhook, c.Webhooks.Create, &ndoto.WebhookParams{
			Name: ndoto.Set(d.name), URL: ndoto.Set(d.address()), Subscriptions: []ndoto.Event{ndoto.EventWebWidgetTriggered},
		}).undoneBy("Webhooks.Delete", c.Webhooks.Delete),
		update("Webhooks.Update", &d.webhook, c.Webhooks.Update, &ndoto.WebhookParams{URL: ndoto.Set(d.address() + "2")}),

		readWith("CannedResponses.List", c.CannedResponses.List, ""),
		create("CannedResponses.Create", &d.canned, c.CannedResponses.Create, &ndoto.CannedResponseParams{ShortCode: ndoto.Set(d.name), Content: ndoto.Set(madeBy)}).
			undoneBy("CannedResponses.Delete", c.CannedResponses.Delete),
		update("CannedResponses.Update", &d.canned, c.CannedResponses.Update, &ndoto.CannedResponseParams{Content: ndoto.Set("still " + madeBy)}),

		readWith("CustomAttributes.List", c.CustomAttributes.List, ndoto.ContactAttribute).finding(&d.attribute),
		create("CustomAttributes.Create", &d.attribute, c.CustomAttributes.Create, &ndoto.CustomAttributeParams{
			Key: ndoto.Set(d.name), DisplayName: ndoto.Set(d.name), DisplayType: ndoto.Set(ndoto.AttributeText), Model: ndoto.Set(ndoto.ContactAttribute),
		}).undoneBy("CustomAttributes.Delete", c.CustomAttributes.Delete),
		readOf("CustomAttributes.Get", &d.attribute, c.CustomAttributes.Get),
		update("CustomAttributes.Update", &d.attribute, c.CustomAttributes.Update, &ndoto.CustomAttributeParams{Description: ndoto.Set(madeBy)}),

		readWith("CustomFilters.List", c.CustomFilters.List, "").finding(&d.filter),
		create("CustomFilters.Create", &d.filter, c.CustomFilters.Create, &ndoto.CustomFilterParams{Name: ndoto.Set(d.name), Query: open}).
			undoneBy("CustomFilters.Delete", c.CustomFilters.Delete),
		readOf("CustomFilters.Get", &d.filter, c.CustomFilters.Get),
		update("CustomFilters.Update", &d.filter, c.CustomFilters.Update, &ndoto.CustomFilterParams{Query: open}),

		read("DashboardApps.List", c.DashboardApps.List).finding(&d.app),
		create("DashboardApps.Create", &d.app, c.DashboardApps.Create, &ndoto.DashboardAppParams{
			Title: ndoto.Set(d.name), Content: []ndoto.DashboardAppContent{{Type: "frame", URL: d.address()}},
		}).undoneBy("DashboardApps.Delete", c.DashboardApps.Delete),
		readOf("DashboardApps.Get", &d.app, c.DashboardApps.Get),
		update("DashboardApps.Update", &d.app, c.DashboardApps.Update, &ndoto.DashboardAppParams{Title: ndoto.Set(d.name + "-b")}),
	}
}

// madeBy is the content of what is made.
const madeBy = "made by ndoto-check, and about to be deleted"

var open = ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusOpen))

// automation makes a rule that is off, and whose condition is an inbox that nothing happens in.
func (d *desk) automation() []step {
	c := d.client
	label := []ndoto.Action{{Name: "add_label", Params: []any{d.name}}}
	return []step{
		read("Macros.List", c.Macros.List).finding(&d.macro),
		create("Macros.Create", &d.macro, c.Macros.Create, &ndoto.MacroParams{
			Name: ndoto.Set(d.name), Visibility: ndoto.Set(ndoto.MacroPersonal), Actions: label,
		}).undoneBy("Macros.Delete", c.Macros.Delete),
		readOf("Macros.Get", &d.macro, c.Macros.Get),
		update("Macros.Update", &d.macro, c.Macros.Update, &ndoto.MacroParams{Actions: label}),

		read("AutomationRules.List", c.AutomationRules.List).finding(&d.rule),
		write("AutomationRules.Create", func(ctx context.Context) (any, error) {
			return c.AutomationRules.Create(ctx, &ndoto.AutomationRuleParams{
				Name: ndoto.Set(d.name), EventName: ndoto.Set("conversation_created"), Active: ndoto.Set(false),
				Conditions: ndoto.Where(ndoto.FilterInbox.Equal(d.website.made)), Actions: label,
			})
		}, &d.website).making(&d.rule).undoneBy("AutomationRules.Delete", c.AutomationRules.Delete),
		readOf("AutomationRules.Get", &d.rule, c.AutomationRules.Get),
		update("AutomationRules.Update", &d.rule, c.AutomationRules.Update, &ndoto.AutomationRuleParams{Description: ndoto.Set(madeBy)}),
		change("AutomationRules.Clone", &d.rule, c.AutomationRules.Clone).making(&d.ruleClone).
			undoneBy("AutomationRules.Delete", c.AutomationRules.Delete),
	}
}
