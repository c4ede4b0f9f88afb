package ndoto

import (
	"context"
	"iter"
)

// Merge moves the conversations, messages, notes and inboxes of one contact to another, and deletes it. Where both have a
// value, that of the contact to keep stays. It is sent once: see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/actions/contact_merge, known from the server software.
func (s *ContactsService) Merge(ctx context.Context, keepID, dropID int64, opts ...RequestOption) (*Contact, error) {
	r := path().json(struct {
		Keep int64 `json:"base_contact_id"`
		Drop int64 `json:"mergee_contact_id"`
	}{keepID, dropID})
	if keepID <= 0 || dropID <= 0 || keepID == dropID {
		r.problem = badInput("two different contacts are required, got %d and %d", keepID, dropID)
	}
	return do[Contact](ctx, s.client, &opMergeContacts, r, opts)
}

// Conversations returns the 20 conversations of a contact with the latest activity. The server has no further pages; with
// Chatwoot 4.16, Conversations.FilterAll by FilterContact has all.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/conversations, known from the server software.
func (s *ContactsService) Conversations(ctx context.Context, id int64, opts ...RequestOption) ([]Conversation, error) {
	return doPayload[[]Conversation](ctx, s.client, &opListContactConversations, path(id), opts)
}

// ContactInboxParams are optional for CreateInbox.
type ContactInboxParams struct {
	// SourceID is made up by the server if it is empty and the channel allows that.
	SourceID     string
	HMACVerified bool
}

// CreateInbox ties a contact to an inbox. With a SourceID that another contact has, an API inbox fails with [ErrServer].
//
// POST /api/v1/accounts/{account_id}/contacts/{contact_id}/contact_inboxes, known from the server software.
func (s *ContactsService) CreateInbox(ctx context.Context, contactID, inboxID int64, params *ContactInboxParams, opts ...RequestOption) (*ContactInbox, error) {
	if params == nil {
		params = &ContactInboxParams{}
	}
	r := path(contactID).json(struct {
		InboxID      int64  `json:"inbox_id"`
		SourceID     string `json:"source_id,omitzero"`
		HMACVerified bool   `json:"hmac_verified,omitzero"`
	}{inboxID, params.SourceID, params.HMACVerified})
	if inboxID <= 0 {
		r.problem = badInput("the inbox id must be positive, got %d", inboxID)
	}
	return do[ContactInbox](ctx, s.client, &opCreateContactInbox, r, opts)
}

// ContactableInboxes returns the inboxes in which a contact can be written to. For API inboxes the server makes up a
// source id where there is none.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/contactable_inboxes, known from the server software.
func (s *ContactsService) ContactableInboxes(ctx context.Context, id int64, opts ...RequestOption) ([]ContactInbox, error) {
	return doPayload[[]ContactInbox](ctx, s.client, &opListContactableInboxes, path(id), opts)
}

// DeleteAvatar removes the image of a contact.
//
// DELETE /api/v1/accounts/{account_id}/contacts/{contact_id}/avatar, known from the server software.
func (s *ContactsService) DeleteAvatar(ctx context.Context, id int64, opts ...RequestOption) (*Contact, error) {
	contact, err := doPayload[Contact](ctx, s.client, &opDeleteContactAvatar, path(id), opts)
	return pointer(contact, err)
}

// RemoveAttributes removes custom attributes from a contact. To add or change some, use Update.
//
// POST /api/v1/accounts/{account_id}/contacts/{contact_id}/destroy_custom_attributes, known from the server software.
func (s *ContactsService) RemoveAttributes(ctx context.Context, id int64, names []string, opts ...RequestOption) (*Contact, error) {
	contact, err := doPayload[Contact](ctx, s.client, &opRemoveContactAttributes, path(id).json(attributeNames{names}), opts)
	return pointer(contact, err)
}

// Attachments returns one page of the files in the conversations of a contact, 100 each, the newest first. It needs
// Chatwoot 4.14.0. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/attachments, known from the server software.
func (s *ContactsService) Attachments(ctx context.Context, id int64, params *PageParams, opts ...RequestOption) (*AttachmentPage, error) {
	return do[AttachmentPage](ctx, s.client, &opListContactAttachments, path(id).query(params), opts)
}

// AllAttachments walks over all files in the conversations of a contact, the newest first.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/attachments, known from the server software.
func (s *ContactsService) AllAttachments(ctx context.Context, id int64, opts ...RequestOption) iter.Seq2[*ListedAttachment, error] {
	return walkAttachments(ctx, s.client, opts, func(ctx context.Context, page int) (*AttachmentPage, error) {
		return s.Attachments(ctx, id, &PageParams{page}, opts...)
	})
}
