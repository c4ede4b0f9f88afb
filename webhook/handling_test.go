package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func noSecrets(context.Context) ([]string, error) { return nil, nil }

// TestErrorsDecideOnTheRetry: permanent ones end at once, others say when to come again.
func TestErrorsDecideOnTheRetry(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, c := range []struct {
		name string
		err  error
		at   []time.Duration
	}{
		{"plain", broken, []time.Duration{0, time.Second, 3 * time.Second}},
		{"permanent", webhook.Permanent(broken), []time.Duration{0}},
		{"wrapped", fmt.Errorf("order 7: %w", webhook.Permanent(broken)), []time.Duration{0}},
		{"bad input", webhook.ErrBadInput, []time.Duration{0}},
		{"later", webhook.RetryAfter(time.Minute, broken), []time.Duration{0, time.Minute, 2 * time.Minute}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				var at notes[time.Duration]
				r := receiver(t, webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 3}))
				webhook.On(r, func(context.Context, *webhook.MessageCreated) error { at.add(time.Since(began)); return c.err })
				post(r, messageBody(1, 1))
				require.NoError(t, r.Shutdown(t.Context()))
				assert.Equal(t, c.at, at.all())
				assert.Equal(t, []string{"message_created/1/1"}, webhooktest.Letters(r))
			})
		})
	}
	require.ErrorIs(t, webhook.Permanent(broken), broken)
	require.ErrorIs(t, webhook.RetryAfter(0, broken), broken)
	require.NoError(t, webhook.Permanent(nil))
	require.NoError(t, webhook.RetryAfter(time.Second, nil))
}

func TestMiddlewareAndArrival(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls notes[string]
		around := func(name string) webhook.Middleware {
			return func(next webhook.Handler) webhook.Handler {
				return func(ctx context.Context, e webhook.Event) error {
					calls.add(name)
					return next(ctx, e)
				}
			}
		}
		r := receiver(t, webhook.WithArrival(func(e webhook.Event) { calls.add("arrived " + webhook.Key(e)) }))
		r.Use(around("outer"), nil, around("inner"))
		webhook.On(r, func(_ context.Context, e *webhook.MessageCreated) error {
			time.Sleep(time.Second)
			calls.add(fmt.Sprint("handled ", e.ID))
			return nil
		})
		post(r, messageBody(1, 1))
		synctest.Wait()
		post(r, messageBody(1, 2))
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, []string{"arrived message_created/1/1", "outer", "inner", "arrived message_created/1/2", "handled 1", "outer", "inner", "handled 2"}, calls.all())
	})
}

// TestHandlersThatHang give their slots to others.
func TestHandlersThatHang(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		r := receiver(t, webhook.WithWorkers(2))
		webhook.On(r, func(ctx context.Context, e *webhook.MessageCreated) error {
			if e.ID <= 2 {
				<-ctx.Done()
				return ctx.Err()
			}
			return seen.handle(ctx, e)
		})
		for id := 1; id <= 5; id++ {
			post(r, messageBody(id, id))
		}
		time.Sleep(6 * time.Second)
		assert.Equal(t, map[int64][]int64{3: {3}, 4: {4}, 5: {5}}, seen.all())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorContains(t, r.Shutdown(ctx), "2 events were accepted and not handled")
	})
}

// TestThirtyCustomersAndASlowHandler: all have their answer within nine seconds.
func TestThirtyCustomersAndASlowHandler(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		began := time.Now()
		var took notes[time.Duration]
		webhook.On(r, func(context.Context, *webhook.MessageCreated) error {
			time.Sleep(7 * time.Second)
			took.add(time.Since(began))
			return nil
		})
		for id := 1; id <= 30; id++ {
			post(r, messageBody(id, id))
		}
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, slices.Repeat([]time.Duration{7 * time.Second}, 30), took.all())
	})
}

// TestOneConversationDoesNotFillTheQueue for the others.
func TestOneConversationDoesNotFillTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t, webhook.WithQueue(1000))
		webhook.On(r, func(context.Context, *webhook.MessageCreated) error { time.Sleep(time.Second); return nil })
		statuses := map[int]int{}
		for id := 1; id <= 150; id++ {
			statuses[post(r, messageBody(1, id))]++
		}
		assert.Equal(t, map[int]int{200: 100, 429: 50}, statuses)
		assert.Equal(t, 200, post(r, messageBody(2, 1000)))
		time.Sleep(10*time.Second + time.Millisecond)
		assert.Equal(t, 10*time.Second+time.Millisecond, r.Stats().OldestWaiting)
		require.NoError(t, r.Shutdown(t.Context()))
	})
}

