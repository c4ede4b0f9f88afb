package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/platform"
)

// operator opens accounts and makes users, with the token of a platform app.
type operator struct {
	steps
	app *platform.Client
	// desk makes a client for an account of the same server.
	desk func(accountID int64, token string) (*ndoto.Client, error)

	account *platform.Account // nil until it is there
	name    string
	token   ndoto.Secret // of an administrator of the account, who is in the file
}

func operatorFromEnv() (*operator, error) {
	token, url := os.Getenv("NDOTO_PLATFORM_TOKEN"), os.Getenv("NDOTO_BASE_URL")
	if token == "" || url == "" {
		return nil, tool.Usage("a file with an account needs NDOTO_PLATFORM_TOKEN, which a super admin of the server reads under " +
			"/super_admin/platform_apps, and NDOTO_BASE_URL")
	}
	limiter, err := ndoto.NewLimiter(ndoto.DefaultLimits())
	if err != nil {
		return nil, err
	}
	opts := []ndoto.Option{ndoto.WithBaseURL(url), ndoto.WithLimiter(limiter)}
	app, err := platform.New(token, opts...)
	if err != nil {
		return nil, err
	}
	return &operator{app: app, desk: func(id int64, token string) (*ndoto.Client, error) { return ndoto.New(id, token, opts...) }}, nil
}

func (o *operator) title() string {
	if o.account == nil {
		return o.name
	}
	return fmt.Sprintf("%d, %s", o.account.ID, o.account.Name)
}

// enter returns a client with the token of an administrator.
func (o *operator) enter() (*ndoto.Client, error) { return o.desk(o.account.ID, string(o.token)) }

// plan reads what is there, and writes nothing.
func (o *operator) plan(ctx context.Context, want *file) error {
	o.name = want.Account.Name
	if o.name == "" {
		return errors.New("account: the name is missing")
	}
	if !slices.ContainsFunc(want.Agents, func(a agent) bool { return a.Role == ndoto.RoleAdministrator }) {
		return errors.New("agents: an account needs an agent with the role administrator, by whose token the rest is made")
	}
	if err := o.find(ctx, want); err != nil {
		return err
	}
	o.planAccount(want)
	return o.planUsers(ctx, want.Agents)
}

func (o *operator) planAccount(file *file) {
	want, had := file.Account, o.account
	params := &platform.AccountParams{Name: ndoto.Set(want.Name)}
	if want.Locale != "" {
		params.Locale = ndoto.Set(want.Locale)
	}
	if want.SupportEmail != "" {
		params.SupportEmail = ndoto.Set(want.SupportEmail)
	}
	if had == nil {
		o.add(func(ctx context.Context) (err error) {
			o.account, _, err = o.app.Accounts.Ensure(ctx, params)
			return err
		}, "+ account %s", want.Name)
		return
	}
	locale, support := cmp.Or(want.Locale, had.Locale), cmp.Or(want.SupportEmail, had.SupportEmail)
	if had.Name != want.Name || had.Locale != locale || had.SupportEmail != support {
		o.add(func(ctx context.Context) error {
			_, err := o.app.Accounts.Update(ctx, had.ID, params)
			return err
		}, "~ account %s: %s, %s %s -> %s %s", want.Name, had.Name, had.Locale, had.SupportEmail, want.Locale, want.SupportEmail)
	}
}

func (o *operator) planUsers(ctx context.Context, want []agent) error {
	users, err := o.users(ctx)
	if err != nil {
		return err
	}
	for _, a := range want {
		email, role := strings.ToLower(a.Email), platform.Role(cmp.Or(a.Role, ndoto.RoleAgent))
		had := users[email]
		if had.role == role {
			o.remember(role, had.token)
			continue
		}
		what := fmt.Sprintf("~ user %s: %s -> %s", email, had.role, role)
		if had.role == "" {
			what = fmt.Sprintf("+ user %s, %s", email, role)
		}
		o.add(func(ctx context.Context) error {
			user, err := o.app.Users.Create(ctx, &platform.UserParams{
				Name: ndoto.Set(cmp.Or(a.Name, email)), Email: ndoto.Set(email), Password: ndoto.Secret(password()),
			})
			if err != nil {
				return err
			}
			_, err = o.app.Accounts.SetMember(ctx, o.account.ID, user.ID, role)
			o.remember(role, user.AccessToken)
			return err
		}, "%s", what)
	}
	return nil
}

func (o *operator) remember(role platform.Role, token ndoto.Secret) {
	if role == platform.Administrator && o.token == "" {
		o.token = token
	}
}

// find looks the account up.
func (o *operator) find(ctx context.Context, want *file) error {
	if id := want.Account.ID; id != 0 {
		account, err := o.app.Accounts.Get(ctx, id)
		o.account = account
		return err
	}
	all, err := o.app.Accounts.List(ctx)
	if err != nil {
		return fmt.Errorf("%w\nIf the account is there, give its id in the file: account: {id: 7, name: %s}", err, want.Account.Name)
	}
	for i, a := range all {
		if a.Name != want.Account.Name {
			continue
		}
		if o.account != nil {
			return fmt.Errorf("the accounts %d and %d have the name %s: give the id in the file", o.account.ID, a.ID, a.Name)
		}
		o.account = &all[i]
	}
	return nil
}

// member is a user of the account.
type member struct {
	role  platform.Role
	token ndoto.Secret
}

// users are those of the account by their addresses, but for those that others have made.
func (o *operator) users(ctx context.Context) (map[string]member, error) {
	users := map[string]member{}
	if o.account == nil {
		return users, nil
	}
	members, err := o.app.Accounts.Members(ctx, o.account.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		user, err := o.app.Users.Get(ctx, m.UserID)
		switch {
		case errors.Is(err, ndoto.ErrForbidden):
		case err != nil:
			return nil, err
		default:
			users[strings.ToLower(user.Email)] = member{m.Role, user.AccessToken}
		}
	}
	return users, nil
}

// password returns one that nobody knows: users set theirs by "forgot your password", or log in by a link.
func password() string { return rand.Text() + "a1!" }
