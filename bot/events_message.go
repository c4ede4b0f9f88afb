package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/oncekey"
	"github.com/usendoto/ndoto-go/webhook"
)

// ownKey reports whether a message is one of this bot, by its key: also before the request that sent it was answered.
func (b *Bot) ownKey(attributes ndoto.Attributes) bool {
	return strings.HasPrefix(attributes.Text(oncekey.Attribute), b.name+"/")
}

// messageCreated answers what a customer wrote, and notes what colleagues wrote.
func (b *Bot) messageCreated(ctx context.Context, e *webhook.MessageCreated) error {
	m := &e.MessageEvent
	d, err := b.deskFor(ctx, m)
	if d == nil || err != nil {
		return err
	}
	if b.ownKey(m.ContentAttributes) || d.sent.has(m.ID) {
		b.learnSelf(ctx, d, m.Sender)
		return nil
	}
	written, err := b.attributed(ctx, d, m)
	switch {
	case err != nil:
		return err
	case d.byColleague(written):
		return b.change(ctx, d, m.Conversation.ID, func(s *state) { s.take(m.ID, m.CreatedAt.Time, !b.answersIn(m.Conversation.Status)) })
	case !b.isCustomers(ctx, m):
		return nil
	}
	t, h, err := b.turnOfMessage(ctx, d, m)
	if t == nil || err != nil {
		return err
	}
	if !t.ledger.gaveUp() {
		if ready, err := b.collect(ctx, t); !ready || err != nil {
			return err
		}
		if h == nil {
			t, h = b.routed(t)
		}
	}
	if h == nil {
		return b.done(ctx, t)
	}
	if err := b.run(ctx, h, t); err != nil {
		return err
	}
	return b.done(ctx, t)
}

// deskFor is the desk of an event, or nil if the bot has nothing to do with it.
func (b *Bot) deskFor(ctx context.Context, m *webhook.MessageEvent) (*desk, error) {
	d, err := b.deskOf(ctx, m.Account.ID)
	if d == nil && err == nil {
		b.otherAccount(m.Account.ID)
	}
	if d == nil || !b.inOurInbox(max(m.Inbox.ID, m.Conversation.InboxID)) {
		return nil, err
	}
	return d, err
}

func (b *Bot) answersIn(s ndoto.ConversationStatus) bool { return slices.Contains(b.statuses, s) }

// isCustomers reports whether a customer wrote a message, and not a machine in their name.
func (b *Bot) isCustomers(ctx context.Context, m *webhook.MessageEvent) bool {
	if !m.FromCustomer() {
		return false
	}
	var email struct {
		Email struct {
			AutoReply bool `json:"auto_reply"`
		}
	}
	_ = m.ContentAttributes.Decode(&email) // what does not decode is not an automatic reply
	if email.Email.AutoReply || m.Sender != nil && m.Sender.Blocked {
		b.leaveOut(ctx, m, "an automatic reply, or of a blocked contact")
		return false
	}
	return true
}

func (b *Bot) leaveOut(ctx context.Context, m *webhook.MessageEvent, why string) {
	b.logger.DebugContext(ctx, "bot: a message is left out: "+why, "conversation", m.Conversation.ID, "status", m.Conversation.Status, "statuses", b.statuses)
}

// turnOfMessage is the turn that answers what a customer wrote, or nil if it is not to be answered. Its handler is nil
// if the message is one for the routes.
func (b *Bot) turnOfMessage(ctx context.Context, d *desk, m *webhook.MessageEvent) (*Turn, Handler, error) {
	id := m.Conversation.ID
	s, err := b.loadState(ctx, d, id)
	if err != nil {
		return nil, nil, err
	}
	t := b.newTurn(d, m, m.Conversation, fmt.Sprintf("message/%d", m.ID))
	if !s.Known {
		if s, err = b.remembered(ctx, t, s); err != nil {
			return nil, nil, err
		}
	}
	if may, err := b.mayAnswer(ctx, t, s); !may || err != nil {
		return nil, nil, err
	}
	b.sendings.begin(t)
	if t.ledger.gaveUp() { // run ends it
		return t, b.onMessage, nil
	}
	if h := b.excess(t); h != nil {
		return t, h, nil
	}
	return t, b.answering(t, s), nil
}

