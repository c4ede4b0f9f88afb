package ndoto

import "context"

// CustomFiltersService manages the saved filters of the token's owner. Only the owner sees them. Agent bots may not
// use it.
type CustomFiltersService struct{ client *Client }

// CustomFilter is a saved filter of its user.
type CustomFilter struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	// Kind is FilterConversations, FilterContacts or FilterReports.
	Kind CustomFilterKind `json:"filter_type"`
	// Query is the body of a request to a filter route, {"payload": [...]}.
	Query     Attributes `json:"query"`
	CreatedAt Time       `json:"created_at"`
	UpdatedAt Time       `json:"updated_at"`
	Extra     Attributes `json:"-"`
}

// CustomFilterKind is what a saved filter is for.
type CustomFilterKind string

// The kinds of saved filters.
const (
	FilterConversations CustomFilterKind = "conversation"
	FilterContacts      CustomFilterKind = "contact"
	FilterReports       CustomFilterKind = "report"
)

// Valid reports whether the kind is known.
func (k CustomFilterKind) Valid() bool {
	return k == FilterConversations || k == FilterContacts || k == FilterReports
}

// CustomFilterParams holds the fields of a saved filter. Create requires a Name.
type CustomFilterParams struct {
	Name Opt[string] `json:"name,omitzero"`
	// Kind defaults to FilterConversations.
	Kind  Opt[CustomFilterKind] `json:"filter_type,omitzero"`
	Query Filter                `json:"query,omitzero"`
}

func (p *CustomFilterParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if kind, ok := p.Kind.Get(); ok && !kind.Valid() {
		return badInput("the kind must be conversation, contact or report, got %q", kind)
	}
	if len(p.Query.conditions) > 0 {
		if err := p.Query.validate(); err != nil {
			return err
		}
	}
	return validateName("name of the filter", p.Name)
}

type customFilterQuery struct {
	Kind CustomFilterKind `url:"filter_type,omitempty"`
}

func (q customFilterQuery) validate() error {
	if q.Kind != "" && !q.Kind.Valid() {
		return badInput("the kind must be conversation, contact or report, got %q", q.Kind)
	}
	return nil
}

// List returns the saved filters of one kind of the token's owner. An empty kind means FilterConversations.
//
// GET /api/v1/accounts/{account_id}/custom_filters, known from the server software.
func (s *CustomFiltersService) List(ctx context.Context, kind CustomFilterKind, opts ...RequestOption) ([]CustomFilter, error) {
	return doList[CustomFilter](ctx, s.client, opListCustomFilters, pathOf().query(customFilterQuery{kind}), opts)
}

// Get returns a custom filter.
//
// GET /api/v1/accounts/{account_id}/custom_filters/{custom_filter_id}, known from the server software.
func (s *CustomFiltersService) Get(ctx context.Context, id int64, opts ...RequestOption) (*CustomFilter, error) {
	return do[CustomFilter](ctx, s.client, opGetCustomFilter, pathOf(id), opts)
}

// Create creates a custom filter. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/custom_filters, known from the server software.
func (s *CustomFiltersService) Create(ctx context.Context, params *CustomFilterParams, opts ...RequestOption) (*CustomFilter, error) {
	r := pathOf().check(params).require(params != nil && !params.Name.IsZero(), "a custom filter needs a Name")
	return do[CustomFilter](ctx, s.client, opCreateCustomFilter, r.json(wrapped[*CustomFilterParams]{"custom_filter": params}), opts)
}

// Update changes a custom filter. Absent fields are left unchanged.
//
// PATCH /api/v1/accounts/{account_id}/custom_filters/{custom_filter_id}, known from the server software.
func (s *CustomFiltersService) Update(ctx context.Context, id int64, params *CustomFilterParams, opts ...RequestOption) (*CustomFilter, error) {
	return do[CustomFilter](ctx, s.client, opUpdateCustomFilter, pathOf(id).check(params).json(wrapped[*CustomFilterParams]{"custom_filter": params}), opts)
}

// Delete deletes a custom filter.
//
// DELETE /api/v1/accounts/{account_id}/custom_filters/{custom_filter_id}, known from the server software.
func (s *CustomFiltersService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCustomFilter, pathOf(id), opts)
}
