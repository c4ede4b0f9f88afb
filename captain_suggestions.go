package ndoto

import (
	"cmp"
	"context"
	"iter"
)

// CaptainSuggestionsService reviews the answers that Captain has found in conversations, on enterprise servers from
// Chatwoot 4.16; on others its methods return [ErrNotFound]. An approved one becomes a [CaptainResponse]. Agents decide
// about those from conversations that they can see, administrators about all. Agent bots may not use it.
type CaptainSuggestionsService struct{ client *Client }

// CaptainSuggestion is a question that customers have asked, with its answer.
type CaptainSuggestion struct {
	ID        int64  `json:"id"`
	AccountID int64  `json:"account_id"`
	Question  string `json:"question"`
	Answer    string `json:"answer"`
	Language  string `json:"language"`
	// Sources is the number of conversations that it is from.
	Sources   int                     `json:"source_count"`
	Status    CaptainSuggestionStatus `json:"status"`
	Assistant *CaptainAssistant       `json:"assistant"`
	CreatedAt Time                    `json:"created_at"`
	UpdatedAt Time                    `json:"updated_at"`
	// Observations are the latest 50 from conversations that the token's owner can see. Get alone has them.
	Observations []CaptainObservation `json:"observations"`
	Extra        Attributes           `json:"-"`
}

// CaptainObservation is what Captain has found in one conversation.
type CaptainObservation struct {
	ID           int64           `json:"id"`
	Question     string          `json:"generated_question"`
	Answer       string          `json:"generated_answer"`
	Language     string          `json:"language"`
	Status       string          `json:"status"`
	Conversation ConversationRef `json:"conversation"`
	CreatedAt    Time            `json:"created_at"`
	Extra        Attributes      `json:"-"`
}

// CaptainSuggestionStatus is what became of a suggestion.
type CaptainSuggestionStatus string

// The statuses of suggestions.
const (
	SuggestionOpen      CaptainSuggestionStatus = "open"
	SuggestionApproved  CaptainSuggestionStatus = "approved"
	SuggestionDismissed CaptainSuggestionStatus = "dismissed"
)

// Valid reports whether s is one of the constants.
func (s CaptainSuggestionStatus) Valid() bool {
	return s == SuggestionOpen || s == SuggestionApproved || s == SuggestionDismissed
}

// CaptainSuggestionParams holds the texts of a suggestion.
type CaptainSuggestionParams struct {
	Question Opt[string] `json:"question,omitzero"`
	Answer   Opt[string] `json:"answer,omitzero"`
}

func (p *CaptainSuggestionParams) validate() error {
	return cmp.Or(validateNotBlank("Question", p.Question), validateNotBlank("Answer", p.Answer))
}

func (p *CaptainSuggestionParams) isEmpty() bool {
	return p == nil || p.Question.IsZero() && p.Answer.IsZero()
}

// request adds the texts. Without one, the server takes the suggestion as it is.
func (p *CaptainSuggestionParams) request(r request) request {
	if p.isEmpty() {
		return r
	}
	return r.check(p).json(wrapped[*CaptainSuggestionParams]{"faq_suggestion": p})
}

// ListCaptainSuggestionsParams selects suggestions. Zero fields do not filter.
type ListCaptainSuggestionsParams struct {
	AssistantID int64                   `url:"assistant_id,omitempty"`
	Status      CaptainSuggestionStatus `url:"status,omitempty"`
	// Search is a text in the question or the answer.
	Search string `url:"search,omitempty"`
	// Page counts from 1, with 25 suggestions per page.
	Page int `url:"page,omitempty"`
}

func (p *ListCaptainSuggestionsParams) validate() error {
	switch {
	case p == nil:
		return nil
	case p.AssistantID < 0 || p.Page < 0:
		return badInput("ids and page must not be negative")
	case p.Status != "" && !p.Status.Valid():
		return badInput("the status must be open, approved or dismissed, got %q", p.Status)
	}
	return nil
}

