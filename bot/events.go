package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/oncekey"
	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/webhook"
)

// own tells whether a message is one of this bot, by its key: also before the request that sent it was answered.
func (b *Bot) own(e *webhook.MessageEvent) bool {
	return strings.HasPrefix(e.ContentAttributes.Text(oncekey.Attribute), b.name+"/")
}

// here tells whether an event is of the account that the bot answers in: numbers of conversations count in each.
func (b *Bot) here(e interface{ Info() *webhook.Envelope }) bool {
	id := e.Info().Account.ID
	return id == 0 || id == b.client.AccountID()
}

// mayAnswer tells whether a conversation is the bot's.
func (b *Bot) mayAnswer(e *webhook.MessageEvent) bool {
	return slices.Contains(b.statuses, e.Conversation.Status)
}

// stillMayAnswer asks the server for the status of a conversation, where the one of an event may be of before.
func (b *Bot) stillMayAnswer(ctx context.Context, id int64) bool {
	c, err := b.client.Conversations.Get(ctx, id, b.asUser()...)
	return err == nil && slices.Contains(b.statuses, c.Status)
}

// isForBot tells whether a customer wrote a message in a conversation that is the bot's.
func (b *Bot) isForBot(ctx context.Context, m *webhook.MessageEvent) bool {
	if !b.here(m) || !m.FromCustomer() || b.own(m) {
		return false
	}
	if !b.mayAnswer(m) {
		b.logger.DebugContext(ctx, "bot: a message is left out for the status of its conversation", "conversation", m.Conversation.ID, "status", m.Conversation.Status, "statuses", b.statuses)
		return false
	}
	return true
}

// turnOfMessage is the turn that answers what a customer wrote, or nil if it is not to be answered.
func (b *Bot) turnOfMessage(ctx context.Context, m *webhook.MessageEvent) (*Turn, error) {
	if !b.isForBot(ctx, m) {
		return nil, nil
	}
	s, err := b.loadState(ctx, m.Conversation.ID)
	if err != nil {
		return nil, err
	}
	return b.turnIn(ctx, s, m), nil
}

// turnIn is turnOfMessage for a message that is for the bot, by the state of its conversation.
func (b *Bot) turnIn(ctx context.Context, s *state, m *webhook.MessageEvent) *Turn {
	t := b.turn(m, fmt.Sprintf("message/%d", m.ID))
	if s.HandedOver.covers(int64(m.ID), m.CreatedAt.Time, t.key) || slices.Contains(s.Collected, int64(m.ID)) {
		return nil
	}
	if s.HandedOver.Turn != t.key && s.HandedOver.doubtful(m.CreatedAt.Time) && !b.stillMayAnswer(ctx, m.Conversation.ID) {
		return nil
	}
	q := s.asked(int64(m.ID))
	if choice, matches := q.match(m.Content); matches && b.onChoice != nil {
		t.Answer = Answer{MessageID: q.MessageID, Choice: choice}
	}
	return t
}

// messageCreated answers what a customer wrote.
func (b *Bot) messageCreated(ctx context.Context, e *webhook.MessageCreated) error {
	t, err := b.turnOfMessage(ctx, &e.MessageEvent)
	if t == nil || err != nil {
		return err
	}
	b.sendings.begin(t)
	if question := t.Answer.MessageID; question != 0 {
		if err := b.run(ctx, b.onChoice, t); err != nil {
			return err
		}
		return b.finish(ctx, t, func(s *state) { s.answer(question) })
	}
	if b.onMessage == nil {
		return nil
	}
	if err := b.collect(ctx, t); err != nil {
		return err
	}
	if err := b.run(ctx, b.onMessage, t); err != nil {
		return err
	}
	also := t.burst()
	if len(also) == 0 {
		return b.finish(ctx, t, nil)
	}
	return b.finish(ctx, t, func(s *state) { s.Collected = keep(s.Collected, also...) })
}

// burst are the messages that came after the first.
func (t *Turn) burst() []int64 {
	var ids []int64
	for _, m := range t.Messages[1:] {
		ids = append(ids, int64(m.ID))
	}
	return ids
}

// longestBurst is how many times the debounce a customer can make the bot wait.
const longestBurst = 5

// collect waits until the customer has stopped writing, and takes what came meanwhile into the turn. Called again after a failure,
// it takes what it took before, as that may be answered in part.
func (b *Bot) collect(ctx context.Context, t *Turn) error {
	if b.debounce <= 0 {
		return nil
	}
	taken := b.sendings.burst(t.key)
	latest := t.delivery.Received.Add(longestBurst * b.debounce)
	for {
		var s *state // of the conversation, which they share
		t.Messages = t.Messages[:1:1]
		for _, e := range webhook.Behind(ctx) {
			m, isMessage := e.(*webhook.MessageCreated)
			if !isMessage || taken != nil && !slices.Contains(taken, int64(m.ID)) || !b.isForBot(ctx, &m.MessageEvent) {
				continue
			}
			if s == nil {
				var err error
				if s, err = b.loadState(ctx, m.Conversation.ID); err != nil {
					return err
				}
			}
			if other := b.turnIn(ctx, s, &m.MessageEvent); other != nil && other.Answer.MessageID == 0 {
				t.Messages = append(t.Messages, &m.MessageEvent)
			}
		}
		last := t.Messages[len(t.Messages)-1]
		due := last.Delivery.Received.Add(b.debounce)
		if latest.Before(due) {
			due = latest
		}
		left := time.Until(due)
		if left <= 0 || taken != nil {
			t.Message, t.Conversation = last, last.Conversation
			b.sendings.take(t.key, t.burst())
			return nil
		}
		if err := wait.For(ctx, left); err != nil {
			return err
		}
	}
}

