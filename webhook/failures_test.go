package webhook_test

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

// TestAClaimThatMayHaveWorked is released: the event comes again, and is handled.
func TestAClaimThatMayHaveWorked(t *testing.T) {
	t.Parallel()
	store, kept := webhooktest.NewFaultyStore(), webhooktest.NewJournal()
	r := receiver(t, webhook.WithStore(store, time.Hour), webhook.WithJournal(kept))
	var seen record
	webhook.On(r, seen.handle)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	store.Fail(nil, webhooktest.Always(errors.New("no response from the store")))
	assert.Equal(t, 500, post(r, messageBody(1, 1), func(req *http.Request) { *req = *req.WithContext(gone) }))
	assert.Empty(t, kept.Entries)
	store.Fail(nil, nil)
	assert.Equal(t, 200, post(r, messageBody(1, 1)))
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, 1, seen.n)
}

// TestATwinOfWhatIsBeingForwarded is asked to come again, also at another replica, until the event is safe. A
// function that panics keeps nothing.
func TestATwinOfWhatIsBeingForwarded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun, finish := make(chan struct{}), make(chan error)
		forward := webhook.WithForward(func(context.Context, webhook.Event) error {
			begun <- struct{}{}
			err := <-finish
			if err == nil {
				return nil
			}
			panic(err)
		})
		store := webhook.NewMemoryStore(0)
		r, replica := receiver(t, forward, webhook.WithStore(store, time.Hour)), receiver(t, forward, webhook.WithStore(store, time.Hour))
		statuses := make(chan int)
		first := func() {
			go func() { statuses <- post(r, messageBody(1, 1)) }()
			<-begun
		}
		first()
		assert.Equal(t, 429, post(r, messageBody(1, 1)))
		assert.Equal(t, 429, post(replica, messageBody(1, 1)))
		finish <- errors.New("panic")
		assert.Equal(t, 500, <-statuses)
		first()
		finish <- nil
		assert.Equal(t, 200, <-statuses)
		assert.Equal(t, 200, post(replica, messageBody(1, 1)), "it is known now")
		require.NoError(t, r.Shutdown(t.Context()))
		require.NoError(t, replica.Shutdown(t.Context()))
		assert.Equal(t, int64(1), replica.Stats().Duplicates)
	})
}

// TestARecordedRequestUnderAnotherID is the same: the id is not signed.
func TestARecordedRequestUnderAnotherID(t *testing.T) {
	t.Parallel()
	r := receiver(t)
	n := 0
	webhook.On(r, func(context.Context, *webhook.ConversationUpdated) error { n++; return nil })
	body := []byte(`{"event":"conversation_updated","id":1,"account":{"id":1}}`)
	h := http.Header{}
	webhook.Sign(h, body, secret)
	for _, id := range []string{"a", "a", "b", "c"} {
		assert.Equal(t, 200, post(r, body, func(req *http.Request) { req.Header = h.Clone() }, delivery(id)))
	}
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, 1, n)
}

func TestWhoTypesTwiceTellsItTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, err := webhook.NewReceiver(webhook.WithoutVerification())
		require.NoError(t, err)
		n := 0
		webhook.On(r, func(context.Context, *webhook.TypingOn) error { n++; return nil })
		for range 2 {
			post(r, []byte(`{"event":"conversation_typing_on","conversation":{"id":1}}`))
			time.Sleep(time.Second)
		}
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, 2, n)
	})
}

func TestShutdownTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		var kept context.Context
		webhook.On(r, func(ctx context.Context, _ *webhook.MessageCreated) error { kept = ctx; <-ctx.Done(); return ctx.Err() })
		post(r, messageBody(1, 1))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.Error(t, r.Shutdown(ctx))
		assert.EqualError(t, r.Shutdown(context.Background()), "1 events were accepted and not handled: webhook: shutting down")
		assert.Empty(t, webhook.Behind(kept), "the handler has returned")
	})
}

func TestBehind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		var behind []int
		var contexts []context.Context
		webhook.On(r, func(ctx context.Context, _ *webhook.MessageCreated) error {
			time.Sleep(time.Second)
			behind = append(behind, len(webhook.Behind(ctx)))
			contexts = append(contexts, ctx)
			return nil
		})
		for id := 1; id <= 3; id++ {
			post(r, messageBody(1, id))
		}
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, []int{2, 1, 0}, behind)
		for _, ctx := range contexts {
			assert.Empty(t, webhook.Behind(ctx))
		}
		assert.Empty(t, webhook.Behind(t.Context()))
	})
}

