package bot_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// TestWhatIsLeftOut delivers everything that a bot must not answer, before what it must.
func TestWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		b := connect(t, d, srv)
		b.OnMessage(echo)
		customer := srv.Simulate(ndototest.Conversation{})
		admin := srv.Client()
		for _, params := range []*ndoto.CreateMessageParams{{Content: "a note", Private: true}, {Content: "a template", Type: ndoto.MessageTemplate}} {
			_, err := admin.Messages.Create(t.Context(), customer.ConversationID, params)
			require.NoError(t, err)
		}
		open := srv.Simulate(ndototest.Conversation{Status: "open"})
		open.Says("this is an agent's")
		customer.Says("hello")
		settled(t, srv, b)
		assert.Equal(t, []string{"a note", "a template", "hello", "You said: hello"}, contents(srv.Messages(customer.ConversationID)))
		assert.Equal(t, []string{"this is an agent's"}, contents(srv.Messages(open.ConversationID)))
	})
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		connect(t, d, srv, bot.WithStatuses(ndoto.StatusOpen)).OnMessage(echo)
		open := srv.Simulate(ndototest.Conversation{Status: "open"})
		open.Says("hello")
		assert.Equal(t, "You said: hello", open.Reply().Content)
	})
}

// TestTwoBots are in one account, and are told of everything: each answers the customer once, and none the other.
func TestTwoBots(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		first := connect(t, d, srv)
		first.OnMessage(echo)
		second, err := bot.New(srv.Client(), bot.WithName("second"), bot.WithReceiver(trusted(d)))
		require.NoError(t, err)
		second.OnMessage(echo)
		srv.AddWebhook(ndototest.Webhook{Handler: second, Secret: secret})
		t.Cleanup(func() { assert.NoError(t, second.Shutdown(context.Background())) })
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		settled(t, srv, first)
		settled(t, srv, second)
		settled(t, srv, first)
		said := contents(srv.Messages(customer.ConversationID))
		if !d.ShowsAttributes() && len(said) == 2 { // the second, which has the token of a user, was taken for a human
			said = append(said, "You said: hello")
		}
		assert.Equal(t, []string{"hello", "You said: hello", "You said: hello"}, said)
	})
}

// TestOpenedAndResolved comes in two events each, and to a function once.
func TestOpenedAndResolved(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		b := connect(t, d, srv)
		var mu sync.Mutex
		var calls []string
		note := func(what string) bot.Handler {
			return func(_ context.Context, t *bot.Turn) error {
				mu.Lock()
				defer mu.Unlock()
				calls = append(calls, fmt.Sprint(what, " ", t.Conversation.ID, t.Message == nil))
				return nil
			}
		}
		b.OnOpened(note("opened"))
		b.OnResolved(note("resolved"))
		customer := srv.Simulate(ndototest.Conversation{})
		for _, status := range []ndoto.ConversationStatus{ndoto.StatusOpen, ndoto.StatusResolved} {
			_, err := srv.Client().Conversations.ToggleStatus(t.Context(), customer.ConversationID, status)
			require.NoError(t, err)
			settled(t, srv, b)
		}
		assert.Equal(t, []string{"opened 1 true", "resolved 1 true"}, calls)
	})
}

func TestAnotherAccount(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		b := connect(t, d, srv)
		b.OnMessage(echo)
		id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
		post(t, b, strings.ReplaceAll(message(id, 1, "hello"), `"account":{"id":1}`, `"account":{"id":2}`))
		settled(t, srv, b)
		assert.Empty(t, srv.Messages(id))
	})
}

// TestTeamHidesConversationFromBots has a conversation with a team, which the server fails to show to a bot.
func TestTeamHidesConversationFromBots(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	client, err := srv.NewClient(bottest.Token, ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	b, err := bot.New(client, bot.WithReceiver(webhook.WithSecrets(secret)), bot.WithLogger(slog.New(slog.DiscardHandler)))
	require.NoError(t, err)
	srv.AddBot(ndototest.Bot{Handler: b, Token: bottest.Token, Secret: secret})
	t.Cleanup(func() { assert.NoError(t, b.Shutdown(context.Background())) })
	b.OnMessage(echo)
	customer := srv.Simulate(ndototest.Conversation{TeamID: srv.TeamID})
	_, err = client.Conversations.Get(t.Context(), customer.ConversationID)
	require.ErrorIs(t, err, ndoto.ErrServer)
	customer.Says("hello")
	assert.Equal(t, "You said: hello", customer.Reply().Content)
}
