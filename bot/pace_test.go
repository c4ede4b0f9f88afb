package bot_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

// slowly answers after a time, and heeds its context.
func slowly(d time.Duration) bot.Handler {
	return func(ctx context.Context, t *bot.Turn) error {
		select {
		case <-time.After(d):
			return echo(ctx, t)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// TestThirtyCustomers who write at once are answered within nine seconds, and see from the start that somebody types.
func TestThirtyCustomers(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(slowly(7 * time.Second)) }), func(b *bottest.Bench) {
			began := time.Now()
			var customers []*bottest.Conversation
			for range 30 {
				c := b.Conversation()
				c.Says("hello")
				customers = append(customers, c)
				b.Wait(100 * time.Millisecond)
			}
			b.Wait(time.Second)
			assert.Equal(t, slices.Repeat([]string{"on"}, 30), typing(b), "all see it, also those who wait")
			b.Wait(9*time.Second - time.Since(began) + 3*time.Second)
			for _, c := range customers {
				assert.Equal(t, "customer: hello\nbot: You said: hello\n", c.Transcript())
			}
			b.Wait(time.Second)
			assert.Equal(t, append(slices.Repeat([]string{"off"}, 30), slices.Repeat([]string{"on"}, 30)...), typing(b), "and that it ends")
		})
	})
}

// typing is what was shown to customers, sorted.
func typing(b *bottest.Bench) []string {
	var all []string
	for _, r := range b.Desk.Requests() {
		if strings.HasSuffix(r.Path, "toggle_typing_status") {
			all = append(all, strings.Split(string(r.Body), `"`)[3])
		}
	}
	slices.Sort(all)
	return all
}

// TestTypingWhileAMessageWaits behind another of its conversation.
func TestTypingWhileAMessageWaits(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(slowly(40 * time.Second)) }), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("one")
			c.Says("two")
			b.Wait(30 * time.Second)
			assert.Equal(t, []string{"on", "on"}, typing(b), "it is renewed, as the page of the customer forgets it")
			c.Expect("You said: one", "You said: two")
			b.Wait(time.Second)
			assert.Equal(t, "off", typing(b)[0])
			assert.NotContains(t, typing(b)[1:], "off", "once, at the end")
		})
	})
}

// TestTypingEndsWithAPanic leaves no goroutine behind: a bubble of synctest waits for all.
func TestTypingEndsWithAPanic(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnMessage(func(context.Context, *bot.Turn) error { time.Sleep(time.Second); panic("oh") })
		}), func(b *bottest.Bench) {
			b.Conversation().Says("hello")
			b.Wait(time.Minute)
			assert.Equal(t, "off", typing(b)[0])
		})
	})
}

// TestAQuickAnswer costs no request for typing.
func TestAQuickAnswer(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
			c := b.Conversation()
			c.Says("hello")
			c.Expect("You said: hello")
			b.Wait(time.Minute)
			assert.Empty(t, typing(b))
		})
	})
}

// TestACorrectionWhileTheBotThinks is answered with what it corrects, unless the bot has begun to answer.
func TestACorrectionWhileTheBotThinks(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnText(func(ctx context.Context, t *bot.Turn) error {
				if _, err := t.Reply(ctx, "I look."); err != nil {
					return err
				}
				return slowly(5*time.Second)(ctx, t)
			}, "search")
			b.OnMessage(slowly(5 * time.Second))
		}), func(b *bottest.Bench) {
			b.Restart(bot.WithInterrupt())
			c := b.Conversation()
			c.Says("red shoes")
			b.Wait(2 * time.Second)
			c.Says("no, blue ones")
			c.Expect("You said: red shoes\nno, blue ones")
			c.Says("search")
			c.Expect("I look.")
			c.Says("quick")
			c.Expect("You said: search", "You said: quick")
			c.ExpectSilence(time.Minute)
		})
	})
}

// TestTheBotStillWorks says so once, and only to a customer who has heard nothing.
func TestTheBotStillWorks(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		run(t, d, building(func(b *bot.Bot) {
			b.OnText(slowly(time.Minute), "slow")
			b.OnMessage(echo)
		}), func(b *bottest.Bench) {
			b.Restart(bot.WithStillWorking(10*time.Second, "One moment, please."))
			c := b.Conversation()
			c.Says("quick")
			c.Says("slow")
			c.ExpectTranscript(`
			customer: quick
			customer: slow
			bot: You said: quick
			bot: One moment, please.
			bot: You said: slow`)
		})
	})
}

// TestABurstBehindABroker gets one answer, whichever process takes which of its messages.
func TestABurstBehindABroker(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		var broker *webhooktest.Broker
		run(t, d, func(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) {
			broker = webhooktest.NewBroker(2)
			b, err := bot.New(client, append(opts, quiet, bot.WithDebounce(3*time.Second), bot.WithReceiver(webhook.WithBroker(broker)))...)
			if err == nil {
				b.OnMessage(echo)
			}
			return b, err
		}, func(b *bottest.Bench) {
			ctx, stop := context.WithCancel(b.T.Context())
			ended := make(chan error, 1)
			go func() { ended <- b.Bot().Receiver().Consume(ctx) }()
			c := b.Conversation()
			for i := range 3 {
				c.Says(fmt.Sprint("part ", i))
				b.Wait(time.Second)
			}
			c.Expect("You said: part 0\npart 1\npart 2")
			c.ExpectSilence(time.Minute)
			c.Says("one more")
			c.Expect("You said: one more")
			b.Wait(time.Second)
			assert.Zero(t, broker.Messages())
			stop()
			require.NoError(t, <-ended)
		})
	})
}
