package ndoto

import (
	"context"
	"iter"
	"time"
)

// CallsService reads the log of telephone and WhatsApp calls. It needs an enterprise server from Chatwoot 4.16. Agents
// see their own calls. Agent bots may not use it.
type CallsService struct{ client *Client }

// Call is a call with a customer.
type Call struct {
	ID int64 `json:"id"`
	// ProviderID is the id that the provider has for the call.
	ProviderID string `json:"call_id"`
	Provider   string `json:"provider"`
	// Status is, for example, "completed" or "no-answer", and Direction "inbound" or "outbound".
	Status          string          `json:"status"`
	Direction       string          `json:"direction"`
	DurationSeconds int             `json:"duration_seconds"`
	EndReason       string          `json:"end_reason"`
	MessageID       int64           `json:"message_id"`
	RecordingURL    string          `json:"recording_url"`
	Transcript      string          `json:"transcript"`
	Conversation    ConversationRef `json:"conversation"`
	Inbox           CallInbox       `json:"inbox"`
	Agent           *CallPerson     `json:"agent"`
	Contact         CallPerson      `json:"contact"`
	StartedAt       Time            `json:"started_at"`
	CreatedAt       Time            `json:"created_at"`
	Extra           Attributes      `json:"-"`
}

// CallInbox is the inbox of a call.
type CallInbox struct {
	ID          int64      `json:"id"`
	Name        string     `json:"name"`
	ChannelType string     `json:"channel_type"`
	Medium      string     `json:"medium"`
	Extra       Attributes `json:"-"`
}

// CallPerson is the agent or the contact of a call.
type CallPerson struct {
	ID          int64      `json:"id"`
	Name        string     `json:"name"`
	PhoneNumber string     `json:"phone_number"` // of a contact
	AvatarURL   string     `json:"avatar"`
	Extra       Attributes `json:"-"`
}

// ListCallsParams selects calls. Zero fields do not filter.
type ListCallsParams struct {
	Status    string `url:"status,omitempty"`
	Direction string `url:"direction,omitempty"`
	InboxID   int64  `url:"inbox_id,omitempty"`
	AgentID   int64  `url:"agent_id,omitempty"`
	// Since and Until bound the time of the calls; give both or neither.
	Since time.Time `url:"since,omitempty,unix"`
	Until time.Time `url:"until,omitempty,unix"`
	// Page counts from 1, with 25 calls per page.
	Page int `url:"page,omitempty"`
}

func (p *ListCallsParams) validate() error {
	switch {
	case p == nil:
		return nil
	case p.InboxID < 0 || p.AgentID < 0 || p.Page < 0:
		return badInput("ids and page must not be negative")
	}
	return validatePeriod(p.Since, p.Until)
}

// CallPage is one page of calls.
type CallPage struct {
	Calls    []Call `json:"payload"`
	PageMeta `json:"meta"`
	Extra    Attributes `json:"-"`
}

func (p *CallPage) hasRows() bool { return p.Calls != nil }

const callsPerPage = 25

// List returns one page of calls, newest first. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/calls, known from the server software from Chatwoot 4.16.
func (s *CallsService) List(ctx context.Context, params *ListCallsParams, opts ...RequestOption) (*CallPage, error) {
	return doPage[CallPage](ctx, s.client, opListCalls, pathOf().query(params), opts)
}

// All iterates over calls, newest first. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/calls, known from the server software from Chatwoot 4.16.
func (s *CallsService) All(ctx context.Context, params *ListCallsParams, opts ...RequestOption) iter.Seq2[*Call, error] {
	p := valueOf(params)
	return walkAll(ctx, s.client, opts, pages[Call, int64]{
		op: opListCalls.as("Calls.All"), first: p.Page, perPage: callsPerPage, order: orderLog,
		key:     func(c *Call) int64 { return c.ID },
		created: func(c *Call) Time { return c.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[Call], error) {
			q := p
			q.Page = page
			got, err := s.List(ctx, &q, opts...)
			if err != nil {
				return list[Call]{}, err
			}
			return listOf(got.Calls, got.Total, page, got.TotalPages), nil
		},
	})
}