// turnOfAnswer is the turn that answers what a customer submitted to a question of this bot, with its handler, or nil.
func (b *Bot) turnOfAnswer(ctx context.Context, m *webhook.MessageEvent) (*Turn, Handler, error) {
	answer, h := b.answerOf(m)
	if h == nil || !b.here(m) || !b.mayAnswer(m) {
		return nil, nil, nil
	}
	s, err := b.loadState(ctx, m.Conversation.ID)
	if err != nil {
		return nil, nil, err
	}
	t := b.turn(m, fmt.Sprintf("answer/%d", m.ID))
	asked := b.own(m) || slices.ContainsFunc(s.Questions, func(q question) bool { return q.MessageID == int64(m.ID) })
	// An update comes for every change of the message; its answer is answered once. When the answer came is not told, so that
	// one to a question from before a hand-off is not answered.
	if !asked || s.HandedOver.covers(int64(m.ID), m.CreatedAt.Time, t.key) || slices.Contains(s.Answered, int64(m.ID)) {
		return nil, nil, nil
	}
	t.Answer = answer
	return t, h, nil
}

// messageUpdated answers what a customer submitted.
func (b *Bot) messageUpdated(ctx context.Context, e *webhook.MessageUpdated) error {
	t, h, err := b.turnOfAnswer(ctx, &e.MessageEvent)
	if t == nil || err != nil {
		return err
	}
	b.sendings.begin(t)
	if err := b.run(ctx, h, t); err != nil {
		return err
	}
	return b.finish(ctx, t, func(s *state) { s.answer(int64(e.ID)) })
}

// answerOf reads what was submitted, and finds the handler for it.
func (b *Bot) answerOf(m *webhook.MessageEvent) (Answer, Handler) {
	a := Answer{MessageID: int64(m.ID)}
	if email := m.ContentAttributes.Text("submitted_email"); email != "" {
		a.Email = email
		return a, b.onEmail
	}
	var submitted struct {
		Values []struct{ Name, Title, Value string } `json:"submitted_values"`
	}
	if m.ContentAttributes.Decode(&submitted) != nil || len(submitted.Values) == 0 {
		return a, nil
	}
	if m.ContentType == ndoto.ContentInputSelect {
		a.Choice = ndoto.Choice{Title: submitted.Values[0].Title, Value: submitted.Values[0].Value}
		return a, b.onChoice
	}
	a.Values = map[string]string{}
	for _, v := range submitted.Values {
		a.Values[v.Name] = v.Value
	}
	return a, b.onForm
}

// match finds the choice that a text means: its title, its value or its number.
func (q *question) match(text string) (ndoto.Choice, bool) {
	if q == nil {
		return ndoto.Choice{}, false
	}
	text = strings.TrimSpace(text)
	for i, c := range q.Choices {
		if strings.EqualFold(text, c.Title) || strings.EqualFold(text, c.Value) || text == fmt.Sprint(i+1) {
			return c, true
		}
	}
	return ndoto.Choice{}, false
}

// sameChange is how far the times of two events of one change of a status can be apart: each has that of its snapshot.
const sameChange = 10 * time.Second

// statusChanged tells of an opened or a resolved conversation. Agent bots are told twice, from 4.13.0.
func (b *Bot) statusChanged(ctx context.Context, e webhook.Event, c *webhook.ConversationEvent) error {
	if !b.here(e) || b.onOpened == nil && b.onResolved == nil {
		return nil
	}
	id, status, at := c.Conversation.ID, c.Conversation.Status, c.Conversation.UpdatedAt.Time
	s, err := b.loadState(ctx, id)
	if err != nil || s.Status == status && at.Sub(s.StatusAt).Abs() < sameChange {
		return err
	}
	t := b.turn(nil, "")
	t.Conversation, t.delivery = c.Conversation, e.Info().Delivery
	t.key = b.key(id, fmt.Sprintf("%s/%d", status, at.UnixMicro()))
	b.sendings.begin(t)
	if h := map[ndoto.ConversationStatus]Handler{ndoto.StatusOpen: b.onOpened, ndoto.StatusResolved: b.onResolved}[status]; h != nil {
		if err := b.run(ctx, h, t); err != nil {
			return err
		}
	}
	return b.finish(ctx, t, func(s *state) {
		s.Status, s.StatusAt = status, at
		if status == ndoto.StatusResolved {
			s.Questions = nil
		}
	})
}
