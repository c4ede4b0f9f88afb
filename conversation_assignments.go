package ndoto

import (
	"context"
	"fmt"
)

// AssignParams says who to assign a conversation to. A zero ID changes nothing; to unassign, use UnassignAgent and
// UnassignTeam.
type AssignParams struct {
	AgentID int64
	// AgentBotID assigns an agent bot instead of an agent. It needs Chatwoot 4.8.0.
	AgentBotID int64
	TeamID     int64
}

func (p AssignParams) validate() error {
	switch {
	case p.AgentID < 0 || p.AgentBotID < 0 || p.TeamID < 0:
		return badInput("ids must not be negative; to unassign, use UnassignAgent and UnassignTeam")
	case p == AssignParams{}:
		return badInput("nobody to assign: AgentID, AgentBotID and TeamID are all zero; to unassign, use UnassignAgent and UnassignTeam")
	case p.AgentID != 0 && p.AgentBotID != 0:
		return badInput("a conversation has one assignee: set AgentID or AgentBotID, not both")
	}
	return nil
}

// Assignment says who a call has assigned a conversation to. What the call did not assign is nil.
type Assignment struct {
	Assignee *Assignee
	Team     *Team
}

type assignmentBody struct {
	AssigneeID   *int64 `json:"assignee_id,omitempty"`
	AssigneeType string `json:"assignee_type,omitempty"`
	TeamID       *int64 `json:"team_id,omitempty"`
}

// Assign assigns a conversation to an agent or an agent bot, to a team, or to both. The server accepts only one of
// them per request, so assigning both takes two: the team comes first, because it can replace an agent who is not a
// member. If the second request fails, the Assignment has the result of the first. For an ID that does not exist
// Assign returns [ErrNotFound], although the server reports success; it has then unassigned the agent or the team, but
// left everything as it was for an agent bot.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/assignments, documented by Ndoto.
func (s *ConversationsService) Assign(ctx context.Context, id int64, params AssignParams, opts ...RequestOption) (Assignment, error) {
	var a Assignment
	r := pathOf(id).check(params)
	if params.TeamID != 0 || r.problem != nil {
		team, err := assign[Team](ctx, s.client, r.json(assignmentBody{TeamID: &params.TeamID}), "team", params.TeamID, opts)
		if err != nil {
			return a, err
		}
		a.Team = team
	}
	body, kind, assignee := assignmentBody{AssigneeID: &params.AgentID}, "agent", params.AgentID
	if params.AgentBotID != 0 {
		body, kind, assignee = assignmentBody{AssigneeID: &params.AgentBotID, AssigneeType: "AgentBot"}, kindAgentBot, params.AgentBotID
	}
	if assignee == 0 {
		return a, nil
	}
	if kind == kindAgentBot { // an older server would take the id for an agent's
		r = s.client.requireVersion(ctx, r, "4.8.0", "an agent bot can be assigned")
	}
	var err error
	a.Assignee, err = assign[Assignee](ctx, s.client, r.json(body), kind, assignee, opts)
	return a, err
}

const kindAgentBot = "agent bot"

func assign[T any](ctx context.Context, c *Client, r request, kind string, id int64, opts []RequestOption) (*T, error) {
	v, err := doOptional[T](ctx, c, opAssignConversation, r, opts)
	if err == nil && v == nil {
		e := opAssignConversation.failure(ErrNotFound)
		e.Message = fmt.Sprintf("the account has no %s %d, and the server has unassigned the conversation instead", kind, id)
		if kind == kindAgentBot {
			e.Message = fmt.Sprintf("the account has no agent bot %d, and the conversation is as it was", id)
		}
		return nil, e
	}
	return v, err
}

// UnassignAgent removes the agent or agent bot from a conversation. Its team stays assigned.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/assignments, documented by Ndoto; that null
// unassigns is known from the server software.
func (s *ConversationsService) UnassignAgent(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opAssignConversation, pathOf(id).json(struct {
		AssigneeID *int64 `json:"assignee_id"`
	}{}), opts)
}

// UnassignTeam removes the team from a conversation. Its agent stays assigned.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/assignments, documented by Ndoto; that null
// unassigns is known from the server software.
func (s *ConversationsService) UnassignTeam(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opAssignConversation, pathOf(id).json(struct {
		TeamID *int64 `json:"team_id"`
	}{}), opts)
}
