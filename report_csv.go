package ndoto

import (
	"context"
)

// ByAgentCSV returns a row for each agent as a CSV file, for a spreadsheet: the titles are in the language of the
// account, times are texts such as "2 hours 5 minutes", a text that could be a formula begins with an apostrophe, and
// what stands above and below the rows differs between versions, so that a csv.Reader needs a FieldsPerRecord of -1.
// Programs that calculate use ByAgent. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/reports/agents, known from the server software.
func (s *ReportsService) ByAgentCSV(ctx context.Context, params *PeriodParams, opts ...RequestOption) ([]byte, error) {
	return doCSV(ctx, s.client, opReportAgentsCSV, pathOf(s.client.accountID).query(params), opts)
}

// ByInboxCSV returns a row for each inbox as a CSV file; see ByAgentCSV, and for programs ByInbox. The titles of its
// last columns are missing. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/reports/inboxes, known from the server software.
func (s *ReportsService) ByInboxCSV(ctx context.Context, params *PeriodParams, opts ...RequestOption) ([]byte, error) {
	return doCSV(ctx, s.client, opReportInboxesCSV, pathOf(s.client.accountID).query(params), opts)
}

// ByTeamCSV returns a row for each team as a CSV file; see ByAgentCSV, and for programs ByTeam. It needs an
// administrator.
//
// GET /api/v2/accounts/{account_id}/reports/teams, known from the server software.
func (s *ReportsService) ByTeamCSV(ctx context.Context, params *PeriodParams, opts ...RequestOption) ([]byte, error) {
	return doCSV(ctx, s.client, opReportTeamsCSV, pathOf(s.client.accountID).query(params), opts)
}

// ByLabelCSV returns a row for each label as a CSV file; see ByAgentCSV, and for programs ByLabel. It needs an
// administrator.
//
// GET /api/v2/accounts/{account_id}/reports/labels, known from the server software.
func (s *ReportsService) ByLabelCSV(ctx context.Context, params *PeriodParams, opts ...RequestOption) ([]byte, error) {
	return doCSV(ctx, s.client, opReportLabelsCSV, pathOf(s.client.accountID).query(params), opts)
}

// SummaryCSV returns the statistics of the account as a CSV file; see ByAgentCSV, and for programs Summary. It needs an
// administrator.
//
// GET /api/v2/accounts/{account_id}/reports/conversations_summary, known from the server software from Chatwoot 4.10.
func (s *ReportsService) SummaryCSV(ctx context.Context, params *PeriodParams, opts ...RequestOption) ([]byte, error) {
	return doCSV(ctx, s.client, opReportSummaryCSV, pathOf(s.client.accountID).query(params), opts)
}

type trafficQuery struct {
	Days int `url:"days_before,omitempty"`
	// TimezoneOffset has no effect, but the server fails without it.
	TimezoneOffset int `url:"timezone_offset"`
}

func (q trafficQuery) validate() error {
	if q.Days < 0 {
		return badInput("the number of days must not be negative, got %d", q.Days)
	}
	return nil
}

// TrafficCSV returns how many conversations began in each hour of some days, as a CSV file with a column for each day:
// the days before today, in UTC; 0 means the last six. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/reports/conversation_traffic, known from the server software.
func (s *ReportsService) TrafficCSV(ctx context.Context, days int, opts ...RequestOption) ([]byte, error) {
	return doCSV(ctx, s.client, opReportTrafficCSV, pathOf(s.client.accountID).query(trafficQuery{Days: days}), opts)
}
