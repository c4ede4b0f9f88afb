package ndoto

import (
	"context"
	"strings"
)

// TeamsService manages teams and their members. Agent bots may not use it.
type TeamsService struct{ client *Client }

// TeamParams holds the fields of a team. Create requires a Name; Update leaves absent fields unchanged.
type TeamParams struct {
	// Name is unique and stored in lower case.
	Name            Opt[string] `json:"name,omitzero"`
	Description     Opt[string] `json:"description,omitzero"`
	AllowAutoAssign Opt[bool]   `json:"allow_auto_assign,omitzero"`
	// Icon is the name of a symbol, and IconColor its color, such as "#1f93ff"; from Chatwoot 4.15.
	Icon      Opt[string] `json:"icon,omitzero"`
	IconColor Opt[string] `json:"icon_color,omitzero"`
}

func (p *TeamParams) validate() error {
	if p == nil || *p == (TeamParams{}) {
		return badInput("the params are required")
	}
	return validateName("name of the team", p.Name)
}

// List returns all teams.
//
// GET /api/v1/accounts/{account_id}/teams, documented by Ndoto.
func (s *TeamsService) List(ctx context.Context, opts ...RequestOption) ([]Team, error) {
	return doList[Team](ctx, s.client, opListTeams, pathOf(), opts)
}

// Get returns a team.
//
// GET /api/v1/accounts/{account_id}/teams/{team_id}, documented by Ndoto.
func (s *TeamsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*Team, error) {
	return do[Team](ctx, s.client, opGetTeam, pathOf(id), opts)
}

// Create creates a team. It needs an administrator. It returns [ErrConflict] if the name is taken. It is never sent
// twice; see [ErrAmbiguous], and prefer Ensure.
//
// POST /api/v1/accounts/{account_id}/teams, known from the server software.
func (s *TeamsService) Create(ctx context.Context, params *TeamParams, opts ...RequestOption) (*Team, error) {
	r := pathOf().check(params).require(params != nil && !params.Name.IsZero(), "a team needs a Name")
	return do[Team](ctx, s.client, opCreateTeam, r.json(wrapped[*TeamParams]{"team": params}), opts)
}

// Update changes a team. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/teams/{team_id}, known from the server software.
func (s *TeamsService) Update(ctx context.Context, id int64, params *TeamParams, opts ...RequestOption) (*Team, error) {
	return do[Team](ctx, s.client, opUpdateTeam, pathOf(id).check(params).json(wrapped[*TeamParams]{"team": params}), opts)
}

// Delete deletes a team. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/teams/{team_id}, known from the server software.
func (s *TeamsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteTeam, pathOf(id), opts)
}

// Members returns the agents of a team.
//
// GET /api/v1/accounts/{account_id}/teams/{team_id}/team_members, known from the server software.
func (s *TeamsService) Members(ctx context.Context, id int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opListTeamMembers, pathOf(id), opts)
}

// AddMembers adds agents to a team and returns those who were not in it. It needs an administrator. IDs of other
// accounts return [ErrForbidden]. Agents are not among those returned if the request had to be sent again after they
// were added.
//
// POST /api/v1/accounts/{account_id}/teams/{team_id}/team_members, known from the server software.
func (s *TeamsService) AddMembers(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opAddTeamMembers, pathOf(id).json(userIDs{agentIDs}), opts)
}

// SetMembers replaces the agents of a team and returns them. It needs an administrator. To remove all, use
// RemoveMembers.
//
// PATCH /api/v1/accounts/{account_id}/teams/{team_id}/team_members, known from the server software.
func (s *TeamsService) SetMembers(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opSetTeamMembers, pathOf(id).json(userIDs{agentIDs}), opts)
}

// RemoveMembers removes agents from a team. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/teams/{team_id}/team_members, known from the server software.
func (s *TeamsService) RemoveMembers(ctx context.Context, id int64, agentIDs []int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opRemoveTeamMembers, pathOf(id).json(userIDs{agentIDs}), opts)
}

// Team is a group of agents. Its name is in lower case.
type Team struct {
	ID              int64      `json:"id"`
	Name            string     `json:"name"`
	Description     string     `json:"description"`
	AllowAutoAssign bool       `json:"allow_auto_assign"`
	AccountID       int64      `json:"account_id"`
	IsMember        bool       `json:"is_member"`
	Icon            string     `json:"icon"`
	IconColor       string     `json:"icon_color"`
	CreatedAt       Time       `json:"created_at"`
	UpdatedAt       Time       `json:"updated_at"`
	Extra           Attributes `json:"-"`
}

// Ensure returns the team with the name in params, creating it if there is none; the second result reports whether it
// did. An existing team is left unchanged. Creating it needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/teams, known from the server software.
func (s *TeamsService) Ensure(ctx context.Context, params *TeamParams, opts ...RequestOption) (*Team, bool, error) {
	name, err := keyOf(params, func() Opt[string] { return params.Name }, "a team needs a Name")
	name = strings.TrimSpace(name) // as the server does
	if err != nil {
		return nil, false, opCreateTeam.refuse(err)
	}
	return ensure(ctx, s.client, opts, ensured[Team]{
		op: opCreateTeam, name: "team:" + strings.ToLower(name),
		find: func(opts []RequestOption) (*Team, error) {
			teams, err := s.List(ctx, opts...)
			return findIn(teams, err, func(t *Team) bool { return strings.EqualFold(t.Name, name) })
		},
		create: func() (*Team, error) { return s.Create(ctx, params, opts...) },
	})
}
