package ndoto

import "context"

// ContactInboxParams holds the optional arguments of CreateInbox.
type ContactInboxParams struct {
	// SourceID defaults to one that the server generates, where the channel allows it.
	SourceID     string
	HMACVerified bool
}

// CreateInbox connects a contact to an inbox. In an API inbox, a SourceID that another contact already has returns
// [ErrServer].
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
	op := opCreateContactInbox
	if params.SourceID != "" {
		op = op.withEffect(effectIdempotent) // the server finds the one that is there
	}
	return do[ContactInbox](ctx, s.client, op, r, opts)
}

// ContactableInboxes returns the inboxes through which a contact can be reached. For API inboxes, the server
// generates a source ID if there is none.
//
// GET /api/v1/accounts/{account_id}/contacts/{contact_id}/contactable_inboxes, known from the server software.
func (s *ContactsService) ContactableInboxes(ctx context.Context, id int64, opts ...RequestOption) ([]ContactInbox, error) {
	return doList[ContactInbox](ctx, s.client, opListContactableInboxes, pathOf(id), opts)
}
