package ndototest

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/platform"
)

// tenant is an account that a platform app has opened, with its administrator.
type tenant struct {
	*Server
	app     *platform.Client
	account *platform.Account
	user    *platform.User
	desk    *ndoto.Client
}

func newTenant(t *testing.T, opts ...Option) tenant {
	t.Helper()
	ctx, s := t.Context(), New(t, opts...)
	app, err := s.PlatformClient()
	require.NoError(t, err)
	account, err := app.Accounts.Create(ctx, &platform.AccountParams{Name: ndoto.Set("Acme")})
	require.NoError(t, err)
	user, err := app.Users.Create(ctx, uma())
	require.NoError(t, err)
	_, err = app.Accounts.SetMember(ctx, account.ID, user.ID, platform.Administrator)
	require.NoError(t, err)
	return tenant{s, app, account, user, s.deskOf(t, account.ID, string(user.AccessToken))}
}

func uma() *platform.UserParams {
	return &platform.UserParams{Name: ndoto.Set("Uma"), Email: ndoto.Set("uma@example.com"), Password: "Passw0rd!x"}
}

func (s *Server) deskOf(t *testing.T, accountID int64, token string) *ndoto.Client {
	t.Helper()
	c, err := ndoto.New(accountID, token, s.reach()...)
	require.NoError(t, err)
	return c
}

// TestAccountsKnowNothingOfEachOther also follows a customer of the second account from the outside to the webhook.
func TestAccountsKnowNothingOfEachOther(t *testing.T) {
	t.Parallel()
	events := make(chan *http.Request, 8)
	receiver := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { events <- r.Clone(context.Background()) })
	x := newTenant(t)
	ctx := t.Context()
	x.AddWebhook(Webhook{Handler: receiver}) // of the first account, which hears nothing

	inbox, err := x.desk.Inboxes.Create(ctx, "Shop", ndoto.APIChannel{}, nil)
	require.NoError(t, err)
	shop, err := customer.New(inbox.InboxIdentifier, x.reach()...)
	require.NoError(t, err)
	session, err := shop.Contacts.Create(ctx, &customer.ContactParams{Name: "Ada"})
	require.NoError(t, err)
	opened, err := shop.Conversations.Create(ctx, session.SourceID, nil)
	require.NoError(t, err)
	assert.Equal(t, int64(1), opened.ID, "each account counts its conversations")
	_, err = shop.Messages.Create(ctx, session.SourceID, opened.ID, &customer.MessageParams{Content: "hello"})
	require.NoError(t, err)
	x.Drain()
	assert.Empty(t, events)

	theirs, err := x.desk.Conversations.List(ctx, nil)
	require.NoError(t, err)
	require.Len(t, theirs.Conversations, 1)
	assert.Equal(t, x.account.ID, theirs.Conversations[0].AccountID)
	ours, err := x.Client().Conversations.List(ctx, nil)
	require.NoError(t, err)
	assert.Empty(t, ours.Conversations)

	_, err = x.deskOf(t, x.AccountID, string(x.user.AccessToken)).Inboxes.List(ctx)
	require.ErrorIs(t, err, ndoto.ErrForbidden)
	assert.ErrorContains(t, err, "You are not authorized to access this account")
	_, err = x.deskOf(t, x.account.ID, x.AdminToken).Account.Get(ctx)
	require.ErrorIs(t, err, ndoto.ErrNotFound, "of the account itself, members know only")
}

