package ndoto

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// ReportsService reads statistics. All its methods need an administrator. The server allows 100 calls a minute. Agent
// bots may not use it.
type ReportsService struct{ client *Client }

// ReportParams selects what a report is about.
type ReportParams struct {
	// Since and Until are required. Days start at midnight in the location of Since.
	Since time.Time `url:"since,omitempty,unix"`
	Until time.Time `url:"until,omitempty,unix"`
	// Scope defaults to ReportAccount; ScopeID is the ID of an agent, inbox, team or label.
	Scope   ReportScope `url:"type,omitempty"`
	ScopeID int64       `url:"id,omitempty"`
	// BusinessHours counts working hours only.
	BusinessHours bool `url:"business_hours,omitempty"`
	// GroupBy is "hour", "day", "week", "month" or "year", for Series.
	GroupBy string `url:"group_by,omitempty"`
}

// ReportScope is what a report is about.
type ReportScope string

// The scopes of reports.
const (
	ReportAccount ReportScope = "account"
	ReportAgent   ReportScope = "agent"
	ReportInbox   ReportScope = "inbox"
	ReportTeam    ReportScope = "team"
	ReportLabel   ReportScope = "label"
)

func (p *ReportParams) validate() error {
	if p == nil || p.Since.IsZero() || p.Until.IsZero() {
		return badInput("a report needs Since and Until")
	}
	switch p.Scope {
	case "", ReportAccount:
	case ReportAgent, ReportInbox, ReportTeam, ReportLabel:
		if p.ScopeID <= 0 {
			return badInput("a report on scope %q needs a ScopeID", p.Scope)
		}
	default:
		return badInput("the scope must be account, agent, inbox, team or label, got %q", p.Scope)
	}
	switch p.GroupBy {
	case "", "hour", "day", "week", "month", "year":
	default:
		return badInput("a report is grouped by hour, day, week, month or year, got %q", p.GroupBy)
	}
	return validatePeriod(p.Since, p.Until)
}

// addQuery sends the location's offset in hours, which the server needs to tell days apart.
func (p *ReportParams) addQuery(v url.Values) {
	_, offset := p.Since.Zone()
	v.Set("timezone_offset", strconv.FormatFloat(float64(offset)/3600, 'f', -1, 64))
	if p.Scope == "" {
		v.Set("type", string(ReportAccount))
	}
}

// ReportSummary holds the statistics of a period and of the one before it. Times are in seconds.
type ReportSummary struct {
	ReportFigures
	Previous *ReportFigures `json:"previous"`
	Extra    Attributes     `json:"-"`
}

// ReportFigures holds the statistics of a period. Times are in seconds.
type ReportFigures struct {
	ConversationsCount    int     `json:"conversations_count"`
	IncomingMessagesCount int     `json:"incoming_messages_count"`
	OutgoingMessagesCount int     `json:"outgoing_messages_count"`
	ResolutionsCount      int     `json:"resolutions_count"`
	AvgFirstResponseTime  Decimal `json:"avg_first_response_time"`
	AvgResolutionTime     Decimal `json:"avg_resolution_time"`
	ReplyTime             Decimal `json:"reply_time"`
}

// ReportMetric is what a series shows.
type ReportMetric string

// The metrics of series.
const (
	MetricConversations     ReportMetric = "conversations_count"
	MetricIncomingMessages  ReportMetric = "incoming_messages_count"
	MetricOutgoingMessages  ReportMetric = "outgoing_messages_count"
	MetricFirstResponseTime ReportMetric = "avg_first_response_time"
	MetricResolutionTime    ReportMetric = "avg_resolution_time"
	MetricResolutions       ReportMetric = "resolutions_count"
	MetricReplyTime         ReportMetric = "reply_time"
	MetricBotResolutions    ReportMetric = "bot_resolutions_count"
	MetricBotHandoffs       ReportMetric = "bot_handoffs_count"
)

// ReportPoint is the value of a metric at a time.
type ReportPoint struct {
	Value     Decimal    `json:"value"`
	Timestamp Time       `json:"timestamp"`
	Count     int        `json:"count"`
	Extra     Attributes `json:"-"`
}

// Summary returns the statistics of a period. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/reports/summary, known from the server software.
func (s *ReportsService) Summary(ctx context.Context, params *ReportParams, opts ...RequestOption) (*ReportSummary, error) {
	return do[ReportSummary](ctx, s.client, opReportSummary, pathOf(s.client.accountID).query(params), opts)
}

type seriesQuery struct {
	*ReportParams
	Metric ReportMetric `url:"metric"`
}

func (q seriesQuery) validate() error {
	if q.Metric == "" {
		return badInput("a series needs a metric")
	}
	return q.ReportParams.validate()
}

// Series returns a metric over a period. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/reports, known from the server software.
func (s *ReportsService) Series(ctx context.Context, metric ReportMetric, params *ReportParams, opts ...RequestOption) ([]ReportPoint, error) {
	return doList[ReportPoint](ctx, s.client, opReportSeries, pathOf(s.client.accountID).query(seriesQuery{params, metric}), opts)
}

// Overview is how many conversations are open now.
type Overview struct {
	Open       int `json:"open"`
	Unattended int `json:"unattended"`
	Unassigned int `json:"unassigned"`
	// Pending is always 0: the server counts the pending ones among the open.
	Pending int        `json:"pending"`
	Extra   Attributes `json:"-"`
}

type overviewQuery struct {
	Scope string `url:"type"`
}

func (overviewQuery) validate() error { return nil }

// Overview returns how many conversations are open now. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/reports/conversations, known from the server software.
func (s *ReportsService) Overview(ctx context.Context, opts ...RequestOption) (*Overview, error) {
	return do[Overview](ctx, s.client, opReportOverview, pathOf(s.client.accountID).query(overviewQuery{"account"}), opts)
}

// AgentOverview is how many conversations an agent has open now.
type AgentOverview struct {
	ID           int64        `json:"id"`
	Name         string       `json:"name"`
	Email        string       `json:"email"`
	AvatarURL    string       `json:"thumbnail"`
	Availability Availability `json:"availability"`
	Counts       AgentCounts  `json:"metric"`
	Extra        Attributes   `json:"-"`
}

// AgentCounts counts the open conversations of an agent, and those of them whose customer waits for a reply.
type AgentCounts struct {
	Open       int        `json:"open"`
	Unattended int        `json:"unattended"`
	Extra      Attributes `json:"-"`
}

// OverviewByAgent returns one page of the agents with how many conversations they have open now, 25 per page, those
// with the most first on each page. LiveByAgent returns the counts alone, without pages. It needs an administrator.
// Params may be nil.
//
// GET /api/v2/accounts/{account_id}/reports/conversations, known from the server software.
func (s *ReportsService) OverviewByAgent(ctx context.Context, params *PageParams, opts ...RequestOption) ([]AgentOverview, error) {
	return doList[AgentOverview](ctx, s.client, opReportOverviewByAgent, pathOf(s.client.accountID).query(agentOverviewQuery{params, "agent"}), opts)
}

type agentOverviewQuery struct {
	*PageParams
	Scope string `url:"type"`
}

func (q agentOverviewQuery) validate() error { return q.PageParams.validate() }
