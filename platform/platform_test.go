package platform_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/platform"
)

const token = "token-of-app"

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func respond(req *http.Request, status int, body string) *http.Response {
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), Request: req}
}

func newClient(t *testing.T, rt roundTripper) *platform.Client {
	t.Helper()
	c, err := platform.New(token, ndoto.WithBaseURL("https://desk.example"), ndoto.WithTransport(rt), ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 2, MinBackoff: 1, Settle: 1}))
	require.NoError(t, err)
	return c
}

func err2[T any](_ T, err error) error { return err }

func err3[T any](_ T, _ bool, err error) error { return err }

// call is a method with what it sends, and a file with what the server responded.
type call struct {
	run        func(context.Context, *platform.Client) error
	sends      string // without the prefix of the path
	file       string
	badIfEmpty bool
}

var calls = map[string]call{
	"Accounts.List":   {func(ctx context.Context, c *platform.Client) error { return err2(c.Accounts.List(ctx)) }, "GET accounts ", "accounts", true},
	"Accounts.Get":    {func(ctx context.Context, c *platform.Client) error { return err2(c.Accounts.Get(ctx, 14)) }, "GET accounts/14 ", "account", true},
	"Accounts.Create": {createAccount, `POST accounts {"name":"Acme","features":{"agent_bots":true},"custom_attributes":{"k":"v"}}`, "account", true},
	"Accounts.Update": {func(ctx context.Context, c *platform.Client) error {
		return err2(c.Accounts.Update(ctx, 14, &platform.AccountParams{Status: ndoto.Set(platform.Suspended)}))
	}, `PATCH accounts/14 {"status":"suspended"}`, "account", true},
	"Accounts.Delete":  {func(ctx context.Context, c *platform.Client) error { return c.Accounts.Delete(ctx, 14) }, "DELETE accounts/14 ", "", false},
	"Accounts.Members": {func(ctx context.Context, c *platform.Client) error { return err2(c.Accounts.Members(ctx, 14)) }, "GET accounts/14/account_users ", "members", true},
	"Accounts.SetMember": {func(ctx context.Context, c *platform.Client) error {
		return err2(c.Accounts.SetMember(ctx, 14, 61, platform.Administrator))
	}, `POST accounts/14/account_users {"user_id":61,"role":"administrator"}`, "member", true},
	"Accounts.RemoveMember": {func(ctx context.Context, c *platform.Client) error { return c.Accounts.RemoveMember(ctx, 14, 61) }, `DELETE accounts/14/account_users {"user_id":61}`, "", false},
	"Accounts.MigrateEmail": {func(ctx context.Context, c *platform.Client) error {
		return err2(c.Accounts.MigrateEmail(ctx, 14, []platform.EmailMigration{
			{Email: "help@acme.example", Provider: platform.Google, ProviderConfig: map[string]ndoto.Secret{"refresh_token": "token-of-google"}},
		}))
	}, `POST accounts/14/email_channel_migrations {"migrations":[{"email":"help@acme.example","provider":"google","provider_config":{"refresh_token":"token-of-google"}}]}`, "migrations", true},
	"Users.Create": {func(ctx context.Context, c *platform.Client) error {
		return err2(c.Users.Create(ctx, &platform.UserParams{Name: ndoto.Set("Uma"), Email: ndoto.Set("uma@example.com"), Password: "Passw0rd!x"}))
	}, `POST users {"name":"Uma","email":"uma@example.com","password":"Passw0rd!x"}`, "user", true},
	"Users.Get": {func(ctx context.Context, c *platform.Client) error { return err2(c.Users.Get(ctx, 61)) }, "GET users/61 ", "user", true},
	"Users.Update": {func(ctx context.Context, c *platform.Client) error {
		return err2(c.Users.Update(ctx, 61, &platform.UserParams{CustomAttributes: map[string]any{"b": 2}}))
	}, `PATCH users/61 {"custom_attributes":{"b":2}}`, "user", true},
	"Users.Delete":   {func(ctx context.Context, c *platform.Client) error { return c.Users.Delete(ctx, 61) }, "DELETE users/61 ", "", false},
	"Users.LoginURL": {func(ctx context.Context, c *platform.Client) error { return err2(c.Users.LoginURL(ctx, 61)) }, "GET users/61/login ", "login", true},
	"Users.Token":    {func(ctx context.Context, c *platform.Client) error { return err2(c.Users.Token(ctx, 61)) }, "POST users/61/token ", "token", true},
	"AgentBots.List": {func(ctx context.Context, c *platform.Client) error { return err2(c.AgentBots.List(ctx)) }, "GET agent_bots ", "bots", true},
	"AgentBots.Get":  {func(ctx context.Context, c *platform.Client) error { return err2(c.AgentBots.Get(ctx, 56)) }, "GET agent_bots/56 ", "bot", true},
	"AgentBots.Create": {func(ctx context.Context, c *platform.Client) error {
		return err2(c.AgentBots.Create(ctx, &platform.AgentBotParams{Name: ndoto.Set("Bot"), AccountID: ndoto.Set(int64(14))}))
	}, `POST agent_bots {"name":"Bot","account_id":14}`, "bot", true},
	"AgentBots.Update": {func(ctx context.Context, c *platform.Client) error {
		return err2(c.AgentBots.Update(ctx, 56, &platform.AgentBotParams{Name: ndoto.Set("Bot 2")}))
	}, `PATCH agent_bots/56 {"name":"Bot 2"}`, "bot", true},
	"AgentBots.Delete":       {func(ctx context.Context, c *platform.Client) error { return c.AgentBots.Delete(ctx, 56) }, "DELETE agent_bots/56 ", "", false},
	"AgentBots.DeleteAvatar": {func(ctx context.Context, c *platform.Client) error { return err2(c.AgentBots.DeleteAvatar(ctx, 56)) }, "DELETE agent_bots/56/avatar ", "bot", true},
}

