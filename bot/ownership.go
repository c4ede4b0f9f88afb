package bot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/oncekey"
	"github.com/usendoto/ndoto-go/webhook"
)

// Who a conversation belongs to is its status and its assignee.

// isOurs reports whether the bot may answer in a conversation, as the server has it.
func (b *Bot) isOurs(d *desk, c *ndoto.Conversation) bool {
	return b.inOurInbox(c.InboxID) && slices.Contains(b.statuses, c.Status) && !assignedElsewhere(d, &c.Meta)
}

func (b *Bot) inOurInbox(id int64) bool {
	return len(b.inboxIDs) == 0 || id == 0 || slices.Contains(b.inboxIDs, id)
}

// assignee returns who a conversation is assigned to, if anybody.
func assignee(m *ndoto.ConversationMeta) sender {
	switch {
	case m.Assignee == nil || m.Assignee.ID == 0:
		return sender{}
	case m.AssigneeType == "AgentBot", m.Assignee.Type == "agent_bot":
		return sender{ndoto.SenderAgentBot, m.Assignee.ID}
	}
	return sender{ndoto.SenderUser, m.Assignee.ID}
}

// assignedElsewhere reports whether a human has the conversation, or another bot. Until the bot knows who it is, any
// bot is taken for it: the server tells a bot of its own conversations only.
func assignedElsewhere(d *desk, m *ndoto.ConversationMeta) bool {
	who, self := assignee(m), d.self.get()
	switch {
	case who.ID == 0, who == self:
		return false
	case who.Kind == ndoto.SenderAgentBot:
		return self.Kind == ndoto.SenderAgentBot
	}
	return true
}

// byHuman reports whether a colleague wrote a message that the customer sees: neither an automation rule nor a program
// that sends once with the token of a user.
func byHuman(m *ndoto.Message) bool {
	return m.MessageType == ndoto.MessageOutgoing && !m.Private && m.Sender.Kind() == ndoto.SenderUser &&
		isKeyless(m.ContentAttributes)
}

// look asks the server for a conversation: as the user, if there is one, since servers before Chatwoot 4.14.2 show bots
// none, and later ones fail for a bot where the conversation has a team. It returns nil if the server does not let the
// bot see it.
func (b *Bot) look(ctx context.Context, d *desk, id int64) (*ndoto.Conversation, error) {
	if d.userToken != "" {
		c, err := d.client.Conversations.Get(ctx, id, d.asUser()...)
		if !errors.Is(err, ndoto.ErrUnauthorized) && !errors.Is(err, ndoto.ErrForbidden) {
			return c, err
		}
	}
	if d.noLook.Load() {
		return nil, nil
	}
	c, err := d.client.Conversations.Get(ctx, id)
	if errors.Is(err, ndoto.ErrBotNotAllowed) {
		if d.noLook.CompareAndSwap(false, true) {
			b.logger.WarnContext(ctx, "bot: before Chatwoot 4.14.2 a bot is told by webhooks only whether a human has taken over: give it WithUserToken")
		}
		return nil, nil
	}
	return c, err
}

// lookFor looks at the conversation of a turn. Without a user's token, one with a team cannot be seen.
func (b *Bot) lookFor(ctx context.Context, t *Turn) (*ndoto.Conversation, error) {
	c, err := b.look(ctx, t.desk, t.Conversation.ID)
	if errors.Is(err, ndoto.ErrServer) && t.desk.userToken == "" && t.Conversation.Meta.Team != nil {
		return nil, nil
	}
	return c, err
}

// mayWrite returns ErrTakenOver if the bot must not write to the customer any more: because of the status, the
// assignee, or a colleague who wrote after the message that the turn answers.
func (b *Bot) mayWrite(ctx context.Context, t *Turn) error {
	c, err := b.lookFor(ctx, t)
	if err != nil {
		return err
	}
	if c == nil { // what live events have told must do
		return context.Cause(ctx)
	}
	if customer := c.Customer(); !b.isOurs(t.desk, c) || customer != nil && customer.Blocked {
		return ErrTakenOver
	}
	if taken, err := b.humanWroteSince(ctx, t, c.LastNonActivityMessage); taken || err != nil {
		return cmp.Or(err, ErrTakenOver)
	}
	return context.Cause(ctx)
}

// humanWroteSince reports whether a colleague wrote after the message that a turn answers. The last message of the
// conversation tells, unless the server does not show it, or it hides that of a colleague: one of the customer, a note,
// or one of another turn.
func (b *Bot) humanWroteSince(ctx context.Context, t *Turn, last *ndoto.Message) (bool, error) {
	answers := t.lastMessage()
	switch {
	case answers == 0:
		return false, nil
	case last == nil: // nor is its id known
	case last.ID <= answers, strings.HasPrefix(last.ContentAttributes.Text(oncekey.Attribute), t.key+"/"):
		return false, nil // it is the turn's own
	case t.desk.byColleague(last):
		return true, nil
	}
	since := &ndoto.WalkMessagesParams{After: answers, WithoutInternal: true}
	for m, err := range t.desk.client.Messages.All(ctx, t.Conversation.ID, since, t.desk.asUser()...) {
		switch {
		case errors.Is(err, ndoto.ErrBotNotAllowed): // without the user's token, what live events have told must do
			return false, nil
		case err != nil:
			return false, err
		case t.desk.byColleague(m):
			return true, nil
		}
	}
	return false, nil
}

// messageOf is the part of an event that the REST API has, too.
func messageOf(m *webhook.MessageEvent) *ndoto.Message {
	return &ndoto.Message{
		ID: m.ID, Content: m.Content, MessageType: m.MessageType, ContentType: m.ContentType, ContentAttributes: m.ContentAttributes,
		Private: m.Private, Sender: m.Sender, CreatedAt: m.CreatedAt,
	}
}
