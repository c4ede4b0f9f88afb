package ndoto

import (
	"cmp"
	"context"
	"iter"
	"time"
)

// CSATService reads the results of customer satisfaction surveys. All its methods need an administrator. Agent bots
// may not use it.
type CSATService struct{ client *Client }

// CSATResponse is a customer's response to a survey.
type CSATResponse struct {
	ID int64 `json:"id"`
	// Rating is from 1 to 5.
	Rating          int      `json:"rating"`
	FeedbackMessage string   `json:"feedback_message"`
	AccountID       int64    `json:"account_id"`
	MessageID       int64    `json:"message_id"`
	ConversationID  int64    `json:"conversation_id"`
	Contact         *Contact `json:"contact"`
	AssignedAgent   *Agent   `json:"assigned_agent"`
	// ReviewNotes are what the team wrote about the response, on enterprise servers from Chatwoot 4.10.
	ReviewNotes          string     `json:"csat_review_notes"`
	ReviewNotesUpdatedAt Time       `json:"review_notes_updated_at"`
	ReviewNotesUpdatedBy *Agent     `json:"review_notes_updated_by"`
	CreatedAt            Time       `json:"created_at"`
	Extra                Attributes `json:"-"`
}

// CSATParams filters survey responses. Unset fields do not filter.
type CSATParams struct {
	// Since and Until limit the time of the responses. Set both or neither.
	Since    time.Time `url:"since,omitempty,unix"`
	Until    time.Time `url:"until,omitempty,unix"`
	AgentIDs []int64   `url:"user_ids,omitempty,brackets"`
	InboxID  int64     `url:"inbox_id,omitempty"`
	TeamID   int64     `url:"team_id,omitempty"`
	Rating   int       `url:"rating,omitempty"`
	// Sort is CSATByCreatedDesc for List and CSATByCreated for All if it is empty: the server by itself has no order, so
	// that pages overlap.
	Sort CSATSort `url:"sort,omitempty"`
	// Page counts from 1, with 25 responses per page.
	Page int `url:"page,omitempty"`
}

// CSATSort is the order of survey responses.
type CSATSort string

// The orders of survey responses.
const (
	CSATByCreated     CSATSort = "created_at"
	CSATByCreatedDesc CSATSort = "-created_at"
)

// sorted returns the params with an order.
func (p *CSATParams) sorted(otherwise CSATSort) *CSATParams {
	sorted := valueOf(p)
	sorted.Sort = cmp.Or(sorted.Sort, otherwise)
	return &sorted
}

func (p *CSATParams) validate() error {
	if p == nil {
		return nil
	}
	if p.Rating < 0 || p.Rating > 5 || p.Page < 0 {
		return badInput("the rating must be 1 to 5 and the page not negative")
	}
	return validatePeriod(p.Since, p.Until)
}

// List returns one page of survey responses, newest first. It needs an administrator. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/csat_survey_responses, known from the server software.
func (s *CSATService) List(ctx context.Context, params *CSATParams, opts ...RequestOption) ([]CSATResponse, error) {
	page, err := s.page(ctx, params.sorted(CSATByCreatedDesc), opts)
	if err != nil {
		return nil, err
	}
	return page.Responses, nil
}

// csatPage is a page of survey responses, which the server software sends bare.
type csatPage struct {
	Responses []CSATResponse `json:"payload"`
	Meta      struct {
		TotalPages int `json:"total_pages"`
	} `json:"meta"`
}

func (p *csatPage) hasRows() bool { return p.Responses != nil }

func (s *CSATService) page(ctx context.Context, params *CSATParams, opts []RequestOption) (*csatPage, error) {
	return doPage[csatPage](ctx, s.client, opListCSAT, pathOf().query(params), opts)
}

// All iterates over all survey responses, yielding each once. It needs an administrator. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/csat_survey_responses, known from the server software.
func (s *CSATService) All(ctx context.Context, params *CSATParams, opts ...RequestOption) iter.Seq2[*CSATResponse, error] {
	p := *params.sorted(CSATByCreated)
	return walkAll(ctx, s.client, opts, pages[CSATResponse, int64]{
		op: opListCSAT.as("CSAT.All"), first: p.Page, order: orderCreated,
		key:     func(r *CSATResponse) int64 { return r.ID },
		created: func(r *CSATResponse) Time { return r.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[CSATResponse], error) {
			q := p
			q.Page = page
			got, err := s.page(ctx, &q, opts)
			if err != nil {
				return list[CSATResponse]{}, err
			}
			return listOf(got.Responses, unknownTotal, page, got.Meta.TotalPages), nil
		},
	})
}

// CSATMetrics holds the totals of survey responses.
type CSATMetrics struct {
	TotalCount int `json:"total_count"`
	// RatingsCount is the number of responses for each rating; its keys are the digits 1 to 5.
	RatingsCount           map[string]int `json:"ratings_count"`
	TotalSentMessagesCount int            `json:"total_sent_messages_count"`
	Extra                  Attributes     `json:"-"`
}

// Metrics returns the totals of survey responses. It needs an administrator. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/csat_survey_responses/metrics, known from the server software.
func (s *CSATService) Metrics(ctx context.Context, params *CSATParams, opts ...RequestOption) (*CSATMetrics, error) {
	return do[CSATMetrics](ctx, s.client, opCSATMetrics, pathOf().query(params), opts)
}

// CSV returns the survey responses of a period as a CSV file, with titles in the language of the account. Since and
// Until are required: without them the server fails. Page and Sort have no effect. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/csat_survey_responses/download, known from the server software.
func (s *CSATService) CSV(ctx context.Context, params *CSATParams, opts ...RequestOption) ([]byte, error) {
	r := pathOf().query(params).require(params != nil && !params.Since.IsZero(), "the file needs Since and Until")
	return doCSV(ctx, s.client, opDownloadCSAT, r, opts)
}

// SetReviewNotes sets what the team notes about a survey response, in up to 20,000 characters. It needs an
// administrator and an enterprise server.
//
// PATCH /api/v1/accounts/{account_id}/csat_survey_responses/{response_id}, known from the server software from Chatwoot
// 4.10.
func (s *CSATService) SetReviewNotes(ctx context.Context, id int64, notes string, opts ...RequestOption) (*CSATResponse, error) {
	return do[CSATResponse](ctx, s.client, opReviewCSAT, pathOf(id).refuse(validateLength("review notes", notes, maxTextColumn)).json(wrapped[string]{"csat_review_notes": notes}), opts)
}
