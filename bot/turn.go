package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// Turn is what a handler answers to, and with. It belongs to one call of a handler, which may be repeated after a
// failure; it is not safe for concurrent use.
type Turn struct {
	// Message is the last message of the customer, or the question that was answered. It is nil in OnOpened, OnResolved,
	// OnGivenBack, OnAssigned and Continue.
	Message *webhook.MessageEvent
	// Messages are those that the customer wrote, the oldest first. There are several after WithDebounce only.
	Messages []*webhook.MessageEvent
	// Conversation is as it was when the event was sent.
	Conversation webhook.Conversation
	// Answer is what the customer answered, in OnChoice, OnForm, OnEmail and OnCSAT.
	Answer Answer
	// Match is what OnCommand and OnPattern found in the text.
	Match []string

	bot  *Bot
	desk *desk
	key  string // of what it sends
	// event is what the turn is about, for the observer.
	event    string
	delivery webhook.Delivery
	auth     []ndoto.RequestOption // in place of the bot's token
	// readOnly turns are about a conversation that is a human's.
	readOnly bool
	ledger   *ledger
	used     map[string]int // how often a message was asked for in this attempt
	over     *atomic.Bool   // a time limit has ended the turn
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
	// Rating is from 1 to 5, and Feedback is what the customer wrote with it.
	Rating   int
	Feedback string
}

// newTurn is a turn of a conversation that sends under keys of its own.
func (b *Bot) newTurn(d *desk, m *webhook.MessageEvent, c webhook.Conversation, name string) *Turn {
	t := &Turn{bot: b, desk: d, Message: m, Conversation: c, event: name, used: map[string]int{}, over: &atomic.Bool{}}
	if m != nil {
		t.Messages, t.delivery = []*webhook.MessageEvent{m}, m.Delivery
	}
	t.key = fmt.Sprintf("%s/%d/%s", b.name, c.ID, name)
	return t
}

// again is a turn of the same conversation that sends under keys of its own.
func (t *Turn) again(name string) *Turn {
	other := *t
	other.key, other.used, other.over = t.key+"/"+name, map[string]int{}, &atomic.Bool{}
	return &other
}

func (t *Turn) place() place { return place{t.desk.client.AccountID(), t.Conversation.ID} }

// lastMessage is the id of the last message that the turn knows of, or 0.
func (t *Turn) lastMessage() int64 {
	if t.Message == nil {
		return 0
	}
	return t.Message.ID
}

// Text is what the customer wrote; several messages are joined by line breaks. It is the title of the choice, the
// e-mail address or the values where the customer answered a question, by a click or by typing; Message has what was
// typed.
func (t *Turn) Text() string {
	if t.Answer.MessageID != 0 {
		return t.Answer.text()
	}
	texts := make([]string, 0, len(t.Messages))
	for _, m := range t.Messages {
		if m.Content != "" {
			texts = append(texts, m.Content)
		}
	}
	return strings.Join(texts, "\n")
}

func (a Answer) text() string {
	switch {
	case a.Choice.Title != "":
		return a.Choice.Title
	case a.Choice.Value != "":
		return a.Choice.Value
	case a.Email != "":
		return a.Email
	case a.Feedback != "":
		return a.Feedback
	}
	names := make([]string, 0, len(a.Values))
	for name := range a.Values {
		names = append(names, name)
	}
	slices.Sort(names)
	values := make([]string, 0, len(names))
	for _, name := range names {
		values = append(values, a.Values[name])
	}
	return strings.Join(values, "\n")
}

// Attachments are the files of the customer's messages.
func (t *Turn) Attachments() []ndoto.Attachment {
	var all []ndoto.Attachment
	for _, m := range t.Messages {
		all = append(all, m.Attachments...)
	}
	return all
}

// Customer is who the conversation is with. It is never nil; its fields are empty where the server does not say. Ndoto
// documents events that name a customer's id, name and e-mail address only.
func (t *Turn) Customer() *ndoto.Contact {
	if c := t.Conversation.Customer(); c != nil {
		return c
	}
	c := &ndoto.Contact{ID: t.Conversation.ContactInbox.ContactID}
	if t.Message == nil || t.Message.Sender == nil {
		return c
	}
	// Events as Ndoto documents them name the customer, whoever wrote.
	if s := t.Message.Sender; s.Kind() == "" || s.Kind() == ndoto.SenderContact {
		c.ID, c.Name, c.Email, c.PhoneNumber, c.Identifier = s.ID, s.Name, s.Email, s.PhoneNumber, s.Identifier
	}
	return c
}

// Client is the bot's client for the account of the conversation, for what a Turn has no method for.
func (t *Turn) Client() *ndoto.Client { return t.desk.client }

// History returns the last n messages of the conversation that the customer saw or wrote, the oldest first: neither
// notes nor activities. Agent bots need [WithUserToken] for it.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages, documented by Ndoto.
func (t *Turn) History(ctx context.Context, n int) ([]*ndoto.Message, error) {
	var messages []*ndoto.Message
	params := &ndoto.WalkMessagesParams{NewestFirst: true, WithoutInternal: true}
	for m, err := range t.desk.client.Messages.All(ctx, t.Conversation.ID, params, t.desk.asUser()...) {
		if err != nil {
			return nil, needsUser(err)
		}
		if len(messages) == n {
			break
		}
		messages = append(messages, m)
	}
	slices.Reverse(messages)
	return messages, nil
}
