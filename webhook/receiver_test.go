package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func TestAReceiverNeedsToKnowWhoSends(t *testing.T) {
	t.Parallel()
	for want, opts := range map[string][]webhook.Option{
		"webhook: bad input: everybody could send events: give WithSecrets, WithURLToken for servers that do not sign, or WithoutVerification": nil,
		"webhook: bad input: an option is nil": {nil},
		"webhook: bad input: without a secret no signature can be checked; the API shows it as the secret of the webhook, the inbox or the agent bot":             {webhook.WithSecrets()},
		"webhook: bad input: a secret is empty; the API shows it as the secret of the webhook, the inbox or the agent bot (NDOTO_WEBHOOK_SECRET in the examples)": {webhook.WithSecrets("")},
		"webhook: bad input: a secret is [secret], which is what an ndoto.Secret prints: convert it with string() before you print or store it":                   {webhook.WithSecrets("good", fmt.Sprint(ndoto.Secret("abc")))},
		"webhook: bad input: a token in an address needs at least 16 characters, as it is all that keeps others out":                                              {webhook.WithURLToken("short")},
		"webhook: bad input: the number of workers must be positive, got 0":                                                                                       {webhook.WithWorkers(0)},
		"webhook: bad input: the number of events that may wait must be positive, got -1":                                                                         {webhook.WithQueue(-1)},
		"webhook: bad input: the number of bytes of a body must be positive, got 0":                                                                               {webhook.WithMaxBody(0)},
		"webhook: bad input: the journal is nil": {webhook.WithJournal(nil)},
	} {
		_, err := webhook.NewReceiver(opts...)
		assert.EqualError(t, err, want)
		assert.ErrorIs(t, err, webhook.ErrBadInput)
	}
}

// TestAttacks sends what must not reach a handler.
func TestAttacks(t *testing.T) {
	t.Parallel()
	good := messageBody(1, 1)
	sign := func(r *http.Request, body []byte, key string, at time.Time) {
		webhook.Signature{Secrets: []string{key}}.Sign(r.Header, body, at)
	}
	for _, c := range []struct {
		attack string
		body   []byte
		change func(*http.Request)
		status int
	}{
		{"nothing signed", good, func(r *http.Request) { r.Header = http.Header{} }, 401},
		{"a wrong secret", good, func(r *http.Request) { sign(r, good, "another", time.Now()) }, 401},
		{"an altered body", good, func(r *http.Request) { r.Body = io.NopCloser(bytes.NewReader(messageBody(1, 2))) }, 401},
		{"a stale signature", good, func(r *http.Request) { sign(r, good, secret, time.Now().Add(-time.Hour)) }, 401},
		{"a signature of the future", good, func(r *http.Request) { sign(r, good, secret, time.Now().Add(time.Hour)) }, 401},
		{"a truncated body", good, func(r *http.Request) { r.Body = io.NopCloser(bytes.NewReader(good[:40])) }, 401},
		{"a truncated body that is signed", good[:40], nil, 400},
		{"a body that says it is too long", good, func(r *http.Request) { r.ContentLength = 5 << 20 }, 413},
		{"a body that is too long", nil, func(r *http.Request) {
			r.ContentLength, r.Body = -1, io.NopCloser(strings.NewReader(strings.Repeat("x", 5<<20)))
		}, 413},
		{"a body that breaks off", good, func(r *http.Request) {
			r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(good), &broken{}))
		}, 400},
		{"deep JSON", []byte(`{"event":"message_created","content_attributes":` + strings.Repeat(`{"a":`, 100_000)), nil, 400},
		{"no JSON", []byte("hello"), nil, 400},
		{"an empty body", nil, nil, 400},
		{"another method", good, func(r *http.Request) { r.Method = http.MethodGet }, 405},
	} {
		t.Run(c.attack, func(t *testing.T) {
			t.Parallel()
			r := receiver(t)
			webhook.On(r, func(context.Context, webhook.Event) error { t.Error("the handler ran"); return nil })
			var changes []func(*http.Request)
			if c.change != nil {
				changes = append(changes, c.change)
			}
			assert.Equal(t, c.status, post(r, c.body, changes...))
			require.NoError(t, r.Shutdown(t.Context()))
			assert.Zero(t, r.Stats().Accepted)
		})
	}
}