func createAccount(ctx context.Context, c *platform.Client) error {
	return err2(c.Accounts.Create(ctx, &platform.AccountParams{
		Name: ndoto.Set("Acme"), Features: map[string]bool{"agent_bots": true}, CustomAttributes: map[string]any{"k": "v"},
	}))
}

func bodyOf(t *testing.T, file string) string {
	t.Helper()
	if file == "" {
		return ""
	}
	if file == "migrations" { // by the source of the server: those that were asked had them turned off
		return `{"results":[{"email":"help@acme.example","inbox_id":3,"channel_id":4,"status":"success"},{"email":"a@b","status":"error","message":"taken"}]}`
	}
	data, err := os.ReadFile("testdata/" + file + ".json")
	require.NoError(t, err)
	return string(data)
}

// TestEveryMethod sends what the server takes, and reads what it responded.
func TestEveryMethod(t *testing.T) {
	t.Parallel()
	for name, tt := range calls {
		sent := ""
		c := newClient(t, func(req *http.Request) (*http.Response, error) {
			var body []byte
			if req.Body != nil {
				body, _ = io.ReadAll(req.Body)
			}
			sent = req.Method + " " + strings.TrimPrefix(req.URL.RequestURI(), "/platform/api/v1/") + " " + string(body)
			assert.Equal(t, []string{token}, req.Header["Api-Access-Token"], name)
			return respond(req, 200, bodyOf(t, tt.file)), nil
		})
		require.NoError(t, tt.run(t.Context(), c), name)
		assert.Equal(t, tt.sends, sent, name)
	}
}

