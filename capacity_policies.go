package ndoto

import "context"

// CapacityPoliciesService manages how many conversations agents can have at a time. It needs an administrator, an
// enterprise server and Chatwoot 4.6. Agent bots may not use it.
type CapacityPoliciesService struct{ client *Client }

// CapacityPolicy limits how many conversations of each inbox its agents can have at a time.
type CapacityPolicy struct {
	ID                 int64              `json:"id"`
	AccountID          int64              `json:"account_id"`
	Name               string             `json:"name"`
	Description        string             `json:"description"`
	ExclusionRules     CapacityExclusions `json:"exclusion_rules"`
	AssignedAgentCount int                `json:"assigned_agent_count"`
	InboxLimits        []InboxLimit       `json:"inbox_capacity_limits"`
	CreatedAt          Time               `json:"created_at"`
	UpdatedAt          Time               `json:"updated_at"`
	Extra              Attributes         `json:"-"`
}

// CapacityExclusions says which conversations do not count.
type CapacityExclusions struct {
	// OlderThanHours leaves out what has been without activity for that long; 0 leaves out nothing.
	OlderThanHours int        `json:"exclude_older_than_hours,omitempty"`
	Labels         []string   `json:"excluded_labels,omitempty"`
	Extra          Attributes `json:"-"`
}

// InboxLimit is how many conversations of an inbox an agent can have at a time.
type InboxLimit struct {
	ID                int64      `json:"id"`
	InboxID           int64      `json:"inbox_id"`
	PolicyID          int64      `json:"agent_capacity_policy_id"` // 0 within a policy
	InboxName         string     `json:"inbox_name"`               // UpdateInboxLimit only
	ConversationLimit int        `json:"conversation_limit"`
	CreatedAt         Time       `json:"created_at"`
	UpdatedAt         Time       `json:"updated_at"`
	Extra             Attributes `json:"-"`
}

// CapacityPolicyParams holds the fields of a capacity policy. Create requires a Name.
type CapacityPolicyParams struct {
	Name        Opt[string] `json:"name,omitzero"`
	Description Opt[string] `json:"description,omitzero"`
	// ExclusionRules replace those there are.
	ExclusionRules Opt[CapacityExclusions] `json:"exclusion_rules,omitzero"`
}

func (p *CapacityPolicyParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if rules, set := p.ExclusionRules.Get(); set && rules.OlderThanHours < 0 {
		return badInput("OlderThanHours must not be negative, got %d", rules.OlderThanHours)
	}
	return validateName("name of the policy", p.Name)
}

func (p *CapacityPolicyParams) body() wrapped[*CapacityPolicyParams] {
	return wrapped[*CapacityPolicyParams]{"agent_capacity_policy": p}
}

// List returns all capacity policies. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/agent_capacity_policies, known from the server software from Chatwoot 4.6.
func (s *CapacityPoliciesService) List(ctx context.Context, opts ...RequestOption) ([]CapacityPolicy, error) {
	return doList[CapacityPolicy](ctx, s.client, opListCapacityPolicies, pathOf(), opts)
}

// Get returns a capacity policy. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/agent_capacity_policies/{policy_id}, known from the server software from Chatwoot
// 4.6.
func (s *CapacityPoliciesService) Get(ctx context.Context, id int64, opts ...RequestOption) (*CapacityPolicy, error) {
	return do[CapacityPolicy](ctx, s.client, opGetCapacityPolicy, pathOf(id), opts)
}

// Create creates a capacity policy. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/agent_capacity_policies, known from the server software from Chatwoot 4.6.
func (s *CapacityPoliciesService) Create(ctx context.Context, params *CapacityPolicyParams, opts ...RequestOption) (*CapacityPolicy, error) {
	r := pathOf().check(params).require(params != nil && !params.Name.IsZero(), "a capacity policy needs a Name")
	return do[CapacityPolicy](ctx, s.client, opCreateCapacityPolicy, r.json(params.body()), opts)
}

