package ndoto

import (
	"context"
	"time"
)

// ReportingEvent is a measurement that reports are based on, such as the time to the first response.
type ReportingEvent struct {
	ID int64 `json:"id"`
	// Name is, for example, "first_response" or "conversation_resolved".
	Name string `json:"name"`
	// Value is in seconds.
	Value                Decimal `json:"value"`
	ValueInBusinessHours Decimal `json:"value_in_business_hours"`
	EventStartTime       Time    `json:"event_start_time"`
	EventEndTime         Time    `json:"event_end_time"`
	AccountID            int64   `json:"account_id"`
	// ConversationID is the id of the conversation in the database, and not the number that agents see and that all calls
	// take. ConversationsService.ReportingEvents has the events of one conversation.
	ConversationID int64      `json:"conversation_id"`
	InboxID        int64      `json:"inbox_id"`
	UserID         int64      `json:"user_id"`
	CreatedAt      Time       `json:"created_at"`
	UpdatedAt      Time       `json:"updated_at"`
	Extra          Attributes `json:"-"`
}

// ReportingEventPage is one page of reporting events.
type ReportingEventPage struct {
	Events   []ReportingEvent `json:"payload"`
	PageMeta `json:"meta"`
	Extra    Attributes `json:"-"`
}

func (p *ReportingEventPage) hasRows() bool { return p.Events != nil }

// ReportingEventsParams selects reporting events. Zero fields do not filter.
type ReportingEventsParams struct {
	// Since and Until bound the time of the events; give both or neither.
	Since   time.Time `url:"since,omitempty,unix"`
	Until   time.Time `url:"until,omitempty,unix"`
	InboxID int64     `url:"inbox_id,omitempty"`
	AgentID int64     `url:"user_id,omitempty"`
	// Name is, for example, "first_response", "reply_time" or "conversation_resolved".
	Name string `url:"name,omitempty"`
	// Page counts from 1. A page has 25 events.
	Page int `url:"page,omitempty"`
}

func (p *ReportingEventsParams) validate() error {
	if p == nil {
		return nil
	}
	if p.InboxID < 0 || p.AgentID < 0 || p.Page < 0 {
		return badInput("inbox id, agent id and page must not be negative")
	}
	return validatePeriod(p.Since, p.Until)
}

// Events returns one page of the events that reports are computed from, newest first. It needs an administrator, an
// enterprise server and Chatwoot 4.8. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/reporting_events, known from the server software.
func (s *ReportsService) Events(ctx context.Context, params *ReportingEventsParams, opts ...RequestOption) (*ReportingEventPage, error) {
	return doPage[ReportingEventPage](ctx, s.client, opListReportingEvents, pathOf().query(params), opts)
}

// ReportingEvents returns the events of one conversation that reports are computed from, oldest first. It needs an
// enterprise server and Chatwoot 4.8.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/reporting_events, known from the server software.
func (s *ConversationsService) ReportingEvents(ctx context.Context, id int64, opts ...RequestOption) ([]ReportingEvent, error) {
	return doList[ReportingEvent](ctx, s.client, opListConversationEvents, pathOf(id), opts)
}