func TestPlatformAccounts(t *testing.T) {
	t.Parallel()
	x := newTenant(t)
	ctx := t.Context()

	suspended, err := x.app.Accounts.Update(ctx, x.account.ID, &platform.AccountParams{
		Status: ndoto.Set(platform.Suspended), Features: map[string]bool{"macros": false}, Limits: map[string]int{"agents": 3},
	})
	require.NoError(t, err)
	assert.Equal(t, platform.Suspended, suspended.Status)
	assert.False(t, suspended.Features.Bool("macros"))
	assert.True(t, suspended.Features.Bool("labels"))
	assert.JSONEq(t, `{"agents":3}`, suspended.Limits.String())
	_, err = x.desk.Inboxes.List(ctx)
	require.ErrorIs(t, err, ndoto.ErrAccountSuspended)
	got, err := x.desk.Account.Get(ctx)
	require.NoError(t, err, "the account itself is shown")
	assert.Equal(t, "Acme", got.Name)

	_, err = x.app.Accounts.Get(ctx, x.AccountID)
	require.ErrorIs(t, err, ndoto.ErrForbidden)
	_, err = x.app.Accounts.Get(ctx, 999)
	require.ErrorIs(t, err, ndoto.ErrNotFound)

	_, err = x.app.Accounts.MigrateEmail(ctx, x.account.ID, []platform.EmailMigration{{Email: "help@acme.example", Provider: platform.Google}})
	require.ErrorIs(t, err, ndoto.ErrForbidden)
	require.ErrorContains(t, err, "not enabled")

	all, err := x.app.Accounts.List(ctx)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.NoError(t, x.app.Accounts.Delete(ctx, x.account.ID))
	_, err = x.app.Accounts.List(ctx)
	require.ErrorIs(t, err, ndoto.ErrServer, "the server fails as long as the permit of a deleted account is there")
	_, err = x.desk.Inboxes.List(ctx)
	require.ErrorIs(t, err, ndoto.ErrNotFound)
	gone, err := x.app.Users.Get(ctx, x.user.ID)
	require.NoError(t, err, "the user stays")
	assert.Empty(t, gone.Accounts)
}

func TestPlatformUsers(t *testing.T) {
	t.Parallel()
	x := newTenant(t)
	ctx := t.Context()

	again, err := x.app.Users.Create(ctx, &platform.UserParams{Name: ndoto.Set("Other"), Email: ndoto.Set("UMA@example.com"), Password: "Passw0rd!y"})
	require.NoError(t, err)
	assert.Equal(t, x.user.ID, again.ID)
	assert.Equal(t, "Uma", again.Name)
	assert.Equal(t, []platform.UserAccount{{ID: x.account.ID, Name: "Acme", Role: platform.Administrator}}, again.Accounts)

	_, err = x.app.Users.Get(ctx, x.AgentID)
	require.ErrorIs(t, err, ndoto.ErrForbidden)
	adopted, err := x.app.Users.Create(ctx, &platform.UserParams{Name: ndoto.Set("Bo"), Email: ndoto.Set("bo@example.com"), Password: "Passw0rd!x"})
	require.NoError(t, err)
	assert.Equal(t, x.AgentID, adopted.ID, "an address is enough to get at anybody")
	assert.Equal(t, ndoto.Secret(x.AgentToken), adopted.AccessToken)

	_, err = x.app.Accounts.SetMember(ctx, x.account.ID, adopted.ID, platform.Agent)
	require.NoError(t, err)
	members, err := x.app.Accounts.Members(ctx, x.account.ID)
	require.NoError(t, err)
	require.Len(t, members, 2)
	profile, err := x.Server.deskOf(t, x.account.ID, x.AgentToken).Profile.Get(ctx)
	require.NoError(t, err)
	assert.Len(t, profile.Accounts, 2)

	require.NoError(t, x.app.Users.Delete(ctx, adopted.ID))
	_, err = x.Server.deskOf(t, x.AccountID, x.AgentToken).Inboxes.List(ctx)
	require.ErrorIs(t, err, ndoto.ErrInvalidToken)
	agents, err := x.Client().Agents.List(ctx)
	require.NoError(t, err)
	assert.Len(t, agents, 2, "they are out of the first account, too")
}

