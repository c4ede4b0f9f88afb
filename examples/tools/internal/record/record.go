// Package record is the form in which export writes conversations and import reads them.
package record

import (
	"time"

	"github.com/usendoto/ndoto-go"
)

// Record is a conversation, or only a contact.
type Record struct {
	// ID names the conversation where it comes from.
	ID        string                   `json:"id,omitzero"`
	Status    ndoto.ConversationStatus `json:"status,omitzero"`
	Labels    []string                 `json:"labels,omitempty"`
	CreatedAt time.Time                `json:"created_at,omitzero"`
	Contact   Contact                  `json:"contact"`
	Messages  []Message                `json:"messages,omitempty"`
}

// Contact is the customer.
type Contact struct {
	Name       string `json:"name,omitzero"`
	Email      string `json:"email,omitzero"`
	Phone      string `json:"phone,omitzero"`
	Identifier string `json:"identifier,omitzero"`
}

// Message is a message of a conversation.
type Message struct {
	ID      string    `json:"id"`
	Type    string    `json:"type"` // incoming, outgoing, template or activity
	Private bool      `json:"private,omitzero"`
	At      time.Time `json:"at,omitzero"`
	Sender  string    `json:"sender,omitzero"`
	Content string    `json:"content,omitzero"`
	Files   []string  `json:"files,omitempty"`
}
