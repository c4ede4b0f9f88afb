package ndoto

import "context"

// userIDs are sent as JSON numbers always: the server compares them without a cast, and strings would remove everybody.
type userIDs struct {
	UserIDs []int64 `json:"user_ids"`
}

func (b userIDs) validate() error {
	if len(b.UserIDs) == 0 {
		return badInput("there are no user ids")
	}
	return validateIDs(b.UserIDs)
}

// Participants returns the agents who follow a conversation.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/participants, known from the server software.
func (s *ConversationsService) Participants(ctx context.Context, id int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, &opListParticipants, path(id), opts)
}

// AddParticipants makes agents follow a conversation, and returns those of them who did not before. Agents without access
// to the inbox are refused with [ErrValidation] after Chatwoot 4.15.1, and ignored before.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/participants, known from the server software.
func (s *ConversationsService) AddParticipants(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, &opAddParticipants, path(id).json(userIDs{agentIDs}), opts)
}

// SetParticipants replaces those who follow a conversation, and returns them. To remove all, use RemoveParticipants.
//
// PATCH /api/v1/accounts/{account_id}/conversations/{conversation_id}/participants, known from the server software.
func (s *ConversationsService) SetParticipants(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, &opSetParticipants, path(id).json(userIDs{agentIDs}), opts)
}

// RemoveParticipants makes agents no longer follow a conversation.
//
// DELETE /api/v1/accounts/{account_id}/conversations/{conversation_id}/participants, known from the server software.
func (s *ConversationsService) RemoveParticipants(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, &opRemoveParticipants, path(id).json(userIDs{agentIDs}), opts)
}