// CaptainSuggestionPage is one page of suggestions.
type CaptainSuggestionPage struct {
	Suggestions []CaptainSuggestion `json:"payload"`
	PageMeta    `json:"meta"`
	Extra       Attributes `json:"-"`
}

func (p *CaptainSuggestionPage) hasRows() bool { return p.Suggestions != nil }

// List returns one page of suggestions, those from most conversations first. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/captain/faq_suggestions, known from the server software from Chatwoot 4.16.
func (s *CaptainSuggestionsService) List(ctx context.Context, params *ListCaptainSuggestionsParams, opts ...RequestOption) (*CaptainSuggestionPage, error) {
	return doPage[CaptainSuggestionPage](ctx, s.client, opListSuggestions, pathOf().query(params), opts)
}

// All iterates over suggestions, those from most conversations first. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/captain/faq_suggestions, known from the server software from Chatwoot 4.16.
func (s *CaptainSuggestionsService) All(ctx context.Context, params *ListCaptainSuggestionsParams, opts ...RequestOption) iter.Seq2[*CaptainSuggestion, error] {
	p := valueOf(params)
	return walkAll(ctx, s.client, opts, pages[CaptainSuggestion, int64]{
		op: opListSuggestions.as("CaptainSuggestions.All"), first: p.Page, perPage: captainPerPage,
		key:     func(r *CaptainSuggestion) int64 { return r.ID },
		created: func(r *CaptainSuggestion) Time { return r.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[CaptainSuggestion], error) {
			q := p
			q.Page = page
			got, err := s.List(ctx, &q, opts...)
			if err != nil {
				return list[CaptainSuggestion]{}, err
			}
			return listOf(got.Suggestions, got.Total, page, got.TotalPages), nil
		},
	})
}

// Get returns a suggestion, with what it is from.
//
// GET /api/v1/accounts/{account_id}/captain/faq_suggestions/{suggestion_id}, known from the server software from
// Chatwoot 4.16.
func (s *CaptainSuggestionsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*CaptainSuggestion, error) {
	return do[CaptainSuggestion](ctx, s.client, opGetSuggestion, pathOf(id), opts)
}

// Update changes the texts of an open suggestion. Absent fields are left unchanged. [ErrNotFound] means that it is not
// open any more, too.
//
// PATCH /api/v1/accounts/{account_id}/captain/faq_suggestions/{suggestion_id}, known from the server software from
// Chatwoot 4.16.
func (s *CaptainSuggestionsService) Update(ctx context.Context, id int64, params *CaptainSuggestionParams, opts ...RequestOption) (*CaptainSuggestion, error) {
	r := pathOf(id).require(!params.isEmpty(), "a change needs a Question or an Answer")
	return do[CaptainSuggestion](ctx, s.client, opUpdateSuggestion, params.request(r), opts)
}

// Approve makes an open suggestion one of the answers that its assistant knows, and returns that, with other texts if
// params has them; params may be nil. It cannot be undone, but the answer can be deleted. [ErrNotFound] means that it
// is not open any more, too: somebody else has decided. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/captain/faq_suggestions/{suggestion_id}/approve, known from the server software
// from Chatwoot 4.16.
func (s *CaptainSuggestionsService) Approve(ctx context.Context, id int64, params *CaptainSuggestionParams, opts ...RequestOption) (*CaptainResponse, error) {
	return do[CaptainResponse](ctx, s.client, opApproveSuggestion, params.request(pathOf(id)), opts)
}

// Dismiss closes an open suggestion without an answer. [ErrNotFound] means that it is not open any more, too. It is
// never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/captain/faq_suggestions/{suggestion_id}/dismiss, known from the server software
// from Chatwoot 4.16.
func (s *CaptainSuggestionsService) Dismiss(ctx context.Context, id int64, opts ...RequestOption) (*CaptainSuggestion, error) {
	return do[CaptainSuggestion](ctx, s.client, opDismissSuggestion, pathOf(id), opts)
}
