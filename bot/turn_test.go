package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func TestAnEcho(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		connect(t, d, srv).OnMessage(echo)
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		assert.Equal(t, "You said: hello", customer.Reply().Content)
		customer.Says("again")
		assert.Equal(t, "You said: again", customer.Reply().Content)
	})
}

// TestRepliesAreSentOnce lets the network and the handler fail in the middle.
func TestRepliesAreSentOnce(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for name, fault := range map[string]ndototest.Fault{
			"an answer that is lost":     {Operation: "POST conversations/*/messages", Count: 1, Cut: ndototest.CutAfterEffect},
			"a request that is lost":     {Operation: "POST conversations/*/messages", Count: 1, Cut: ndototest.CutBeforeEffect},
			"503 after it was sent":      {Operation: "POST conversations/*/messages", Count: 1, Status: 503, AfterEffect: true},
			"the second reply is lost":   {Operation: "POST conversations/*/messages", Skip: 1, Count: 1, Cut: ndototest.CutAfterEffect},
			"and looking fails as well":  {Count: 2, Skip: 0, Cut: ndototest.CutAfterEffect},
			"nothing works for a moment": {Count: 5, Status: 500},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				srv := newDesk(t, d)
				b := connect(t, d, srv, bot.WithReceiver(webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 10, MinBackoff: time.Millisecond})))
				attempts := 0
				b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
					attempts++
					if _, err := t.Reply(ctx, "one"); err != nil {
						return err
					}
					if attempts == 1 {
						return errors.New("the handler fails in the middle")
					}
					_, err := t.Reply(ctx, "two")
					return err
				})
				customer := srv.Simulate(ndototest.Conversation{})
				require.NoError(t, srv.Fail(fault))
				customer.Says("hello")
				settled(t, srv, b)
				assert.Equal(t, []string{"hello", "one", "two"}, contents(srv.Messages(customer.ConversationID)))
			})
		}
	})
}

// TestAProcessThatDiesInATurn has sent one of two replies. The next process sends the other.
func TestAProcessThatDiesInATurn(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			srv := newDesk(t, d, ndototest.WithoutNetwork())
			id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
			kept := webhooktest.NewJournal()
			start := func() *bot.Bot {
				b, err := bot.New(srv.Client(), bot.WithUserToken(srv.AdminToken), bot.WithReceiver(trusted(d), webhook.WithJournal(kept)))
				require.NoError(t, err)
				return b
			}
			first := start()
			halfway := make(chan struct{})
			first.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				if _, err := t.Reply(ctx, "one"); err != nil {
					return err
				}
				close(halfway)
				<-ctx.Done()
				return ctx.Err()
			})
			post(t, first, message(id, srv.AddMessage(id, ndototest.Message{Content: "hello"}), "hello"))
			<-halfway
			dead, cancel := context.WithCancel(t.Context())
			cancel()
			require.Error(t, first.Shutdown(dead))

			second := start()
			second.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				if _, err := t.Reply(ctx, "one"); err != nil {
					return err
				}
				_, err := t.Reply(ctx, "two")
				return err
			})
			n, err := second.Receiver().Replay(t.Context())
			require.NoError(t, err)
			assert.Equal(t, 1, n)
			require.NoError(t, second.Shutdown(t.Context()))
			assert.Equal(t, []string{"hello", "one", "two"}, contents(srv.Messages(id)))
			assert.Empty(t, kept.Entries)
		})
	})
}

func TestWhatATurnRemembers(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		connect(t, d, srv).OnMessage(func(ctx context.Context, t *bot.Turn) error {
			var seen struct{ Count int }
			if err := t.Load(ctx, &seen); err != nil {
				return err
			}
			seen.Count++
			if err := t.Save(ctx, seen); err != nil {
				return err
			}
			history, err := t.History(ctx, 3)
			if err != nil {
				return err
			}
			var texts []string
			for _, m := range history {
				texts = append(texts, m.Content)
			}
			_, err = t.Stream(ctx, parts(fmt.Sprint(seen.Count, ":"), strings.Join(texts, "|")))
			return err
		})
		customer := srv.Simulate(ndototest.Conversation{})
		for _, want := range []string{"1:a", "2:a|1:a|b", "3:b|2:a|1:a|b|c"} {
			customer.Says(string("abc"[want[0]-'1']))
			assert.Equal(t, want, customer.Reply().Content)
		}
	})
}

func TestAStreamThatBreaks(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		b := connect(t, d, srv, bot.WithReceiver(webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 1})))
		b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
			_, err := t.Stream(ctx, func(yield func(string, error) bool) {
				_ = yield("half a ", nil) && yield("", errors.New("the model is gone"))
			})
			return err
		})
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		settled(t, srv, b)
		assert.Equal(t, []string{"hello", "The bot could not answer, and opened the conversation."}, contents(srv.Messages(customer.ConversationID)))
	})
}

// TestAStoreThatFailsAfterAReply does not make the bot send it again.
func TestAStoreThatFailsAfterAReply(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		store := &flaky{Store: table{map[string][]byte{}}}
		b := connect(t, d, srv, bot.WithStore(store))
		b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
			_, err := t.Ask(ctx, "Which?", ndoto.InputSelect(ndoto.Choice{Title: "A", Value: "a"}))
			return err
		})
		b.OnChoice(func(ctx context.Context, t *bot.Turn) error {
			_, err := t.Reply(ctx, "chosen")
			store.fail.Store(true)
			return err
		})
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		customer.Reply()
		settled(t, srv, b)
		require.NoError(t, customer.Picks("A"))
		settled(t, srv, b)
		assert.Equal(t, []string{"hello", "Which?", "chosen"}, contents(srv.Messages(customer.ConversationID)))
	})
}
