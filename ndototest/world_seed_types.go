package ndototest

import (
	"net/http"
	"time"
)

// What a test begins with, and what it looks at.

// Inbox is a channel's inbox. By default it is an API inbox.
type Inbox struct {
	ID   int64
	Name string
	// ChannelType is such as "Channel::Api" or "Channel::WebWidget".
	ChannelType string
	MemberIDs   []int64
	// BotID is an active agent bot: new conversations are pending then.
	BotID int64
	// LockToSingleConversation gives each contact one conversation.
	LockToSingleConversation bool
	// Settings are others, by their names in the API, such as "greeting_enabled" and "greeting_message".
	Settings map[string]any
	// Channel are the fields of its channel, such as "website_url".
	Channel map[string]any
	// WebhookURL is told of what happens in an API inbox. With Handler it is made up.
	WebhookURL string
	Handler    http.Handler `json:"-"`
	// Secret signs what is told.
	Secret string
}

// Agent is a user of the account.
type Agent struct {
	ID          int64
	Name, Email string
	// Role is "agent" by default, or "administrator".
	Role string
	// Availability is "online" by default, "busy" or "offline".
	Availability string
	// Token is made up by default.
	Token string
}

// Bot is an agent bot.
type Bot struct {
	ID   int64
	Name string
	// URL is told of what happens in its inboxes. With Handler it is made up.
	URL     string
	Handler http.Handler `json:"-"`
	// InboxIDs are those that it answers in; without any, it is the server's inbox.
	InboxIDs []int64 `json:"-"`
	// Secret signs what it is told, Token is its API token; both are made up by default.
	Secret, Token string
}

// Webhook is a webhook of the account.
type Webhook struct {
	ID int64
	// URL is told of events. With Handler it is made up.
	URL     string
	Handler http.Handler
	// Subscriptions are the names of events, by default the eight that the server has as a default.
	Subscriptions []string
	// Secret signs what is told; it is made up by default.
	Secret string
}

// Team is a group of agents.
type Team struct {
	ID                int64
	Name, Description string
	MemberIDs         []int64
}

// Contact is a customer.
type Contact struct {
	ID                                   int64
	Name, Email, PhoneNumber, Identifier string
	AvatarURL                            string
	Blocked, Online                      bool
	CustomAttributes                     map[string]any
	AdditionalAttributes                 map[string]any
	Labels                               []string
	CreatedAt, LastActivityAt            time.Time
}

// Conversation is a thread of messages. By default it is open, in the server's inbox, with a new contact.
type Conversation struct {
	ID, InboxID, ContactID int64
	// SourceID ties the contact to the inbox; it is made up by default.
	SourceID             string
	Status, Priority     string
	AssigneeID, TeamID   int64
	AssigneeBotID        int64
	Labels               []string
	ParticipantIDs       []int64
	CustomAttributes     map[string]any
	AdditionalAttributes map[string]any
	SnoozedUntil         time.Time
	CreatedAt, UpdatedAt time.Time
	LastActivityAt       time.Time
	WaitingSince         time.Time
	FirstReplyAt         time.Time
	AgentSeenAt          time.Time
	AssigneeSeenAt       time.Time
	ContactSeenAt        time.Time
}

// Message is a message. By default it is an incoming one of the conversation's contact.
type Message struct {
	ID      int64
	Content string
	// Type is "incoming", "outgoing", "activity" or "template".
	Type        string
	ContentType string
	Private     bool
	// Status is "sent", "delivered", "read" or "failed".
	Status            string
	SenderKind        string
	SenderID          int64
	SourceID          string
	ContentAttributes map[string]any
	// AdditionalAttributes are such as the params of a template.
	AdditionalAttributes map[string]any
	Attachments          []Attachment
	CreatedAt            time.Time
}

// Attachment is a file of a message.
type Attachment struct {
	ID                int64
	Name, ContentType string
	Data              []byte
}
