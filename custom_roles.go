package ndoto

import "context"

// CustomRolesService manages custom roles. It needs an administrator and an Enterprise server; on others its methods
// return [ErrNotFound]. Agent bots may not use it.
type CustomRolesService struct{ client *Client }

// CustomRole is a role with a set of permissions.
type CustomRole struct {
	ID          int64      `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	Permissions []string   `json:"permissions"`
	AccountID   int64      `json:"account_id"`
	CreatedAt   Time       `json:"created_at"`
	UpdatedAt   Time       `json:"updated_at"`
	Extra       Attributes `json:"-"`
}

// CustomRoleParams holds the fields of a custom role. Create requires a Name.
type CustomRoleParams struct {
	Name        Opt[string] `json:"name,omitzero"`
	Description Opt[string] `json:"description,omitzero"`
	// Permissions are, for example, "conversation_manage", "contact_manage", "report_manage" and
	// "knowledge_base_manage".
	Permissions []string `json:"permissions,omitzero"`
}

func (p *CustomRoleParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	return validateName("name of the role", p.Name)
}

// List returns all custom roles. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/custom_roles, known from the server software.
func (s *CustomRolesService) List(ctx context.Context, opts ...RequestOption) ([]CustomRole, error) {
	return doList[CustomRole](ctx, s.client, opListCustomRoles, pathOf(), opts)
}

// Get returns a custom role. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/custom_roles/{custom_role_id}, known from the server software.
func (s *CustomRolesService) Get(ctx context.Context, id int64, opts ...RequestOption) (*CustomRole, error) {
	return do[CustomRole](ctx, s.client, opGetCustomRole, pathOf(id), opts)
}

// Create creates a custom role. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/custom_roles, known from the server software.
func (s *CustomRolesService) Create(ctx context.Context, params *CustomRoleParams, opts ...RequestOption) (*CustomRole, error) {
	r := pathOf().check(params).require(params != nil && !params.Name.IsZero(), "a custom role needs a Name")
	return do[CustomRole](ctx, s.client, opCreateCustomRole, r.json(wrapped[*CustomRoleParams]{"custom_role": params}), opts)
}

// Update changes a custom role. Absent fields are left unchanged. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/custom_roles/{custom_role_id}, known from the server software.
func (s *CustomRolesService) Update(ctx context.Context, id int64, params *CustomRoleParams, opts ...RequestOption) (*CustomRole, error) {
	return do[CustomRole](ctx, s.client, opUpdateCustomRole, pathOf(id).check(params).json(wrapped[*CustomRoleParams]{"custom_role": params}), opts)
}

// Delete deletes a custom role. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/custom_roles/{custom_role_id}, known from the server software.
func (s *CustomRolesService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return deleteRow(ctx, s.client, opDeleteCustomRole, pathOf(id), opts,
		isListed(ctx, s.client, opListCustomRoles, opts, func(r *CustomRole) bool { return r.ID == id }))
}
