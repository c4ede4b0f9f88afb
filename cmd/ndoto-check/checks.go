package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
)

// check is one operation of the client. Its value is searched for members that no field reaches.
type check struct {
	operation string
	call      func(ctx context.Context, c *ndoto.Client, d *desk) (any, error)
}

// desk is what the checks that write work on.
type desk struct {
	name                                  string // unique, so what is left behind can be found
	inbox, contact, conversation, message int64
}

// reads change nothing.
var reads = []check{
	{"Profile.Get", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Profile.Get(ctx) }},
	{"Account.Get", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Account.Get(ctx) }},
	{"Agents.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Agents.List(ctx) }},
	{"Teams.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Teams.List(ctx) }},
	{"Inboxes.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Inboxes.List(ctx) }},
	{"Labels.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Labels.List(ctx) }},
	{"Webhooks.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Webhooks.List(ctx) }},
	{"Conversations.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Conversations.List(ctx, nil)
	}},
	{"Conversations.Counts", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Conversations.Counts(ctx, nil)
	}},
	{"Conversations.Search", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Conversations.Search(ctx, "hello", nil)
	}},
	{"Conversations.Filter", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Conversations.Filter(ctx, ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusOpen)), nil)
	}},
	{"Contacts.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Contacts.List(ctx, nil) }},
	{"Contacts.Search", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Contacts.Search(ctx, "example", nil)
	}},
	{"AgentBots.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.AgentBots.List(ctx) }},
	{"CannedResponses.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.CannedResponses.List(ctx, "")
	}},
	{"CustomAttributes.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.CustomAttributes.List(ctx, ndoto.ContactAttribute)
	}},
	{"CustomFilters.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.CustomFilters.List(ctx, "") }},
	{"Macros.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Macros.List(ctx) }},
	{"AutomationRules.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.AutomationRules.List(ctx) }},
	{"Campaigns.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Campaigns.List(ctx) }},
	{"DashboardApps.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.DashboardApps.List(ctx) }},
	{"Integrations.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Integrations.List(ctx) }},
	{"Notifications.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Notifications.List(ctx, nil)
	}},
	{"Search.All", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Search.All(ctx, "hello", nil)
	}},
	{"CSAT.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.CSAT.List(ctx, nil) }},
	{"Reports.Overview", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) { return c.Reports.Overview(ctx) }},
	{"Reports.Summary", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		now := time.Now()
		return c.Reports.Summary(ctx, &ndoto.ReportParams{Since: now.AddDate(0, 0, -7), Until: now})
	}},
	{"Reports.Live", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Reports.Live(ctx, nil)
	}},
	{"Reports.ByAgent", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Reports.ByAgent(ctx, lastWeek())
	}},
	{"Reports.ByLabel", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Reports.ByLabel(ctx, lastWeek())
	}},
	{"Reports.LabelsByInbox", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Reports.LabelsByInbox(ctx, &ndoto.LabelMatrixParams{PeriodParams: *lastWeek()})
	}},
	{"Reports.OutgoingMessages", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Reports.OutgoingMessages(ctx, ndoto.ReportInbox, lastWeek())
	}},
	{"Reports.Events", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Reports.Events(ctx, nil)
	}},
	{"Conversations.UnreadCounts", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Conversations.UnreadCounts(ctx)
	}},
	{"Search.Articles", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Search.Articles(ctx, "hello", nil)
	}},
	{"AssignmentPolicies.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.AssignmentPolicies.List(ctx)
	}},
	{"AuditLog.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.AuditLog.List(ctx, nil)
	}},
	{"CustomRoles.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.CustomRoles.List(ctx)
	}},
	{"SLAPolicies.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.SLAPolicies.List(ctx)
	}},
	{"Companies.List", func(ctx context.Context, c *ndoto.Client, _ *desk) (any, error) {
		return c.Companies.List(ctx, nil)
	}},
}

func lastWeek() *ndoto.PeriodParams {
	now := time.Now()
	return &ndoto.PeriodParams{Since: now.AddDate(0, 0, -7), Until: now}
}

