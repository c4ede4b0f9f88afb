package bot_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestAHandoff(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		b := connect(t, d, srv)
		faq(b, srv.TeamID)
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		customer.Reply()
		require.NoError(t, customer.Picks("A person"))
		assert.Equal(t, "A colleague takes over.", customer.Reply().Content)
		settled(t, srv, b)
		customer.Says("thanks")
		settled(t, srv, b)
		c, _ := srv.Conversation(customer.ConversationID)
		assert.Equal(t, owner{Status: "open", Team: srv.TeamID}, ownerOf(c))
		assert.Equal(t, []string{"hello", "What is it about?", "A colleague takes over.", "wants a person", "thanks"}, contents(srv.Messages(customer.ConversationID)), "a human has taken over")

		_, err := srv.Client().Conversations.ToggleStatus(t.Context(), customer.ConversationID, ndoto.StatusPending)
		require.NoError(t, err)
		customer.Says("bot?")
		assert.Equal(t, "What is it about?", customer.Reply().Content, "it is the bot's again")
	})
}

// TestALateMessage comes after the hand-off, and was written before it.
func TestALateMessage(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		b := connect(t, d, srv)
		b.OnMessage(func(ctx context.Context, t *bot.Turn) error { return t.Handoff(ctx, bot.Handoff{}) })
		id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
		early := srv.AddMessage(id, ndototest.Message{Content: "early"})
		late := srv.AddMessage(id, ndototest.Message{Content: "late"})
		for _, m := range []int64{late, early} {
			post(t, b, message(id, m, "x"))
			settled(t, srv, b)
		}
		assert.Equal(t, []string{"early", "late", "The bot hands over."}, contents(srv.Messages(id)))
	})
}

// TestAHandoffThatFailsHalfway goes on where it was.
func TestAHandoffThatFailsHalfway(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		for _, operation := range []string{"POST conversations/*/assignments", "POST conversations/*/toggle_status"} {
			srv := newDesk(t, d)
			b := connect(t, d, srv)
			b.OnMessage(func(ctx context.Context, t *bot.Turn) error { return t.Handoff(ctx, bot.Handoff{TeamID: srv.TeamID}) })
			require.NoError(t, srv.Fail(ndototest.Fault{Operation: operation, Count: 1, Status: 503}))
			customer := srv.Simulate(ndototest.Conversation{})
			customer.Says("help")
			settled(t, srv, b)
			c, _ := srv.Conversation(customer.ConversationID)
			assert.Equal(t, owner{Status: "open", Team: srv.TeamID}, ownerOf(c))
			assert.Equal(t, []string{"help", "The bot hands over."}, contents(srv.Messages(customer.ConversationID)))
		}
	})
}