// TestAHandlerThatIgnoresItsContext does not hold Shutdown forever.
func TestAHandlerThatIgnoresItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		webhook.On(r, func(context.Context, *webhook.MessageCreated) error { time.Sleep(time.Hour); return nil })
		post(r, messageBody(1, 1))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		require.ErrorContains(t, r.Shutdown(ctx), "1 handlers go on although their context has ended, and 1 events were accepted and not handled")
		assert.Equal(t, 3*time.Second, time.Since(began))
		time.Sleep(time.Hour)
	})
}

// TestVisitorsDoNotWaitForEachOther, nor do events of unknown kinds.
func TestVisitorsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		var handled notes[int]
		webhook.On(r, func(context.Context, webhook.Event) error {
			handled.add(1)
			if len(handled.all())%2 == 1 {
				return errors.New("no")
			}
			return nil
		})
		for _, body := range []string{`{"event":"webwidget_triggered","id":1}`, `{"event":"webwidget_triggered","id":2}`, `{"event":"news","n":1}`, `{"event":"news","n":2}`,
			`{"event":"inbox_updated","channel":{"id":1}}`, `{"event":"inbox_updated","channel":{"id":2}}`, `{"event":"contact_updated","n":1}`, `{"event":"contact_updated","n":2}`} {
			post(r, []byte(body))
			synctest.Wait()
		}
		assert.Len(t, handled.all(), 8)
		require.NoError(t, r.Shutdown(t.Context()))
	})
}

// TestAnEventThatEndedItsProcess in each attempt that the journal knows of goes to the dead letters.
func TestAnEventThatEndedItsProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		kept := webhooktest.NewJournal(webhook.Delivery{Body: messageBody(1, 1)}, webhook.Delivery{Body: messageBody(1, 2)})
		var seen record
		for attempt := 1; attempt <= 6; attempt++ {
			r := receiver(t, webhook.WithJournal(kept))
			webhook.On(r, func(ctx context.Context, e *webhook.MessageCreated) error {
				if e.ID == 1 {
					<-ctx.Done() // the process dies here
					return ctx.Err()
				}
				return seen.handle(ctx, e)
			})
			_, err := r.Replay(t.Context())
			require.NoError(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			err = r.Shutdown(ctx)
			if attempt <= 5 {
				require.Error(t, err)
				assert.Equal(t, attempt, kept.Entries["1001"].Attempts)
				continue
			}
			require.NoError(t, err)
			assert.Equal(t, []string{"message_created/1/1"}, webhooktest.Letters(r))
		}
		assert.Equal(t, map[int64][]int64{1: {2}}, seen.all())
	})
}

// TestReplay shows a burst as a whole, and forgets nothing before there are handlers.
func TestReplay(t *testing.T) {
	t.Parallel()
	kept := webhooktest.NewJournal()
	for id := 1; id <= 100; id++ {
		_, err := kept.Append(t.Context(), webhook.Delivery{Body: messageBody(id%5+1, id)})
		require.NoError(t, err)
	}
	r := receiver(t, webhook.WithJournal(kept), webhook.WithWorkers(1))
	_, err := r.Replay(t.Context())
	require.ErrorIs(t, err, webhook.ErrBadInput)
	assert.Len(t, kept.Entries, 100)
	behind := map[int64][]int{}
	webhook.On(r, func(ctx context.Context, e *webhook.MessageCreated) error {
		behind[e.Conversation.ID] = append(behind[e.Conversation.ID], len(webhook.Behind(ctx)))
		return nil
	})
	n, err := r.Replay(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 100, n)
	require.NoError(t, r.Shutdown(t.Context()))
	for conversation, counts := range behind {
		assert.Equal(t, 19, counts[0], "conversation %d", conversation)
	}
	assert.Len(t, behind, 5)
	assert.Empty(t, kept.Entries)
}