// TestEveryMethodWithFailures has the bodies of failures that the server sent.
func TestEveryMethodWithFailures(t *testing.T) {
	t.Parallel()
	for name, tt := range calls {
		for _, failure := range []struct {
			status int
			body   string
			class  error
		}{
			{401, `{"error":"Invalid access_token"}`, ndoto.ErrInvalidToken},
			{401, `{"error":"Non permissible resource"}`, ndoto.ErrForbidden},
			{404, `{"status":404,"error":"Not Found"}`, ndoto.ErrNotFound},
			{422, `{"message":"Name can't be blank","attributes":["name"]}`, ndoto.ErrValidation},
			{500, `{"status":500,"error":"Internal Server Error"}`, ndoto.ErrServer},
			{200, `<html>`, ndoto.ErrNotJSON},
		} {
			err := tt.run(t.Context(), newClient(t, func(req *http.Request) (*http.Response, error) {
				return respond(req, failure.status, failure.body), nil
			}))
			if failure.status == 200 && !tt.badIfEmpty {
				continue
			}
			require.ErrorIs(t, err, failure.class, "%s: %s", name, failure.body)
			assert.ErrorContains(t, err, "platform."+name)
			assert.NotContains(t, err.Error(), token)
		}
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	c := newClient(t, func(req *http.Request) (*http.Response, error) {
		switch path := req.URL.Path; {
		case strings.HasSuffix(path, "/login"):
			return respond(req, 200, bodyOf(t, "login")), nil
		case strings.HasSuffix(path, "/account_users"):
			return respond(req, 200, bodyOf(t, "member")), nil
		case strings.HasSuffix(path, "/users/61"):
			return respond(req, 200, bodyOf(t, "user")), nil
		default:
			return respond(req, 200, bodyOf(t, "account")), nil
		}
	})
	ctx := t.Context()
	account, err := c.Accounts.Get(ctx, 14)
	require.NoError(t, err)
	assert.Equal(t, []any{"Tenant 1", platform.Active, "v"}, []any{account.Name, account.Status, account.CustomAttributes.Text("k")})
	user, err := c.Users.Get(ctx, 61)
	require.NoError(t, err)
	assert.Equal(t, "token-of-uma", string(user.AccessToken))
	assert.NotContains(t, user.AccessToken.String(), "uma", "secrets are not printed")
	url, err := c.Users.LoginURL(ctx, 61)
	require.NoError(t, err)
	assert.Equal(t, "https://desk.example/app/login?email=uma-1%40example.com&sso_auth_token=sso-of-uma", url)
	member, err := c.Accounts.SetMember(ctx, 14, 61, platform.Administrator)
	require.NoError(t, err)
	assert.Equal(t, []any{int64(61), platform.Administrator, "online"}, []any{member.UserID, member.Role, member.Availability})
}

// TestEnsureCreatesOnce loses the response to the creation: the account is found, and there is no second.
func TestEnsureCreatesOnce(t *testing.T) {
	t.Parallel()
	var log []string
	list := `[]`
	c := newClient(t, func(req *http.Request) (*http.Response, error) {
		log = append(log, req.Method)
		if req.Method == http.MethodPost {
			list = `[{"id":5,"name":"Acme","account_id":null}]`
			return nil, io.ErrUnexpectedEOF
		}
		return respond(req, 200, list), nil
	})
	ctx := t.Context()
	acme := &platform.AccountParams{Name: ndoto.Set("Acme")}
	account, _, err := c.Accounts.Ensure(ctx, acme)
	require.NoError(t, err)
	assert.Equal(t, int64(5), account.ID)
	_, created, err := c.Accounts.Ensure(ctx, acme)
	require.NoError(t, err)
	assert.False(t, created)
	bot, created, err := c.AgentBots.Ensure(ctx, &platform.AgentBotParams{Name: ndoto.Set("Acme")})
	require.NoError(t, err)
	assert.False(t, created)
	assert.Equal(t, int64(5), bot.ID)
	assert.Equal(t, []string{"GET", "POST", "GET", "GET", "GET"}, log)
}

// TestEnsureLooksOrFails never creates an account that it could not look for.
func TestEnsureLooksOrFails(t *testing.T) {
	t.Parallel()
	c := newClient(t, func(req *http.Request) (*http.Response, error) {
		if req.Method == http.MethodPost {
			return nil, errors.New("sent")
		}
		return respond(req, 500, `{"status":500,"error":"Internal Server Error"}`), nil
	})
	_, _, err := c.Accounts.Ensure(t.Context(), &platform.AccountParams{Name: ndoto.Set("Acme")})
	require.ErrorIs(t, err, ndoto.ErrServer)
	assert.ErrorContains(t, err, "deleted")
}

// TestEnsureDoesNotRepeatWhatTheServerRefuses: each attempt with an unknown feature leaves an account behind.
func TestEnsureDoesNotRepeatWhatTheServerRefuses(t *testing.T) {
	t.Parallel()
	posts := 0
	c := newClient(t, func(req *http.Request) (*http.Response, error) {
		if req.Method == http.MethodPost {
			posts++
			return respond(req, 500, `{"status":500,"error":"Internal Server Error"}`), nil
		}
		return respond(req, 200, `[]`), nil
	})
	_, _, err := c.Accounts.Ensure(t.Context(), &platform.AccountParams{Name: ndoto.Set("Acme"), Features: map[string]bool{"unknown": true}})
	require.ErrorIs(t, err, ndoto.ErrServer)
	require.NotErrorIs(t, err, ndoto.ErrAmbiguous)
	assert.ErrorContains(t, err, "a locale or a feature that it does not know")
	assert.Equal(t, 1, posts)
}

func TestRefusesBadInput(t *testing.T) {
	t.Parallel()
	c := newClient(t, func(*http.Request) (*http.Response, error) { return nil, errors.New("sent") })
	ctx := t.Context()
	_, err := platform.New("")
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = platform.New("a", ndoto.WithBaseURL("nowhere"))
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	for name, err := range map[string]error{
		"account, nil":     err2(c.Accounts.Create(ctx, nil)),
		"account, no name": err3(c.Accounts.Ensure(ctx, &platform.AccountParams{})),
		"account, status":  err2(c.Accounts.Update(ctx, 1, &platform.AccountParams{Status: ndoto.Set[platform.AccountStatus]("gone")})),
		"id of zero":       err2(c.Accounts.Get(ctx, 0)),
		"member":           err2(c.Accounts.SetMember(ctx, 1, 0, platform.Agent)),
		"role":             err2(c.Accounts.SetMember(ctx, 1, 2, "boss")),
		"no role":          err2(c.Accounts.SetMember(ctx, 1, 2, "")),
		"user, no name":    err2(c.Users.Update(ctx, 1, &platform.UserParams{Name: ndoto.Set(" ")})),
		"bot, account":     err2(c.AgentBots.Create(ctx, &platform.AgentBotParams{Name: ndoto.Set("B"), AccountID: ndoto.Set[int64](0)})),
		"user, nil":        err2(c.Users.Update(ctx, 1, nil)),
		"user, no email":   err2(c.Users.Create(ctx, &platform.UserParams{Name: ndoto.Set("U")})),
		"user, email":      err2(c.Users.Update(ctx, 1, &platform.UserParams{Email: ndoto.Set("a b@c")})),
		"user, two at":     err2(c.Users.Update(ctx, 1, &platform.UserParams{Email: ndoto.Set("a@b@c")})),
		"no mailboxes":     err2(c.Accounts.MigrateEmail(ctx, 1, nil)),
		"many mailboxes":   err2(c.Accounts.MigrateEmail(ctx, 1, make([]platform.EmailMigration, 26))),
		"provider":         err2(c.Accounts.MigrateEmail(ctx, 1, []platform.EmailMigration{{Email: "a@b.c", Provider: "yahoo"}})),
		"mailbox":          err2(c.Accounts.MigrateEmail(ctx, 1, []platform.EmailMigration{{Email: "a", Provider: platform.Google}})),
		"bot, nil":         err3(c.AgentBots.Ensure(ctx, nil)),
		"bot, no name":     err2(c.AgentBots.Update(ctx, 1, &platform.AgentBotParams{Name: ndoto.Set(" ")})),
	} {
		assert.ErrorIs(t, err, ndoto.ErrBadInput, name)
	}
}

// TestErrorsSayWhatToDo has the texts of the server, which name neither the platform app nor the remedy.
func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		call   string
		status int
		body   string
		want   string
	}{
		"a user's token":     {"Accounts.Get", 401, `{"error":"Invalid access_token"}`, "needs the token of a platform app"},
		"another's object":   {"Accounts.Get", 401, `{"error":"Non permissible resource"}`, "reaches what it has created"},
		"nothing there":      {"Accounts.Members", 404, `{"status":404,"error":"Not Found"}`, "check the account id"},
		"an unknown feature": {"Accounts.Create", 500, `{"status":500,"error":"Internal Server Error"}`, "a locale or a feature that it does not know"},
		"an unknown account": {"AgentBots.Create", 500, `{"status":500,"error":"Internal Server Error"}`, "an account that does not exist"},
		"an old server":      {"Users.Token", 404, `{"status":404,"error":"Not Found"}`, "this server is 4.2.0; the route exists from 4.3.0"},
	} {
		err := calls[tt.call].run(t.Context(), newClient(t, func(req *http.Request) (*http.Response, error) {
			if req.URL.Path == "/api" {
				return respond(req, 200, `{"version":"4.2.0"}`), nil
			}
			return respond(req, tt.status, tt.body), nil
		}))
		assert.ErrorContains(t, err, tt.want, name)
		assert.Equal(t, name == "a user's token", errors.Is(err, ndoto.ErrUnauthorized), name)
		require.NotErrorIs(t, err, ndoto.ErrNoRoute, name)
	}
}

