package ndoto

import (
	"context"
	"iter"
)

// Attachments returns one page of the files in a contact's conversations, 100 per page, newest first. It needs
// Chatwoot 4.14.0. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/attachments, known from the server software.
func (s *ContactsService) Attachments(ctx context.Context, id int64, params *PageParams, opts ...RequestOption) (*AttachmentPage, error) {
	return doPage[AttachmentPage](ctx, s.client, opListContactAttachments, pathOf(id).query(params), opts)
}

// AllAttachments iterates over all files in a contact's conversations, newest first.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/attachments, known from the server software.
func (s *ContactsService) AllAttachments(ctx context.Context, id int64, opts ...RequestOption) iter.Seq2[*ListedAttachment, error] {
	return walkAttachments(ctx, s.client, opListContactAttachments.as("Contacts.AllAttachments"), opts, id, s.Attachments)
}
