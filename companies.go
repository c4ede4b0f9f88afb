package ndoto

import (
	"context"
	"iter"
	"slices"
	"strings"
)

// CompaniesService manages the companies that contacts belong to. It needs an enterprise server from Chatwoot 4.7 whose
// account has companies turned on, else its methods return [ErrNotFound] or [ErrForbidden]. Agent bots may not use it.
type CompaniesService struct{ client *Client }

// Company is an organization that contacts belong to. The server makes one by itself for each domain of a business
// that a contact's e-mail address has.
type Company struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Domain      string `json:"domain"`
	Description string `json:"description"`
	// ContactsCount is 0 until a contact has been added.
	ContactsCount    int        `json:"contacts_count"`
	CustomAttributes Attributes `json:"custom_attributes"`
	AvatarURL        string     `json:"avatar_url"`
	LastActivityAt   Time       `json:"last_activity_at"`
	CreatedAt        Time       `json:"created_at"`
	UpdatedAt        Time       `json:"updated_at"`
	Extra            Attributes `json:"-"`
}

// CompanyParams holds the fields of a company. Create requires a Name.
type CompanyParams struct {
	Name Opt[string] `json:"name,omitzero"`
	// Domain is unique in the account, such as "acme.example".
	Domain      Opt[string] `json:"domain,omitzero"`
	Description Opt[string] `json:"description,omitzero"`
	// CustomAttributes are merged into those that the company has; RemoveAttributes removes some.
	CustomAttributes map[string]any `json:"custom_attributes,omitempty"`
	// AdditionalAttributes replace those that the company has. The server never shows them.
	AdditionalAttributes map[string]any `json:"additional_attributes,omitempty"`
}

const (
	maxCompanyName        = 100
	maxCompanyDescription = 1000
)

func (p *CompanyParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if err := validateName("name of the company", p.Name); err != nil {
		return err
	}
	name, _ := p.Name.Get()
	if err := validateLength("name of the company", name, maxCompanyName); err != nil {
		return err
	}
	description, _ := p.Description.Get()
	if err := validateLength("description of the company", description, maxCompanyDescription); err != nil {
		return err
	}
	return validateAttributes(p.CustomAttributes)
}

func (p *CompanyParams) body() wrapped[*CompanyParams] { return wrapped[*CompanyParams]{"company": p} }

// CompanySort is the order of a list of companies. A leading minus reverses it.
type CompanySort string

// The orders of a list of companies.
const (
	CompaniesByName          CompanySort = "name"
	CompaniesByDomain        CompanySort = "domain"
	CompaniesByCreated       CompanySort = "created_at"
	CompaniesByLastActivity  CompanySort = "last_activity_at"
	CompaniesByContactsCount CompanySort = "contacts_count"
)

var companySorts = []CompanySort{CompaniesByName, CompaniesByDomain, CompaniesByCreated, CompaniesByLastActivity, CompaniesByContactsCount}

// ListCompaniesParams orders a list of companies.
type ListCompaniesParams struct {
	// Sort is CompaniesByCreated if it is empty: the server by itself has no order, so that pages overlap.
	Sort CompanySort `url:"sort,omitempty"`
	// Page counts from 1, with 25 companies per page.
	Page int `url:"page,omitempty"`
}

func (p *ListCompaniesParams) validate() error {
	switch sort := CompanySort(strings.TrimPrefix(string(p.Sort), "-")); {
	case p.Page < 0:
		return badInput("the page must not be negative, got %d", p.Page)
	case !slices.Contains(companySorts, sort):
		return badInput("the order must be one of the CompaniesBy constants, got %q", p.Sort)
	}
	return nil
}

func (p *ListCompaniesParams) sorted() *ListCompaniesParams {
	sorted := valueOf(p)
	if sorted.Sort == "" {
		sorted.Sort = CompaniesByCreated
	}
	return &sorted
}

// CompanyPage is one page of a list of companies.
type CompanyPage struct {
	Companies []Company `json:"payload"`
	PageMeta  `json:"meta"`
	Extra     Attributes `json:"-"`
}

func (p *CompanyPage) hasRows() bool { return p.Companies != nil }

// List returns one page of the companies. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/companies, known from the server software from Chatwoot 4.7.
func (s *CompaniesService) List(ctx context.Context, params *ListCompaniesParams, opts ...RequestOption) (*CompanyPage, error) {
	return doPage[CompanyPage](ctx, s.client, opListCompanies, pathOf().query(params.sorted()), opts)
}

// All iterates over all companies, yielding each once, in the order of their creation unless params say otherwise.
//
// GET /api/v1/accounts/{account_id}/companies, known from the server software from Chatwoot 4.7.
func (s *CompaniesService) All(ctx context.Context, params *ListCompaniesParams, opts ...RequestOption) iter.Seq2[*Company, error] {
	return walkCompanies(ctx, s.client, opListCompanies.as("Companies.All"), params, opts, s.List)
}

type companySearch struct {
	Query string `url:"q"`
	*ListCompaniesParams
}

func (p companySearch) validate() error {
	if strings.TrimSpace(p.Query) == "" {
		return badInput("the text to search for is empty")
	}
	return p.ListCompaniesParams.validate()
}

