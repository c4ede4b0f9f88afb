package ndoto

import "context"

// TeamsService reads and changes teams and their members. Agent bots may not call its methods.
type TeamsService struct{ client *Client }

// TeamParams are the fields of a team. For Create a Name is required; for Update what is absent stays.
type TeamParams struct {
	// Name is unique and kept in lower case.
	Name            Opt[string] `json:"name,omitzero"`
	Description     Opt[string] `json:"description,omitzero"`
	AllowAutoAssign Opt[bool]   `json:"allow_auto_assign,omitzero"`
}

func (p *TeamParams) validate() error {
	if p == nil || *p == (TeamParams{}) {
		return badInput("the params are missing")
	}
	return validateName("name of the team", p.Name)
}

// wrapped puts params under the key that the server wants them under.
type wrapped[T any] map[string]T

// List returns all teams.
//
// GET /api/v1/accounts/{account_id}/teams, documented by Ndoto.
func (s *TeamsService) List(ctx context.Context, opts ...RequestOption) ([]Team, error) {
	return doList[Team](ctx, s.client, &opListTeams, path(), opts)
}

// Get returns a team.
//
// GET /api/v1/accounts/{account_id}/teams/{team_id}, documented by Ndoto.
func (s *TeamsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*Team, error) {
	return do[Team](ctx, s.client, &opGetTeam, path(id), opts)
}

// Create makes a team. It needs an administrator. A name that is taken is [ErrConflict]. It is sent once: see
// [ErrAmbiguous], and use Ensure.
//
// POST /api/v1/accounts/{account_id}/teams, known from the server software.
func (s *TeamsService) Create(ctx context.Context, params *TeamParams, opts ...RequestOption) (*Team, error) {
	r := path().check(params).check(required(params != nil && !params.Name.IsZero(), "a team needs a Name"))
	return do[Team](ctx, s.client, &opCreateTeam, r.json(wrapped[*TeamParams]{"team": params}), opts)
}

// Update changes a team. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/teams/{team_id}, known from the server software.
func (s *TeamsService) Update(ctx context.Context, id int64, params *TeamParams, opts ...RequestOption) (*Team, error) {
	return do[Team](ctx, s.client, &opUpdateTeam, path(id).check(params).json(wrapped[*TeamParams]{"team": params}), opts)
}

// Delete deletes a team. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/teams/{team_id}, known from the server software.
func (s *TeamsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, &opDeleteTeam, path(id), opts)
}

// Members returns the agents of a team.
//
// GET /api/v1/accounts/{account_id}/teams/{team_id}/team_members, known from the server software.
func (s *TeamsService) Members(ctx context.Context, id int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, &opListTeamMembers, path(id), opts)
}

// AddMembers adds agents to a team, and returns those of them who were not in it. It needs an administrator. Ids of other
// accounts are [ErrForbidden].
//
// POST /api/v1/accounts/{account_id}/teams/{team_id}/team_members, known from the server software.
func (s *TeamsService) AddMembers(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, &opAddTeamMembers, path(id).json(userIDs{agentIDs}), opts)
}

// SetMembers replaces the agents of a team, and returns them. It needs an administrator. To remove all, use RemoveMembers.
//
// PATCH /api/v1/accounts/{account_id}/teams/{team_id}/team_members, known from the server software.
func (s *TeamsService) SetMembers(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, &opSetTeamMembers, path(id).json(userIDs{agentIDs}), opts)
}

// RemoveMembers removes agents from a team. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/teams/{team_id}/team_members, known from the server software.
func (s *TeamsService) RemoveMembers(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, &opRemoveTeamMembers, path(id).json(userIDs{agentIDs}), opts)
}
