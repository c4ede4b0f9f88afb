package webhook

import (
	"encoding/json"
	"time"

	"github.com/usendoto/ndoto-go"
)

// The events that only agent bots get; they cannot be subscribed to. Known from the server software
// (app/listeners/agent_bot_listener.rb, Chatwoot 4.2 to 4.16).
const (
	EventConversationOpened   ndoto.Event = "conversation_opened"
	EventConversationResolved ndoto.Event = "conversation_resolved"
)

// Event is what a webhook sends. It is one of the types of this package: [MessageCreated], [MessageUpdated],
// [ConversationCreated], [ConversationUpdated], [ConversationStatusChanged], [ConversationOpened],
// [ConversationResolved], [ContactCreated], [ContactUpdated], [TypingOn], [TypingOff], [WidgetTriggered],
// [InboxCreated], [InboxUpdated] or [Unknown].
type Event interface {
	// Info returns what all events have.
	Info() *Envelope
	// event keeps On from being called for what only embeds an envelope, such as *MessageEvent, and never comes.
	event()
}

// Envelope is what all events have.
type Envelope struct {
	Name ndoto.Event `json:"event"`
	// Account has no id where the server leaves it out: in the events of conversations before Chatwoot 4.14.2. Put the
	// account into the address of the webhook if there are several.
	Account ndoto.AccountRef `json:"account"`
	// Delivery is how the event came.
	Delivery Delivery `json:"-"`
	// Extra are members that no field names.
	Extra ndoto.Attributes `json:"-"`
	// Dropped are the paths of members that had a type other than that of their field, such as "attachments.0.width", and
	// are left out. They are in the body of the delivery.
	Dropped []string `json:"-"`
}

// Info returns the envelope.
func (e *Envelope) Info() *Envelope { return e }

// Delivery is an event as it came.
type Delivery struct {
	// ID is the server's, the same in all attempts to deliver; it is empty before Chatwoot 4.11.2.
	ID string
	// Received is when it came.
	Received time.Time
	// Body is what the server sent. It is not to be changed.
	Body json.RawMessage
	// Attempt counts the calls of the handlers for the event from 1.
	Attempt int
	// Replayed means that the event may have been handled in part: an earlier process had it, or it was found by
	// Reconcile.
	Replayed bool
	// Tenant is the ID of the Tenant that the event is for, with [WithTenants].
	Tenant string
	// TraceParent is the W3C trace context of the request, if it had one.
	TraceParent string

	signature string // that was verified
}

// MessageEvent is a message as webhooks have it: with what the server's lists have, but for the status, and with its
// conversation.
type MessageEvent struct {
	Envelope
	ID                   int64             `json:"id"`
	Content              string            `json:"content"`
	ContentType          ndoto.ContentType `json:"content_type"`
	ContentAttributes    ndoto.Attributes  `json:"content_attributes"`
	AdditionalAttributes ndoto.Attributes  `json:"additional_attributes"`
	MessageType          ndoto.MessageType `json:"message_type"`
	// Private messages are notes that only the team sees.
	Private   bool       `json:"private"`
	SourceID  string     `json:"source_id"`
	CreatedAt ndoto.Time `json:"created_at"`
	// Sender is nil for messages that nobody wrote. Use its Kind: contacts come without a type. Ndoto documents it as
	// contact.
	Sender       *ndoto.Sender      `json:"sender" alias:"contact"`
	Inbox        ndoto.InboxRef     `json:"inbox"`
	Conversation Conversation       `json:"conversation"`
	Attachments  []ndoto.Attachment `json:"attachments"`
}

// FromCustomer reports whether a customer wrote the message: it is incoming, not a note, and its sender is a contact.
func (e *MessageEvent) FromCustomer() bool {
	kind := e.Sender.Kind()
	return e.MessageType == ndoto.MessageIncoming && !e.Private && (kind == ndoto.SenderContact || kind == "")
}

// MessageCreated is sent for a new message: also for your own, for notes and for templates, but not for activities.
type MessageCreated struct{ MessageEvent }

// MessageUpdated is sent when a message was changed: its status, or what a customer answered in a menu or a form,
// which is in its content attributes. It does not say what has changed.
type MessageUpdated struct{ MessageEvent }

// Conversation is a conversation as webhooks have it. They leave out AccountID, UUID, Muted, Contact,
// LastNonActivityMessage and AssigneeLastSeenAt, which are zero here and not facts, and most of the assignee and the
// team. Messages holds the newest that is neither an activity nor private.
type Conversation struct {
	ndoto.Conversation
	Channel      string           `json:"channel"`
	ContactInbox ContactInbox     `json:"contact_inbox"`
	Account      ndoto.AccountRef `json:"account"`
}

