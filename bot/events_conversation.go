package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// sameChange is how far apart the times of two events of one change of a status can be: each has that of its snapshot.
const sameChange = 10 * time.Second

// conversationChanged notes whose a conversation is, and calls the handlers for what happened to it. Agent bots are
// told of a new status twice, from 4.13.0.
func (b *Bot) conversationChanged(ctx context.Context, e webhook.Event, c *webhook.ConversationEvent) error {
	d, err := b.deskOf(ctx, e.Info().Account.ID)
	if d == nil || err != nil || !b.inOurInbox(c.Conversation.InboxID) {
		return err
	}
	s, err := b.loadState(ctx, d, c.Conversation.ID)
	if err != nil {
		return err
	}
	change := b.changeOf(d, e, c, s)
	if change.handler != nil {
		t := b.newTurn(d, nil, c.Conversation, change.name)
		t.delivery, t.readOnly = e.Info().Delivery, !change.returned
		b.sendings.begin(t)
		if err := b.run(ctx, change.handler, t); err != nil {
			return err
		}
		defer b.sendings.forget(t.key)
	}
	if !change.news {
		return nil
	}
	return b.change(ctx, d, c.Conversation.ID, change.apply)
}

// conversationChange is what an event of a conversation means.
type conversationChange struct {
	name     string
	handler  Handler
	news     bool
	returned bool // to the bot
	apply    func(*state)
}

func (b *Bot) changeOf(d *desk, e webhook.Event, c *webhook.ConversationEvent, s *state) conversationChange {
	conversation := &c.Conversation.Conversation
	status, at, who := conversation.Status, conversation.UpdatedAt.Time, assignee(&conversation.Meta)
	ours := b.isOurs(d, conversation)
	updated, isUpdate := e.(*webhook.ConversationUpdated)
	newStatus := !isUpdate && (s.Status != status || at.Sub(s.StatusAt).Abs() >= sameChange)
	newAssignee := who != s.Assignee
	reassigned := newAssignee && isUpdate && assigned(updated.Changed, s)
	change := conversationChange{news: newStatus || newAssignee}
	toBot := reassigned && ours && who.ID != 0 && who == d.self.get()
	change.returned = s.Team.Active && ours && (newStatus || toBot) && at.After(s.Team.At)
	switch {
	case change.returned:
		change.name, change.handler = fmt.Sprintf("given_back/%d", at.UnixMicro()), b.onGivenBack
	case newStatus:
		change.name = fmt.Sprintf("%s/%d", status, at.UnixMicro())
		change.handler = map[ndoto.ConversationStatus]Handler{ndoto.StatusOpen: b.onOpened, ndoto.StatusResolved: b.onResolved}[status]
	case reassigned:
		change.name, change.handler = fmt.Sprintf("assigned/%d", at.UnixMicro()), b.onAssigned
	}
	change.apply = func(s *state) {
		s.Known = true
		if newStatus {
			s.Status, s.StatusAt = status, at
		}
		s.Assignee = who
		switch {
		case status == ndoto.StatusResolved && newStatus:
			s.giveBack() // what the customer writes next begins anew
			s.Questions, s.Prompt, s.Burst = nil, prompt{}, burst{}
		case change.returned:
			s.giveBack()
		case !ours && at.After(s.BackAt):
			s.take(0, at, !b.answersIn(status))
		}
	}
	return change
}

// assigned reports whether an update says that somebody else has the conversation. The first that a bot sees of a
// conversation has an assignee that is news to the bot alone.
func assigned(changes webhook.Changes, s *state) bool {
	_, toUser := changes.Of("assignee_id")
	_, toBot := changes.Of("assignee_agent_bot_id")
	return toUser || toBot || len(changes) == 0 && !s.StatusAt.IsZero()
}
