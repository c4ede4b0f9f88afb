package ndoto

import "context"

// BotReport says how agent bots did in a period, in the inboxes that have one now.
type BotReport struct {
	ConversationCount int `json:"conversation_count"`
	MessageCount      int `json:"message_count"`
	// ResolutionRate and HandoffRate are in percent of the conversations.
	ResolutionRate Decimal    `json:"resolution_rate"`
	HandoffRate    Decimal    `json:"handoff_rate"`
	Extra          Attributes `json:"-"`
}

// Bots returns how agent bots did in a period. BusinessHours has no effect. It needs an administrator.
//
// GET /api/v2/accounts/{account_id}/reports/bot_metrics, known from the server software.
func (s *ReportsService) Bots(ctx context.Context, params *PeriodParams, opts ...RequestOption) (*BotReport, error) {
	return do[BotReport](ctx, s.client, opReportBots, pathOf(s.client.accountID).query(params), opts)
}

// BotSummary counts what agent bots resolved and handed over in a period, and in the one before it.
type BotSummary struct {
	BotFigures
	Previous *BotFigures `json:"previous"`
	Extra    Attributes  `json:"-"`
}

// BotFigures counts what agent bots resolved and handed over in a period.
type BotFigures struct {
	ResolutionsCount int `json:"bot_resolutions_count"`
	HandoffsCount    int `json:"bot_handoffs_count"`
}

// BotSummary counts what agent bots resolved and handed over in a period, and in the one before it. It needs an
// administrator.
//
// GET /api/v2/accounts/{account_id}/reports/bot_summary, known from the server software.
func (s *ReportsService) BotSummary(ctx context.Context, params *ReportParams, opts ...RequestOption) (*BotSummary, error) {
	return do[BotSummary](ctx, s.client, opReportBotSummary, pathOf(s.client.accountID).query(params), opts)
}