func TestPlatformBots(t *testing.T) {
	t.Parallel()
	x := newTenant(t)
	ctx := t.Context()
	own, err := x.app.AgentBots.Create(ctx, &platform.AgentBotParams{Name: ndoto.Set("Own"), AccountID: ndoto.Set(x.account.ID)})
	require.NoError(t, err)
	shared, err := x.app.AgentBots.Create(ctx, &platform.AgentBotParams{Name: ndoto.Set("Shared")})
	require.NoError(t, err)
	names := func(c *ndoto.Client) (list []string) {
		bots, err := c.AgentBots.List(ctx)
		require.NoError(t, err)
		for _, b := range bots {
			list = append(list, b.Name)
		}
		return list
	}
	assert.Equal(t, []string{"Own", "Shared"}, names(x.desk))
	assert.Equal(t, []string{"Helper", "Shared"}, names(x.Client()))

	inbox, err := x.desk.Inboxes.Create(ctx, "Shop", ndoto.APIChannel{}, nil)
	require.NoError(t, err)
	contact, err := x.desk.Contacts.Create(ctx, &ndoto.ContactParams{Name: ndoto.Set("Ada")})
	require.NoError(t, err)
	conv, err := x.desk.Conversations.Create(ctx, &ndoto.CreateConversationParams{InboxID: inbox.ID, ContactID: contact.ID})
	require.NoError(t, err)
	say := func(bot *platform.AgentBot) error {
		_, err := x.deskOf(t, x.account.ID, string(bot.AccessToken)).Messages.Create(ctx, conv.ID, &ndoto.CreateMessageParams{Content: "hi"})
		return err
	}
	require.NoError(t, say(own), "a bot of the account needs no inbox")
	require.ErrorIs(t, say(shared), ndoto.ErrForbidden)
	require.NoError(t, x.desk.Inboxes.SetAgentBot(ctx, inbox.ID, shared.ID))
	require.NoError(t, say(shared))

	require.NoError(t, x.app.AgentBots.Delete(ctx, shared.ID))
	_, err = x.app.AgentBots.Get(ctx, shared.ID)
	require.ErrorIs(t, err, ndoto.ErrNotFound)
	assert.Equal(t, []string{"Helper"}, names(x.Client()))
}

// TestStateKeepsAccounts restores all accounts, who works in which, and what the app may reach.
func TestStateKeepsAccounts(t *testing.T) {
	t.Parallel()
	x := newTenant(t)
	ctx := t.Context()
	_, err := x.app.AgentBots.Create(ctx, &platform.AgentBotParams{Name: ndoto.Set("Shared")})
	require.NoError(t, err)
	_, err = x.app.Users.Create(ctx, &platform.UserParams{Name: ndoto.Set("Kei"), Email: ndoto.Set("kei@example.com"), Password: "Passw0rd!x"})
	require.NoError(t, err)
	_, err = x.app.Accounts.SetMember(ctx, x.account.ID, x.AgentID, platform.Agent)
	require.NoError(t, err)
	_, err = x.desk.Labels.Create(ctx, &ndoto.LabelParams{Title: ndoto.Set("vip")})
	require.NoError(t, err)
	before, err := x.State()
	require.NoError(t, err)

	restored := New(t, WithState(before))
	after, err := restored.State()
	require.NoError(t, err)
	assert.Equal(t, before, after)
	app, err := restored.PlatformClient()
	require.NoError(t, err)
	members, err := app.Accounts.Members(ctx, x.account.ID)
	require.NoError(t, err)
	assert.Len(t, members, 2)
	labels, err := restored.deskOf(t, x.account.ID, string(x.user.AccessToken)).Labels.List(ctx)
	require.NoError(t, err)
	assert.Len(t, labels, 1)
	outline, err := x.Outline()
	require.NoError(t, err)
	assert.Len(t, outline.Accounts, 1)
}

// TestUnreadCountsAreAFeature that a new account does not have.
func TestUnreadCountsAreAFeature(t *testing.T) {
	t.Parallel()
	x := newTenant(t)
	_, err := x.desk.Conversations.UnreadCounts(t.Context())
	require.ErrorIs(t, err, ndoto.ErrForbidden)
	assert.ErrorContains(t, err, "feature not enabled")
	_, err = x.app.Accounts.Update(t.Context(), x.account.ID, &platform.AccountParams{Features: map[string]bool{"conversation_unread_counts": true}})
	require.NoError(t, err)
	_, err = x.desk.Conversations.UnreadCounts(t.Context())
	assert.NoError(t, err)
}
