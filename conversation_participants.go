package ndoto

import "context"

// Participants returns the agents who follow a conversation.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/participants, known from the server software.
func (s *ConversationsService) Participants(ctx context.Context, id int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opListParticipants, pathOf(id), opts)
}

// AddParticipants makes agents follow a conversation and returns those who did not before. Agents without access to
// the inbox are ignored up to Chatwoot 4.15.1, and refused with [ErrValidation] after it.
// Agents are not among those returned if the request had to be sent again after they were added.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/participants, known from the server software.
func (s *ConversationsService) AddParticipants(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opAddParticipants, pathOf(id).json(userIDs{agentIDs}), opts)
}

// SetParticipants replaces the agents who follow a conversation and returns them. To remove all, use
// RemoveParticipants.
//
// PATCH /api/v1/accounts/{account_id}/conversations/{conversation_id}/participants, known from the server software.
func (s *ConversationsService) SetParticipants(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opSetParticipants, pathOf(id).json(userIDs{agentIDs}), opts)
}

// RemoveParticipants makes agents stop following a conversation.
//
// DELETE /api/v1/accounts/{account_id}/conversations/{conversation_id}/participants, known from the server software.
func (s *ConversationsService) RemoveParticipants(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opRemoveParticipants, pathOf(id).json(userIDs{agentIDs}), opts)
}
