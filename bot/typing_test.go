package bot_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

func TestTypingWhileAHandlerWorks(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
	synctest.Test(t, func(t *testing.T) {
		b := withoutNetwork(t, srv)
		b.OnMessage(func(_ context.Context, turn *bot.Turn) error {
			if turn.Text() == "slow" {
				time.Sleep(3 * time.Second)
			}
			return nil
		})
		post(t, b, message(id, 1, "quick"))
		post(t, b, message(id, 2, "slow"))
		require.NoError(t, b.Shutdown(t.Context()))
		var typing []string
		for _, r := range srv.Requests() {
			if strings.HasSuffix(r.Path, "toggle_typing_status") {
				typing = append(typing, string(bytes.TrimSpace(r.Body)))
			}
		}
		assert.Equal(t, []string{`{"typing_status":"on","is_private":false}`, `{"typing_status":"off","is_private":false}`}, typing)
	})
}

// TestTypingEndsWithAPanic leaves no goroutine behind; TestMain looks for them.
func TestTypingEndsWithAPanic(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
	synctest.Test(t, func(t *testing.T) {
		b := withoutNetwork(t, srv, bot.WithReceiver(webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 1}), webhook.WithDeadLetter(func(context.Context, webhook.Event, error) {})))
		b.OnMessage(func(context.Context, *bot.Turn) error { time.Sleep(time.Second); panic("oh") })
		post(t, b, message(id, 1, "hello"))
		require.NoError(t, b.Shutdown(t.Context()))
	})
}
