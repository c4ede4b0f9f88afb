package ndoto

import (
	"context"
	"slices"
)

// AssignmentPoliciesService manages how conversations are assigned to the agents of inboxes. It needs an administrator
// and Chatwoot 4.6, and has an effect if the account has the feature assignment_v2. Agent bots may not use it.
type AssignmentPoliciesService struct{ client *Client }

// AssignmentPolicy says how the conversations of its inboxes are assigned.
type AssignmentPolicy struct {
	ID                   int64                `json:"id"`
	Name                 string               `json:"name"`
	Description          string               `json:"description"`
	AssignmentOrder      AssignmentOrder      `json:"assignment_order"`
	ConversationPriority ConversationPriority `json:"conversation_priority"`
	// FairDistributionLimit is how many conversations an agent gets at most in FairDistributionWindow seconds.
	FairDistributionLimit  int `json:"fair_distribution_limit"`
	FairDistributionWindow int `json:"fair_distribution_window"`
	// ExcludeOlderThanHours leaves older conversations unassigned; 0 leaves out none.
	ExcludeOlderThanHours int        `json:"exclude_older_than_hours"`
	Enabled               bool       `json:"enabled"`
	AssignedInboxCount    int        `json:"assigned_inbox_count"`
	CreatedAt             Time       `json:"created_at"`
	UpdatedAt             Time       `json:"updated_at"`
	Extra                 Attributes `json:"-"`
}

// AssignmentOrder is the order in which agents get conversations.
type AssignmentOrder string

// The orders of agents. AssignBalanced, which prefers those with capacity left, needs an enterprise server.
const (
	AssignRoundRobin AssignmentOrder = "round_robin"
	AssignBalanced   AssignmentOrder = "balanced"
)

// ConversationPriority says which conversation is assigned first.
type ConversationPriority string

// The priorities of conversations.
const (
	EarliestCreated ConversationPriority = "earliest_created"
	LongestWaiting  ConversationPriority = "longest_waiting"
)

// AssignmentPolicyParams holds the fields of an assignment policy. Create requires a Name.
type AssignmentPolicyParams struct {
	// Name is unique in the account.
	Name                 Opt[string]               `json:"name,omitzero"`
	Description          Opt[string]               `json:"description,omitzero"`
	AssignmentOrder      Opt[AssignmentOrder]      `json:"assignment_order,omitzero"`
	ConversationPriority Opt[ConversationPriority] `json:"conversation_priority,omitzero"`
	// FairDistributionLimit is at least 1, as is FairDistributionWindow, in seconds.
	FairDistributionLimit  Opt[int] `json:"fair_distribution_limit,omitzero"`
	FairDistributionWindow Opt[int] `json:"fair_distribution_window,omitzero"`
	// ExcludeOlderThanHours is at least 1, or null to leave out none.
	ExcludeOlderThanHours Opt[int]  `json:"exclude_older_than_hours,omitzero"`
	Enabled               Opt[bool] `json:"enabled,omitzero"`
}

func (p *AssignmentPolicyParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	order, set := p.AssignmentOrder.Get()
	if set && order != AssignRoundRobin && order != AssignBalanced {
		return badInput("the order must be round_robin or balanced, got %q", order)
	}
	priority, set := p.ConversationPriority.Get()
	if set && !slices.Contains([]ConversationPriority{EarliestCreated, LongestWaiting}, priority) {
		return badInput("the priority must be earliest_created or longest_waiting, got %q", priority)
	}
	for name, field := range map[string]Opt[int]{
		"FairDistributionLimit": p.FairDistributionLimit, "FairDistributionWindow": p.FairDistributionWindow, "ExcludeOlderThanHours": p.ExcludeOlderThanHours,
	} {
		if n, set := field.Get(); set && n < 1 {
			return badInput("%s must be at least 1, got %d", name, n)
		}
	}
	return validateName("name of the policy", p.Name)
}

func (p *AssignmentPolicyParams) body() wrapped[*AssignmentPolicyParams] {
	return wrapped[*AssignmentPolicyParams]{"assignment_policy": p}
}

// List returns all assignment policies. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/assignment_policies, known from the server software from Chatwoot 4.6.
func (s *AssignmentPoliciesService) List(ctx context.Context, opts ...RequestOption) ([]AssignmentPolicy, error) {
	return doList[AssignmentPolicy](ctx, s.client, opListAssignmentPolicies, pathOf(), opts)
}

