package ndoto

import (
	"cmp"
	"context"
	"iter"
)

// CaptainResponsesService manages the answers that assistants of Captain know, on enterprise servers; on others its
// methods return [ErrNotFound]. Agents may read, administrators may change. Agent bots may not use it.
type CaptainResponsesService struct{ client *Client }

// CaptainResponse is a question with its answer.
type CaptainResponse struct {
	ID        int64             `json:"id"`
	AccountID int64             `json:"account_id"`
	Question  string            `json:"question"`
	Answer    string            `json:"answer"`
	Status    string            `json:"status"`
	Edited    bool              `json:"edited"`
	Assistant *CaptainAssistant `json:"assistant"`
	// Source is the document or the user that the answer is from.
	Source    Attributes `json:"documentable"`
	CreatedAt Time       `json:"created_at"`
	UpdatedAt Time       `json:"updated_at"`
	Extra     Attributes `json:"-"`
}

// CaptainResponseParams holds the fields of an answer. Create requires all of them.
type CaptainResponseParams struct {
	Question    Opt[string] `json:"question,omitzero"`
	Answer      Opt[string] `json:"answer,omitzero"`
	AssistantID Opt[int64]  `json:"assistant_id,omitzero"`
}

func (p *CaptainResponseParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	return cmp.Or(validateNotBlank("Question", p.Question), validateNotBlank("Answer", p.Answer))
}

func (p *CaptainResponseParams) body() wrapped[*CaptainResponseParams] {
	return wrapped[*CaptainResponseParams]{"assistant_response": p}
}

// ListCaptainResponsesParams selects answers. Zero fields do not filter.
type ListCaptainResponsesParams struct {
	AssistantID int64 `url:"assistant_id,omitempty"`
	DocumentID  int64 `url:"document_id,omitempty"`
	// Search is a text in the question or the answer.
	Search string `url:"search,omitempty"`
	// Page counts from 1, with 25 answers per page.
	Page int `url:"page,omitempty"`
}

func (p *ListCaptainResponsesParams) validate() error {
	if p != nil && (p.AssistantID < 0 || p.DocumentID < 0 || p.Page < 0) {
		return badInput("ids and page must not be negative")
	}
	return nil
}

// CaptainResponsePage is one page of answers.
type CaptainResponsePage struct {
	Responses []CaptainResponse `json:"payload"`
	PageMeta  `json:"meta"`
	Extra     Attributes `json:"-"`
}

func (p *CaptainResponsePage) hasRows() bool { return p.Responses != nil }

// captainPerPage is the number of answers, or of documents, on a page.
const captainPerPage = 25

// List returns one page of answers, newest first. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/captain/assistant_responses, known from the server software.
func (s *CaptainResponsesService) List(ctx context.Context, params *ListCaptainResponsesParams, opts ...RequestOption) (*CaptainResponsePage, error) {
	return doPage[CaptainResponsePage](ctx, s.client, opListCaptainResponses, pathOf().query(params), opts)
}

// All iterates over answers, newest first. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/captain/assistant_responses, known from the server software.
func (s *CaptainResponsesService) All(ctx context.Context, params *ListCaptainResponsesParams, opts ...RequestOption) iter.Seq2[*CaptainResponse, error] {
	p := valueOf(params)
	return walkAll(ctx, s.client, opts, pages[CaptainResponse, int64]{
		op: opListCaptainResponses.as("CaptainResponses.All"), first: p.Page, perPage: captainPerPage, order: orderLog,
		key:     func(r *CaptainResponse) int64 { return r.ID },
		created: func(r *CaptainResponse) Time { return r.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[CaptainResponse], error) {
			q := p
			q.Page = page
			got, err := s.List(ctx, &q, opts...)
			if err != nil {
				return list[CaptainResponse]{}, err
			}
			return listOf(got.Responses, got.Total, page, got.TotalPages), nil
		},
	})
}

// Get returns an answer.
//
// GET /api/v1/accounts/{account_id}/captain/assistant_responses/{response_id}, known from the server software.
func (s *CaptainResponsesService) Get(ctx context.Context, id int64, opts ...RequestOption) (*CaptainResponse, error) {
	return do[CaptainResponse](ctx, s.client, opGetCaptainResponse, pathOf(id), opts)
}

// Create gives an assistant an answer. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/captain/assistant_responses, known from the server software.
func (s *CaptainResponsesService) Create(ctx context.Context, params *CaptainResponseParams, opts ...RequestOption) (*CaptainResponse, error) {
	whole := params != nil && !params.Question.IsZero() && !params.Answer.IsZero() && !params.AssistantID.IsZero()
	r := pathOf().check(params).require(whole, "an answer needs a Question, an Answer and an AssistantID")
	return do[CaptainResponse](ctx, s.client, opCreateCaptainResponse, r.json(params.body()), opts)
}

// Update changes an answer. Absent fields are left unchanged. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/captain/assistant_responses/{response_id}, known from the server software.
func (s *CaptainResponsesService) Update(ctx context.Context, id int64, params *CaptainResponseParams, opts ...RequestOption) (*CaptainResponse, error) {
	return do[CaptainResponse](ctx, s.client, opUpdateCaptainResponse, pathOf(id).check(params).json(params.body()), opts)
}

// Delete deletes an answer. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/captain/assistant_responses/{response_id}, known from the server software.
func (s *CaptainResponsesService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCaptainResponse, pathOf(id), opts)
}
