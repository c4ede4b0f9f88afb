package bot_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

// faq is a bot with a menu, a form, an e-mail address and a hand-off.
func faq(b *bot.Bot, team int64) {
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Ask(ctx, "What is it about?", ndoto.InputSelect(ndoto.Choice{Title: "Billing", Value: "billing"}, ndoto.Choice{Title: "Delivery", Value: "delivery"}, ndoto.Choice{Title: "A person", Value: "person"}))
		return err
	})
	b.OnChoice(func(ctx context.Context, t *bot.Turn) error {
		switch t.Answer.Choice.Value {
		case "delivery":
			_, err := t.Ask(ctx, "Which order?", ndoto.Form(ndoto.FormField{Name: "order", Type: "text"}))
			return err
		case "billing":
			_, err := t.Ask(ctx, "Your address?", ndoto.InputEmail())
			return err
		}
		if _, err := t.Reply(ctx, "A colleague takes over."); err != nil {
			return err
		}
		return t.Handoff(ctx, bot.Handoff{Note: "wants a person", TeamID: team})
	})
	b.OnForm(func(ctx context.Context, t *bot.Turn) error {
		_, err := t.Reply(ctx, "Order "+t.Answer.Values["order"]+" is on its way.")
		return err
	})
	b.OnEmail(func(ctx context.Context, t *bot.Turn) error {
		if _, err := t.Reply(ctx, "The bill goes to "+t.Answer.Email); err != nil {
			return err
		}
		return t.Resolve(ctx)
	})
}

func TestQuestionsAndAnswers(t *testing.T) {
	t.Parallel()
	talk := func(t *testing.T, d dialects.Dialect) {
		srv := newDesk(t, d)
		b := connect(t, d, srv)
		faq(b, srv.TeamID)
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		assert.Equal(t, "What is it about?", customer.Reply().Content)
		require.NoError(t, customer.Picks("Delivery"))
		assert.Equal(t, "Which order?", customer.Reply().Content)
		require.NoError(t, customer.Fills(map[string]string{"order": "A-1"}))
		assert.Equal(t, "Order A-1 is on its way.", customer.Reply().Content)
		customer.Says("one more thing")
		assert.Equal(t, "What is it about?", customer.Reply().Content)
		customer.Says("1") // a channel without menus
		assert.Equal(t, "Your address?", customer.Reply().Content)
		require.NoError(t, customer.Gives("ada@example.com"))
		assert.Equal(t, "The bill goes to ada@example.com", customer.Reply().Content)
		settled(t, srv, b)
		c, _ := srv.Conversation(customer.ConversationID)
		assert.Equal(t, "resolved", c.Status)
	}
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		talk(t, d)
	})
	t.Run("old software", func(t *testing.T) {
		t.Parallel()
		talk(t, dialects.Dialect{Server: ndototest.Chatwoot42})
	})
}

// TestAnAnswerIsToAQuestionBefore: the turn that asks fails afterwards, and what the customer wrote is not an answer to
// what came after.
func TestAnAnswerIsToAQuestionBefore(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		b := connect(t, d, srv)
		calls := 0
		b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
			if _, err := t.Ask(ctx, "Which?", ndoto.InputSelect(ndoto.Choice{Title: "Billing", Value: "billing"})); err != nil {
				return err
			}
			if calls++; calls == 1 {
				return errors.New("not yet")
			}
			return nil
		})
		b.OnChoice(func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "chosen"); return err })
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("billing")
		settled(t, srv, b)
		assert.Equal(t, []string{"billing", "Which?"}, contents(srv.Messages(customer.ConversationID)))
		customer.Says("billing")
		settled(t, srv, b)
		assert.Equal(t, []string{"billing", "Which?", "billing", "chosen"}, contents(srv.Messages(customer.ConversationID)))
	})
}