// Get returns an assignment policy. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/assignment_policies/{policy_id}, known from the server software from Chatwoot 4.6.
func (s *AssignmentPoliciesService) Get(ctx context.Context, id int64, opts ...RequestOption) (*AssignmentPolicy, error) {
	return do[AssignmentPolicy](ctx, s.client, opGetAssignmentPolicy, pathOf(id), opts)
}

// Create creates an assignment policy. [ErrConflict] means that another one has the name. It needs an administrator. It
// is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/assignment_policies, known from the server software from Chatwoot 4.6.
func (s *AssignmentPoliciesService) Create(ctx context.Context, params *AssignmentPolicyParams, opts ...RequestOption) (*AssignmentPolicy, error) {
	r := pathOf().check(params).require(params != nil && !params.Name.IsZero(), "an assignment policy needs a Name")
	return do[AssignmentPolicy](ctx, s.client, opCreateAssignmentPolicy, r.json(params.body()), opts)
}

// Ensure returns the assignment policy with the Name in params, creating it if there is none; the second result reports
// whether it was created. An existing one is left unchanged. There is never a second one. It needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/assignment_policies, known from the server software from Chatwoot 4.6.
func (s *AssignmentPoliciesService) Ensure(ctx context.Context, params *AssignmentPolicyParams, opts ...RequestOption) (*AssignmentPolicy, bool, error) {
	name, err := keyOf(params, func() Opt[string] { return params.Name }, "an assignment policy needs a Name")
	if err != nil {
		return nil, false, opCreateAssignmentPolicy.refuse(err)
	}
	return ensure(ctx, s.client, opts, ensured[AssignmentPolicy]{
		op: opCreateAssignmentPolicy, name: "assignment policy:" + name,
		find: func(opts []RequestOption) (*AssignmentPolicy, error) {
			all, err := s.List(ctx, opts...)
			return findIn(all, err, func(p *AssignmentPolicy) bool { return p.Name == name })
		},
		create: func() (*AssignmentPolicy, error) { return s.Create(ctx, params, opts...) },
	})
}

// Update changes an assignment policy. Absent fields are left unchanged. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/assignment_policies/{policy_id}, known from the server software from Chatwoot
// 4.6.
func (s *AssignmentPoliciesService) Update(ctx context.Context, id int64, params *AssignmentPolicyParams, opts ...RequestOption) (*AssignmentPolicy, error) {
	return do[AssignmentPolicy](ctx, s.client, opUpdateAssignmentPolicy, pathOf(id).check(params).json(params.body()), opts)
}

// Delete deletes an assignment policy; its inboxes are without one then. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/assignment_policies/{policy_id}, known from the server software from Chatwoot
// 4.6.
func (s *AssignmentPoliciesService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteAssignmentPolicy, pathOf(id), opts)
}

// Inboxes returns the inboxes that have an assignment policy. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/assignment_policies/{policy_id}/inboxes, known from the server software from
// Chatwoot 4.6.
func (s *AssignmentPoliciesService) Inboxes(ctx context.Context, id int64, opts ...RequestOption) ([]Inbox, error) {
	return doList[Inbox](ctx, s.client, opListPolicyInboxes, pathOf(id), opts)
}

// AssignmentPolicy returns the assignment policy of an inbox. [ErrNotFound] means that it has none, or that there is no
// such inbox. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/inboxes/{inbox_id}/assignment_policy, known from the server software from Chatwoot
// 4.6.
func (s *InboxesService) AssignmentPolicy(ctx context.Context, id int64, opts ...RequestOption) (*AssignmentPolicy, error) {
	return do[AssignmentPolicy](ctx, s.client, opGetInboxPolicy, pathOf(id), opts)
}

// SetAssignmentPolicy gives an inbox an assignment policy, in place of the one that it has. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/inboxes/{inbox_id}/assignment_policy, known from the server software from Chatwoot
// 4.6.
func (s *InboxesService) SetAssignmentPolicy(ctx context.Context, id, policyID int64, opts ...RequestOption) (*AssignmentPolicy, error) {
	r := pathOf(id).require(policyID > 0, "the id of the policy must be positive, got %d", policyID)
	return do[AssignmentPolicy](ctx, s.client, opSetInboxPolicy, r.json(struct {
		PolicyID int64 `json:"assignment_policy_id"`
	}{policyID}), opts)
}

// RemoveAssignmentPolicy leaves an inbox without an assignment policy. It needs an administrator. [ErrNotFound] means
// that it has none.
//
// DELETE /api/v1/accounts/{account_id}/inboxes/{inbox_id}/assignment_policy, known from the server software from
// Chatwoot 4.6.
func (s *InboxesService) RemoveAssignmentPolicy(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opRemoveInboxPolicy, pathOf(id), opts)
}
