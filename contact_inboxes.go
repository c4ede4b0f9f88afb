package ndoto

import "context"

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
	r := pathOf(contactID).json(struct {
		InboxID      int64  `json:"inbox_id"`
		SourceID     string `json:"source_id,omitzero"`
		HMACVerified bool   `json:"hmac_verified,omitzero"`
	}{inboxID, params.SourceID, params.HMACVerified})
	r = r.require(inboxID > 0, "the inbox id must be positive, got %d", inboxID)
	return do[ContactInbox](ctx, s.client, opCreateContactInbox, r, opts)
}

// ContactableInboxes returns the inboxes in which a contact can be written to. For API inboxes the server makes up a
// source id where there is none.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/contactable_inboxes, known from the server software.
func (s *ContactsService) ContactableInboxes(ctx context.Context, id int64, opts ...RequestOption) ([]ContactInbox, error) {
	return doList[ContactInbox](ctx, s.client, opListContactableInboxes, pathOf(id), opts)
}
