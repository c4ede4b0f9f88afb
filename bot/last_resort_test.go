package bot_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

func TestATimeLimit(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		b := connect(t, d, srv, bot.WithTimeLimit(10*time.Millisecond, func(ctx context.Context, t *bot.Turn) error {
			if _, err := t.Reply(ctx, "Somebody will answer soon."); err != nil {
				return err
			}
			return t.Handoff(ctx, bot.Handoff{Note: "too slow"})
		}))
		b.OnMessage(func(ctx context.Context, _ *bot.Turn) error { <-ctx.Done(); return ctx.Err() })
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		assert.Equal(t, "Somebody will answer soon.", customer.Reply().Content)
		settled(t, srv, b)
		c, _ := srv.Conversation(customer.ConversationID)
		assert.Equal(t, "open", c.Status)
	})
}

func TestATurnThatFailsForGood(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		b := connect(t, d, srv, bot.WithTimeLimit(time.Hour, func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "I am lost."); return err }))
		b.OnMessage(func(context.Context, *bot.Turn) error { panic("no idea") })
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		assert.Equal(t, "I am lost.", customer.Reply().Content)
		settled(t, srv, b)
		assert.Equal(t, int64(1), b.Receiver().Stats().Dead)
	})
}

// TestOtherHandlersFail for a message: no fallback is for that, as the bot itself has nothing left to do.
func TestOtherHandlersFail(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		b := connect(t, d, srv, bot.WithTimeLimit(time.Hour, func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "I am lost."); return err }))
		webhook.On(b.Receiver(), func(context.Context, *webhook.MessageCreated) error { return errors.New("the database is down") })
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		settled(t, srv, b)
		_, err := srv.Client().Messages.Create(t.Context(), customer.ConversationID, &ndoto.CreateMessageParams{Content: "an agent"})
		require.NoError(t, err)
		settled(t, srv, b)
		assert.Equal(t, []string{"hello", "an agent"}, contents(srv.Messages(customer.ConversationID)))
	})
}