type broken struct{}

func (*broken) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

// TestAReplayedRequest is one that somebody has recorded: within the tolerance it is known, after it, it is stale.
func TestAReplayedRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		r := receiver(t)
		webhook.On(r, seen.handle)
		body := messageBody(1, 1)
		h := http.Header{}
		webhook.Sign(h, body, secret)
		replay := func() int { return post(r, body, func(req *http.Request) { req.Header = h.Clone() }) }
		assert.Equal(t, 200, replay())
		assert.Equal(t, 200, replay())
		time.Sleep(6 * time.Minute)
		assert.Equal(t, 401, replay())
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, 1, seen.n)
	})
}

func TestAnAddressWithAToken(t *testing.T) {
	t.Parallel()
	r, err := webhook.NewReceiver(webhook.WithURLToken("0123456789abcdef"))
	require.NoError(t, err)
	var seen record
	webhook.On(r, seen.handle)
	for query, want := range map[string]int{"": 401, "token=0123456789abcdeX": 401, "token=0123456789abcdef": 200} {
		assert.Equal(t, want, post(r, messageBody(1, 1), func(req *http.Request) { req.Header = http.Header{}; req.URL.RawQuery = query }), query)
	}
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, 1, seen.n)
}

func TestHandlersByType(t *testing.T) {
	t.Parallel()
	r, err := webhook.NewReceiver(webhook.WithoutVerification())
	require.NoError(t, err)
	var mu sync.Mutex
	var calls []string
	note := func(what string) {
		mu.Lock()
		defer mu.Unlock()
		calls = append(calls, what)
	}
	webhook.On(r, func(_ context.Context, e *webhook.MessageCreated) error { note("created: " + e.Content); return nil })
	webhook.On(r, func(context.Context, *webhook.ConversationResolved) error { note("resolved"); return nil })
	webhook.On(r, func(_ context.Context, e webhook.Event) error { note("any " + string(e.Info().Name)); return nil })
	for _, body := range []string{string(messageBody(1, 7)), `{"event":"conversation_resolved","id":1}`, `{"event":"news"}`} {
		assert.Equal(t, 200, post(r, []byte(body)))
	}
	require.NoError(t, r.Shutdown(t.Context()))
	slices.Sort(calls)
	assert.Equal(t, []string{"any conversation_resolved", "any message_created", "any news", "created: message 7", "resolved"}, calls)

	alone, err := webhook.NewReceiver(webhook.WithoutVerification())
	require.NoError(t, err)
	assert.Equal(t, 200, post(alone, messageBody(1, 1)), "what nobody wants is answered for")
	assert.Equal(t, webhook.Stats{Ignored: 1}, alone.Stats())
	require.NoError(t, alone.Shutdown(t.Context()))
}

// TestTheAnswerDoesNotWait answers although the handler takes a minute.
func TestTheAnswerDoesNotWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		webhook.On(r, func(context.Context, *webhook.MessageCreated) error { time.Sleep(time.Minute); return nil })
		began := time.Now()
		assert.Equal(t, 200, post(r, messageBody(1, 1)))
		assert.Zero(t, time.Since(began))
		assert.Equal(t, int64(1), r.Stats().Waiting)
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, time.Minute, time.Since(began))
		assert.Equal(t, webhook.Stats{Accepted: 1, Handled: 1}, r.Stats())
	})
}

// TestConversationsDoNotWaitForEachOther blocks one of them.
func TestConversationsDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		r := receiver(t, webhook.WithWorkers(2))
		webhook.On(r, func(ctx context.Context, e *webhook.MessageCreated) error {
			if e.ID == 1 {
				time.Sleep(time.Hour)
			}
			return seen.handle(ctx, e)
		})
		for id := 1; id <= 6; id++ {
			assert.Equal(t, 200, post(r, messageBody(1+id%2, id)))
		}
		time.Sleep(time.Minute)
		assert.Equal(t, map[int64][]int64{1: {2, 4, 6}}, seen.all())
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, map[int64][]int64{1: {2, 4, 6}, 2: {1, 3, 5}}, seen.all())
	})
}

func TestAFullQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t, webhook.WithQueue(2))
		webhook.On(r, func(context.Context, *webhook.MessageCreated) error { time.Sleep(time.Second); return nil })
		assert.Equal(t, []int{200, 200, 429}, []int{post(r, messageBody(1, 1)), post(r, messageBody(2, 2)), post(r, messageBody(3, 3))})
		time.Sleep(2 * time.Second)
		assert.Equal(t, 200, post(r, messageBody(3, 3)), "what was refused is not known")
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, webhook.Stats{Accepted: 3, Handled: 3, Rejected: 1}, r.Stats())
		assert.Equal(t, 429, post(r, messageBody(4, 4)))
	})
}

func TestRetriesAndDeadLetters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		var dead []string
		began := time.Now()
		var seen record
		r := receiver(t, webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 4, MinBackoff: time.Second, MaxBackoff: 3 * time.Second}),
			webhook.WithDeadLetter(func(_ context.Context, e webhook.Event, err error) {
				dead = append(dead, webhook.Key(e)+": "+err.Error())
			}))
		webhook.On(r, func(_ context.Context, e *webhook.MessageCreated) error { return seen.handle(t.Context(), e) })
		webhook.On(r, func(_ context.Context, e *webhook.MessageCreated) error {
			if e.ID != 1 {
				return nil
			}
			at = append(at, time.Since(began))
			return errors.New("the database is down")
		})
		post(r, messageBody(1, 1))
		post(r, messageBody(1, 2))
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, []time.Duration{0, time.Second, 3 * time.Second, 6 * time.Second}, at)
		assert.Equal(t, []string{"message_created/1/1: the database is down"}, dead)
		assert.Equal(t, map[int64][]int64{1: {1, 2}}, seen.all(), "a handler that has succeeded is not called again, and the next event waits")
		assert.Equal(t, webhook.Stats{Accepted: 2, Handled: 1, Failed: 3, Dead: 1}, r.Stats())
	})
}

func TestAPanicIsAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var got []webhook.Observation
		r := receiver(t, webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 1}), webhook.WithObserver(func(o webhook.Observation) { got = append(got, o) }),
			webhook.WithDeadLetter(func(context.Context, webhook.Event, error) { panic("this too") }))
		webhook.On(r, func(context.Context, *webhook.MessageCreated) error { panic("oh no") })
		post(r, messageBody(1, 1))
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, []webhook.Outcome{webhook.Accepted, webhook.Dead}, []webhook.Outcome{got[0].Outcome, got[1].Outcome})
		assert.Contains(t, got[1].Err.Error(), "webhook: a handler panicked: oh no\n")
	})
}

func TestShutdownThatHasNoTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		webhook.On(r, func(ctx context.Context, _ *webhook.MessageCreated) error { <-ctx.Done(); return ctx.Err() })
		post(r, messageBody(1, 1))
		post(r, messageBody(1, 2))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := r.Shutdown(ctx)
		assert.EqualError(t, err, "2 events were accepted and not handled: context deadline exceeded")
		assert.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

// TestHoldBack brings events that came in disorder into order.
func TestHoldBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen record
		r := receiver(t, webhook.WithHoldBack(time.Second))
		webhook.On(r, seen.handle)
		for _, id := range []int{3, 1, 2} {
			post(r, messageBody(1, id))
			time.Sleep(200 * time.Millisecond)
		}
		assert.Empty(t, seen.all())
		time.Sleep(2 * time.Second)
		assert.Equal(t, map[int64][]int64{1: {1, 2, 3}}, seen.all())
		require.NoError(t, r.Shutdown(t.Context()))
	})
}

