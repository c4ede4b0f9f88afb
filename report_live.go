package ndoto

import "context"

// LiveReport counts the conversations of this moment.
type LiveReport struct {
	Open int `json:"open"`
	// Unattended are the open ones whose customer waits for a first or a further reply.
	Unattended int        `json:"unattended"`
	Unassigned int        `json:"unassigned"` // of the open ones
	Pending    int        `json:"pending"`
	Extra      Attributes `json:"-"`
}

// LiveReportRow counts the open conversations of an agent or a team; of nobody if the ID is 0.
type LiveReportRow struct {
	AgentID    int64      `json:"assignee_id"` // with LiveByAgent
	TeamID     int64      `json:"team_id"`     // with LiveByTeam
	Open       int        `json:"open"`
	Unattended int        `json:"unattended"`
	Unassigned int        `json:"unassigned"`
	Extra      Attributes `json:"-"`
}

// LiveReportParams selects the conversations that are counted.
type LiveReportParams struct {
	// TeamID is that of a team, or 0 for all conversations.
	TeamID int64 `url:"team_id,omitempty"`
}

func (p *LiveReportParams) validate() error {
	if p != nil && p.TeamID < 0 {
		return badInput("the id of the team must not be negative, got %d", p.TeamID)
	}
	return nil
}

// Live counts the conversations of this moment, for a board on the wall: one cheap request, without the limit of other
// reports. It needs an administrator. Params may be nil.
//
// GET /api/v2/accounts/{account_id}/live_reports/conversation_metrics, known from the server software.
func (s *ReportsService) Live(ctx context.Context, params *LiveReportParams, opts ...RequestOption) (*LiveReport, error) {
	return do[LiveReport](ctx, s.client, opReportLive, pathOf(s.client.accountID).query(params), opts)
}

type liveQuery struct {
	*LiveReportParams
	GroupBy string `url:"group_by"`
}

func (q liveQuery) validate() error { return q.LiveReportParams.validate() }

// LiveByAgent counts the open conversations of each agent who has one, and those of nobody. It needs an administrator.
// Params may be nil.
//
// GET /api/v2/accounts/{account_id}/live_reports/grouped_conversation_metrics, known from the server software.
func (s *ReportsService) LiveByAgent(ctx context.Context, params *LiveReportParams, opts ...RequestOption) ([]LiveReportRow, error) {
	return doList[LiveReportRow](ctx, s.client, opReportLiveByAgent, pathOf(s.client.accountID).query(liveQuery{params, "assignee_id"}), opts)
}

// LiveByTeam counts the open conversations of each team that has one, and those of no team. It needs an administrator.
// Params may be nil.
//
// GET /api/v2/accounts/{account_id}/live_reports/grouped_conversation_metrics, known from the server software.
func (s *ReportsService) LiveByTeam(ctx context.Context, params *LiveReportParams, opts ...RequestOption) ([]LiveReportRow, error) {
	return doList[LiveReportRow](ctx, s.client, opReportLiveByTeam, pathOf(s.client.accountID).query(liveQuery{params, "team_id"}), opts)
}
