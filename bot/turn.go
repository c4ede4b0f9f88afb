package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// Turn is what a handler answers to, and with. It belongs to one call of a handler, which may be repeated after a failure; it is
// not safe for concurrent use.
type Turn struct {
	// Message is the last message of the customer, or the question that was answered. It is nil in OnOpened and OnResolved.
	Message *webhook.MessageEvent
	// Messages are those that the customer wrote, the oldest first. There are several after WithDebounce only.
	Messages []*webhook.MessageEvent
	// Conversation is as it was when the event was sent.
	Conversation webhook.Conversation
	// Answer is what the customer answered, in OnChoice, OnForm and OnEmail.
	Answer Answer

	bot      *Bot
	key      string // of what it sends
	sent     int    // messages so far
	delivery webhook.Delivery
	// forgotten tells that an attempt before may have sent what is not known any more.
	forgotten bool
}

// Answer is what a customer answered to a question.
type Answer struct {
	// MessageID is that of the question.
	MessageID int64
	// Choice is what was picked from a menu. Its Title is empty if the server did not say.
	Choice ndoto.Choice
	// Values are what was filled into a form, by the names of its fields.
	Values map[string]string
	Email  string
}

func (b *Bot) turn(m *webhook.MessageEvent, name string) *Turn {
	t := &Turn{bot: b, Message: m}
	if m != nil {
		t.Messages, t.Conversation, t.delivery = []*webhook.MessageEvent{m}, m.Conversation, m.Delivery
	}
	t.key = b.key(t.Conversation.ID, name)
	return t
}

func (b *Bot) key(conversation int64, name string) string {
	return fmt.Sprintf("%s/%d/%s", b.name, conversation, name)
}

// again is a turn of the same conversation that sends under keys of its own.
func (t *Turn) again(name string) *Turn {
	other := *t
	other.key, other.sent = t.key+"/"+name, 0
	return &other
}

// Text is what the customer wrote; several messages are joined by line breaks.
func (t *Turn) Text() string {
	texts := make([]string, 0, len(t.Messages))
	for _, m := range t.Messages {
		if m.Content != "" {
			texts = append(texts, m.Content)
		}
	}
	return strings.Join(texts, "\n")
}

// Customer is who the conversation is with. It may be nil where the server does not say.
func (t *Turn) Customer() *ndoto.Contact { return t.Conversation.Customer() }

// Client is the bot's, for what a Turn has no method for.
func (t *Turn) Client() *ndoto.Client { return t.bot.client }

// Load reads what Save has kept for the conversation into v. It leaves v as it is if there is nothing.
func (t *Turn) Load(ctx context.Context, v any) error {
	s, err := t.bot.loadState(ctx, t.Conversation.ID)
	if err != nil || s.Own == nil {
		return err
	}
	return json.Unmarshal(s.Own, v)
}

// Save keeps v for the conversation, as JSON, in place of what was kept.
func (t *Turn) Save(ctx context.Context, v any) error {
	own, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("bot: what is saved must be possible as JSON: %w", err)
	}
	return t.bot.change(ctx, t.Conversation.ID, func(s *state) { s.Own = own })
}

// History returns the last n messages of the conversation that the customer saw or wrote, the oldest first: neither notes nor
// activities. Agent bots need [WithUserToken] for it.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto.
func (t *Turn) History(ctx context.Context, n int) ([]*ndoto.Message, error) {
	var messages []*ndoto.Message
	params := &ndoto.WalkMessagesParams{NewestFirst: true, WithoutInternal: true}
	for m, err := range t.bot.client.Messages.All(ctx, t.Conversation.ID, params, t.bot.asUser()...) {
		if err != nil {
			return nil, err
		}
		if len(messages) == n {
			break
		}
		messages = append(messages, m)
	}
	slices.Reverse(messages)
	return messages, nil
}
