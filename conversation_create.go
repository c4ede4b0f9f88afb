package ndoto

import (
	"context"
	"time"
)

// CreateConversationParams are what a new conversation can have. Either InboxID and ContactID are required, or SourceID.
type CreateConversationParams struct {
	InboxID   int64 `json:"inbox_id,omitzero"`
	ContactID int64 `json:"contact_id,omitzero"`
	// SourceID is the contact's id in the channel of the inbox. The server makes one up where it can if it is empty. Alone
	// it names an existing contact inbox, which servers look up across accounts, so that prefer the two ids.
	SourceID string `json:"source_id,omitzero"`
	// Status is open if it is empty. An active bot in the inbox makes it pending and a blocked contact resolved, whatever
	// is asked for.
	Status     ConversationStatus `json:"status,omitzero"`
	AssigneeID int64              `json:"assignee_id,omitzero"`
	TeamID     int64              `json:"team_id,omitzero"`
	// SnoozedUntil goes with StatusSnoozed.
	SnoozedUntil         time.Time      `json:"-"`
	AdditionalAttributes map[string]any `json:"additional_attributes,omitzero"`
	CustomAttributes     map[string]any `json:"custom_attributes,omitzero"`
	HMACVerified         bool           `json:"hmac_verified,omitzero"`
	// Message is the first message; it has no attachments.
	Message *CreateMessageParams `json:"-"`
}

func (p *CreateConversationParams) validate() error {
	switch {
	case p == nil:
		return badInput("the params are missing")
	case p.InboxID < 0 || p.ContactID < 0 || p.AssigneeID < 0 || p.TeamID < 0:
		return badInput("ids must not be negative")
	case (p.InboxID == 0 || p.ContactID == 0) && (p.SourceID == "" || p.InboxID != 0 || p.ContactID != 0):
		return badInput("InboxID and ContactID are both required, or a SourceID alone")
	case p.Status != "" && !p.Status.Valid():
		return badInput("the status %q is none of open, resolved, pending and snoozed", p.Status)
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

// Create opens a conversation. In an inbox that is locked to a single conversation the server returns the one that is
// there. The request is not sent again unless nothing of it had left: see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/conversations, documented by Ndoto; Status, SnoozedUntil and CustomAttributes are
// known from the server software.
func (s *ConversationsService) Create(ctx context.Context, params *CreateConversationParams, opts ...RequestOption) (*Conversation, error) {
	return do[Conversation](ctx, s.client, opCreateConversation, pathOf().check(params).json(params.wire()), opts)
}

// wire adds what is sent in another form: the time as ISO 8601, which this route alone wants, and the message.
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
