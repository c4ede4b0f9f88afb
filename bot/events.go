package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// onceKey is where Messages.SendOnce keeps its key.
const onceKey = "ndoto_once"

// own tells whether a message is one of this bot, by its key: also before the request that sent it was answered.
func (b *Bot) own(e *webhook.MessageEvent) bool {
	return strings.HasPrefix(e.ContentAttributes.Text(onceKey), b.name+"/")
}

// mayAnswer tells whether a conversation is the bot's.
func (b *Bot) mayAnswer(e *webhook.MessageEvent) bool {
	return slices.Contains(b.statuses, e.Conversation.Status)
}

// messageCreated answers what a customer wrote.
func (b *Bot) messageCreated(ctx context.Context, e *webhook.MessageCreated) error {
	m := &e.MessageEvent
	if !m.FromCustomer() || b.own(m) || !b.mayAnswer(m) {
		return nil
	}
	s, err := b.loadState(ctx, m.Conversation.ID)
	if err != nil {
		return err
	}
	if int64(m.ID) <= s.HandedOver || s.hasAnswered(int64(m.ID)) {
		return nil
	}
	t := b.turn(m, fmt.Sprintf("message/%d", m.ID))
	if choice, matches := s.Question.match(m.Content); matches && b.onChoice != nil {
		t.Answer = Answer{MessageID: s.Question.MessageID, Choice: choice}
		if err := b.run(ctx, b.onChoice, t); err != nil {
			return err
		}
		return b.change(ctx, m.Conversation.ID, func(now *state) { now.answerQuestion(s.Question.MessageID) })
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
	if len(t.Messages) == 1 {
		return nil
	}
	return b.change(ctx, m.Conversation.ID, func(now *state) {
		for _, also := range t.Messages[1:] {
			now.answered(int64(also.ID))
		}
	})
}

// collect waits until the customer has stopped writing, and takes what came meanwhile into the turn.
func (b *Bot) collect(ctx context.Context, t *Turn) error {
	if b.debounce <= 0 {
		return nil
	}
	for {
		messages := t.Messages[:1:1]
		for _, e := range webhook.Behind(ctx) {
			if m, isMessage := e.(*webhook.MessageCreated); isMessage && m.FromCustomer() && !b.own(&m.MessageEvent) {
				messages = append(messages, &m.MessageEvent)
			}
		}
		t.Messages = messages
		left := time.Until(messages[len(messages)-1].Delivery.Received.Add(b.debounce))
		if left <= 0 {
			t.Message = messages[len(messages)-1]
			t.Conversation = t.Message.Conversation
			return nil
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// messageUpdated answers what a customer submitted to a question of this bot.
func (b *Bot) messageUpdated(ctx context.Context, e *webhook.MessageUpdated) error {
	m := &e.MessageEvent
	answer, h := b.answerOf(m)
	if h == nil || !b.mayAnswer(m) {
		return nil
	}
	s, err := b.loadState(ctx, m.Conversation.ID)
	if err != nil {
		return err
	}
	asked := b.own(m) || s.Question != nil && s.Question.MessageID == int64(m.ID)
	// An update comes for every change of the message; its answer is answered once.
	if !asked || int64(m.ID) <= s.HandedOver || s.hasAnswered(int64(m.ID)) {
		return nil
	}
	t := b.turn(m, fmt.Sprintf("answer/%d", m.ID))
	t.Answer = answer
	if err := b.run(ctx, h, t); err != nil {
		return err
	}
	return b.change(ctx, m.Conversation.ID, func(now *state) { now.answerQuestion(int64(m.ID)) })
}

// answerQuestion notes that a question has its answer. A new one may have been asked meanwhile.
func (s *state) answerQuestion(id int64) {
	s.answered(id)
	if s.Question != nil && s.Question.MessageID == id {
		s.Question = nil
	}
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

// statusChanged tells of an opened or a resolved conversation. Agent bots are told twice, from 4.13.0.
func (b *Bot) statusChanged(ctx context.Context, e webhook.Event, c *webhook.ConversationEvent) error {
	handlers := map[ndoto.ConversationStatus]Handler{ndoto.StatusOpen: b.onOpened, ndoto.StatusResolved: b.onResolved}
	h := handlers[c.Conversation.Status]
	if h == nil {
		return nil
	}
	s, err := b.loadState(ctx, c.Conversation.ID)
	if err != nil {
		return err
	}
	change := fmt.Sprintf("%s/%d", c.Conversation.Status, c.Conversation.UpdatedAt.UnixMicro())
	if s.Status == change {
		return nil
	}
	t := b.turn(nil, change)
	t.Conversation, t.delivery = c.Conversation, e.Info().Delivery
	t.key = b.key(c.Conversation.ID, change)
	if err := b.run(ctx, h, t); err != nil {
		return err
	}
	return b.change(ctx, c.Conversation.ID, func(now *state) {
		now.Status = change
		if c.Conversation.Status == ndoto.StatusResolved {
			now.Question = nil
		}
	})
}
