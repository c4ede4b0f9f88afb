package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// TestAHandoffThatFailsHalfway goes on where it was.
func TestAHandoffThatFailsHalfway(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"POST conversations/*/assignments", "POST conversations/*/toggle_status"} {
		srv := ndototest.New(t)
		b := connect(t, srv)
		b.OnMessage(func(ctx context.Context, t *bot.Turn) error { return t.Handoff(ctx, bot.Handoff{TeamID: srv.TeamID}) })
		require.NoError(t, srv.Fail(ndototest.Fault{Operation: operation, Count: 1, Status: 422, Body: `{"error":"no"}`, ContentType: "application/json"}))
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("help")
		settled(t, srv, b)
		c, _ := srv.Conversation(customer.ConversationID)
		assert.Equal(t, []any{"open", srv.TeamID}, []any{c.Status, c.TeamID})
		assert.Equal(t, []string{"help", "The bot hands over."}, contents(srv.Messages(customer.ConversationID)))
	}
}

// flaky is a store that fails once, when it is told to.
type flaky struct {
	bot.Store
	fail atomic.Bool
}

func (f *flaky) Load(ctx context.Context, key string) ([]byte, error) {
	if f.fail.CompareAndSwap(true, false) {
		return nil, errors.New("the store is down")
	}
	return f.Store.Load(ctx, key)
}

type table struct{ values map[string][]byte }

func (m table) Load(_ context.Context, key string) ([]byte, error) { return m.values[key], nil }

func (m table) CompareAndSwap(_ context.Context, key string, old, value []byte, _ time.Duration) (bool, error) {
	if current := m.values[key]; (current == nil) != (old == nil) || !bytes.Equal(current, old) {
		return false, nil
	}
	m.values[key] = value
	return true, nil
}

// TestAStoreThatFailsAfterAReply does not make the bot send it again.
func TestAStoreThatFailsAfterAReply(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	store := &flaky{Store: table{map[string][]byte{}}}
	b := connect(t, srv, bot.WithStore(store))
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
}

// TestOtherHandlersFail, for messages that the bot does not answer: no fallback is for them.
func TestOtherHandlersFail(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b := connect(t, srv, bot.WithTimeLimit(time.Hour, func(ctx context.Context, t *bot.Turn) error { _, err := t.Reply(ctx, "I am lost."); return err }))
	webhook.On(b.Receiver(), func(context.Context, *webhook.MessageCreated) error { return errors.New("the database is down") })
	customer := srv.Simulate(ndototest.Conversation{})
	customer.Says("hello")
	settled(t, srv, b)
	_, err := srv.Client().Messages.Create(t.Context(), customer.ConversationID, &ndoto.CreateMessageParams{Content: "an agent"})
	require.NoError(t, err)
	settled(t, srv, b)
	assert.Equal(t, []string{"hello", "I am lost.", "an agent"}, contents(srv.Messages(customer.ConversationID)))
}

// TestAnAnswerIsToAQuestionBefore: the turn that asks fails afterwards, and what the customer wrote is no answer to what came after.
func TestAnAnswerIsToAQuestionBefore(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b := connect(t, srv)
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
}

func TestAnotherAccount(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b := connect(t, srv)
	b.OnMessage(echo)
	id := srv.AddConversation(ndototest.Conversation{Status: "pending"})
	post(t, b, strings.ReplaceAll(message(id, 1, "hello"), `"account":{"id":1}`, `"account":{"id":2}`))
	settled(t, srv, b)
	assert.Empty(t, srv.Messages(id))
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
