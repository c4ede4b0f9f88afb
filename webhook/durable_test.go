package webhook_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

// TestAProcessThatEnds leaves two events behind, which the next one handles.
func TestAProcessThatEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		kept := webhooktest.NewJournal()
		first := receiver(t, webhook.WithJournal(kept))
		webhook.On(first, func(ctx context.Context, e *webhook.MessageCreated) error {
			if e.ID == 1 {
				return nil
			}
			<-ctx.Done()
			return ctx.Err()
		})
		for id := 1; id <= 3; id++ {
			assert.Equal(t, 200, post(first, messageBody(1, id)))
		}
		synctest.Wait()
		assert.Len(t, kept.Entries, 2, "what is handled is gone")
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		assert.EqualError(t, first.Shutdown(ctx), "2 events were accepted and not handled: context canceled")

		var seen record
		var replayed []bool
		next := receiver(t, webhook.WithJournal(kept))
		webhook.On(next, func(ctx context.Context, e *webhook.MessageCreated) error {
			replayed = append(replayed, e.Delivery.Replayed)
			return seen.handle(ctx, e)
		})
		n, err := next.Replay(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 2, n)
		assert.Equal(t, 200, post(next, messageBody(1, 2)), "it comes again from the server too")
		assert.Equal(t, 200, post(next, messageBody(1, 4)))
		require.NoError(t, next.Shutdown(t.Context()))
		assert.Equal(t, map[int64][]int64{1: {2, 3, 4}}, seen.all())
		assert.Equal(t, []bool{true, true, false}, replayed)
		assert.Empty(t, kept.Entries)
	})
}

func TestAJournalThatIsDown(t *testing.T) {
	t.Parallel()
	kept := webhooktest.NewJournal()
	kept.Err = errors.New("the disk is full")
	r := receiver(t, webhook.WithJournal(kept))
	webhook.On(r, func(context.Context, *webhook.MessageCreated) error { return nil })
	assert.Equal(t, 500, post(r, messageBody(1, 1)))
	_, err := r.Replay(t.Context())
	assert.EqualError(t, err, "the disk is full")
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, webhook.Stats{Rejected: 1}, r.Stats())
}

// TestReconcile lets a receiver miss what happened while it was down.
func TestReconcile(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		var mu sync.Mutex
		var events []string
		replayed := map[string]bool{}
		r, err := webhook.NewReceiver(webhook.WithoutVerification())
		require.NoError(t, err)
		webhook.On(r, func(_ context.Context, e webhook.Event) error {
			mu.Lock()
			defer mu.Unlock()
			switch e := e.(type) {
			case *webhook.MessageCreated:
				events = append(events, strconv.FormatInt(e.Conversation.ID, 10)+" "+e.Content)
				replayed[e.Content] = e.Delivery.Replayed
				assert.Equal(t, [2]int64{1, srv.InboxID}, [2]int64{e.Account.ID, e.Inbox.ID})
				assert.Equal(t, e.MessageType == ndoto.MessageIncoming, e.FromCustomer())
			case *webhook.ConversationCreated:
				events = append(events, strconv.FormatInt(e.Conversation.ID, 10)+" created")
			case *webhook.ConversationUpdated:
				events = append(events, strconv.FormatInt(e.Conversation.ID, 10)+" updated")
			}
			return nil
		})
		long := time.Now().Add(-time.Hour)
		old := srv.AddConversation(ndototest.Conversation{CreatedAt: long})
		srv.AddMessage(old, ndototest.Message{Content: "long ago", CreatedAt: long})
		srv.AddConversation(ndototest.Conversation{CreatedAt: long, UpdatedAt: long}) // nothing happened here
		down := time.Now().Add(-time.Minute)
		srv.AddMessage(old, ndototest.Message{Content: "are you there?"})
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		srv.AddMessage(customer.ConversationID, ndototest.Message{Type: "outgoing", Content: "hi"})

		// One of the events comes by itself before.
		hook := srv.AddWebhook(ndototest.Webhook{Handler: r})
		assert.Positive(t, hook)
		customer.Says("again")
		srv.Drain()
		n, err := webhook.Reconcile(t.Context(), srv.Client(), r, down)
		require.NoError(t, err)
		again, err := webhook.Reconcile(t.Context(), srv.Client(), r, down)
		require.NoError(t, err)
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, []int{6, 0}, []int{n, again})
		slices.Sort(events)
		assert.Equal(t, []string{"1 are you there?", "1 updated", "3 again", "3 created", "3 hello", "3 hi", "3 updated", "3 updated"}, events)
		assert.Equal(t, map[string]bool{"are you there?": true, "hello": true, "hi": true, "again": false}, replayed, "whether it may have been handled before")

		_, err = webhook.Reconcile(t.Context(), srv.Client(), r, time.Now().Add(time.Hour))
		assert.ErrorIs(t, err, webhook.ErrBadInput)
		_, err = webhook.Reconcile(t.Context(), srv.Client(ndoto.WithToken("wrong")), r, down)
		assert.ErrorIs(t, err, ndoto.ErrUnauthorized)
	})
}

// TestADeskThatSpeaksToAReceiver goes through real requests, signed by each version of the server.
func TestADeskThatSpeaksToAReceiver(t *testing.T) {
	t.Parallel()
	speak := func(t *testing.T, d dialects.Dialect) {
		srv := ndototest.New(t, d.Options(ndototest.WithDeliveries(ndototest.DeliveryRules{Duplicate: 0.5, Parallel: 4, Seed: 3}))...)
		trust := webhook.WithoutVerification()
		if d.Signs() {
			trust = webhook.WithSecrets("s3cret")
		}
		r, err := webhook.NewReceiver(trust)
		require.NoError(t, err)
		var seen record
		webhook.On(r, seen.handle)
		srv.AddWebhook(ndototest.Webhook{Handler: r, Secret: "s3cret", Subscriptions: []string{"message_created"}})
		customer := srv.Simulate(ndototest.Conversation{})
		for range 20 {
			customer.Says("hello")
		}
		srv.Drain()
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, 20, seen.n)
		assert.Len(t, seen.all()[customer.ConversationID], 20)
	}
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		speak(t, d)
	})
	t.Run("old software", func(t *testing.T) {
		t.Parallel()
		speak(t, dialects.Dialect{Server: ndototest.Chatwoot42})
	})
}
