package bot_test

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// TestABotOfTheWholeAccount, which hears of everything through a webhook of the account and answers in open
// conversations: only in its inboxes, and not over a human.
func TestABotOfTheWholeAccount(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			b.With(bot.WithStatuses(ndoto.StatusOpen, ndoto.StatusPending))
			made := b.Restart()
			b.Desk.AddWebhook(ndototest.Webhook{Handler: made, Secret: bottest.Secret})
			elsewhere := b.Desk.Simulate(ndototest.Conversation{InboxID: b.Desk.AddInbox(ndototest.Inbox{Name: "Another"}), Status: "open"})
			elsewhere.Says("not for this bot")
			c := b.Conversation()
			c.SetStatus(ndoto.StatusOpen)
			c.Says("hello")
			c.Expect("You said: hello")
			c.AgentSays("Anna here, I take over.")
			c.Says("thanks Anna")
			c.ExpectTranscript(`
			customer: hello
			bot: You said: hello
			agent: Anna here, I take over.
			customer: thanks Anna`)
			assert.Len(t, b.Desk.Messages(elsewhere.ConversationID), 1)
		})
	})
}

// TestTwoBotsOfOneProcess have an inbox each, and the same name. A conversation that goes from one to the other is
// answered by the other alone.
func TestTwoBotsOfOneProcess(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			const token, key = "token-of-the-second", "secret-of-the-second"
			client, err := b.Desk.NewClient(token)
			require.NoError(t, err)
			second, err := bot.New(client, bot.WithReceiver(trustedBy(d, key)), bot.WithUserToken(b.Desk.AdminToken), quiet)
			require.NoError(t, err)
			second.OnMessage(func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "Second: "+t.Text()); return err })
			inbox := b.Desk.AddInbox(ndototest.Inbox{Name: "Second"})
			id := b.Desk.AddBot(ndototest.Bot{Handler: second, Token: token, Secret: key, InboxIDs: []int64{inbox}})
			other := b.Desk.Simulate(ndototest.Conversation{InboxID: inbox, Status: "pending", AssigneeBotID: id})
			other.Says("hello")
			c := b.Conversation()
			c.Says("hello")
			c.Expect("You said: hello")
			c.Assign(ndoto.AssignParams{AgentBotID: id})
			c.Says("and you?")
			c.ExpectTranscript(`
			customer: hello
			bot: You said: hello
			customer: and you?
			bot: Second: and you?`)
			assert.Equal(t, []string{"hello", "Second: hello"}, contents(b.Desk.Messages(other.ConversationID)))
			require.NoError(t, second.Shutdown(b.T.Context()))
		})
	})
}

// TestABlockedContact is not answered.
func TestABlockedContact(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			c := b.Conversation()
			_, err := b.Desk.Dashboard().Contacts.Update(b.T.Context(), c.ContactID, &ndoto.ContactParams{Blocked: ndoto.Set(true)})
			require.NoError(t, err)
			c.Says("hello")
			c.ExpectTranscript("customer: hello")
		})
	})
}

// TestWhatIsDeletedWhileTheBotThinks is not asked for again, and the operator knows.
func TestWhatIsDeletedWhileTheBotThinks(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for name, remove := range map[string]func(context.Context, *bottest.Bench, *bottest.Conversation) error{
			"the conversation": func(ctx context.Context, b *bottest.Bench, c *bottest.Conversation) error {
				return b.Desk.Dashboard().Conversations.Delete(ctx, c.ID)
			},
			"the inbox": func(ctx context.Context, b *bottest.Bench, _ *bottest.Conversation) error {
				return b.Desk.Dashboard().Inboxes.Delete(ctx, b.InboxID)
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				calls, alerts := 0, []string{}
				run(t, d, building(func(b *bot.Bot) {
					b.OnMessage(func(ctx context.Context, t *bot.Turn) error { calls++; return slowly(5*time.Second)(ctx, t) })
				}), func(b *bottest.Bench) {
					b.Restart(bot.WithAlert(func(_ context.Context, a bot.Alert) { alerts = append(alerts, a.Text) }))
					c := b.Conversation()
					c.Says("hello")
					b.Wait(time.Second)
					require.NoError(t, remove(b.T.Context(), b, c))
					b.Wait(time.Hour)
					assert.Equal(t, 1, calls)
					assert.Equal(t, []string{"a turn failed, and its conversation could not be opened: the customer waits"}, alerts)
				})
			})
		}
	})
}

// verified is a bot in virtual time that verifies webhooks in a way of its own.
func verified(t *testing.T, srv *ndototest.Server, how webhook.Option) *bot.Bot {
	t.Helper()
	client, err := srv.NewClient(bottest.Token)
	require.NoError(t, err)
	b, err := bot.New(client, bot.WithReceiver(how), bot.WithUserToken(srv.AdminToken), bot.WithInboxes(srv.InboxID), quiet)
	require.NoError(t, err)
	b.OnMessage(echo)
	return b
}

// TestASecretThatIsReset while the bot runs is looked up, and no delivery is refused.
func TestASecretThatIsReset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		var mu sync.Mutex
		var id int64
		var known []string // what is under way is signed with the one before
		b := verified(t, srv, webhook.WithSecretsFunc(func(ctx context.Context) ([]string, error) {
			mu.Lock()
			defer mu.Unlock()
			own, err := srv.Client().AgentBots.Get(ctx, id)
			if err != nil {
				return nil, err
			}
			if secret := string(own.Secret); !slices.Contains(known, secret) {
				known = append(known, secret)
			}
			return slices.Clone(known), nil
		}))
		id = srv.AddBot(ndototest.Bot{Handler: b, Token: bottest.Token})
		require.NoError(t, b.Check(t.Context()))
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("one")
		assert.Equal(t, "You said: one", customer.Reply().Content)
		_, err := srv.Client().AgentBots.ResetSecret(t.Context(), id)
		require.NoError(t, err)
		require.NoError(t, b.Check(t.Context()))
		customer.Says("two")
		assert.Equal(t, "You said: two", customer.Reply().Content)
		c, _ := srv.Conversation(customer.ConversationID)
		assert.Equal(t, "pending", c.Status)
		require.NoError(t, b.Shutdown(t.Context()))
	})
}

// TestAnOutageOnAnOldServer, which signs nothing and opens nothing: the customer is answered when the bot is back.
func TestAnOutageOnAnOldServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork(), ndototest.WithDialect(ndototest.Chatwoot42))
		nobody := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		srv.AddBot(ndototest.Bot{Handler: nobody, Token: bottest.Token})
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		time.Sleep(time.Minute)
		c, _ := srv.Conversation(customer.ConversationID)
		assert.Equal(t, "pending", c.Status)
		b := verified(t, srv, webhook.WithoutVerification())
		for _, want := range []bot.Recovered{{TakenUp: 1}, {}} {
			done, err := b.Recover(t.Context())
			require.NoError(t, err)
			assert.Equal(t, want, done)
		}
		require.NoError(t, b.Shutdown(t.Context()))
		assert.Equal(t, []string{"hello", "You said: hello"}, contents(srv.Messages(customer.ConversationID)))
	})
}
