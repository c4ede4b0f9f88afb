package ndoto

import "context"

func (s *ConversationsService) labeled() labeled {
	return labeled{s.client, opListConversationLabels, opSetConversationLabels}
}

// Labels returns the labels of a conversation.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/labels, known from the server software; agent
// bots may call it from Chatwoot 4.14.2.
func (s *ConversationsService) Labels(ctx context.Context, id int64, opts ...RequestOption) ([]string, error) {
	return s.labeled().list(ctx, id, opts)
}

// SetLabels replaces the labels of a conversation and returns them. Without any labels, it removes all of them. The
// application shows only labels that exist in the account, which are in lower case.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/labels, known from the server software; agent
// bots may call it from Chatwoot 4.14.2.
func (s *ConversationsService) SetLabels(ctx context.Context, id int64, labels []string, opts ...RequestOption) ([]string, error) {
	return s.labeled().replace(ctx, id, labels, opts)
}

// AddLabels adds labels to a conversation and returns all that it has. The server can only replace them, so they are
// read, written, and read again to see whether somebody else has overwritten them; then they are written again, up to
// 16 times, before it is [ErrConflict]. Calls of one process wait for each other, so nothing is lost between them.
// What another program writes from a copy that it has read long before can still undo the change. An error that comes
// after the write is also [ErrAmbiguous]: the labels may be there. It takes three requests, or one if there is nothing
// to change.
//
// GET and POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/labels, known from the server software.
func (s *ConversationsService) AddLabels(ctx context.Context, id int64, labels []string, opts ...RequestOption) ([]string, error) {
	return s.labeled().add(ctx, id, labels, opts)
}

// RemoveLabels removes labels from a conversation and returns the rest, in the same way as AddLabels.
//
// GET and POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/labels, known from the server software.
func (s *ConversationsService) RemoveLabels(ctx context.Context, id int64, labels []string, opts ...RequestOption) ([]string, error) {
	return s.labeled().remove(ctx, id, labels, opts)
}