// TestTheFunctionForDeadLettersPanics: the letter is in the list of the journal.
func TestTheFunctionForDeadLettersPanics(t *testing.T) {
	t.Parallel()
	kept := webhooktest.NewJournal()
	r := receiver(t, webhook.WithJournal(kept), webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 1}),
		webhook.WithDeadLetter(func(context.Context, webhook.Event, error) { panic("no place for it") }))
	webhook.On(r, func(context.Context, *webhook.MessageCreated) error { return errors.New("no") })
	post(r, messageBody(1, 1))
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Empty(t, kept.Entries)
	assert.Equal(t, []string{"message_created/1/1"}, webhooktest.Letters(r))
}

// TestAJournalWithSomethingElse: what cannot be read goes to the dead letters, and hides nothing.
func TestAJournalWithSomethingElse(t *testing.T) {
	t.Parallel()
	kept := webhooktest.NewJournal(webhook.Delivery{Body: []byte("what?")}, webhook.Delivery{Body: messageBody(1, 2)}, webhook.Delivery{Body: messageBody(1, 2)})
	kept.Entries["1000"] = webhook.PendingDelivery{Err: errors.New("the entry is damaged")}
	r := receiver(t, webhook.WithJournal(kept))
	var seen record
	webhook.On(r, seen.handle)
	n, err := r.Replay(t.Context())
	require.NoError(t, err)
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, 1, n)
	assert.Equal(t, map[int64][]int64{1: {2}}, seen.all())
	assert.Empty(t, kept.Entries)
	assert.Equal(t, []string{"journal/1000", "journal/1001"}, webhooktest.Letters(r))
}

// TestAHandlerThatEndsItsGoroutine, as require does in a test, does not stop the others.
func TestAHandlerThatEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	r := receiver(t, webhook.WithWorkers(1), webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 2, MinBackoff: time.Millisecond}))
	var seen record
	webhook.On(r, func(ctx context.Context, e *webhook.MessageCreated) error {
		if e.ID == 1 {
			runtime.Goexit()
		}
		return seen.handle(ctx, e)
	})
	for id := 1; id <= 3; id++ {
		post(r, messageBody(1, id))
	}
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, map[int64][]int64{1: {2, 3}}, seen.all())
}

func TestAnObserverThatPanics(t *testing.T) {
	t.Parallel()
	r := receiver(t, webhook.WithObserver(func(webhook.Observation) { panic("no") }))
	var seen record
	webhook.On(r, seen.handle)
	assert.Equal(t, 200, post(r, messageBody(1, 1)))
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, 1, seen.n)
	_, err := webhook.NewReceiver(webhook.WithoutVerification(), webhook.WithDeadLetter(nil))
	assert.ErrorIs(t, err, webhook.ErrBadInput)
	assert.True(t, strings.HasSuffix(webhook.Dead.String(), "dead") && webhook.Outcome(99).String() == "unknown")
}

// slowRemoval takes a second to remove a dead letter.
type slowRemoval struct{ *webhooktest.Journal }

func (j slowRemoval) RemoveDeadLetter(ctx context.Context, id string) error {
	time.Sleep(time.Second)
	return j.Journal.RemoveDeadLetter(ctx, id)
}

// TestAnEventThatFailsAgainAtOnce is a dead letter again, and not lost.
func TestAnEventThatFailsAgainAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t, webhook.WithJournal(slowRemoval{webhooktest.NewJournal()}))
		webhook.On(r, func(context.Context, *webhook.MessageCreated) error { return webhook.Permanent(errors.New("no")) })
		require.Equal(t, 200, post(r, messageBody(1, 1)))
		synctest.Wait()
		letters := webhooktest.Letters(r)
		require.Len(t, letters, 1)
		for range 2 {
			require.NoError(t, r.Redrive(t.Context(), "message_created/1/1"))
			synctest.Wait()
			assert.Equal(t, letters, webhooktest.Letters(r))
		}
		require.NoError(t, r.Shutdown(t.Context()))
	})
}
