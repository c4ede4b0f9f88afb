package platform

import (
	"context"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
	"github.com/usendoto/ndoto-go/internal/rules"
)

var (
	opGetUser    = bridge.Get("platform.Users.Get", "/platform/api/v1/users/{user_id}", app)
	opCreateUser = bridge.Post("platform.Users.Create", "/platform/api/v1/users", bridge.Operation{Access: bridge.PlatformApps, Idempotent: true})
	opUpdateUser = bridge.Patch("platform.Users.Update", "/platform/api/v1/users/{user_id}", app)
	opDeleteUser = bridge.Delete("platform.Users.Delete", "/platform/api/v1/users/{user_id}", app)
	opLogin      = bridge.Get("platform.Users.LoginURL", "/platform/api/v1/users/{user_id}/login", app)
	opToken      = bridge.Post("platform.Users.Token", "/platform/api/v1/users/{user_id}/token", bridge.Operation{Access: bridge.PlatformApps, Idempotent: true, Since: "4.3.0"})
)

// UsersService manages the users of the server, who can work in several accounts.
type UsersService struct{ client bridge.Client }

// User is a user of the server.
type User struct {
	ID               int64        `json:"id"`
	Name             string       `json:"name"`
	DisplayName      string       `json:"display_name"`
	AvailableName    string       `json:"available_name"`
	Email            string       `json:"email"`
	UID              string       `json:"uid"`
	Provider         string       `json:"provider"`
	Confirmed        bool         `json:"confirmed"`
	AvatarURL        string       `json:"avatar_url"`
	MessageSignature string       `json:"message_signature"`
	AccessToken      ndoto.Secret `json:"access_token"` // for [ndoto.New]
	PubsubToken      ndoto.Secret `json:"pubsub_token"`
	// AccountID and Role are of one of the accounts, and zero if there is none.
	AccountID        int64            `json:"account_id"`
	Role             Role             `json:"role"`
	Accounts         []UserAccount    `json:"accounts"`
	CustomAttributes ndoto.Attributes `json:"custom_attributes"`
	UISettings       ndoto.Attributes `json:"ui_settings"`
	Extra            ndoto.Attributes `json:"-"`
}

// UserAccount is an account that a user works in.
type UserAccount struct {
	ID       int64            `json:"id"`
	Name     string           `json:"name"`
	Role     Role             `json:"role"`
	ActiveAt ndoto.Time       `json:"active_at"`
	Extra    ndoto.Attributes `json:"-"`
}

// UserParams holds the fields of a user. Create requires a Name, an Email and a Password.
type UserParams struct {
	Name        ndoto.Opt[string] `json:"name,omitzero"`
	DisplayName ndoto.Opt[string] `json:"display_name,omitzero"`
	Email       ndoto.Opt[string] `json:"email,omitzero"`
	// Password has 6 to 128 characters, among them a capital and a small letter, a digit and another sign.
	Password ndoto.Secret `json:"-"`
	// CustomAttributes are merged into those that the user has.
	CustomAttributes map[string]any `json:"custom_attributes,omitempty"`
}

func (p *UserParams) problem(isNew bool) error {
	if p == nil {
		return bridge.BadInput("%w", errNoParams)
	}
	name, named := p.Name.Get()
	email, addressed := p.Email.Get()
	switch {
	case isNew && (!named || !addressed || p.Password == ""):
		return bridge.BadInput("a user needs a Name, an Email and a Password")
	case named && strings.TrimSpace(name) == "":
		return bridge.BadInput("the name is empty")
	case addressed && !rules.IsEmail(email):
		return bridge.BadInput("the email address %q is malformed", email)
	}
	return nil
}

// userBody is a user as it is sent.
type userBody struct {
	*UserParams
	Password string `json:"password,omitzero"`
}

func (p *UserParams) call(op *bridge.Operation, isNew bool, ids ...int64) bridge.Call {
	call := bridge.Call{Operation: op, IDs: ids, Problem: p.problem(isNew)}
	if call.Problem == nil {
		call.JSON, call.Secrets = userBody{p, string(p.Password)}, []string{string(p.Password)}
	}
	return call
}

// Create creates a user, confirmed and without a mail to them, or returns the one with the Email: then the other
// params have no effect. So it can be repeated, and there is never a second user. Be careful with the addresses of
// others: from then on the app may read the user's token, change the password and delete them, in all accounts.
//
// POST /platform/api/v1/users, known from the server software.
func (s *UsersService) Create(ctx context.Context, params *UserParams, opts ...ndoto.RequestOption) (*User, error) {
	return bridge.Do[User](ctx, s.client, params.call(opCreateUser, true), opts)
}

// Get returns a user.
//
// GET /platform/api/v1/users/{user_id}, known from the server software.
func (s *UsersService) Get(ctx context.Context, id int64, opts ...ndoto.RequestOption) (*User, error) {
	return bridge.Do[User](ctx, s.client, bridge.Call{Operation: opGetUser, IDs: []int64{id}}, opts)
}

// Update changes a user; absent fields are left unchanged. Neither the old password is asked for nor a new address
// confirmed.
//
// PATCH /platform/api/v1/users/{user_id}, known from the server software.
func (s *UsersService) Update(ctx context.Context, id int64, params *UserParams, opts ...ndoto.RequestOption) (*User, error) {
	return bridge.Do[User](ctx, s.client, params.call(opUpdateUser, false, id), opts)
}

// Delete deletes a user in all accounts, in the background. To take them out of one, use Accounts.RemoveMember.
//
// DELETE /platform/api/v1/users/{user_id}, known from the server software.
func (s *UsersService) Delete(ctx context.Context, id int64, opts ...ndoto.RequestOption) error {
	return s.client.Do(ctx, bridge.Call{Operation: opDeleteUser, IDs: []int64{id}}, nil, opts)
}

type login struct {
	URL string `json:"url"`
}

// LoginURL returns a link that logs the user in, without a password and a second factor. It works once, for 5 minutes:
// ask for it right before the user is sent there, and keep it out of logs.
//
// GET /platform/api/v1/users/{user_id}/login, known from the server software.
func (s *UsersService) LoginURL(ctx context.Context, id int64, opts ...ndoto.RequestOption) (string, error) {
	got, err := bridge.Do[login](ctx, s.client, bridge.Call{Operation: opLogin, IDs: []int64{id}}, opts)
	if err != nil {
		return "", err
	}
	return got.URL, nil
}

// Token is what a user's programs authenticate with.
type Token struct {
	AccessToken ndoto.Secret     `json:"access_token"`
	Expiry      ndoto.Time       `json:"expiry"` // zero: it does not expire
	User        User             `json:"user"`   // without most members
	Extra       ndoto.Attributes `json:"-"`
}

// Token returns the access token of a user, which is the one that Get shows and not a new one.
//
// POST /platform/api/v1/users/{user_id}/token, known from the server software from Chatwoot 4.3.
func (s *UsersService) Token(ctx context.Context, id int64, opts ...ndoto.RequestOption) (*Token, error) {
	return bridge.Do[Token](ctx, s.client, bridge.Call{Operation: opToken, IDs: []int64{id}}, opts)
}
