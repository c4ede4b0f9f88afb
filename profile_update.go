package ndoto

import "context"

// UpdateProfileParams holds the changes that Update makes. Absent fields are left unchanged.
type UpdateProfileParams struct {
	Name             Opt[string]    `json:"name,omitzero"`
	DisplayName      Opt[string]    `json:"display_name,omitzero"`
	Email            Opt[string]    `json:"email,omitzero"`
	MessageSignature Opt[string]    `json:"message_signature,omitzero"`
	PhoneNumber      Opt[string]    `json:"phone_number,omitzero"`
	UISettings       map[string]any `json:"ui_settings,omitzero"`
	// Password also needs the CurrentPassword.
	Password        Secret `json:"-"`
	CurrentPassword Secret `json:"-"`
	// Avatar is an image of up to 15 MB.
	Avatar *File `json:"-"`
}

func (p *UpdateProfileParams) validate() error {
	switch {
	case p == nil:
		return badInput("there is nothing to update")
	case p.Password != "" && p.CurrentPassword == "":
		return badInput("a new password needs the current one")
	case p.Avatar != nil && (p.Avatar.validate() != nil || p.Avatar.Reader == nil):
		return badInput("the avatar needs a Reader and a name")
	}
	if p.Avatar != nil {
		if err := validateFormTexts(p.UISettings); err != nil {
			return err
		}
	}
	if email, _ := p.Email.Get(); email != "" {
		return validateEmail(email)
	}
	return validateName("name", p.Name)
}

type profileBody struct {
	*UpdateProfileParams
	Password             string `json:"password,omitzero"`
	PasswordConfirmation string `json:"password_confirmation,omitzero"`
	CurrentPassword      string `json:"current_password,omitzero"`
}

// Update changes the profile of the token's owner. A wrong current password returns [ErrValidation].
//
// PATCH /api/v1/profile, known from the server software.
func (s *ProfileService) Update(ctx context.Context, params *UpdateProfileParams, opts ...RequestOption) (*Profile, error) {
	r := pathOf().check(params)
	if r.problem == nil {
		body := wrapped[profileBody]{"profile": {params, string(params.Password), string(params.Password), string(params.CurrentPassword)}}
		if params.Avatar == nil {
			r = r.json(body)
		} else {
			r = r.multipart(func() ([]formField, error) { return formFields(body) }, "profile[avatar]", []File{*params.Avatar})
		}
	}
	op := opUpdateProfile
	if r.problem == nil && params.Password != "" {
		op = op.withEffect(effectCreating) // the second request would have the wrong current password
	}
	return do[Profile](ctx, s.client, op, r, opts)
}

// DeleteAvatar deletes the avatar of the token's owner.
//
// DELETE /api/v1/profile/avatar, known from the server software.
func (s *ProfileService) DeleteAvatar(ctx context.Context, opts ...RequestOption) (*Profile, error) {
	return do[Profile](ctx, s.client, opDeleteProfileAvatar, pathOf(), opts)
}

// SetAvailability sets whether the token's owner is online in the account.
//
// POST /api/v1/profile/availability, known from the server software.
func (s *ProfileService) SetAvailability(ctx context.Context, availability Availability, opts ...RequestOption) (*Profile, error) {
	r := pathOf().require(availability.Valid(), "the availability must be online, busy or offline")
	return do[Profile](ctx, s.client, opSetAvailability, r.json(wrapped[map[string]any]{"profile": {"account_id": s.client.accountID, "availability": availability}}), opts)
}

// SetAutoOffline sets whether the token's owner goes offline when the application is closed. Disable it for users
// that only use the API.
//
// POST /api/v1/profile/auto_offline, known from the server software.
func (s *ProfileService) SetAutoOffline(ctx context.Context, on bool, opts ...RequestOption) (*Profile, error) {
	body := wrapped[map[string]any]{"profile": {"account_id": s.client.accountID, "auto_offline": on}}
	return do[Profile](ctx, s.client, opSetAutoOffline, pathOf().json(body), opts)
}

// SetActiveAccount makes the client's account the one that the application shows to the token's owner.
//
// PUT /api/v1/profile/set_active_account, known from the server software.
func (s *ProfileService) SetActiveAccount(ctx context.Context, opts ...RequestOption) error {
	body := wrapped[map[string]any]{"profile": {"account_id": s.client.accountID}}
	return doNothing(ctx, s.client, opSetActiveAccount, pathOf().json(body), opts)
}

// ResendConfirmation emails the token's owner the link that confirms their address. It is never sent twice; see
// [ErrAmbiguous].
//
// POST /api/v1/profile/resend_confirmation, known from the server software.
func (s *ProfileService) ResendConfirmation(ctx context.Context, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opResendConfirmation, pathOf(), opts)
}

// ResetAccessToken gives the token's owner a new token and returns it; the client's own stops working at once. It
// needs Chatwoot 4.3.0. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/profile/reset_access_token, known from the server software.
func (s *ProfileService) ResetAccessToken(ctx context.Context, opts ...RequestOption) (*Profile, error) {
	return do[Profile](ctx, s.client, opResetProfileToken, pathOf(), opts)
}