// mayAnswer reports whether a message is the bot's to answer.
func (b *Bot) mayAnswer(ctx context.Context, t *Turn, s *state) (bool, error) {
	m := t.Message
	if !b.isOurs(t.desk, &m.Conversation.Conversation) {
		b.leaveOut(ctx, m, "its conversation is not the bot's")
		if s.Team.Active && !s.Team.Away && !b.answersIn(m.Conversation.Status) {
			return false, b.change(ctx, t.desk, m.Conversation.ID, func(s *state) { s.Team.Away = true })
		}
		return false, nil
	}
	if slices.Contains(s.Done, m.ID) || s.Team.covers(m.ID, m.CreatedAt.Time, t.key) {
		return false, nil
	}
	continues := s.Team.Active && s.Team.by(t.key)
	if s.Team.Active && !s.Team.Away && !continues {
		b.leaveOut(ctx, m, "a human has taken over")
		return false, nil
	}
	if !s.Team.Active && !t.isOld() || continues {
		return true, nil
	}
	c, err := b.lookFor(ctx, t) // the event may be older than what has happened since
	if err != nil || c != nil && !b.isOurs(t.desk, c) {
		return false, err
	}
	if s.Team.Active {
		return true, b.change(ctx, t.desk, m.Conversation.ID, func(s *state) { s.giveBack() })
	}
	return true, nil
}

// oldAfter is the age from which the snapshot of an event is not trusted.
const oldAfter = 5 * time.Second

func (t *Turn) isOld() bool {
	return t.delivery.Replayed || t.delivery.Attempt > 1 || time.Since(t.delivery.Received) > oldAfter
}

// excess is the handler for a message that the bot does not answer, as it is too old or one of too many, or nil.
func (b *Bot) excess(t *Turn) Handler {
	written := t.Message.CreatedAt.Time
	if written.IsZero() {
		written = t.delivery.Received
	}
	switch {
	case time.Since(written) > b.maxAge:
		return b.handOverFor(fmt.Sprintf("The bot did not answer: the customer's message waited for more than %v.", b.maxAge))
	case b.customers.exceeded(t, b.customerMost, b.customerPer):
		return b.handOverFor(fmt.Sprintf("The bot stopped: the customer sent more than %d messages in %v. It may be a machine.", b.customerMost, b.customerPer))
	}
	return nil
}

func (b *Bot) handOverFor(note string) Handler {
	return func(ctx context.Context, t *Turn) error { return t.Handoff(ctx, Handoff{Note: note}) }
}

// answering is the handler of the question or the prompt that a message answers, or nil.
func (b *Bot) answering(t *Turn, s *state) Handler {
	m, text := t.Message, t.Message.Content
	if b.isCommand(text) || text == "" {
		return nil
	}
	q := s.asked(m.ID)
	if p := s.Prompt; p.Name != "" && p.MessageID < m.ID && time.Now().Before(p.Until) && (q == nil || q.MessageID < p.MessageID) {
		if h := b.prompts[p.Name]; h != nil {
			t.event = "prompt"
			return h
		}
	}
	if answer, answers := q.match(text); answers {
		if h := b.answerTo(q.Type); h != nil {
			t.Answer, t.event = answer, "answer"
			return h
		}
	}
	return nil
}

// routed finds the handler for what the customer wrote.
func (b *Bot) routed(t *Turn) (*Turn, Handler) {
	text := t.Text()
	if h, match := b.route(text); h != nil {
		t.Match = match
		return t, h
	}
	if text == "" && len(t.Attachments()) > 0 && b.onAttachment != nil {
		return t, b.onAttachment
	}
	return t, b.onMessage
}

// done notes that a turn needs nothing more. Only then does the bot forget what it sent.
func (b *Bot) done(ctx context.Context, t *Turn) error {
	err := b.change(ctx, t.desk, t.Conversation.ID, func(s *state) {
		for _, m := range t.Messages {
			if t.Answer.MessageID != m.ID {
				s.Done = keep(s.Done, m.ID)
			}
		}
		if t.Answer.MessageID != 0 {
			s.answer(t.Answer)
		}
		if len(t.Messages) > 0 && s.Prompt.MessageID < t.Messages[0].ID {
			s.Prompt = prompt{}
		}
		if s.Burst.Turn == t.key {
			s.Burst = burst{}
		}
		s.Known, s.Started = true, true
	})
	if err != nil {
		return err
	}
	b.sendings.forget(t.key)
	return nil
}
