package ndoto

import (
	"cmp"
	"context"
	"io"
	"iter"
	"strings"
	"time"
)

// apiCall calls one method with arguments that pass the checks.
type apiCall func(context.Context, *Client, ...RequestOption) error

func err2[T any](_ T, err error) error { return err }

// firstOf draws one item from an iterator.
func firstOf[T any](seq iter.Seq2[T, error]) error {
	for _, err := range seq {
		return err
	}
	return nil
}

// world are the ids that calls refer to.
type world struct {
	conversation, message, contact, other, note, inbox, agent, team int64
	file                                                            string
}

// calls calls each method of each service; a guard test sees to it that none is missing.
func calls(w world) map[string]apiCall {
	filter := Where(FilterStatus.Equal(StatusOpen)).And(FilterInbox.Equal(w.inbox))
	named := Where(FilterName.Contains("Ada"))
	return map[string]apiCall{
		"Profile.Get": func(ctx context.Context, c *Client, o ...RequestOption) error { return err2(c.Profile.Get(ctx, o...)) },

		"Attachments.Download": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Attachments.Download(ctx, cmp.Or(w.file, "https://files.example/a.png"), io.Discard, 1000, o...))
		},

		"Contacts.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.List(ctx, nil, o...))
		},
		"Contacts.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Contacts.All(ctx, nil, o...))
		},
		"Contacts.Active": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Active(ctx, nil, o...))
		},
		"Contacts.AllActive": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Contacts.AllActive(ctx, o...))
		},
		"Contacts.Search": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Search(ctx, "Ada", nil, o...))
		},
		"Contacts.SearchAll": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Contacts.SearchAll(ctx, "Ada", nil, o...))
		},
		"Contacts.Filter": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Filter(ctx, named, nil, o...))
		},
		"Contacts.FilterAll": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Contacts.FilterAll(ctx, named, nil, o...))
		},
		"Contacts.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Get(ctx, w.contact, o...))
		},
		"Contacts.Ensure": func(ctx context.Context, c *Client, o ...RequestOption) error {
			_, _, err := c.Contacts.Ensure(ctx, ByEmail("new@example.com"), nil, o...)
			return err
		},
		"Contacts.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Create(ctx, &ContactParams{Name: Set("Grace")}, o...))
		},
		"Contacts.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Update(ctx, w.contact, &ContactParams{Name: Set("Ada L.")}, o...))
		},
		"Contacts.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.Delete(ctx, w.other, o...)
		},
		"Contacts.Merge": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Merge(ctx, w.contact, w.other, o...))
		},
		"Contacts.FindBySource": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.FindBySource(ctx, w.inbox, "source-1", o...))
		},
		"Contacts.Conversations": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Conversations(ctx, w.contact, o...))
		},
		"Contacts.CreateInbox": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.CreateInbox(ctx, w.contact, w.inbox, nil, o...))
		},
		"Contacts.ContactableInboxes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.ContactableInboxes(ctx, w.contact, o...))
		},
		"Contacts.DeleteAvatar": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.DeleteAvatar(ctx, w.contact, o...))
		},
		"Contacts.RemoveAttributes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.RemoveAttributes(ctx, w.contact, []string{"plan"}, o...))
		},
		"Contacts.Attachments": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Attachments(ctx, w.contact, nil, o...))
		},
		"Contacts.AllAttachments": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Contacts.AllAttachments(ctx, w.contact, o...))
		},
		"Contacts.Labels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Labels(ctx, w.contact, o...))
		},
		"Contacts.SetLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.SetLabels(ctx, w.contact, []string{"vip"}, o...))
		},
		"Contacts.AddLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.AddLabels(ctx, w.contact, []string{"vip"}, o...))
		},
		"Contacts.RemoveLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.RemoveLabels(ctx, w.contact, []string{"vip"}, o...))
		},
		"Contacts.Notes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.Notes(ctx, w.contact, o...))
		},
		"Contacts.GetNote": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.GetNote(ctx, w.contact, w.note, o...))
		},
		"Contacts.CreateNote": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.CreateNote(ctx, w.contact, "calls on Mondays", o...))
		},
		"Contacts.UpdateNote": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Contacts.UpdateNote(ctx, w.contact, w.note, "calls on Fridays", o...))
		},
		"Contacts.DeleteNote": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.DeleteNote(ctx, w.contact, w.note, o...)
		},
		"Contacts.Import": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.Import(ctx, strings.NewReader("name,email\nAda,ada@example.com\n"), o...)
		},
		"Contacts.Export": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Contacts.Export(ctx, &ExportContactsParams{Columns: []string{"name"}, Filter: named}, o...)
		},

		"Conversations.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.List(ctx, nil, o...))
		},
		"Conversations.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Conversations.All(ctx, nil, o...))
		},
		"Conversations.Counts": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Counts(ctx, nil, o...))
		},
		"Conversations.Search": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Search(ctx, "hello", nil, o...))
		},
		"Conversations.SearchAll": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Conversations.SearchAll(ctx, "hello", o...))
		},
		"Conversations.Filter": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Filter(ctx, filter, nil, o...))
		},
		"Conversations.FilterAll": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Conversations.FilterAll(ctx, filter, o...))
		},
		"Conversations.UnreadCounts": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.UnreadCounts(ctx, o...))
		},
		"Conversations.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Get(ctx, w.conversation, o...))
		},
		"Conversations.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Create(ctx, &CreateConversationParams{InboxID: w.inbox, ContactID: w.contact}, o...))
		},
		"Conversations.CreateOnce": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.CreateOnce(ctx, "key", &CreateConversationParams{InboxID: w.inbox, ContactID: w.contact}, o...))
		},
		"Conversations.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Update(ctx, w.conversation, &UpdateConversationParams{Priority: Set(PriorityHigh)}, o...))
		},
		"Conversations.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.Delete(ctx, w.conversation, o...)
		},
		"Conversations.ToggleStatus": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.ToggleStatus(ctx, w.conversation, StatusResolved, o...))
		},
		"Conversations.Snooze": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Snooze(ctx, w.conversation, time.Now().Add(time.Hour), o...))
		},
		"Conversations.SetPriority": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.SetPriority(ctx, w.conversation, PriorityUrgent, o...)
		},
		"Conversations.SetTyping": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.SetTyping(ctx, w.conversation, TypingOn, false, o...)
		},
		"Conversations.Mute": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.Mute(ctx, w.conversation, o...)
		},
		"Conversations.Unmute": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.Unmute(ctx, w.conversation, o...)
		},
		"Conversations.MarkRead": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.MarkRead(ctx, w.conversation, o...))
		},
		"Conversations.MarkUnread": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.MarkUnread(ctx, w.conversation, o...))
		},
		"Conversations.SendTranscript": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.SendTranscript(ctx, w.conversation, "ada@example.com", o...)
		},
		"Conversations.Assign": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Assign(ctx, w.conversation, AssignParams{AgentID: w.agent, TeamID: w.team}, o...))
		},
		"Conversations.UnassignAgent": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.UnassignAgent(ctx, w.conversation, o...)
		},
		"Conversations.UnassignTeam": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.UnassignTeam(ctx, w.conversation, o...)
		},
		"Conversations.Labels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Labels(ctx, w.conversation, o...))
		},
		"Conversations.SetLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.SetLabels(ctx, w.conversation, []string{"billing"}, o...))
		},
		"Conversations.AddLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.AddLabels(ctx, w.conversation, []string{"billing"}, o...))
		},
		"Conversations.RemoveLabels": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.RemoveLabels(ctx, w.conversation, []string{"billing"}, o...))
		},
		"Conversations.Participants": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Participants(ctx, w.conversation, o...))
		},
		"Conversations.AddParticipants": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.AddParticipants(ctx, w.conversation, []int64{w.agent}, o...))
		},
		"Conversations.SetParticipants": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.SetParticipants(ctx, w.conversation, []int64{w.agent}, o...))
		},
		"Conversations.RemoveParticipants": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return c.Conversations.RemoveParticipants(ctx, w.conversation, []int64{w.agent}, o...)
		},
		"Conversations.SetAttributes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.SetAttributes(ctx, w.conversation, map[string]any{"plan": "gold"}, o...))
		},
		"Conversations.MergeAttributes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.MergeAttributes(ctx, w.conversation, map[string]any{"plan": "gold"}, o...))
		},
		"Conversations.RemoveAttributes": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.RemoveAttributes(ctx, w.conversation, []string{"plan"}, o...))
		},
		"Conversations.Attachments": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Conversations.Attachments(ctx, w.conversation, nil, o...))
		},
		"Conversations.AllAttachments": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Conversations.AllAttachments(ctx, w.conversation, o...))
		},

		"Messages.List": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.List(ctx, w.conversation, nil, o...))
		},
		"Messages.All": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return firstOf(c.Messages.All(ctx, w.conversation, nil, o...))
		},
		"Messages.Get": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Get(ctx, w.conversation, w.message, o...))
		},
		"Messages.Create": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Create(ctx, w.conversation, &CreateMessageParams{Content: "hello"}, o...))
		},
		"Messages.SendOnce": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.SendOnce(ctx, w.conversation, "key", &CreateMessageParams{Content: "hello"}, o...))
		},
		"Messages.Update": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Update(ctx, w.conversation, w.message, &UpdateMessageParams{Status: MessageRead}, o...))
		},
		"Messages.Delete": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Delete(ctx, w.conversation, w.message, o...))
		},
		"Messages.Retry": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Retry(ctx, w.conversation, w.message, o...))
		},
		"Messages.Translate": func(ctx context.Context, c *Client, o ...RequestOption) error {
			return err2(c.Messages.Translate(ctx, w.conversation, w.message, "de", o...))
		},
	}
}
