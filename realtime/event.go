package realtime

import (
	"encoding/json"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// Event is something that happened. It is one of the types of this package: what the server tells, [Unknown] for what
// this version does not know, and [Connected], [Disconnected] and [Gap], which tell of the connection itself.
type Event interface {
	// Info returns what all events have.
	Info() *Envelope
	// lane is what events share that are handled one after another.
	lane() lane
}

// Envelope is what all events have.
type Envelope struct {
	// Name is the server's, such as "message.created". It is empty for what tells of the connection.
	Name      string `json:"-"`
	AccountID int64  `json:"account_id"`
	// Performer is the user who caused the event, where the server says so.
	Performer *ndoto.Sender `json:"performer"`
	// Recovered means that the event was missed while there was no connection, and made of what the API says. Such an
	// event has no Body.
	Recovered bool `json:"-"`
	// Received is when the event came.
	Received time.Time `json:"-"`
	// Body is the data of the event, as it came. It may have tokens in it: that of the customer's session, for one.
	Body json.RawMessage `json:"-"`
	// Extra are members that no field names.
	Extra ndoto.Attributes `json:"-"`
}

// Info returns the envelope.
func (e *Envelope) Info() *Envelope { return e }

// MessageEvent is a message. Agents are told of notes and of activities too.
type MessageEvent struct {
	Envelope
	Message ndoto.Message
}

// MessageCreated is sent for a new message, also for your own.
type MessageCreated struct{ MessageEvent }

// MessageUpdated is sent when a message was changed: its status, its text, or what a customer answered in a menu.
type MessageUpdated struct {
	MessageEvent
	// Changes are the columns that were changed, by name.
	Changes map[string]Change
}

// Change is a value before and after, as JSON.
type Change struct{ Previous, Current json.RawMessage }

// FirstReplyCreated is sent beside MessageCreated for the first reply of an agent.
type FirstReplyCreated struct{ MessageEvent }

// ConversationEvent is a conversation as it was when the event was sent, which may be later than what happened.
type ConversationEvent struct {
	Envelope
	Conversation webhook.Conversation
}

// ConversationCreated is sent for a new conversation.
type ConversationCreated struct{ ConversationEvent }

// ConversationUpdated is sent when a conversation was changed. One that is Recovered says how a conversation is now, in
// which something was missed.
type ConversationUpdated struct{ ConversationEvent }

// ConversationStatusChanged is sent for a new status.
type ConversationStatusChanged struct{ ConversationEvent }

// ConversationRead is sent when the customer has read the conversation.
type ConversationRead struct{ ConversationEvent }

// ConversationMentioned is sent to a user whom a note names.
type ConversationMentioned struct{ ConversationEvent }

// ConversationContactChanged is sent when a conversation has another contact.
type ConversationContactChanged struct{ ConversationEvent }

// AssigneeChanged is sent for a new assignee, or none.
type AssigneeChanged struct{ ConversationEvent }

// TeamChanged is sent for a new team, or none.
type TeamChanged struct{ ConversationEvent }

// TypingEvent says who types. The server never ends it: take it for over after 30 s.
type TypingEvent struct {
	Envelope
	Conversation webhook.Conversation `json:"conversation"`
	User         *ndoto.Sender        `json:"user"`
	// Private means that a note is being typed. Customers are told of it too, and must not be shown it.
	Private bool `json:"-"`
}

// TypingOn is sent when somebody begins to type.
type TypingOn struct{ TypingEvent }

// TypingOff is sent when somebody stops.
type TypingOff struct{ TypingEvent }

// UnreadCountChanged is sent when the number of unread conversations has changed. It does not say which. From Chatwoot
// 4.14, if the account has the feature.
type UnreadCountChanged struct{ Envelope }

// ContactEvent is a customer. All users of the account are told.
type ContactEvent struct {
	Envelope
	Contact ndoto.Contact
}

// ContactCreated is sent for a new contact.
type ContactCreated struct{ ContactEvent }

// ContactUpdated is sent when a contact was changed.
type ContactUpdated struct{ ContactEvent }

// ContactMerged is sent for the contact that stays of two.
type ContactMerged struct{ ContactEvent }

// ContactDeleted is sent for a contact that is gone.
type ContactDeleted struct{ ContactEvent }

// NotificationEvent is a notification of the user.
type NotificationEvent struct {
	Envelope
	// Notification has only its ID when it was deleted.
	Notification ndoto.Notification `json:"notification"`
	UnreadCount  int                `json:"unread_count"`
	Count        int                `json:"count"`
}

// NotificationCreated is sent for a new notification.
type NotificationCreated struct{ NotificationEvent }

// NotificationUpdated is sent when a notification was read or snoozed.
type NotificationUpdated struct{ NotificationEvent }

// NotificationDeleted is sent when a notification is gone, or a newer one has taken its place.
type NotificationDeleted struct{ NotificationEvent }

// CacheInvalidated is sent when labels, inboxes or teams were changed: read those again whose key is another.
type CacheInvalidated struct {
	Envelope
	CacheKeys map[string]string `json:"cache_keys"`
}

// PresenceUpdated says who is there. It comes once for each subscription, and then only with [WithPresence].
type PresenceUpdated struct {
	Envelope
	Users map[string]ndoto.Availability `json:"users"`
	// Contacts are those who are online. Customers are not told.
	Contacts map[string]ndoto.Availability `json:"contacts"`
}

// EnrichmentCompleted is sent to the first administrator when the server has found out about the company.
type EnrichmentCompleted struct{ Envelope }

// CopilotMessageCreated is an answer of the assistant of the Enterprise edition, to the owner of the thread.
type CopilotMessageCreated struct {
	Envelope
	ID          int64            `json:"id"`
	Message     ndoto.Attributes `json:"message"`
	MessageType string           `json:"message_type"`
	CreatedAt   ndoto.Time       `json:"created_at"`
	Thread      ndoto.Attributes `json:"copilot_thread"`
}

// VoiceCall is what happens to a call: its Name is voice_call.incoming, .outbound_connected, .outbound_accepted,
// .accepted, .ended or .permission_granted. What is special to one of them is in Extra. Enterprise edition.
type VoiceCall struct {
	Envelope
	ID       int64  `json:"id"`
	CallID   string `json:"call_id"`
	Provider string `json:"provider"`
	// ConversationID is the id in the database, and not the number that agents see.
	ConversationID  int64            `json:"conversation_id"`
	InboxID         int64            `json:"inbox_id"`
	Direction       string           `json:"direction"`
	Status          string           `json:"status"`
	DurationSeconds int64            `json:"duration_seconds"`
	SDPOffer        string           `json:"sdp_offer"`
	SDPAnswer       string           `json:"sdp_answer"`
	Caller          ndoto.Attributes `json:"caller"`
}

// Unknown is an event that this version of the package does not know, or whose data makes no sense as what it is
// called.
type Unknown struct{ Envelope }

// Connected says that the server tells of what happens. It comes after what was missed before.
type Connected struct {
	Envelope
	// Since is from when on the API was asked for what was missed, and Recovered how much that was. Since is zero for the
	// first connection without [WithSince]. What the API cannot tell, see the package, may be missing from then on.
	Since     time.Time
	Recovered int
}

// Disconnected says that the connection is gone, and when the next attempt is.
type Disconnected struct {
	Envelope
	Err   error
	Retry time.Duration
}

// Gap says that something cannot be recovered: of a conversation, or, if ConversationID is 0, all between two times.
type Gap struct {
	Envelope
	ConversationID int64
	From, To       time.Time
	Err            error
}

// lane is what events share that are handled one after another: a conversation, or all of the account.
type lane struct{ conversation int64 }

func (e *Envelope) lane() lane          { return lane{} }
func (e *MessageEvent) lane() lane      { return lane{e.Message.ConversationID} }
func (e *ConversationEvent) lane() lane { return lane{e.Conversation.ID} }
func (e *TypingEvent) lane() lane       { return lane{e.Conversation.ID} }
func (e *Gap) lane() lane               { return lane{e.ConversationID} }
