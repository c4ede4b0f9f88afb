package ndoto

import (
	"cmp"
	"context"
)

// AgentsService manages the members of the account. Agent bots may not use it.
type AgentsService struct{ client *Client }

// CreateAgentParams describes the agent to invite.
type CreateAgentParams struct {
	Email string `json:"email"`
	// Name is required if the person has no user on this server yet.
	Name string `json:"name,omitzero"`
	// Role defaults to RoleAgent.
	Role         Role         `json:"role,omitzero"`
	Availability Availability `json:"availability,omitzero"`
	AutoOffline  Opt[bool]    `json:"auto_offline,omitzero"`
	// CustomRoleID needs an Enterprise server.
	CustomRoleID int64 `json:"-"`
}

func (p *CreateAgentParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if err := validateEmail(p.Email); err != nil {
		return err
	}
	return validateRole(p.Role, p.Availability)
}

// UpdateAgentParams holds the changes that Update makes. Absent fields are left unchanged.
type UpdateAgentParams struct {
	Name         Opt[string]       `json:"name,omitzero"`
	Role         Opt[Role]         `json:"role,omitzero"`
	Availability Opt[Availability] `json:"availability,omitzero"`
	AutoOffline  Opt[bool]         `json:"auto_offline,omitzero"`
	// CustomRoleID needs an enterprise server; null takes the custom role away.
	CustomRoleID Opt[int64] `json:"-"`
}

func (p *UpdateAgentParams) validate() error {
	if p == nil || *p == (UpdateAgentParams{}) {
		return badInput("there is nothing to update")
	}
	role, _ := p.Role.Get()
	availability, _ := p.Availability.Get()
	return validateRole(role, availability)
}

func validateRole(r Role, a Availability) error {
	if r != "" && r != RoleAgent && r != RoleAdministrator {
		return badInput("the role must be agent or administrator, got %q", r)
	}
	if a != "" && !a.Valid() {
		return badInput("the availability must be online, busy or offline, got %q", a)
	}
	return nil
}

// List returns all agents, by name.
//
// GET /api/v1/accounts/{account_id}/agents, documented by Ndoto.
func (s *AgentsService) List(ctx context.Context, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opListAgents, pathOf(), opts)
}

// Create invites an agent by email; an existing user becomes a member of the account. It needs an administrator. It
// returns [ErrPaymentRequired] if the account has no seat left. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/agents, documented by Ndoto.
func (s *AgentsService) Create(ctx context.Context, params *CreateAgentParams, opts ...RequestOption) (*Agent, error) {
	r := pathOf().check(params)
	if params != nil {
		named := *params
		named.Role = cmp.Or(params.Role, RoleAgent) // Ndoto requires it
		// Ndoto documents the fields by themselves, the software has them under "agent"; each ignores the other's.
		r = r.json(struct {
			*CreateAgentParams
			Agent        *CreateAgentParams `json:"agent"`
			CustomRoleID int64              `json:"custom_role_id,omitzero"`
		}{&named, &named, params.CustomRoleID})
	}
	return do[Agent](ctx, s.client, opCreateAgent, r, opts)
}

// Update changes an agent. It needs an administrator. An enterprise server takes the custom role away from an agent
// that is updated without one, so Update reads the agents first if the params have no CustomRoleID; a role that is
// given to the agent at the same time is lost.
//
// PATCH /api/v1/accounts/{account_id}/agents/{agent_id}, known from the server software.
func (s *AgentsService) Update(ctx context.Context, id int64, params *UpdateAgentParams, opts ...RequestOption) (*Agent, error) {
	r := pathOf(id).check(params)
	if r.problem != nil {
		return nil, opUpdateAgent.refuse(r.problem)
	}
	role := params.CustomRoleID
	if role.IsZero() {
		var err error
		if role, err = s.customRole(ctx, id, opts); err != nil {
			return nil, err
		}
	}
	return do[Agent](ctx, s.client, opUpdateAgent, r.json(struct {
		Agent        *UpdateAgentParams `json:"agent"`
		CustomRoleID Opt[int64]         `json:"custom_role_id,omitzero"`
	}{params, role}), opts)
}

// customRole returns the custom role of an agent, or nothing where there is none to keep.
func (s *AgentsService) customRole(ctx context.Context, id int64, opts []RequestOption) (role Opt[int64], err error) {
	agents, err := doList[Agent](ctx, s.client, opListAgents, pathOf(), opts)
	for _, agent := range agents {
		if agent.ID == id && agent.CustomRoleID != 0 {
			role = Set(agent.CustomRoleID)
		}
	}
	return role, err
}

// Delete removes an agent from the account. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/agents/{agent_id}, known from the server software.
func (s *AgentsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteAgent, pathOf(id), opts)
}

// Invite invites several agents by email. It needs an administrator. The server silently skips malformed addresses,
// so they are checked first. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/agents/bulk_create, known from the server software.
func (s *AgentsService) Invite(ctx context.Context, emails []string, opts ...RequestOption) error {
	r := pathOf().require(len(emails) > 0, "no email addresses given")
	for _, email := range emails {
		r = r.refuse(validateEmail(email))
	}
	return doNothing(ctx, s.client, opInviteAgents, r.json(wrapped[[]string]{"emails": emails}), opts)
}

// Agent is a user, as a member of the account.
type Agent struct {
	ID            int64  `json:"id"`
	AccountID     int64  `json:"account_id"`
	Name          string `json:"name"`
	AvailableName string `json:"available_name"`
	Email         string `json:"email"`
	AvatarURL     string `json:"avatar_url" alias:"thumbnail"`
	// Role is empty if the user has left the account.
	Role Role `json:"role"`
	// Availability is offline for a user who never opens the application, unless auto offline is disabled.
	Availability     Availability `json:"availability" alias:"availability_status"`
	AutoOffline      bool         `json:"auto_offline"`
	Confirmed        bool         `json:"confirmed"`
	CustomAttributes Attributes   `json:"custom_attributes"`
	CustomRoleID     int64        `json:"custom_role_id"`
	Provider         string       `json:"provider"`
	Extra            Attributes   `json:"-"`
}

// Role is the role of a user in the account. Enterprise servers also have custom roles.
type Role string

// The roles of users.
const (
	RoleAgent         Role = "agent"
	RoleAdministrator Role = "administrator"
)

// Availability says whether a user or a contact is online.
type Availability string

// The values of Availability.
const (
	AvailabilityOnline  Availability = "online"
	AvailabilityBusy    Availability = "busy"
	AvailabilityOffline Availability = "offline"
)

// Valid reports whether a user can have the availability.
func (a Availability) Valid() bool {
	return a == AvailabilityOnline || a == AvailabilityBusy || a == AvailabilityOffline
}

// userIDs are always sent as JSON numbers: the server compares them without a cast, so strings would remove
// everybody.
type userIDs struct {
	UserIDs []int64 `json:"user_ids"`
}

func (b userIDs) validate() error {
	if len(b.UserIDs) == 0 {
		return badInput("no user ids given")
	}
	return validateIDs(b.UserIDs)
}