// Search returns one page of the companies whose name or domain contains a text. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/companies/search, known from the server software from Chatwoot 4.8.
func (s *CompaniesService) Search(ctx context.Context, text string, params *ListCompaniesParams, opts ...RequestOption) (*CompanyPage, error) {
	return doPage[CompanyPage](ctx, s.client, opSearchCompanies, pathOf().query(companySearch{text, params.sorted()}), opts)
}

// SearchAll iterates over everything that Search finds, yielding each company once. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/companies/search, known from the server software from Chatwoot 4.8.
func (s *CompaniesService) SearchAll(ctx context.Context, text string, params *ListCompaniesParams, opts ...RequestOption) iter.Seq2[*Company, error] {
	search := func(ctx context.Context, p *ListCompaniesParams, opts ...RequestOption) (*CompanyPage, error) {
		return s.Search(ctx, text, p, opts...)
	}
	return walkCompanies(ctx, s.client, opSearchCompanies.as("Companies.SearchAll"), params, opts, search)
}

const companiesPerPage = 25

func walkCompanies(ctx context.Context, c *Client, op *operation, params *ListCompaniesParams, opts []RequestOption,
	fetch func(context.Context, *ListCompaniesParams, ...RequestOption) (*CompanyPage, error)) iter.Seq2[*Company, error] {
	p := params.sorted()
	l := pages[Company, int64]{
		op: op, first: p.Page, perPage: companiesPerPage, order: orderMoving,
		key:     func(c *Company) int64 { return c.ID },
		created: func(c *Company) Time { return c.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[Company], error) {
			got, err := fetch(ctx, &ListCompaniesParams{p.Sort, page}, opts...)
			if err != nil {
				return list[Company]{}, err
			}
			return listOf(got.Companies, got.Total, page, got.TotalPages), nil
		},
	}
	if p.Sort == CompaniesByCreated {
		l.order = orderCreated
	}
	return walkAll(ctx, c, opts, l)
}

// Get returns a company.
//
// GET /api/v1/accounts/{account_id}/companies/{company_id}, known from the server software from Chatwoot 4.7.
func (s *CompaniesService) Get(ctx context.Context, id int64, opts ...RequestOption) (*Company, error) {
	return do[Company](ctx, s.client, opGetCompany, pathOf(id), opts)
}

// Create creates a company. [ErrConflict] means that another one has the domain. It is never sent twice; see
// [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/companies, known from the server software from Chatwoot 4.7.
func (s *CompaniesService) Create(ctx context.Context, params *CompanyParams, opts ...RequestOption) (*Company, error) {
	r := pathOf().check(params).require(params != nil && !params.Name.IsZero(), "a company needs a Name")
	return do[Company](ctx, s.client, opCreateCompany, r.json(params.body()), opts)
}

// Ensure returns the company with the domain in params, creating it if there is none; the second result reports whether
// it was created. An existing company is left unchanged. Name and Domain are required. There is never a second company
// with a domain.
//
// GET /api/v1/accounts/{account_id}/companies/search and POST /api/v1/accounts/{account_id}/companies, known from the
// server software from Chatwoot 4.8.
func (s *CompaniesService) Ensure(ctx context.Context, params *CompanyParams, opts ...RequestOption) (*Company, bool, error) {
	domain, err := keyOf(params, func() Opt[string] { return params.Domain }, "a company that can be found again needs a Domain")
	if err != nil {
		return nil, false, opCreateCompany.refuse(err)
	}
	return ensure(ctx, s.client, opts, ensured[Company]{
		op: opCreateCompany, name: "company:" + domain,
		find: func(opts []RequestOption) (*Company, error) {
			for c, err := range s.SearchAll(ctx, domain, nil, opts...) {
				if err != nil || c.Domain == domain {
					return c, err
				}
			}
			return nil, nil
		},
		create: func() (*Company, error) { return s.Create(ctx, params, opts...) },
	})
}

// Update changes a company. Absent fields are left unchanged.
//
// PATCH /api/v1/accounts/{account_id}/companies/{company_id}, known from the server software from Chatwoot 4.7.
func (s *CompaniesService) Update(ctx context.Context, id int64, params *CompanyParams, opts ...RequestOption) (*Company, error) {
	return do[Company](ctx, s.client, opUpdateCompany, pathOf(id).check(params).json(params.body()), opts)
}

// RemoveAttributes removes custom attributes from a company.
//
// POST /api/v1/accounts/{account_id}/companies/{company_id}/destroy_custom_attributes, known from the server software
// from Chatwoot 4.16.
func (s *CompaniesService) RemoveAttributes(ctx context.Context, id int64, names []string, opts ...RequestOption) (*Company, error) {
	return do[Company](ctx, s.client, opRemoveCompanyAttributes, pathOf(id).json(attributeNames{names}), opts)
}

// DeleteAvatar deletes the picture of a company.
//
// DELETE /api/v1/accounts/{account_id}/companies/{company_id}/avatar, known from the server software from Chatwoot 4.7.
func (s *CompaniesService) DeleteAvatar(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCompanyAvatar, pathOf(id), opts)
}

// Delete deletes a company; its contacts stay. The server does it in the background, so that the company is there for a
// moment still. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/companies/{company_id}, known from the server software from Chatwoot 4.7.
func (s *CompaniesService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCompany, pathOf(id), opts)
}