func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	params := &platform.UserParams{Name: ndoto.Set("Uma"), Email: ndoto.Set("uma@example.com"), Password: "Passw0rd!x"}
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v", params, *params, *params), "Passw0rd!x")
	err := err2(newClient(t, func(req *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(req.Body)
		return respond(req, 400, "a firewall refuses "+string(body)), err
	}).Users.Create(t.Context(), params))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "Passw0rd!x")
	client, err := platform.New("hush-token", ndoto.WithBaseURL("https://desk.example"))
	require.NoError(t, err)
	assert.Equal(t, "platform.Client(https://desk.example)", fmt.Sprint(client))
	assert.Equal(t, "platform.Client(https://desk.example)", client.LogValue().String())
}

func TestMigrateEmail(t *testing.T) {
	t.Parallel()
	c := newClient(t, func(req *http.Request) (*http.Response, error) {
		return respond(req, 200, bodyOf(t, "migrations")), nil
	})
	mailbox := platform.EmailMigration{Email: "help@acme.example", Provider: platform.Google, ProviderConfig: map[string]ndoto.Secret{"refresh_token": "token-of-google"}}
	got, err := c.Accounts.MigrateEmail(t.Context(), 14, []platform.EmailMigration{mailbox})
	require.NoError(t, err)
	assert.Equal(t, []platform.EmailMigrated{
		{Email: "help@acme.example", Status: platform.Migrated, InboxID: 3, ChannelID: 4}, {Email: "a@b", Status: platform.MigrationFailed, Message: "taken"},
	}, got)
	assert.NotContains(t, fmt.Sprintf("%v %+v", mailbox, mailbox), "token-of-google")
}

// TestUpdateEmpties removes what an update replaces.
func TestUpdateEmpties(t *testing.T) {
	t.Parallel()
	var sent []byte
	c := newClient(t, func(req *http.Request) (_ *http.Response, err error) {
		sent, err = io.ReadAll(req.Body)
		return respond(req, 200, bodyOf(t, "account")), err
	})
	_, err := c.Accounts.Update(t.Context(), 14, &platform.AccountParams{Limits: map[string]int{}, CustomAttributes: map[string]any{}})
	require.NoError(t, err)
	assert.JSONEq(t, `{"limits":{},"custom_attributes":{}}`, string(sent))
}
