package ndoto

import (
	"context"
	"iter"
)

type contactSearch struct {
	Query string `url:"q"`
	ListContactsParams
}

func (p contactSearch) validate() error {
	if p.Query == "" {
		return badInput("the text to search for is empty")
	}
	return p.ListContactsParams.validate()
}

// Search returns one page of the contacts whose name, email address, phone number or identifier contains a text. To
// match one of these exactly, use Filter. The server allows 100 searches a minute. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/contacts/search, known from the server software.
func (s *ContactsService) Search(ctx context.Context, text string, params *ListContactsParams, opts ...RequestOption) (*ContactPage, error) {
	q := contactSearch{Query: text}
	if params != nil {
		q.ListContactsParams = *s.client.fitSort(ctx, params)
	}
	return doPage[ContactPage](ctx, s.client, opSearchContacts, pathOf().query(q), opts)
}

// SearchAll iterates over everything that Search finds, yielding each contact once. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/contacts/search, known from the server software.
func (s *ContactsService) SearchAll(ctx context.Context, text string, params *ListContactsParams, opts ...RequestOption) iter.Seq2[*Contact, error] {
	search := func(ctx context.Context, p *ListContactsParams, opts ...RequestOption) (*ContactPage, error) {
		return s.Search(ctx, text, p, opts...)
	}
	return walkContacts(ctx, s.client, opSearchContacts.as("Contacts.SearchAll"), opts, params, search)
}

// contactFilter is a Filter that is checked for conditions that do not work for contacts.
type contactFilter struct{ Filter }

func (f contactFilter) validate() error {
	if err := f.Filter.validate(); err != nil {
		return err
	}
	return f.validateForContacts()
}

// Filter returns one page of the contacts that match a filter. From Chatwoot 4.7.0, contacts that have no email
// address, no phone number and no identifier are left out. Params may be nil.
//
// POST /api/v1/accounts/{account_id}/contacts/filter, known from the server software.
func (s *ContactsService) Filter(ctx context.Context, filter Filter, params *ListContactsParams, opts ...RequestOption) (*ContactPage, error) {
	r := pathOf().query(s.client.fitSort(ctx, params)).check(contactFilter{filter})
	if r.problem == nil {
		filter = s.client.fitFilter(ctx, filter)
	}
	return doPage[ContactPage](ctx, s.client, opFilterContacts, r.json(contactFilter{filter}), opts)
}

// FilterAll iterates over all contacts that match a filter, yielding each once. Params may be nil.
//
// POST /api/v1/accounts/{account_id}/contacts/filter, known from the server software.
func (s *ContactsService) FilterAll(ctx context.Context, filter Filter, params *ListContactsParams, opts ...RequestOption) iter.Seq2[*Contact, error] {
	find := func(ctx context.Context, p *ListContactsParams, opts ...RequestOption) (*ContactPage, error) {
		return s.Filter(ctx, filter, p, opts...)
	}
	return walkContacts(ctx, s.client, opFilterContacts.as("Contacts.FilterAll"), opts, params, find)
}

// FindBySource returns the contact with a source ID in an inbox.
//
// POST /api/v1/accounts/{account_id}/contact_inboxes/filter, known from the server software.
func (s *ContactsService) FindBySource(ctx context.Context, inboxID int64, sourceID string, opts ...RequestOption) (*Contact, error) {
	r := pathOf().json(struct {
		InboxID  int64  `json:"inbox_id"`
		SourceID string `json:"source_id"`
	}{inboxID, sourceID})
	r = r.require(inboxID > 0 && sourceID != "", "an inbox id and a source id are required, got %d and %q", inboxID, sourceID)
	return do[Contact](ctx, s.client, opFindContactBySource, r, opts)
}
