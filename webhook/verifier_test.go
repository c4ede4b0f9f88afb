package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/webhook"
)

func signWith(key string, body []byte) func(*http.Request) {
	return func(req *http.Request) { req.Header = http.Header{}; webhook.Sign(req.Header, body, key) }
}

// TestSecretsThatChange while the receiver runs.
func TestSecretsThatChange(t *testing.T) {
	t.Parallel()
	secrets, failure := []string{"old"}, error(nil)
	r, err := webhook.NewReceiver(webhook.WithSecretsFunc(func(context.Context) ([]string, error) { return secrets, failure }))
	require.NoError(t, err)
	var seen record
	webhook.On(r, seen.handle)
	status := func(id int, key string) int {
		body := messageBody(1, id)
		return post(r, body, signWith(key, body))
	}
	assert.Equal(t, 401, status(1, "new"))
	secrets = []string{"old", "new"}
	assert.Equal(t, 200, status(1, "new"))
	assert.Equal(t, 200, status(2, "old"))
	secrets = nil
	assert.Equal(t, 401, status(3, "new"))
	failure = errors.New("the vault is sealed")
	assert.Equal(t, 500, status(3, "new"), "agent bots are sent to again")
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, 2, seen.count())
}

// TestTenants use the same ids, and do not wait for each other.
func TestTenants(t *testing.T) {
	t.Parallel()
	r, err := webhook.NewReceiver(webhook.WithTenants(func(req *http.Request) (webhook.Tenant, error) {
		id := strings.TrimPrefix(req.URL.Path, "/")
		return map[string]webhook.Tenant{"acme": {ID: "acme", Secrets: []string{"a"}}, "bolt": {ID: "bolt", Secrets: []string{"b"}}}[id], nil
	}))
	require.NoError(t, err)
	got := map[string]int64{}
	webhook.On(r, func(_ context.Context, e *webhook.MessageCreated) error {
		got[e.Delivery.Tenant+" "+webhook.OrderKey(e)+" "+webhook.Key(e)]++
		return nil
	})
	body := messageBody(1, 1)
	status := func(path, key string) int {
		return post(r, body, signWith(key, body), func(req *http.Request) { req.URL.Path = path })
	}
	assert.Equal(t, 200, status("/acme", "a"))
	require.NoError(t, waitForHandled(t, r, 1))
	assert.Equal(t, 200, status("/bolt", "b"))
	assert.Equal(t, 200, status("/bolt", "b"), "it is known")
	assert.Equal(t, 401, status("/acme", "b"))
	assert.Equal(t, 401, status("/nobody", "a"))
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, map[string]int64{
		"acme tenant/4/acme/conversation/1 tenant/4/acme/message_created/1/1": 1, "bolt tenant/4/bolt/conversation/1 tenant/4/bolt/message_created/1/1": 1,
	}, got)
}

// waitForHandled keeps handlers of different conversations from running at the same time.
func waitForHandled(t *testing.T, r *webhook.Receiver, n int64) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for r.Stats().Handled < n {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		time.Sleep(time.Millisecond)
	}
	return nil
}

// TestAHeaderThatSomebodyAdds does not hide the server's.
func TestAHeaderThatSomebodyAdds(t *testing.T) {
	t.Parallel()
	r := receiver(t)
	var seen record
	webhook.On(r, seen.handle)
	assert.Equal(t, 200, post(r, messageBody(1, 1), func(req *http.Request) {
		req.Header.Set("X-Ndoto-Signature", "sha256=00")
		req.Header.Set("X-Ndoto-Timestamp", "1")
	}))
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, 1, seen.count())
}

// TestARefusal tells a stranger nothing, and the operator once a minute what to do.
func TestARefusal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := receiver(t, webhook.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		body := messageBody(1, 1)
		refuse := func() *httptest.ResponseRecorder {
			req := httptest.NewRequest(http.MethodPost, "/hook?token=s3cret", bytes.NewReader(body))
			webhook.Sign(req.Header, body, "another")
			w := httptest.NewRecorder()
			r.ServeHTTP(w, req)
			return w
		}
		for range 100 {
			w := refuse()
			assert.Equal(t, 401, w.Code)
			assert.Equal(t, "Unauthorized\n", w.Body.String())
		}
		assert.Equal(t, 1, strings.Count(log.String(), "\n"))
		assert.Contains(t, log.String(), "none of 1 secrets made it")
		assert.NotContains(t, log.String(), "s3cret")
		time.Sleep(2 * time.Minute)
		refuse()
		assert.Equal(t, 2, strings.Count(log.String(), "\n"))
		assert.Contains(t, log.String(), "skipped=99")
		require.NoError(t, r.Shutdown(t.Context()))
	})
}

// deadlines is a connection that notes its deadlines.
type deadlines struct {
	*httptest.ResponseRecorder
	set []time.Time
}

func (d *deadlines) SetReadDeadline(at time.Time) error { d.set = append(d.set, at); return nil }

// TestABodyHasADeadline, and what is not signed at all is refused before its body is read.
func TestABodyHasADeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := receiver(t)
		body := messageBody(1, 1)
		req := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		webhook.Sign(req.Header, body, secret)
		w := &deadlines{ResponseRecorder: httptest.NewRecorder()}
		r.ServeHTTP(w, req)
		assert.Equal(t, []time.Time{time.Now().Add(10 * time.Second), {}}, w.set, "the next request of the connection has none")

		unsigned := httptest.NewRequest(http.MethodPost, "/", readerFunc(func([]byte) (int, error) { t.Error("it was read"); return 0, errors.New("no") }))
		w = &deadlines{ResponseRecorder: httptest.NewRecorder()}
		r.ServeHTTP(w, unsigned)
		assert.Equal(t, 401, w.Code)
		assert.Empty(t, w.set)
		require.NoError(t, r.Shutdown(t.Context()))
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
