package bot_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
)

// echoing is a bot that waits for the end of a burst.
func echoing(t *testing.T, debounce time.Duration, test func(*bottest.Bench)) {
	t.Helper()
	bottest.Run(t, building(func(b *bot.Bot) { b.OnMessage(echo) }), func(b *bottest.Bench) {
		b.Restart(bot.WithDebounce(debounce))
		test(b)
	})
}

// TestABurst is three short messages, which get one answer.
func TestABurst(t *testing.T) {
	t.Parallel()
	echoing(t, 5*time.Second, func(b *bottest.Bench) {
		c := b.Conversation()
		for _, text := range []string{"hi", "I have", "a question"} {
			c.Says(text)
			b.Wait(4 * time.Second)
		}
		assert.Empty(t, c.Unread())
		b.Wait(2 * time.Second)
		assert.Len(t, c.Unread(), 1)
		c.Expect("You said: hi\nI have\na question")
		c.Says("one more")
		c.Expect("You said: one more")
	})
}

// TestACustomerWhoNeverStops is answered after five times the debounce.
func TestACustomerWhoNeverStops(t *testing.T) {
	t.Parallel()
	echoing(t, 2*time.Second, func(b *bottest.Bench) {
		c := b.Conversation()
		for i := range 7 {
			c.Says(fmt.Sprint(i))
			b.Wait(1500 * time.Millisecond)
		}
		assert.Len(t, c.Unread(), 1)
		c.Expect("You said: 0\n1\n2\n3\n4\n5\n6")
		c.ExpectSilence(time.Minute)
	})
}

// TestABurstThatFails is answered with what was taken the first time; what came after gets an answer of its own.
func TestABurstThatFails(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		calls, again := 0, make(chan struct{})
		run(t, d, building(func(b *bot.Bot) {
			again = make(chan struct{})
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
				if calls++; calls > 1 {
					return echo(ctx, t)
				}
				if err := echo(ctx, t); err != nil {
					return err
				}
				<-again
				return errors.New("not yet")
			})
		}), func(b *bottest.Bench) {
			b.Restart(bot.WithDebounce(time.Second))
			c := b.Conversation()
			c.Says("one")
			c.Says("two")
			c.Expect("You said: one\ntwo")
			c.Says("three")
			close(again)
			c.Expect("You said: three")
			c.ExpectSilence(time.Minute)
			assert.Equal(t, 3, calls)
		})
	})
}
