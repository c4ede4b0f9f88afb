package main

import (
	"context"

	"github.com/usendoto/ndoto-go"
)

// conversations works in one of the throwaway inbox. Only the owner of the token is assigned to it and takes part in
// it: what somebody does to themselves, the server tells nobody.
func (d *desk) conversations() []step {
	c := d.client
	id := func() int64 { return d.conversation.made }
	ids := func() []int64 { return []int64{d.conversation.made} }
	me := func() []int64 { return []int64{d.me.made} }
	return []step{
		readWith("Conversations.List", c.Conversations.List, nil).finding(&d.conversation),
		readWith("Conversations.Counts", c.Conversations.Counts, nil),
		read("Conversations.UnreadCounts", c.Conversations.UnreadCounts),
		write("Conversations.Create", func(ctx context.Context) (any, error) {
			return c.Conversations.Create(ctx, &ndoto.CreateConversationParams{InboxID: d.inbox.made, ContactID: d.contact.made})
		}, &d.inbox, &d.contact).making(&d.conversation).undoneBy("Conversations.Delete", c.Conversations.Delete),
		readOf("Conversations.Get", &d.conversation, c.Conversations.Get),
		update("Conversations.Update", &d.conversation, c.Conversations.Update, &ndoto.UpdateConversationParams{Priority: ndoto.Set(ndoto.PriorityLow)}),
		write("Conversations.SetPriority", func(ctx context.Context) (any, error) {
			return nil, c.Conversations.SetPriority(ctx, id(), ndoto.PriorityHigh)
		}, &d.conversation),
		write("Conversations.SetTyping", func(ctx context.Context) (any, error) {
			return nil, c.Conversations.SetTyping(ctx, id(), ndoto.TypingOff, false)
		}, &d.conversation),
		change("Conversations.MarkRead", &d.conversation, c.Conversations.MarkRead),
		write("Conversations.Assign", func(ctx context.Context) (any, error) {
			return c.Conversations.Assign(ctx, id(), ndoto.AssignParams{AgentID: d.me.made, TeamID: d.team.made})
		}, &d.conversation, &d.me, &d.team),
		act("Conversations.UnassignAgent", &d.conversation, c.Conversations.UnassignAgent),
		act("Conversations.UnassignTeam", &d.conversation, c.Conversations.UnassignTeam),
		write("Conversations.AddParticipants", func(ctx context.Context) (any, error) {
			return c.Conversations.AddParticipants(ctx, id(), me())
		}, &d.conversation, &d.me),
		readOf("Conversations.Participants", &d.conversation, c.Conversations.Participants),
		write("Conversations.SetParticipants", func(ctx context.Context) (any, error) {
			return c.Conversations.SetParticipants(ctx, id(), me())
		}, &d.conversation, &d.me),
		write("Conversations.RemoveParticipants", func(ctx context.Context) (any, error) {
			return nil, c.Conversations.RemoveParticipants(ctx, id(), me())
		}, &d.conversation, &d.me),
		update("Conversations.SetLabels", &d.conversation, c.Conversations.SetLabels, []string{d.name}).needing(&d.label),
		update("Conversations.AddLabels", &d.conversation, c.Conversations.AddLabels, []string{d.name}).needing(&d.label),
		readOf("Conversations.Labels", &d.conversation, c.Conversations.Labels),
		update("Conversations.SetAttributes", &d.conversation, c.Conversations.SetAttributes, map[string]any{attribute: "yes"}),
		update("Conversations.RemoveAttributes", &d.conversation, c.Conversations.RemoveAttributes, []string{attribute}),
		write("Conversations.SetDraft", func(ctx context.Context) (any, error) {
			return nil, c.Conversations.SetDraft(ctx, id(), madeBy)
		}, &d.conversation),
		readOf("Conversations.Draft", &d.conversation, c.Conversations.Draft),
		act("Conversations.DeleteDraft", &d.conversation, c.Conversations.DeleteDraft),
		write("Macros.Execute", func(ctx context.Context) (any, error) {
			return nil, c.Macros.Execute(ctx, d.macro.made, ids())
		}, &d.macro, &d.conversation),
		write("Conversations.BulkUpdate", func(ctx context.Context) (any, error) {
			return nil, c.Conversations.BulkUpdate(ctx, ids(), ndoto.BulkUpdate{RemoveLabels: []string{d.name}})
		}, &d.conversation, &d.label),
		update("Conversations.ToggleStatus", &d.conversation, c.Conversations.ToggleStatus, ndoto.StatusResolved),
		update("Conversations.ToggleStatus", &d.conversation, c.Conversations.ToggleStatus, ndoto.StatusOpen).shownAs("to open it again"),
		act("Conversations.Mute", &d.conversation, c.Conversations.Mute),
		act("Conversations.Unmute", &d.conversation, c.Conversations.Unmute),
		readOf("Conversations.ReportingEvents", &d.conversation, c.Conversations.ReportingEvents),
	}
}