// TestFiftyThousandDeliveries is a storm: a fifth of them twice, in any order, over 64 connections at a time.
func TestFiftyThousandDeliveries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const events, conversations, connections = 50_000, 500, 64
		var deliveries []int
		random := rand.New(rand.NewPCG(7, 7))
		for id := 1; id <= events; id++ {
			deliveries = append(deliveries, id)
			if random.Float64() < 0.2 {
				deliveries = append(deliveries, id)
			}
		}
		random.Shuffle(len(deliveries), func(i, j int) { deliveries[i], deliveries[j] = deliveries[j], deliveries[i] })
		var seen record
		r := receiver(t, webhook.WithQueue(2*events), webhook.WithHoldBack(time.Second))
		webhook.On(r, seen.handle)
		var senders sync.WaitGroup
		for c := range connections {
			senders.Go(func() {
				for i := c; i < len(deliveries); i += connections {
					id := deliveries[i]
					if status := post(r, messageBody(id%conversations+1, id), delivery(fmt.Sprint("d-", id))); status != 200 {
						t.Errorf("%d", status)
					}
				}
			})
		}
		senders.Wait()
		require.NoError(t, r.Shutdown(t.Context()))
		handled := 0
		for conversation, ids := range seen.all() {
			handled += len(ids)
			assert.True(t, slices.IsSorted(ids), "conversation %d is out of order", conversation)
			assert.Len(t, slices.Compact(slices.Clone(ids)), len(ids), "conversation %d has doubles", conversation)
		}
		assert.Equal(t, events, handled)
		assert.Equal(t, webhook.Stats{Accepted: events, Handled: events, Duplicates: int64(len(deliveries) - events)}, r.Stats())
	})
}

func TestForwarding(t *testing.T) {
	t.Parallel()
	var forwarded []string
	down := true
	shared := webhooktest.NewFaultyStore()
	r := receiver(t, webhook.WithStore(shared, time.Hour), webhook.WithForward(func(_ context.Context, e webhook.Event) error {
		if down {
			return errors.New("the broker is down")
		}
		forwarded = append(forwarded, webhook.Key(e))
		return nil
	}))
	assert.Equal(t, 500, post(r, messageBody(1, 1)), "agent bots are tried again after it")
	down = false
	assert.Equal(t, []int{200, 200}, []int{post(r, messageBody(1, 1)), post(r, messageBody(1, 1))})
	assert.Equal(t, []string{"message_created/1/1"}, forwarded)
	shared.Fail(webhooktest.Always(errors.New("the store is down")), nil)
	assert.Equal(t, 500, post(r, messageBody(1, 2)))
	require.NoError(t, r.Shutdown(t.Context()))
}

func TestProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		panics := false
		r := receiver(t, webhook.WithDeadLetter(func(context.Context, webhook.Event, error) {
			if panics {
				panic("no place for it")
			}
		}))
		failures, attempts := 0, 0
		webhook.On(r, func(context.Context, *webhook.MessageCreated) error {
			if attempts++; attempts <= failures {
				return errors.New("not yet")
			}
			return nil
		})
		event := func(id int) webhook.Event {
			e, err := webhook.Parse(messageBody(1, id))
			require.NoError(t, err)
			return e
		}
		failures = 2
		require.NoError(t, r.Process(t.Context(), event(1)))
		require.NoError(t, r.Process(t.Context(), event(1)))
		assert.Equal(t, 3, attempts, "what is handled is not handled again")
		failures, attempts = 10, 0
		require.NoError(t, r.Process(t.Context(), event(2)), "a dead letter is done")
		assert.Equal(t, 5, attempts)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		attempts = 0
		require.ErrorIs(t, r.Process(ctx, event(3)), context.DeadlineExceeded)
		panics = true
		require.ErrorContains(t, r.Process(t.Context(), event(3)), "not yet", "the broker has to keep it")
		assert.Equal(t, 5, attempts, "the attempts go on from where they were")
	})
}

// BenchmarkReceiver is the acknowledgement of an event with verification and decoding, beside a handler that reads
// the body and answers. Both are called without a network.
func BenchmarkReceiver(b *testing.B) {
	body := []byte(benchmarkBody(b))
	h := http.Header{}
	webhook.Sign(h, body, secret)
	bare := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })
	r, err := webhook.NewReceiver(webhook.WithSecrets(secret))
	require.NoError(b, err)
	webhook.On(r, func(context.Context, *webhook.MessageCreated) error { return nil })
	for name, handler := range map[string]http.Handler{"bare": bare, "receiver": r} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				req := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
				req.Header = h
				handler.ServeHTTP(httptest.NewRecorder(), req)
			}
		})
	}
	require.NoError(b, r.Shutdown(b.Context()))
}
