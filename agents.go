package ndoto

import "context"

// AgentsService reads and changes the members of the account. Agent bots may not call its methods.
type AgentsService struct{ client *Client }

// CreateAgentParams invite an agent.
type CreateAgentParams struct {
	Email string `json:"email"`
	// Name is required for somebody who has no user yet.
	Name string `json:"name,omitzero"`
	// Role is RoleAgent if it is empty.
	Role         Role         `json:"role,omitzero"`
	Availability Availability `json:"availability,omitzero"`
	AutoOffline  Opt[bool]    `json:"auto_offline,omitzero"`
	// CustomRoleID needs an enterprise server.
	CustomRoleID int64 `json:"-"`
}

func (p *CreateAgentParams) validate() error {
	if p == nil {
		return badInput("the params are missing")
	}
	if err := validateEmail(p.Email); err != nil {
		return err
	}
	return validateRole(p.Role, p.Availability)
}

// UpdateAgentParams are the changes of Update; what is absent stays.
type UpdateAgentParams struct {
	Name         Opt[string]       `json:"name,omitzero"`
	Role         Opt[Role]         `json:"role,omitzero"`
	Availability Opt[Availability] `json:"availability,omitzero"`
	AutoOffline  Opt[bool]         `json:"auto_offline,omitzero"`
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
		return badInput("the role %q is none of agent and administrator", r)
	}
	if a != "" && !a.Valid() {
		return badInput("the availability %q is none of online, busy and offline", a)
	}
	return nil
}

// List returns all agents, by name.
//
// GET /api/v1/accounts/{account_id}/agents, documented by Ndoto.
func (s *AgentsService) List(ctx context.Context, opts ...RequestOption) ([]Agent, error) {
	return doList[Agent](ctx, s.client, opListAgents, pathOf(), opts)
}

// Create invites an agent by e-mail; a user who exists becomes a member of the account. It needs an administrator. When the
// account has no licence left it is [ErrPaymentRequired]. It is sent once: see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/agents, documented by Ndoto.
func (s *AgentsService) Create(ctx context.Context, params *CreateAgentParams, opts ...RequestOption) (*Agent, error) {
	r := pathOf().check(params)
	if params != nil {
		r = r.json(struct {
			Agent        *CreateAgentParams `json:"agent"`
			CustomRoleID int64              `json:"custom_role_id,omitzero"`
		}{params, params.CustomRoleID})
	}
	return do[Agent](ctx, s.client, opCreateAgent, r, opts)
}

// Update changes an agent. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/agents/{agent_id}, known from the server software.
func (s *AgentsService) Update(ctx context.Context, id int64, params *UpdateAgentParams, opts ...RequestOption) (*Agent, error) {
	return do[Agent](ctx, s.client, opUpdateAgent, pathOf(id).check(params).json(wrapped[*UpdateAgentParams]{"agent": params}), opts)
}

// Delete removes an agent from the account. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/agents/{agent_id}, known from the server software.
func (s *AgentsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteAgent, pathOf(id), opts)
}

// Invite invites several agents by e-mail. It needs an administrator. The server skips addresses that it does not like
// without a word, so they are checked before. It is sent once: see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/agents/bulk_create, known from the server software.
func (s *AgentsService) Invite(ctx context.Context, emails []string, opts ...RequestOption) error {
	r := pathOf().require(len(emails) > 0, "there are no e-mail addresses")
	for _, email := range emails {
		r = r.refuse(validateEmail(email))
	}
	return doNothing(ctx, s.client, opInviteAgents, r.json(wrapped[[]string]{"emails": emails}), opts)
}

// Agent is a user as a member of an account.
type Agent struct {
	ID            int64  `json:"id"`
	AccountID     int64  `json:"account_id"`
	Name          string `json:"name"`
	AvailableName string `json:"available_name"`
	Email         string `json:"email"`
	AvatarURL     string `json:"avatar_url" alias:"thumbnail"`
	// Role is empty for a user who has left the account.
	Role Role `json:"role"`
	// Availability of a user who never opens the application is offline, unless auto offline is off.
	Availability     Availability `json:"availability" alias:"availability_status"`
	AutoOffline      bool         `json:"auto_offline"`
	Confirmed        bool         `json:"confirmed"`
	CustomAttributes Attributes   `json:"custom_attributes"`
	CustomRoleID     int64        `json:"custom_role_id"`
	Provider         string       `json:"provider"`
	Extra            Attributes   `json:"-"`
}

// Role is the role of a user in an account; enterprise servers have custom roles on top.
type Role string

// The roles.
const (
	RoleAgent         Role = "agent"
	RoleAdministrator Role = "administrator"
)

// Availability is whether a user or a contact can be reached.
type Availability string

// The availabilities.
const (
	AvailabilityOnline  Availability = "online"
	AvailabilityBusy    Availability = "busy"
	AvailabilityOffline Availability = "offline"
)

// Valid tells whether a user can have the availability.
func (a Availability) Valid() bool {
	return a == AvailabilityOnline || a == AvailabilityBusy || a == AvailabilityOffline
}

// userIDs are sent as JSON numbers always: the server compares them without a cast, and strings would remove everybody.
type userIDs struct {
	UserIDs []int64 `json:"user_ids"`
}

func (b userIDs) validate() error {
	if len(b.UserIDs) == 0 {
		return badInput("there are no user ids")
	}
	return validateIDs(b.UserIDs)
}
