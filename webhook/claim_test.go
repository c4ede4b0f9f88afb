package webhook_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

var updatedBody = []byte(`{"event":"conversation_updated","id":1,"account":{"id":1}}`)

// recorded returns a function that sends one signed request again, with other headers around it.
func recorded(h http.Handler, body []byte) func(change ...func(*http.Request)) int {
	header := http.Header{}
	webhook.Sign(header, body, secret)
	return func(change ...func(*http.Request)) int {
		return post(h, body, append([]func(*http.Request){func(req *http.Request) { req.Header = header.Clone() }}, change...)...)
	}
}

// TestARecordedRequest is handled once, whatever is done to the headers that are not signed.
func TestARecordedRequest(t *testing.T) {
	t.Parallel()
	typing := []byte(`{"event":"conversation_typing_on","conversation":{"id":1}}`)
	for name, body := range map[string][]byte{"update": updatedBody, "typing": typing} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handled, forwarded := 0, 0
			r := receiver(t)
			webhook.On(r, func(context.Context, webhook.Event) error { handled++; return nil })
			f := receiver(t, webhook.WithForward(func(context.Context, webhook.Event) error { forwarded++; return nil }))
			for _, h := range []*webhook.Receiver{r, f} {
				again := recorded(h, body)
				for _, change := range [][]func(*http.Request){{delivery("a")}, {delivery("a")}, {delivery("b")}, nil, nil, {func(req *http.Request) { req.Header.Set("X-Ndoto-Delivery", "c") }}} {
					assert.Equal(t, 200, again(change...))
				}
				require.NoError(t, h.Shutdown(t.Context()))
			}
			assert.Equal(t, 1, handled)
			assert.Equal(t, 1, forwarded)
		})
	}
}

// TestTheServerComesAgain with the same id and a new signature after a failure.
func TestTheServerComesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handled := 0
		store := webhooktest.NewFaultyStore()
		r := receiver(t, webhook.WithStore(store, time.Hour))
		webhook.On(r, func(context.Context, *webhook.ConversationUpdated) error { handled++; return nil })
		// The second of the two claims fails, with and without an effect: the first must not stay behind.
		onSignature := func(key string) error {
			if strings.HasPrefix(key, "signature/") {
				return errors.New("the store is gone")
			}
			return nil
		}
		store.Fail(onSignature, nil)
		assert.Equal(t, 500, post(r, updatedBody, delivery("a")))
		time.Sleep(time.Second)
		store.Fail(nil, onSignature)
		assert.Equal(t, 500, post(r, updatedBody, delivery("a")))
		time.Sleep(time.Second)
		store.Fail(nil, nil)
		assert.Equal(t, 200, post(r, updatedBody, delivery("a")))
		assert.Equal(t, 200, post(r, updatedBody, delivery("a")))
		require.NoError(t, r.Shutdown(t.Context()))
		assert.Equal(t, 1, handled)
	})
}

// TestAProcessThatDiesWhileItAccepts leaves a lease, which ends.
func TestAProcessThatDiesWhileItAccepts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := webhook.NewMemoryStore(0)
		dead := receiver(t, webhook.WithStore(store, time.Hour), webhook.WithForward(func(ctx context.Context, _ webhook.Event) error {
			<-ctx.Done()
			return ctx.Err()
		}))
		go post(dead, messageBody(1, 1))
		synctest.Wait()
		var seen record
		r := receiver(t, webhook.WithStore(store, time.Hour))
		webhook.On(r, seen.handle)
		began := time.Now()
		assert.Equal(t, 429, post(r, messageBody(1, 1)))
		assert.Equal(t, 2*time.Second, time.Since(began).Truncate(time.Second), "within the five seconds of the server")
		time.Sleep(4 * time.Second)
		assert.Equal(t, 200, post(r, messageBody(1, 1)))
		require.NoError(t, errors.Join(r.Shutdown(t.Context()), dead.Shutdown(t.Context())))
		assert.Equal(t, 1, seen.count())
	})
}

// TestAStoreThatDiesAfterTheEventIsSafe costs no event.
func TestAStoreThatDiesAfterTheEventIsSafe(t *testing.T) {
	t.Parallel()
	store := webhooktest.NewFaultyStore()
	forwarded := 0
	r := receiver(t, webhook.WithStore(store, time.Hour), webhook.WithForward(func(context.Context, webhook.Event) error {
		forwarded++
		store.Fail(webhooktest.Always(errors.New("the store is gone")), nil)
		return nil
	}))
	assert.Equal(t, 200, post(r, messageBody(1, 1)))
	assert.Equal(t, 1, forwarded)
	require.NoError(t, r.Shutdown(t.Context()))
}

// TestForwardingTakesTooLong for the server, which is told so before it gives up.
func TestForwardingTakesTooLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t, webhook.WithForward(func(ctx context.Context, _ webhook.Event) error { <-ctx.Done(); return ctx.Err() }))
		began := time.Now()
		assert.Equal(t, 500, post(r, messageBody(1, 1)))
		assert.Equal(t, 4*time.Second, time.Since(began))
		require.NoError(t, r.Shutdown(t.Context()))
	})
}

func TestTheMemoryIsBounded(t *testing.T) {
	t.Parallel()
	store := webhook.NewMemoryStore(3)
	for _, key := range []string{"a", "b", "c", "d"} {
		swapped, err := store.CompareAndSwap(t.Context(), key, nil, []byte(key), 0)
		require.NoError(t, err)
		require.True(t, swapped)
	}
	got := map[string]string{}
	for _, key := range []string{"a", "b", "c", "d"} {
		value, err := store.Load(t.Context(), key)
		require.NoError(t, err)
		got[key] = string(value)
	}
	assert.Equal(t, map[string]string{"a": "", "b": "b", "c": "c", "d": "d"}, got)
}
