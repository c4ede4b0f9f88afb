package ndoto

import (
	"context"
	"iter"
)

// Attachments returns one page of the files in a conversation, 100 per page, those of the oldest message first. Params
// may be nil.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/attachments, known from the server software.
func (s *ConversationsService) Attachments(ctx context.Context, id int64, params *PageParams, opts ...RequestOption) (*AttachmentPage, error) {
	return doPage[AttachmentPage](ctx, s.client, opListConversationAttachments, pathOf(id).query(params), opts)
}

// AllAttachments iterates over all files in a conversation, those of the oldest message first.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/attachments, known from the server software.
func (s *ConversationsService) AllAttachments(ctx context.Context, id int64, opts ...RequestOption) iter.Seq2[*ListedAttachment, error] {
	return walkAttachments(ctx, s.client, opListConversationAttachments.as("Conversations.AllAttachments"), opts, id, s.Attachments)
}