// Update changes a capacity policy. Absent fields are left unchanged. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/agent_capacity_policies/{policy_id}, known from the server software from Chatwoot
// 4.6.
func (s *CapacityPoliciesService) Update(ctx context.Context, id int64, params *CapacityPolicyParams, opts ...RequestOption) (*CapacityPolicy, error) {
	return do[CapacityPolicy](ctx, s.client, opUpdateCapacityPolicy, pathOf(id).check(params).json(params.body()), opts)
}

// Delete deletes a capacity policy; its agents have no limit then. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/agent_capacity_policies/{policy_id}, known from the server software from
// Chatwoot 4.6.
func (s *CapacityPoliciesService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCapacityPolicy, pathOf(id), opts)
}

// Agents returns the profiles of the agents of a capacity policy. The server sends their access tokens too, so treat
// the profiles as secrets. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/agent_capacity_policies/{policy_id}/users, known from the server software from
// Chatwoot 4.6.
func (s *CapacityPoliciesService) Agents(ctx context.Context, id int64, opts ...RequestOption) ([]Profile, error) {
	return doList[Profile](ctx, s.client, opListCapacityAgents, pathOf(id), opts)
}

// AddAgent gives an agent a capacity policy, in place of the one that they have. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/agent_capacity_policies/{policy_id}/users, known from the server software from
// Chatwoot 4.6.
func (s *CapacityPoliciesService) AddAgent(ctx context.Context, id, agentID int64, opts ...RequestOption) (*Profile, error) {
	r := pathOf(id).require(agentID > 0, "the id of the agent must be positive, got %d", agentID)
	return do[Profile](ctx, s.client, opAddCapacityAgent, r.json(struct {
		UserID int64 `json:"user_id"`
	}{agentID}), opts)
}

// RemoveAgent leaves an agent without a capacity policy, whichever they had. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/agent_capacity_policies/{policy_id}/users/{user_id}, known from the server
// software from Chatwoot 4.6.
func (s *CapacityPoliciesService) RemoveAgent(ctx context.Context, id, agentID int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opRemoveCapacityAgent, pathOf(id, agentID), opts)
}

type capacityRuleBody struct {
	InboxID int64 `json:"inbox_id,omitempty"`
	Limit   int   `json:"conversation_limit"`
}

func (b capacityRuleBody) validate() error {
	if b.Limit < 0 {
		return badInput("the limit must not be negative, got %d", b.Limit)
	}
	return nil
}

// CreateInboxLimit limits the conversations of an inbox in a capacity policy. [ErrValidation] means that the policy has
// a limit for the inbox. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/agent_capacity_policies/{policy_id}/inbox_limits, known from the server software
// from Chatwoot 4.6.
func (s *CapacityPoliciesService) CreateInboxLimit(ctx context.Context, id, inboxID int64, limit int, opts ...RequestOption) (*InboxLimit, error) {
	r := pathOf(id).require(inboxID > 0, "the id of the inbox must be positive, got %d", inboxID).json(capacityRuleBody{inboxID, limit})
	return do[InboxLimit](ctx, s.client, opCreateCapacityRule, r, opts)
}

// UpdateInboxLimit changes a limit of a capacity policy. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/agent_capacity_policies/{policy_id}/inbox_limits/{limit_id}, known from the
// server software from Chatwoot 4.6.
func (s *CapacityPoliciesService) UpdateInboxLimit(ctx context.Context, id, limitID int64, limit int, opts ...RequestOption) (*InboxLimit, error) {
	return do[InboxLimit](ctx, s.client, opUpdateCapacityRule, pathOf(id, limitID).json(capacityRuleBody{Limit: limit}), opts)
}

// DeleteInboxLimit deletes a limit of a capacity policy. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/agent_capacity_policies/{policy_id}/inbox_limits/{limit_id}, known from the
// server software from Chatwoot 4.6.
func (s *CapacityPoliciesService) DeleteInboxLimit(ctx context.Context, id, limitID int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCapacityRule, pathOf(id, limitID), opts)
}
