package ndoto

import "context"

type inboxMembers struct {
	InboxID int64 `json:"inbox_id"`
	userIDs
}

func (b inboxMembers) validate() error {
	if b.InboxID <= 0 {
		return badInput("the inbox id must be positive, got %d", b.InboxID)
	}
	return b.userIDs.validate()
}

// Members returns the agents of an inbox.
//
// GET /api/v1/accounts/{account_id}/inbox_members/{inbox_id}, known from the server software.
func (s *InboxesService) Members(ctx context.Context, id int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opListInboxMembers, pathOf(id), opts)
}

// AddMembers adds agents to an inbox and returns all of its agents. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/inbox_members, known from the server software.
func (s *InboxesService) AddMembers(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opAddInboxMembers, pathOf().json(inboxMembers{id, userIDs{agentIDs}}), opts)
}

// SetMembers replaces the agents of an inbox and returns them. It needs an administrator. To remove all, use
// RemoveMembers.
//
// PATCH /api/v1/accounts/{account_id}/inbox_members, known from the server software.
func (s *InboxesService) SetMembers(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opSetInboxMembers, pathOf().json(inboxMembers{id, userIDs{agentIDs}}), opts)
}

// RemoveMembers removes agents from an inbox. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/inbox_members, known from the server software.
func (s *InboxesService) RemoveMembers(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opRemoveInboxMembers, pathOf().json(inboxMembers{id, userIDs{agentIDs}}), opts)
}

type inboxIDs struct {
	IDs  []int64 `url:"inbox_ids,brackets"`
	Bots bool    `url:"include_agent_bots,omitempty"`
}

func (q inboxIDs) validate() error {
	if len(q.IDs) == 0 {
		return badInput("no inbox ids given")
	}
	return validateIDs(q.IDs)
}

// Assignees returns who can be assigned in every one of the inboxes: the agents of AssignableAgents and, from Chatwoot
// 4.8, the agent bots that the account can use.
//
// GET /api/v1/accounts/{account_id}/assignable_agents, known from the server software.
func (s *InboxesService) Assignees(ctx context.Context, ids []int64, opts ...RequestOption) ([]Assignee, error) {
	return doList[Assignee](ctx, s.client, opListAssignees, pathOf().query(inboxIDs{IDs: ids, Bots: true}), opts)
}

// AssignableAgents returns the agents who can be assigned in every one of the inboxes: agents who are members of all
// of them, and administrators.
//
// GET /api/v1/accounts/{account_id}/assignable_agents, known from the server software.
func (s *InboxesService) AssignableAgents(ctx context.Context, ids []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opListAssignableAgents, pathOf().query(inboxIDs{IDs: ids}), opts)
}

// Campaigns returns the campaigns of an inbox. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/inboxes/{inbox_id}/campaigns, known from the server software.
func (s *InboxesService) Campaigns(ctx context.Context, id int64, opts ...RequestOption) ([]Campaign, error) {
	return doList[Campaign](ctx, s.client, opListInboxCampaigns, pathOf(id), opts)
}

// InboxAssignableAgents returns the agents who can be assigned in one inbox. For several inboxes, use
// AssignableAgents.
//
// GET /api/v1/accounts/{account_id}/inboxes/{inbox_id}/assignable_agents, known from the server software.
func (s *InboxesService) InboxAssignableAgents(ctx context.Context, id int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opListInboxAssignableAgents, pathOf(id), opts)
}
