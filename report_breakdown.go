package ndoto

import (
	"context"
	"slices"
)

// ReportRow holds the statistics of an agent, an inbox, a team or a label, by its ID. Times are in seconds, and 0 if
// there is none.
type ReportRow struct {
	ID                         int64      `json:"id"`
	Name                       string     `json:"name"`
	ConversationsCount         int        `json:"conversations_count"`
	ResolvedConversationsCount int        `json:"resolved_conversations_count"`
	AvgResolutionTime          Decimal    `json:"avg_resolution_time"`
	AvgFirstResponseTime       Decimal    `json:"avg_first_response_time"`
	AvgReplyTime               Decimal    `json:"avg_reply_time"`
	Extra                      Attributes `json:"-"`
}

func (s *ReportsService) rows(ctx context.Context, op *operation, params *PeriodParams, opts []RequestOption) ([]ReportRow, error) {
	return doList[ReportRow](ctx, s.client, op, pathOf(s.client.accountID).query(params), opts)
}

// ByAgent returns the statistics of each agent. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/summary_reports/agent, known from the server software.
func (s *ReportsService) ByAgent(ctx context.Context, params *PeriodParams, opts ...RequestOption) ([]ReportRow, error) {
	return s.rows(ctx, opReportByAgent, params, opts)
}

// ByInbox returns the statistics of each inbox. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/summary_reports/inbox, known from the server software.
func (s *ReportsService) ByInbox(ctx context.Context, params *PeriodParams, opts ...RequestOption) ([]ReportRow, error) {
	return s.rows(ctx, opReportByInbox, params, opts)
}

// ByTeam returns the statistics of each team. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/summary_reports/team, known from the server software.
func (s *ReportsService) ByTeam(ctx context.Context, params *PeriodParams, opts ...RequestOption) ([]ReportRow, error) {
	return s.rows(ctx, opReportByTeam, params, opts)
}

// ByLabel returns the statistics of each label. It needs an administrator and Chatwoot 4.3.0.
//
// GET /api/v2/accounts/{account_id}/summary_reports/label, known from the server software.
func (s *ReportsService) ByLabel(ctx context.Context, params *PeriodParams, opts ...RequestOption) ([]ReportRow, error) {
	return s.rows(ctx, opReportByLabel, params, opts)
}

// LabelMatrix holds how many conversations each inbox has with each label: Matrix[i][l] is for Inboxes[i] and
// Labels[l].
type LabelMatrix struct {
	Inboxes []InboxRef `json:"inboxes"`
	Labels  []Label    `json:"labels"`
	Matrix  [][]int    `json:"matrix"`
	Extra   Attributes `json:"-"`
}

// LabelMatrixParams selects the period, the inboxes and the labels of LabelsByInbox.
type LabelMatrixParams struct {
	PeriodParams
	// InboxIDs and LabelIDs are all if there are none.
	InboxIDs []int64 `url:"inbox_ids,omitempty,brackets"`
	LabelIDs []int64 `url:"label_ids,omitempty,brackets"`
}

func (p *LabelMatrixParams) validate() error {
	if p == nil {
		return (*PeriodParams)(nil).validate()
	}
	if err := validateIDs(append(slices.Clone(p.InboxIDs), p.LabelIDs...)); err != nil {
		return err
	}
	return p.PeriodParams.validate()
}

// LabelsByInbox returns how many conversations each inbox has with each label. It needs an administrator and Chatwoot
// 4.11.
//
// GET /api/v2/accounts/{account_id}/reports/inbox_label_matrix, known from the server software.
func (s *ReportsService) LabelsByInbox(ctx context.Context, params *LabelMatrixParams, opts ...RequestOption) (*LabelMatrix, error) {
	return do[LabelMatrix](ctx, s.client, opReportLabelMatrix, pathOf(s.client.accountID).query(params), opts)
}

// OutgoingCount is how many messages an agent, a team, an inbox or a label has sent.
type OutgoingCount struct {
	// ID is 0, and Name empty, for what has been deleted since.
	ID    int64      `json:"id"`
	Name  string     `json:"name"`
	Count int        `json:"outgoing_messages_count"`
	Extra Attributes `json:"-"`
}

type outgoingQuery struct {
	*PeriodParams
	GroupBy ReportScope `url:"group_by"`
}

func (q outgoingQuery) validate() error {
	if q.GroupBy != ReportAgent && q.GroupBy != ReportTeam && q.GroupBy != ReportInbox && q.GroupBy != ReportLabel {
		return badInput("outgoing messages are counted by agent, team, inbox or label, got %q", q.GroupBy)
	}
	return q.PeriodParams.validate()
}

// OutgoingMessages returns how many messages each agent, team, inbox or label has sent. It needs an administrator and
// Chatwoot 4.11.
//
// GET /api/v2/accounts/{account_id}/reports/outgoing_messages_count, known from the server software.
func (s *ReportsService) OutgoingMessages(ctx context.Context, by ReportScope, params *PeriodParams, opts ...RequestOption) ([]OutgoingCount, error) {
	return doList[OutgoingCount](ctx, s.client, opReportOutgoing, pathOf(s.client.accountID).query(outgoingQuery{params, by}), opts)
}