// writes work in the throwaway inbox, in this order.
var writes = []check{
	{"Contacts.Create", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		created, err := c.Contacts.Create(ctx, &ndoto.ContactParams{Name: ndoto.Set(d.name), Identifier: ndoto.Set(d.name), InboxID: d.inbox})
		if err != nil {
			return nil, err
		}
		d.contact = created.ID
		return created, nil
	}},
	{"Conversations.Create", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		created, err := c.Conversations.Create(ctx, &ndoto.CreateConversationParams{InboxID: d.inbox, ContactID: d.contact})
		if err != nil {
			return nil, err
		}
		d.conversation = created.ID
		return created, nil
	}},
	{"Conversations.Get", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Conversations.Get(ctx, d.conversation)
	}},
	{"Messages.Create", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		sent, err := c.Messages.Create(ctx, d.conversation, &ndoto.CreateMessageParams{Content: "Hello", Type: ndoto.MessageIncoming})
		if err != nil {
			return nil, err
		}
		d.message = sent.ID
		return sent, nil
	}},
	{"Messages.SendOnce", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		params := &ndoto.CreateMessageParams{Content: "Hello again"}
		first, err := c.Messages.SendOnce(ctx, d.conversation, d.name, params)
		if err != nil {
			return nil, err
		}
		second, err := c.Messages.SendOnce(ctx, d.conversation, d.name, params)
		if err == nil && second.ID != first.ID {
			err = errors.New("one key has sent two messages")
		}
		return first, err
	}},
	{"Messages.Create with a file", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		file := ndoto.File{Name: "ndoto-check.txt", Reader: strings.NewReader("made by ndoto-check")}
		return c.Messages.Create(ctx, d.conversation, &ndoto.CreateMessageParams{Attachments: []ndoto.File{file}})
	}},
	{"Conversations.Attachments", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Conversations.Attachments(ctx, d.conversation, nil)
	}},
	{"Contacts.Attachments", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Contacts.Attachments(ctx, d.contact, nil)
	}},
	{"Messages.List", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Messages.List(ctx, d.conversation, nil)
	}},
	{"Messages.Get", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Messages.Get(ctx, d.conversation, d.message)
	}},
	{"Messages.All", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		found := false
		for m, err := range c.Messages.All(ctx, d.conversation, nil) {
			if err != nil {
				return nil, err
			}
			found = found || m.ID == d.message
		}
		if !found {
			return nil, fmt.Errorf("the message that was sent is not among those of the conversation")
		}
		return nil, nil
	}},
	{"Conversations.ToggleStatus", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Conversations.ToggleStatus(ctx, d.conversation, ndoto.StatusPending)
	}},
	{"Conversations.Snooze", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Conversations.Snooze(ctx, d.conversation, time.Now().Add(time.Hour))
	}},
	{"Conversations.Update", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Conversations.Update(ctx, d.conversation, &ndoto.UpdateConversationParams{Priority: ndoto.Set(ndoto.PriorityLow)})
	}},
	{"Conversations.MergeAttributes", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Conversations.MergeAttributes(ctx, d.conversation, map[string]any{"ndoto_check": "yes"})
	}},
	{"Conversations.AddLabels", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Conversations.AddLabels(ctx, d.conversation, []string{"ndoto-check"})
	}},
	{"Conversations.RemoveAttributes", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Conversations.RemoveAttributes(ctx, d.conversation, []string{"ndoto_check"})
	}},
	{"Conversations.SetTyping", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return nil, c.Conversations.SetTyping(ctx, d.conversation, ndoto.TypingOff, false)
	}},
	{"Contacts.Update", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Contacts.Update(ctx, d.contact, &ndoto.ContactParams{CustomAttributes: map[string]any{"ndoto_check": "yes"}})
	}},
	{"Contacts.CreateNote", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Contacts.CreateNote(ctx, d.contact, "made by ndoto-check")
	}},
	{"Messages.Delete", func(ctx context.Context, c *ndoto.Client, d *desk) (any, error) {
		return c.Messages.Delete(ctx, d.conversation, d.message)
	}},
}
