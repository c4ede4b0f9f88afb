package bot_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestABurst is three short messages, which get one answer.
func TestABurst(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
	synctest.Test(t, func(t *testing.T) {
		b := withoutNetwork(t, srv, bot.WithDebounce(5*time.Second))
		b.OnMessage(echo)
		for i, text := range []string{"hi", "I have", "a question"} {
			post(t, b, message(id, int64(i+1), text))
			time.Sleep(4 * time.Second)
		}
		assert.Empty(t, srv.Messages(id))
		time.Sleep(2 * time.Second)
		synctest.Wait()
		assert.Equal(t, []string{"You said: hi\nI have\na question"}, contents(srv.Messages(id)))
		post(t, b, message(id, 4, "one more"))
		require.NoError(t, b.Shutdown(t.Context()))
		assert.Equal(t, []string{"You said: hi\nI have\na question", "You said: one more"}, contents(srv.Messages(id)))
	})
}

// TestABurstThatFails is answered with what was taken the first time; what came after gets an answer of its own.
func TestABurstThatFails(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
	synctest.Test(t, func(t *testing.T) {
		b := withoutNetwork(t, srv, bot.WithDebounce(time.Second))
		calls := 0
		b.OnMessage(func(ctx context.Context, turn *bot.Turn) error {
			if calls++; calls == 1 {
				if err := echo(ctx, turn); err != nil {
					return err
				}
				post(t, b, message(id, 3, "three"))
				return errors.New("not yet")
			}
			return echo(ctx, turn)
		})
		post(t, b, message(id, 1, "one"))
		post(t, b, message(id, 2, "two"))
		require.NoError(t, func() error { time.Sleep(time.Minute); return b.Shutdown(t.Context()) }())
		assert.Equal(t, []string{"You said: one\ntwo", "You said: three"}, contents(srv.Messages(id)))
	})
}

// TestACustomerWhoNeverStops is answered after five times the debounce.
func TestACustomerWhoNeverStops(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
	synctest.Test(t, func(t *testing.T) {
		b := withoutNetwork(t, srv, bot.WithDebounce(2*time.Second))
		b.OnMessage(echo)
		for i := range 7 {
			post(t, b, message(id, int64(i+1), fmt.Sprint(i)))
			time.Sleep(1500 * time.Millisecond)
		}
		synctest.Wait()
		assert.Equal(t, []string{"You said: 0\n1\n2\n3\n4\n5\n6"}, contents(srv.Messages(id)))
		require.NoError(t, b.Shutdown(t.Context()))
	})
}
