package ndoto

import (
	"context"
	"time"
)

// CreateConversationParams describes a new conversation. Either InboxID and ContactID are required, or SourceID.
type CreateConversationParams struct {
	InboxID   int64 `json:"inbox_id,omitzero"`
	ContactID int64 `json:"contact_id,omitzero"`
	// SourceID is the contact's ID in the inbox's channel; the server generates one where it can if it is empty. On its
	// own it identifies an existing contact inbox, which servers look up across accounts, so prefer the two IDs.
	SourceID string `json:"source_id,omitzero"`
	// Status defaults to open. Regardless of it, an active bot in the inbox makes the conversation pending, and a
	// blocked contact makes it resolved.
	Status     ConversationStatus `json:"status,omitzero"`
	AssigneeID int64              `json:"assignee_id,omitzero"`
	TeamID     int64              `json:"team_id,omitzero"`
	// SnoozedUntil is for StatusSnoozed.
	SnoozedUntil         time.Time      `json:"-"`
	AdditionalAttributes map[string]any `json:"additional_attributes,omitzero"`
	CustomAttributes     map[string]any `json:"custom_attributes,omitzero"`
	HMACVerified         bool           `json:"hmac_verified,omitzero"`
	// Message is the first message. It may not have attachments.
	Message *CreateMessageParams `json:"-"`
}

func (p *CreateConversationParams) validate() error {
	switch {
	case p == nil:
		return badInput("the params are required")
	case p.InboxID < 0 || p.ContactID < 0 || p.AssigneeID < 0 || p.TeamID < 0:
		return badInput("ids must not be negative")
	case (p.InboxID == 0 || p.ContactID == 0) && (p.SourceID == "" || p.InboxID != 0 || p.ContactID != 0):
		return badInput("InboxID and ContactID are both required, or a SourceID alone")
	case p.Status != "" && !p.Status.Valid():
		return badInput("the status must be open, resolved, pending or snoozed, got %q", p.Status)
	case !p.SnoozedUntil.IsZero() && p.Status != StatusSnoozed:
		return badInput("SnoozedUntil needs StatusSnoozed, got %q", p.Status)
	case p.Message != nil && len(p.Message.Attachments) > 0:
		return badInput("the first message cannot have attachments: send them with Messages.Create")
	}
	if err := validateAttributes(p.CustomAttributes); err != nil {
		return err
	}
	if p.Message != nil {
		return p.Message.validate()
	}
	return nil
}

// Create opens a conversation. In an inbox that is locked to a single conversation, it returns the existing one. It
// is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/conversations, documented by Ndoto; Status, SnoozedUntil and CustomAttributes are
// known from the server software.
func (s *ConversationsService) Create(ctx context.Context, params *CreateConversationParams, opts ...RequestOption) (*Conversation, error) {
	return do[Conversation](ctx, s.client, opCreateConversation, pathOf().check(params).json(params.wire()), opts)
}

// wire adds what is sent in a different form: the time as ISO 8601, which only this route wants, and the message.
func (p *CreateConversationParams) wire() any {
	if p == nil {
		return nil
	}
	body := struct {
		*CreateConversationParams
		SnoozedUntil Time         `json:"snoozed_until,omitzero"`
		Message      *messageBody `json:"message,omitzero"`
	}{CreateConversationParams: p, SnoozedUntil: Time{p.SnoozedUntil}}
	if p.Message != nil {
		body.Message = p.Message.wire()
	}
	return body
}
