// Package platform provisions a server of your own: accounts, their users and bots, and links that log users in. It
// needs the token of a platform app, which a super admin of the server makes in its console (/super_admin). An app
// reaches what it has created itself, and users whose e-mail address it was told; of anything else a call returns
// [ndoto.ErrForbidden].
//
// What is in an account, such as its inboxes, is made with a [ndoto.Client] for it, by the AccessToken of one of its
// administrators:
//
//	account, _, err := client.Accounts.Ensure(ctx, &platform.AccountParams{Name: ndoto.Set("Acme")})
//	user, err := client.Users.Create(ctx, &platform.UserParams{…})
//	_, err = client.Accounts.SetMember(ctx, account.ID, user.ID, platform.Administrator)
//	desk, err := ndoto.New(account.ID, string(user.AccessToken), ndoto.WithBaseURL(url))
//
// Calls have the retries, limits and errors of package ndoto. None of its routes is documented by Ndoto.
package platform

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// Client makes calls with the token of a platform app. It is safe for concurrent use. Create it with [New].
type Client struct {
	Accounts  *AccountsService
	AgentBots *AgentBotsService
	Users     *UsersService

	api bridge.Client
}

// New returns a client for the token of a platform app. It takes the options of [ndoto.New], makes no network call, and
// returns [ndoto.ErrBadInput] if an argument is invalid.
func New(token string, opts ...ndoto.Option) (*Client, error) {
	if token == "" {
		return nil, bridge.BadInput("the token of the platform app is empty: a super admin reads it in the console, /super_admin/platform_apps")
	}
	c, err := bridge.NewClient(token, opts)
	if err != nil {
		return nil, err
	}
	return &Client{&AccountsService{c}, &AgentBotsService{c}, &UsersService{c}, c}, nil
}

// String describes the Client, without its token.
func (c *Client) String() string { return fmt.Sprintf("platform.Client(%s)", c.api.BaseURL()) }

// LogValue is String, for log/slog.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

var errNoParams = errors.New("the params are required")
