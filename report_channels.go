package ndoto

import "context"

// ChannelCounts holds, for a kind of channel, how many of the conversations of a period are in which status now.
type ChannelCounts struct {
	Open     int        `json:"open"`
	Resolved int        `json:"resolved"`
	Pending  int        `json:"pending"`
	Snoozed  int        `json:"snoozed"`
	Total    int        `json:"total"`
	Extra    Attributes `json:"-"`
}

// ByChannel counts the conversations of a period by the kind of their channel, such as "Channel::Api". The server
// refuses more than six months. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/summary_reports/channel, known from the server software from Chatwoot 4.10.
func (s *ReportsService) ByChannel(ctx context.Context, params *PeriodParams, opts ...RequestOption) (map[string]ChannelCounts, error) {
	return doWith(ctx, s.client, opReportByChannel, pathOf(s.client.accountID).query(params), opts, decodeMap[ChannelCounts])
}

// ResponseTimes counts first responses by how long they took.
type ResponseTimes struct {
	Hours0To1  int        `json:"0-1h"`
	Hours1To4  int        `json:"1-4h"`
	Hours4To8  int        `json:"4-8h"`
	Hours8To24 int        `json:"8-24h"`
	Hours24On  int        `json:"24h+"`
	Extra      Attributes `json:"-"`
}

// FirstResponseTimes counts the first responses of a period by how long they took, for each kind of channel.
// BusinessHours has no effect. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/reports/first_response_time_distribution, known from the server software from
// Chatwoot 4.11.
func (s *ReportsService) FirstResponseTimes(ctx context.Context, params *PeriodParams, opts ...RequestOption) (map[string]ResponseTimes, error) {
	return doWith(ctx, s.client, opReportResponseTimes, pathOf(s.client.accountID).query(params), opts, decodeMap[ResponseTimes])
}
