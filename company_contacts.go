package ndoto

import (
	"context"
	"iter"
	"strings"
)

// CompanyContact is a contact as a company sees it.
type CompanyContact struct {
	Contact
	// Linked reports whether the contact belongs to the company that was asked for.
	Linked bool `json:"linked_to_current_company"`
	// Company is the contact's own, or nil.
	Company *Company   `json:"company"`
	Extra   Attributes `json:"-"`
}

// CompanyContactPage is one page of a list of a company's contacts.
type CompanyContactPage struct {
	Contacts []CompanyContact `json:"payload"`
	PageMeta `json:"meta"`
	Extra    Attributes `json:"-"`
}

func (p *CompanyContactPage) hasRows() bool { return p.Contacts != nil }

// Contacts returns one page of the contacts of a company, by name. A page has 15. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/companies/{company_id}/contacts, known from the server software from Chatwoot 4.14.
func (s *CompaniesService) Contacts(ctx context.Context, id int64, params *PageParams, opts ...RequestOption) (*CompanyContactPage, error) {
	return doPage[CompanyContactPage](ctx, s.client, opListCompanyContacts, pathOf(id).query(params), opts)
}

// AllContacts iterates over the contacts of a company, yielding each once, by name.
//
// GET /api/v1/accounts/{account_id}/companies/{company_id}/contacts, known from the server software from Chatwoot 4.14.
func (s *CompaniesService) AllContacts(ctx context.Context, id int64, opts ...RequestOption) iter.Seq2[*CompanyContact, error] {
	return walkAll(ctx, s.client, opts, pages[CompanyContact, int64]{
		op: opListCompanyContacts.as("Companies.AllContacts"), perPage: ContactsPerPage, order: orderMoving,
		key:     func(c *CompanyContact) int64 { return c.ID },
		created: func(c *CompanyContact) Time { return c.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[CompanyContact], error) {
			got, err := s.Contacts(ctx, id, &PageParams{page}, opts...)
			if err != nil {
				return list[CompanyContact]{}, err
			}
			return listOf(got.Contacts, got.Total, page, got.TotalPages), nil
		},
	})
}

type candidateSearch struct {
	Query string `url:"q"`
	Page  int    `url:"page,omitempty"`
}

func (p candidateSearch) validate() error {
	if strings.TrimSpace(p.Query) == "" {
		return badInput("the text to search for is empty")
	}
	return (&PageParams{p.Page}).validate()
}

// SearchCandidates returns one page of the contacts that do not belong to a company, and whose name, email address,
// phone number or identifier contains a text. A page has 15. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/companies/{company_id}/contacts/search, known from the server software from
// Chatwoot 4.14.
func (s *CompaniesService) SearchCandidates(ctx context.Context, id int64, text string, params *PageParams, opts ...RequestOption) (*CompanyContactPage, error) {
	return doPage[CompanyContactPage](ctx, s.client, opSearchCompanyCandidates, pathOf(id).query(candidateSearch{text, params.number()}), opts)
}

// AddContact makes a contact belong to a company. It leaves the company that it belonged to.
//
// POST /api/v1/accounts/{account_id}/companies/{company_id}/contacts, known from the server software from Chatwoot
// 4.14.
func (s *CompaniesService) AddContact(ctx context.Context, id, contactID int64, opts ...RequestOption) (*CompanyContact, error) {
	r := pathOf(id).require(contactID > 0, "the id of the contact must be positive, got %d", contactID)
	return do[CompanyContact](ctx, s.client, opAddCompanyContact, r.json(struct {
		ContactID int64 `json:"contact_id"`
	}{contactID}), opts)
}

// RemoveContact makes a contact no longer belong to a company.
//
// DELETE /api/v1/accounts/{account_id}/companies/{company_id}/contacts/{contact_id}, known from the server software
// from Chatwoot 4.14.
func (s *CompaniesService) RemoveContact(ctx context.Context, id, contactID int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opRemoveCompanyContact, pathOf(id, contactID), opts)
}

// Conversations returns the 20 latest conversations of a company's contacts that the caller may see.
//
// GET /api/v1/accounts/{account_id}/companies/{company_id}/conversations, known from the server software from Chatwoot
// 4.14.
func (s *CompaniesService) Conversations(ctx context.Context, id int64, opts ...RequestOption) ([]Conversation, error) {
	return doList[Conversation](ctx, s.client, opListCompanyConversations, pathOf(id), opts)
}

// CompanyNote is a note on a contact of a company.
type CompanyNote struct {
	Note
	Contact *Contact   `json:"contact"`
	Extra   Attributes `json:"-"`
}

// Notes returns the 20 latest notes on a company's contacts.
//
// GET /api/v1/accounts/{account_id}/companies/{company_id}/notes, known from the server software from Chatwoot 4.14.
func (s *CompaniesService) Notes(ctx context.Context, id int64, opts ...RequestOption) ([]CompanyNote, error) {
	return doList[CompanyNote](ctx, s.client, opListCompanyNotes, pathOf(id), opts)
}
