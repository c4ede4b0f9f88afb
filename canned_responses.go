package ndoto

import "context"

// CannedResponsesService manages canned responses: texts that agents insert by a short code. Any agent may use it;
// agent bots may not.
type CannedResponsesService struct{ client *Client }

// CannedResponse is a text with a short code.
type CannedResponse struct {
	ID        int64      `json:"id"`
	AccountID int64      `json:"account_id"`
	ShortCode string     `json:"short_code"`
	Content   string     `json:"content"`
	CreatedAt Time       `json:"created_at"`
	UpdatedAt Time       `json:"updated_at"`
	Extra     Attributes `json:"-"`
}

// CannedResponseParams holds the fields of a canned response. Create requires both; Update leaves absent fields
// unchanged.
type CannedResponseParams struct {
	// ShortCode is unique in the account.
	ShortCode Opt[string] `json:"short_code,omitzero"`
	Content   Opt[string] `json:"content,omitzero"`
}

func (p *CannedResponseParams) validate() error {
	if p == nil || *p == (CannedResponseParams{}) {
		return badInput("the params are required")
	}
	if content, ok := p.Content.Get(); ok && content == "" {
		return badInput("the content is empty")
	}
	return validateName("short code", p.ShortCode)
}

type cannedSearch struct {
	Search string `url:"search,omitempty"`
}

func (cannedSearch) validate() error { return nil }

// List returns the canned responses whose short code or content contains text, or all of them if it is empty.
//
// GET /api/v1/accounts/{account_id}/canned_responses, known from the server software.
func (s *CannedResponsesService) List(ctx context.Context, text string, opts ...RequestOption) ([]CannedResponse, error) {
	return doList[CannedResponse](ctx, s.client, opListCannedResponses, pathOf().query(cannedSearch{text}), opts)
}

// Create creates a canned response. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/canned_responses, known from the server software.
func (s *CannedResponsesService) Create(ctx context.Context, params *CannedResponseParams, opts ...RequestOption) (*CannedResponse, error) {
	r := pathOf().check(params).require(params != nil && !params.ShortCode.IsZero() && !params.Content.IsZero(), "a canned response needs a ShortCode and a Content")
	return do[CannedResponse](ctx, s.client, opCreateCannedResponse, r.json(wrapped[*CannedResponseParams]{"canned_response": params}), opts)
}

// Update changes a canned response.
//
// PATCH /api/v1/accounts/{account_id}/canned_responses/{canned_response_id}, known from the server software.
func (s *CannedResponsesService) Update(ctx context.Context, id int64, params *CannedResponseParams, opts ...RequestOption) (*CannedResponse, error) {
	r := pathOf(id).check(params).json(wrapped[*CannedResponseParams]{"canned_response": params})
	return do[CannedResponse](ctx, s.client, opUpdateCannedResponse, r, opts)
}

// Delete deletes a canned response.
//
// DELETE /api/v1/accounts/{account_id}/canned_responses/{canned_response_id}, known from the server software.
func (s *CannedResponsesService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCannedResponse, pathOf(id), opts)
}