// ContactInbox ties a customer to the inbox of a conversation.
type ContactInbox struct {
	ID        int64 `json:"id"`
	ContactID int64 `json:"contact_id"`
	InboxID   int64 `json:"inbox_id"`
	// SourceID is the customer's id in the channel of the inbox.
	SourceID     string           `json:"source_id"`
	HMACVerified bool             `json:"hmac_verified"`
	PubsubToken  ndoto.Secret     `json:"pubsub_token"`
	CreatedAt    ndoto.Time       `json:"created_at"`
	UpdatedAt    ndoto.Time       `json:"updated_at"`
	Extra        ndoto.Attributes `json:"-"`
}

// ConversationEvent is a conversation with what happened to it, as it was when the event was sent, which may be later
// than what happened.
type ConversationEvent struct {
	Envelope
	Conversation Conversation
	// Changed is what was changed, in ConversationUpdated only.
	Changed Changes
}

// ConversationCreated is sent for a new conversation. Its messages may be newer than it.
type ConversationCreated struct{ ConversationEvent }

// ConversationUpdated is sent when a conversation was changed.
type ConversationUpdated struct{ ConversationEvent }

// ConversationStatusChanged is sent for a new status, which is in the conversation; the previous one is not sent.
type ConversationStatusChanged struct{ ConversationEvent }

// ConversationOpened tells agent bots that a conversation was opened.
type ConversationOpened struct{ ConversationEvent }

// ConversationResolved tells agent bots that a conversation was resolved.
type ConversationResolved struct{ ConversationEvent }

// ContactEvent is a customer, and what was changed.
type ContactEvent struct {
	Envelope
	Contact ndoto.Contact
	// Changed is what was changed, in ContactUpdated only.
	Changed Changes
}

// ContactCreated is sent for a new contact.
type ContactCreated struct{ ContactEvent }

// ContactUpdated is sent when a contact was changed.
type ContactUpdated struct{ ContactEvent }

// TypingEvent says who types. Contacts have no type here: use Kind.
type TypingEvent struct {
	Envelope
	User         *ndoto.Sender `json:"user"`
	Conversation Conversation  `json:"conversation"`
	// Private means that a note is being typed.
	Private bool `json:"is_private"`
}

// TypingOn is sent when somebody begins to type.
type TypingOn struct{ TypingEvent }

// TypingOff is sent when somebody stops.
type TypingOff struct{ TypingEvent }

// WidgetTriggered is sent when a visitor opened the chat of a website.
type WidgetTriggered struct {
	Envelope
	// ID is that of the tie between the contact and the inbox.
	ID       int64          `json:"id"`
	Contact  ndoto.Contact  `json:"contact"`
	Inbox    ndoto.InboxRef `json:"inbox"`
	SourceID string         `json:"source_id"`
	// CurrentConversation is nil if there is none.
	CurrentConversation *Conversation    `json:"current_conversation"`
	EventInfo           ndoto.Attributes `json:"event_info"`
}

// InboxEvent has the settings of an inbox in Extra, by their names in the API, but neither its id nor its name.
// Servers send it only if they are configured to.
type InboxEvent struct {
	Envelope
	// Channel is the record of the channel, with its tokens.
	Channel ndoto.SecretAttributes `json:"channel"`
}

// InboxCreated is sent for a new inbox.
type InboxCreated struct{ InboxEvent }

// InboxUpdated is sent when an inbox was changed.
type InboxUpdated struct {
	InboxEvent
	Changed Changes `json:"changed_attributes"`
}

// Unknown is an event that this version of the package does not know, or one whose members make no sense. What it
// says is in Extra, and in the body of its delivery.
type Unknown struct{ Envelope }

func (*MessageCreated) event()            {}
func (*MessageUpdated) event()            {}
func (*ConversationCreated) event()       {}
func (*ConversationUpdated) event()       {}
func (*ConversationStatusChanged) event() {}
func (*ConversationOpened) event()        {}
func (*ConversationResolved) event()      {}
func (*ContactCreated) event()            {}
func (*ContactUpdated) event()            {}
func (*TypingOn) event()                  {}
func (*TypingOff) event()                 {}
func (*WidgetTriggered) event()           {}
func (*InboxCreated) event()              {}
func (*InboxUpdated) event()              {}
func (*Unknown) event()                   {}
