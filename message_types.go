package ndoto

import (
	"encoding/json"
	"strings"
	"time"
)

// Message is a message, in a list or embedded in a conversation. Only the embedded form has the fields from AccountID
// on.
type Message struct {
	ID int64 `json:"id"`
	// ConversationID is the number that agents see.
	ConversationID    int64         `json:"conversation_id"`
	InboxID           int64         `json:"inbox_id"`
	Content           string        `json:"content"`
	MessageType       MessageType   `json:"message_type"`
	ContentType       ContentType   `json:"content_type"`
	ContentAttributes Attributes    `json:"content_attributes"`
	Status            MessageStatus `json:"status"`
	// Private messages are notes that only the team sees.
	Private     bool         `json:"private"`
	SourceID    string       `json:"source_id"`
	CreatedAt   Time         `json:"created_at"`
	Sender      *Sender      `json:"sender"`
	Attachments []Attachment `json:"attachments"`
	// EchoID is the one that was sent; only Create returns it.
	EchoID LooseText  `json:"echo_id"`
	Call   Attributes `json:"call"`

	AccountID               int64       `json:"account_id"`
	UpdatedAt               Time        `json:"updated_at"`
	SenderType              string      `json:"sender_type"`
	SenderID                int64       `json:"sender_id"`
	ExternalSourceIDs       Attributes  `json:"external_source_ids"`
	AdditionalAttributes    Attributes  `json:"additional_attributes"`
	ProcessedMessageContent string      `json:"processed_message_content"`
	Sentiment               Attributes  `json:"sentiment"`
	Conversation            *MessageRef `json:"conversation"`
	// Inbox comes with what a search finds, on Chatwoot 4.2.
	Inbox *InboxRef `json:"inbox"`

	Extra Attributes `json:"-"`
}

// LooseText is a text that the server usually sends as a string. If it sends something else, it is that value's JSON.
type LooseText string

// UnmarshalJSON decodes any value.
func (e *LooseText) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) != nil {
		text = string(data)
	}
	*e = LooseText(text)
	return nil
}

// EffectiveTime returns when the message was written: its external creation time if it was imported, and CreatedAt
// otherwise.
func (m *Message) EffectiveTime() time.Time {
	if t := m.ContentAttributes.Time("external_created_at"); !t.IsZero() {
		return t.Time
	}
	return m.CreatedAt.Time
}

// MessageRef is what an embedded message says about its conversation.
type MessageRef struct {
	AssigneeID     int64 `json:"assignee_id"`
	UnreadCount    int   `json:"unread_count"`
	LastActivityAt Time  `json:"last_activity_at"`
	ContactInbox   struct {
		SourceID string `json:"source_id"`
	} `json:"contact_inbox"`
	Extra Attributes `json:"-"`
}

// Attachment is a file, a location, a contact or a link in a message. Each kind has only some of the fields.
type Attachment struct {
	ID        int64    `json:"id"`
	MessageID int64    `json:"message_id"`
	AccountID int64    `json:"account_id"`
	FileType  FileType `json:"file_type"`
	// DataURL redirects to the storage and needs no token.
	DataURL         string `json:"data_url"`
	ThumbURL        string `json:"thumb_url"`
	FileSize        int64  `json:"file_size"`
	Extension       string `json:"extension"`
	ContentType     string `json:"content_type"`
	Width           int    `json:"width"`
	Height          int    `json:"height"`
	TranscribedText string `json:"transcribed_text"`

	CoordinatesLat  float64    `json:"coordinates_lat"`
	CoordinatesLong float64    `json:"coordinates_long"`
	FallbackTitle   string     `json:"fallback_title"`
	Meta            Attributes `json:"meta"`
	Extra           Attributes `json:"-"`
}

// ListedAttachment is a file in a list of files. Its ID is 0 up to Chatwoot 4.13.
type ListedAttachment struct {
	Attachment
	// ConversationID is the conversation's, in the list of a contact.
	ConversationID int64   `json:"conversation_id"`
	CreatedAt      Time    `json:"created_at"`
	Sender         *Sender `json:"sender"`
}

// AttachmentPage is one page of a list of files.
type AttachmentPage struct {
	Attachments []ListedAttachment `json:"payload"`
	PageMeta    `json:"meta"`
	Extra       Attributes `json:"-"`
}

func (p *AttachmentPage) hasRows() bool { return p.Attachments != nil }

// MessagePage is a part of the messages of a conversation, oldest first.
type MessagePage struct {
	Messages []Message       `json:"payload"`
	Meta     MessagePageMeta `json:"meta"`
	Extra    Attributes      `json:"-"`
}

func (p *MessagePage) hasRows() bool { return p.Messages != nil }

// MessagePageMeta is what a list of messages says about the conversation.
type MessagePageMeta struct {
	Labels               []string   `json:"labels"`
	AdditionalAttributes Attributes `json:"additional_attributes"`
	Contact              *Sender    `json:"contact"`
	Assignee             *Sender    `json:"assignee"`
	AgentLastSeenAt      Time       `json:"agent_last_seen_at"`
	AssigneeLastSeenAt   Time       `json:"assignee_last_seen_at"`
	Extra                Attributes `json:"-"`
}

// Sender is who wrote a message: the customer, a user, an agent bot or the built-in AI agent. Each kind has only some
// of the fields.
type Sender struct {
	ID                   int64        `json:"id"`
	Type                 string       `json:"type"`
	Name                 string       `json:"name"`
	AvailableName        string       `json:"available_name"`
	Email                string       `json:"email"`
	PhoneNumber          string       `json:"phone_number"`
	Identifier           string       `json:"identifier"`
	AvatarURL            string       `json:"avatar_url" alias:"thumbnail,avatar"`
	Availability         Availability `json:"availability" alias:"availability_status"`
	Blocked              bool         `json:"blocked"`
	CompanyID            int64        `json:"company_id"` // of a contact, on an Enterprise server
	AdditionalAttributes Attributes   `json:"additional_attributes"`
	CustomAttributes     Attributes   `json:"custom_attributes"`
	Description          string       `json:"description"`
	CreatedAt            Time         `json:"created_at"`
	// Account is set for contacts in webhooks only.
	Account *AccountRef `json:"account"`
	Extra   Attributes  `json:"-"`
}

// Kind returns the kind of sender. Contacts in webhooks have no type; they are recognized by their account.
func (s *Sender) Kind() SenderKind {
	if s == nil {
		return ""
	}
	switch kind := strings.ToLower(strings.ReplaceAll(s.Type, "::", "_")); kind {
	case "":
		if s.Account != nil || s.PhoneNumber != "" || s.Identifier != "" {
			return SenderContact
		}
		return ""
	case "agentbot":
		return SenderAgentBot
	default:
		return SenderKind(kind)
	}
}
