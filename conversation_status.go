package ndoto

import (
	"context"
	"errors"
	"time"
)

// StatusChange is the result of a change of status.
type StatusChange struct {
	// Success is false when a bot hands a conversation over, even though that works.
	Success        bool               `json:"success"`
	ConversationID int64              `json:"conversation_id"`
	CurrentStatus  ConversationStatus `json:"current_status"`
	SnoozedUntil   Time               `json:"snoozed_until"`
	Extra          Attributes         `json:"-"`
}

type statusBody struct {
	Status       ConversationStatus `json:"status"`
	SnoozedUntil int64              `json:"snoozed_until,omitzero"`
}

func (b statusBody) validate() error {
	if !b.Status.Valid() {
		return badInput("the status must be open, resolved, pending or snoozed, got %q", b.Status)
	}
	return nil
}

// ToggleStatus sets the status of a conversation; despite its name, which is the route's, it never flips it. A
// snoozed conversation opens with the customer's next message; to snooze until a given time, which
// Ndoto's documentation requires, use Snooze. A user with
// the role agent who opens a conversation is assigned to it; a bot that opens a pending one hands it over to the
// team.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/toggle_status, documented by Ndoto.
func (s *ConversationsService) ToggleStatus(ctx context.Context, id int64, status ConversationStatus, opts ...RequestOption) (*StatusChange, error) {
	return s.setStatus(ctx, pathOf(id).json(statusBody{Status: status}), opts)
}

// Snooze snoozes a conversation until a time in the future, with a precision of seconds, or until the customer
// writes.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/toggle_status, documented by Ndoto.
func (s *ConversationsService) Snooze(ctx context.Context, id int64, until time.Time, opts ...RequestOption) (*StatusChange, error) {
	r := pathOf(id).json(statusBody{Status: StatusSnoozed, SnoozedUntil: until.Unix()})
	r = r.require(until.After(time.Now()), "a conversation can only be snoozed until a time in the future, got %s", until.Format(time.RFC3339))
	return s.setStatus(ctx, r, opts)
}

func (s *ConversationsService) setStatus(ctx context.Context, r request, opts []RequestOption) (*StatusChange, error) {
	return do[StatusChange](ctx, s.client, opToggleStatus, r, opts)
}

// SetPriority sets the priority of a conversation. The empty Priority clears it. Unlike Update, it works for an agent
// bot also if the conversation has a team. A server without its route is sent a PATCH of the conversation.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/toggle_priority, known from the server software.
func (s *ConversationsService) SetPriority(ctx context.Context, id int64, priority Priority, opts ...RequestOption) error {
	value := Null[Priority]()
	if priority != "" {
		value = Set(priority)
	}
	r := pathOf(id).json(struct {
		Priority Opt[Priority] `json:"priority"`
	}{value})
	if priority != "" {
		r = r.refuse(validatePriority(priority))
	}
	err := doNothing(ctx, s.client, opTogglePriority, r, opts)
	if errors.Is(err, ErrNoRoute) {
		return doNothing(ctx, s.client, opUpdateConversation.as(opTogglePriority.name), r, opts)
	}
	return err
}

// TypingStatus says whether somebody is typing.
type TypingStatus string

// The values of TypingStatus. Some forks of the server know TypingRecording; others ignore it.
const (
	TypingOn        TypingStatus = "on"
	TypingOff       TypingStatus = "off"
	TypingRecording TypingStatus = "recording"
)

// SetTyping shows the customer whether the token's owner is typing or, if private, shows only the team.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/toggle_typing_status, known from the server
// software; agent bots may call it from Chatwoot 4.11.2.
func (s *ConversationsService) SetTyping(ctx context.Context, id int64, status TypingStatus, private bool, opts ...RequestOption) error {
	r := pathOf(id).json(struct {
		Status  TypingStatus `json:"typing_status"`
		Private bool         `json:"is_private"`
	}{status, private})
	known := status == TypingOn || status == TypingOff || status == TypingRecording
	r = r.require(known, "the typing status must be on, off or recording, got %q", status)
	return doNothing(ctx, s.client, opSetTyping, r, opts)
}

// Mute resolves a conversation and blocks its contact. Each call leaves an activity message, so it is never sent twice;
// see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/mute, known from the server software.
func (s *ConversationsService) Mute(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opMuteConversation, pathOf(id), opts)
}

// Unmute lets the contact of a conversation write again. It does not open the conversation. Each call leaves an
// activity message, so it is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/unmute, known from the server software.
func (s *ConversationsService) Unmute(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opUnmuteConversation, pathOf(id), opts)
}

// MarkRead records that the token's owner has seen a conversation. From Chatwoot 4.11.0, the server may keep the
// recorded time if nothing is unread and it is less than an hour old.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/update_last_seen, known from the server software.
func (s *ConversationsService) MarkRead(ctx context.Context, id int64, opts ...RequestOption) (*Conversation, error) {
	return do[Conversation](ctx, s.client, opMarkRead, pathOf(id), opts)
}

// MarkUnread marks the customer's last message as unread.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/unread, known from the server software.
func (s *ConversationsService) MarkUnread(ctx context.Context, id int64, opts ...RequestOption) (*Conversation, error) {
	return do[Conversation](ctx, s.client, opMarkUnread, pathOf(id), opts)
}

// SendTranscript emails the messages of a conversation to an address. The server allows 30 an hour, and 1,000 from
// Chatwoot 4.12.0. A plan without transcripts returns [ErrPaymentRequired].
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/transcript, known from the server software.
func (s *ConversationsService) SendTranscript(ctx context.Context, id int64, email string, opts ...RequestOption) error {
	r := pathOf(id).json(struct {
		Email string `json:"email"`
	}{email})
	return doNothing(ctx, s.client, opSendTranscript, r.refuse(validateEmail(email)), opts)
}
