package ndoto

import "context"

// SLAPoliciesService manages SLA policies. It needs an Enterprise server; on others its methods return [ErrNotFound].
// Agent bots may not use it.
type SLAPoliciesService struct{ client *Client }

// SLAPolicy is a target for response and resolution times, in seconds.
type SLAPolicy struct {
	ID                         int64      `json:"id"`
	Name                       string     `json:"name"`
	Description                string     `json:"description"`
	FirstResponseTimeThreshold float64    `json:"first_response_time_threshold"`
	NextResponseTimeThreshold  float64    `json:"next_response_time_threshold"`
	ResolutionTimeThreshold    float64    `json:"resolution_time_threshold"`
	OnlyDuringBusinessHours    bool       `json:"only_during_business_hours"`
	Extra                      Attributes `json:"-"`
}

// SLAPolicyParams holds the fields of an SLA policy. Create requires a Name.
type SLAPolicyParams struct {
	Name                       Opt[string]  `json:"name,omitzero"`
	Description                Opt[string]  `json:"description,omitzero"`
	FirstResponseTimeThreshold Opt[float64] `json:"first_response_time_threshold,omitzero"`
	NextResponseTimeThreshold  Opt[float64] `json:"next_response_time_threshold,omitzero"`
	ResolutionTimeThreshold    Opt[float64] `json:"resolution_time_threshold,omitzero"`
	OnlyDuringBusinessHours    Opt[bool]    `json:"only_during_business_hours,omitzero"`
}

func (p *SLAPolicyParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	return validateName("name of the policy", p.Name)
}

// List returns all SLA policies.
//
// GET /api/v1/accounts/{account_id}/sla_policies, known from the server software.
func (s *SLAPoliciesService) List(ctx context.Context, opts ...RequestOption) ([]SLAPolicy, error) {
	return doList[SLAPolicy](ctx, s.client, opListSLAPolicies, pathOf(), opts)
}

// Get returns an SLA policy.
//
// GET /api/v1/accounts/{account_id}/sla_policies/{sla_policy_id}, known from the server software.
func (s *SLAPoliciesService) Get(ctx context.Context, id int64, opts ...RequestOption) (*SLAPolicy, error) {
	return do[SLAPolicy](ctx, s.client, opGetSLAPolicy, pathOf(id), opts)
}

// Create creates an SLA policy. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/sla_policies, known from the server software.
func (s *SLAPoliciesService) Create(ctx context.Context, params *SLAPolicyParams, opts ...RequestOption) (*SLAPolicy, error) {
	r := pathOf().check(params).require(params != nil && !params.Name.IsZero(), "an SLA policy needs a Name")
	return do[SLAPolicy](ctx, s.client, opCreateSLAPolicy, r.json(wrapped[*SLAPolicyParams]{"sla_policy": params}), opts)
}

// Update changes an SLA policy. Absent fields are left unchanged. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/sla_policies/{sla_policy_id}, known from the server software.
func (s *SLAPoliciesService) Update(ctx context.Context, id int64, params *SLAPolicyParams, opts ...RequestOption) (*SLAPolicy, error) {
	return do[SLAPolicy](ctx, s.client, opUpdateSLAPolicy, pathOf(id).check(params).json(wrapped[*SLAPolicyParams]{"sla_policy": params}), opts)
}

// Delete deletes an SLA policy. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/sla_policies/{sla_policy_id}, known from the server software.
func (s *SLAPoliciesService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteSLAPolicy, pathOf(id), opts)
}
