package platform

import (
	"context"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

var (
	opListMembers  = bridge.Get("platform.Accounts.Members", "/platform/api/v1/accounts/{account_id}/account_users", app)
	opSetMember    = bridge.Post("platform.Accounts.SetMember", "/platform/api/v1/accounts/{account_id}/account_users", bridge.Operation{Access: bridge.PlatformApps, Idempotent: true})
	opRemoveMember = bridge.Delete("platform.Accounts.RemoveMember", "/platform/api/v1/accounts/{account_id}/account_users", app)
)

// Member is a user's place in an account.
type Member struct {
	ID               int64            `json:"id"`
	AccountID        int64            `json:"account_id"`
	UserID           int64            `json:"user_id"`
	Role             Role             `json:"role"`
	InviterID        int64            `json:"inviter_id"`
	Availability     string           `json:"availability"`
	AutoOffline      bool             `json:"auto_offline"`
	CustomRoleID     int64            `json:"custom_role_id"`
	CapacityPolicyID int64            `json:"agent_capacity_policy_id"`
	ActiveAt         ndoto.Time       `json:"active_at"`
	CreatedAt        ndoto.Time       `json:"created_at"`
	UpdatedAt        ndoto.Time       `json:"updated_at"`
	Extra            ndoto.Attributes `json:"-"`
}

// Role is what a member may do.
type Role string

// The roles of members. An agent sees nothing before an administrator has added them to inboxes.
const (
	Agent         Role = "agent"
	Administrator Role = "administrator"
)

// Members returns who works in an account.
//
// GET /platform/api/v1/accounts/{account_id}/account_users, known from the server software.
func (s *AccountsService) Members(ctx context.Context, id int64, opts ...ndoto.RequestOption) ([]Member, error) {
	return bridge.List[Member](ctx, s.client, bridge.Call{Operation: opListMembers, IDs: []int64{id}}, opts)
}

type membership struct {
	UserID int64 `json:"user_id"`
	Role   Role  `json:"role,omitempty"`
}

func (m membership) problem() error {
	if m.UserID <= 0 {
		return bridge.BadInput("the id of the user must be positive, got %d", m.UserID)
	}
	return nil
}

// SetMember gives a user a role in an account, whether they work in it already or not.
//
// POST /platform/api/v1/accounts/{account_id}/account_users, known from the server software.
func (s *AccountsService) SetMember(ctx context.Context, id, userID int64, role Role, opts ...ndoto.RequestOption) (*Member, error) {
	m := membership{userID, role}
	call := bridge.Call{Operation: opSetMember, IDs: []int64{id}, JSON: m, Problem: m.problem()}
	if role != Agent && role != Administrator {
		call.Problem = bridge.BadInput("the role must be agent or administrator, got %q", role)
	}
	return bridge.Do[Member](ctx, s.client, call, opts)
}

// RemoveMember takes a user out of an account; the user stays. It is no error if they were not in it.
//
// DELETE /platform/api/v1/accounts/{account_id}/account_users, known from the server software.
func (s *AccountsService) RemoveMember(ctx context.Context, id, userID int64, opts ...ndoto.RequestOption) error {
	m := membership{UserID: userID}
	return s.client.Do(ctx, bridge.Call{Operation: opRemoveMember, IDs: []int64{id}, JSON: m, Problem: m.problem()}, nil, opts)
}
