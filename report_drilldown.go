package ndoto

import (
	"context"
	"iter"
	"net/url"
	"strconv"
	"time"
)

// ReportRecord is a message or a conversation that a report has counted or measured.
type ReportRecord struct {
	// Type is "message" or "conversation".
	Type         string              `json:"record_type"`
	Conversation *ReportConversation `json:"conversation"`
	Message      *ReportMessage      `json:"message"`
	// Value is in seconds, for a metric that measures.
	Value      Decimal `json:"metric_value"`
	OccurredAt Time    `json:"occurred_at"`
	// EventName is what happened to a conversation, such as "conversation_resolved".
	EventName string     `json:"event_name"`
	Extra     Attributes `json:"-"`
}

// ReportConversation is a conversation as reports show it. DisplayID is the number that all other calls take.
type ReportConversation struct {
	ID             int64              `json:"id"`
	DisplayID      int64              `json:"display_id"`
	ContactID      int64              `json:"contact_id"`
	ContactName    string             `json:"contact_name"`
	InboxID        int64              `json:"inbox_id"`
	InboxName      string             `json:"inbox_name"`
	AssigneeID     int64              `json:"assignee_id"`
	AssigneeName   string             `json:"assignee_name"`
	Status         ConversationStatus `json:"status"`
	LastMessage    *ReportMessage     `json:"last_message"`
	LastActivityAt Time               `json:"last_activity_at"`
	CreatedAt      Time               `json:"created_at"`
	Extra          Attributes         `json:"-"`
}

// ReportMessage is a message as reports show it.
type ReportMessage struct {
	ID          int64       `json:"id"`
	Content     string      `json:"content"`
	MessageType MessageType `json:"message_type"`
	SenderName  string      `json:"sender_name"`
	CreatedAt   Time        `json:"created_at"`
	Extra       Attributes  `json:"-"`
}

// ReportRecordPage is one page of the records behind a point of a series.
type ReportRecordPage struct {
	Records          []ReportRecord `json:"payload"`
	ReportRecordMeta `json:"meta"`
	Extra            Attributes `json:"-"`
}

// ReportRecordMeta says what the records are of.
type ReportRecordMeta struct {
	PageMeta
	PerPage    int          `json:"per_page"`
	Metric     ReportMetric `json:"metric"`
	RecordType string       `json:"record_type"`
	// Bucket is the time that the point stands for.
	Bucket struct {
		Since Time `json:"since"`
		Until Time `json:"until"`
	} `json:"bucket"`
	// ConversationCount is the number of different conversations on all pages.
	ConversationCount int `json:"conversation_count"`
}

func (p *ReportRecordPage) hasRows() bool { return p.Records != nil }

// recordsPerPage is the most that the server gives. It allows 10 pages a minute.
const recordsPerPage = 100

type recordQuery struct {
	*seriesQuery
	*PageParams
	at      time.Time
	PerPage int `url:"per_page"`
}

func (q recordQuery) validate() error {
	if q.at.IsZero() {
		return badInput("the time of the point is required: take the Timestamp of a ReportPoint")
	}
	if err := q.PageParams.validate(); err != nil {
		return err
	}
	return q.seriesQuery.validate()
}

func (q recordQuery) addQuery(v url.Values) {
	q.ReportParams.addQuery(v)
	v.Set("bucket_timestamp", strconv.FormatInt(q.at.Unix(), 10))
}

func (s *ReportsService) records(ctx context.Context, metric ReportMetric, at time.Time, params *ReportParams, page int, opts []RequestOption) (*ReportRecordPage, error) {
	r := pathOf(s.client.accountID).query(recordQuery{&seriesQuery{params, metric}, &PageParams{page}, at, recordsPerPage})
	return doPage[ReportRecordPage](ctx, s.client, opReportRecords, r, opts)
}

// Records returns one page of the records behind a point of a series, newest first, 100 per page: the messages or
// conversations that were counted, or what was measured. Metric and params are those of Series, and at is the
// Timestamp of the point. The server allows 10 calls a minute. It needs an administrator. [ErrValidation] means that
// the point lies outside of the period. Page may be nil.
//
// GET /api/v2/accounts/{account_id}/reports/drilldown, known from the server software from Chatwoot 4.16.
func (s *ReportsService) Records(ctx context.Context, metric ReportMetric, at time.Time, params *ReportParams, page *PageParams, opts ...RequestOption) (*ReportRecordPage, error) {
	return s.records(ctx, metric, at, params, valueOf(page).Page, opts)
}

// AllRecords iterates over the records behind a point of a series, newest first; see Records. It needs an
// administrator.
//
// GET /api/v2/accounts/{account_id}/reports/drilldown, known from the server software from Chatwoot 4.16.
func (s *ReportsService) AllRecords(ctx context.Context, metric ReportMetric, at time.Time, params *ReportParams, opts ...RequestOption) iter.Seq2[*ReportRecord, error] {
	type key struct {
		conversation, message int64
		event                 string
		at                    time.Time
	}
	return walkAll(ctx, s.client, opts, pages[ReportRecord, key]{
		op: opReportRecords.as("Reports.AllRecords"), perPage: recordsPerPage, order: orderLog,
		key: func(r *ReportRecord) key {
			k := key{event: r.EventName, at: r.OccurredAt.Time}
			if r.Conversation != nil {
				k.conversation = r.Conversation.ID
			}
			if r.Message != nil {
				k.message = r.Message.ID
			}
			return k
		},
		created: func(r *ReportRecord) Time { return r.OccurredAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[ReportRecord], error) {
			got, err := s.records(ctx, metric, at, params, page, opts)
			if err != nil {
				return list[ReportRecord]{}, err
			}
			return listOf(got.Records, got.Total, page, got.TotalPages), nil
		},
	})
}
