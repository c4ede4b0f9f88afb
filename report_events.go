package ndoto

import "context"

// ReportingEvent is a measurement that reports are based on, such as the time to the first response.
type ReportingEvent struct {
	ID int64 `json:"id"`
	// Name is, for example, "first_response" or "conversation_resolved".
	Name string `json:"name"`
	// Value is in seconds.
	Value                Decimal    `json:"value"`
	ValueInBusinessHours Decimal    `json:"value_in_business_hours"`
	EventStartTime       Time       `json:"event_start_time"`
	EventEndTime         Time       `json:"event_end_time"`
	AccountID            int64      `json:"account_id"`
	ConversationID       int64      `json:"conversation_id"`
	InboxID              int64      `json:"inbox_id"`
	UserID               int64      `json:"user_id"`
	CreatedAt            Time       `json:"created_at"`
	UpdatedAt            Time       `json:"updated_at"`
	Extra                Attributes `json:"-"`
}

// ReportingEventPage is one page of reporting events.
type ReportingEventPage struct {
	Events []ReportingEvent `json:"payload"`
	Meta   struct {
		Count       int    `json:"count"`
		CurrentPage Number `json:"current_page"`
		TotalPages  int    `json:"total_pages"`
	} `json:"meta"`
	Extra Attributes `json:"-"`
}

func (p *ReportingEventPage) hasRows() bool { return p.Events != nil }

// Events returns one page of the measurements that reports are based on. It needs an administrator and a server from
// 2026. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/reporting_events, known from the server software.
func (s *ReportsService) Events(ctx context.Context, params *PageParams, opts ...RequestOption) (*ReportingEventPage, error) {
	return doPage[ReportingEventPage](ctx, s.client, opListReportingEvents, pathOf().query(params), opts)
}
