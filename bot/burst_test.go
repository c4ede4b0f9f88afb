package bot_test

import (
	"context"
	"fmt"
	"testing"
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

// TestABurstOfCustomers has 2,000 of them in 10 seconds. Each is answered once, and the server takes no conversation
// from the bot, also with handlers that take longer than the server waits for a webhook.
func TestABurstOfCustomers(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		customers := 2000
		if !d.IsSoftware() {
			customers = 200
		}
		for _, c := range []struct {
			handler time.Duration
			slowest time.Duration
		}{
			{time.Second, 3 * time.Second},
			{8 * time.Second, 45 * time.Second}, // 256 at a time, or more, as those that wait give their places back after 5 s
		} {
			t.Run(fmt.Sprintf("handlers of %v", c.handler), func(t *testing.T) {
				t.Parallel()
				build := func(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) {
					b, err := bot.New(client, append(opts, quiet)...)
					if err != nil {
						return nil, err
					}
					b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
						time.Sleep(c.handler)
						_, err := t.Reply(ctx, "You said: "+t.Text())
						return err
					})
					return b, nil
				}
				run(t, d, build, func(b *bottest.Bench) {
					began := time.Now()
					var waiting []*ndototest.Customer
					for n := range customers {
						who := b.Desk.Simulate(ndototest.Conversation{InboxID: b.InboxID})
						who.Says(fmt.Sprint("hello ", n))
						waiting = append(waiting, who)
						time.Sleep(10 * time.Second / time.Duration(customers))
					}
					b.Wait(5 * time.Minute)
					var slowest time.Duration
					for n, who := range waiting {
						unread := who.Unread()
						require.Len(t, unread, 1, "customer %d", n)
						assert.Equal(t, fmt.Sprint("You said: hello ", n), unread[0].Content)
						said := began.Add(time.Duration(n) * 10 * time.Second / time.Duration(customers))
						slowest = max(slowest, unread[0].CreatedAt.Sub(said))
						conversation, _ := b.Desk.Conversation(who.ConversationID)
						assert.Equal(t, "pending", conversation.Status)
					}
					t.Logf("the slowest answer took %v; %+v", slowest, b.Bot().Receiver().Stats())
					assert.LessOrEqual(t, slowest, c.slowest)
					assert.Equal(t, webhook.Stats{Accepted: b.Bot().Receiver().Stats().Accepted, Handled: b.Bot().Receiver().Stats().Accepted}, b.Bot().Receiver().Stats())
				})
			})
		}
	})
}
