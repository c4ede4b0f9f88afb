package ndoto

import (
	"context"
	"iter"
	"time"
)

// AppliedSLA is a service level agreement as it was applied to a conversation, and missed. Times are in seconds.
type AppliedSLA struct {
	ID    int64 `json:"id"`
	SLAID int64 `json:"sla_id"`
	// Status is "missed", or "active_with_misses" while the conversation is open.
	Status                     string     `json:"sla_status"`
	Name                       string     `json:"sla_name"`
	Description                string     `json:"sla_description"`
	FirstResponseTimeThreshold Decimal    `json:"sla_first_response_time_threshold"`
	NextResponseTimeThreshold  Decimal    `json:"sla_next_response_time_threshold"`
	ResolutionTimeThreshold    Decimal    `json:"sla_resolution_time_threshold"`
	OnlyDuringBusinessHours    bool       `json:"sla_only_during_business_hours"`
	FirstResponseDueAt         Time       `json:"sla_frt_due_at"`
	NextResponseDueAt          Time       `json:"sla_nrt_due_at"`
	ResolutionDueAt            Time       `json:"sla_rt_due_at"`
	CreatedAt                  Time       `json:"created_at"`
	UpdatedAt                  Time       `json:"updated_at"`
	Extra                      Attributes `json:"-"`
}

// MissedSLA is an agreement that was missed, with its conversation and what was missed.
type MissedSLA struct {
	SLA          AppliedSLA       `json:"applied_sla"`
	Conversation MissedSLAContext `json:"conversation"`
	Events       []SLAEvent       `json:"sla_events"`
	Extra        Attributes       `json:"-"`
}

// MissedSLAContext is the conversation that an agreement was missed in.
type MissedSLAContext struct {
	ID      int64 `json:"id"`
	Contact struct {
		Name string `json:"name"`
	} `json:"contact"`
	// Labels are separated by commas.
	Labels   string     `json:"labels"`
	Assignee *Assignee  `json:"assignee"`
	Extra    Attributes `json:"-"`
}

// MissedSLAParams selects agreements. Zero fields do not filter.
type MissedSLAParams struct {
	// Since and Until bound the time in which the agreement was applied; give both or neither.
	Since   time.Time `url:"since,omitempty,unix"`
	Until   time.Time `url:"until,omitempty,unix"`
	InboxID int64     `url:"inbox_id,omitempty"`
	TeamID  int64     `url:"team_id,omitempty"`
	SLAID   int64     `url:"sla_policy_id,omitempty"`
	AgentID int64     `url:"assigned_agent_id,omitempty"`
	Label   string    `url:"label_list,omitempty"`
	// Page counts from 1, with 25 agreements per page.
	Page int `url:"page,omitempty"`
}

func (p *MissedSLAParams) validate() error {
	switch {
	case p == nil:
		return nil
	case p.InboxID < 0 || p.TeamID < 0 || p.SLAID < 0 || p.AgentID < 0 || p.Page < 0:
		return badInput("ids and page must not be negative")
	}
	return validatePeriod(p.Since, p.Until)
}

// MissedSLAPage is one page of missed agreements.
type MissedSLAPage struct {
	Missed   []MissedSLA `json:"payload"`
	PageMeta `json:"meta"`
	Extra    Attributes `json:"-"`
}

func (p *MissedSLAPage) hasRows() bool { return p.Missed != nil }

const missedPerPage = 25

// Missed returns one page of the agreements that were missed. It needs an administrator and an enterprise server.
// Params may be nil.
//
// GET /api/v1/accounts/{account_id}/applied_slas, known from the server software.
func (s *SLAPoliciesService) Missed(ctx context.Context, params *MissedSLAParams, opts ...RequestOption) (*MissedSLAPage, error) {
	return doPage[MissedSLAPage](ctx, s.client, opListMissedSLAs, pathOf().query(params), opts)
}

// AllMissed iterates over the agreements that were missed, yielding each once. It needs an administrator and an
// enterprise server. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/applied_slas, known from the server software.
func (s *SLAPoliciesService) AllMissed(ctx context.Context, params *MissedSLAParams, opts ...RequestOption) iter.Seq2[*MissedSLA, error] {
	p := valueOf(params)
	return walkAll(ctx, s.client, opts, pages[MissedSLA, int64]{
		op: opListMissedSLAs.as("SLAPolicies.AllMissed"), first: p.Page, perPage: missedPerPage, order: orderMoving,
		key:     func(m *MissedSLA) int64 { return m.SLA.ID },
		created: func(m *MissedSLA) Time { return m.SLA.CreatedAt },
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[MissedSLA], error) {
			q := p
			q.Page = page
			got, err := s.Missed(ctx, &q, opts...)
			if err != nil {
				return list[MissedSLA]{}, err
			}
			return listOf(got.Missed, got.Total, page, got.TotalPages), nil
		},
	})
}

// SLAMetrics says how often agreements were kept.
type SLAMetrics struct {
	Applied int `json:"total_applied_slas"`
	Missed  int `json:"number_of_sla_misses"`
	// HitRate is a text such as "97.5%".
	HitRate string     `json:"hit_rate"`
	Extra   Attributes `json:"-"`
}

// Metrics returns how often agreements were kept. It needs an administrator and an enterprise server. Params may be
// nil.
//
// GET /api/v1/accounts/{account_id}/applied_slas/metrics, known from the server software.
func (s *SLAPoliciesService) Metrics(ctx context.Context, params *MissedSLAParams, opts ...RequestOption) (*SLAMetrics, error) {
	return do[SLAMetrics](ctx, s.client, opSLAMetrics, pathOf().query(params), opts)
}

// MissedCSV returns the agreements that were missed as a CSV file, with titles in the language of the account. It needs
// an administrator and an enterprise server. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/applied_slas/download, known from the server software.
func (s *SLAPoliciesService) MissedCSV(ctx context.Context, params *MissedSLAParams, opts ...RequestOption) ([]byte, error) {
	return doCSV(ctx, s.client, opDownloadSLAs, pathOf().query(params), opts)
}
