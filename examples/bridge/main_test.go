package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheTalk(t *testing.T) {
	t.Setenv("NDOTO_API_TOKEN", "")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	assert.Contains(t, out.String(), `
from +250788123456: Where is my parcel?
  to +250788123456: It comes tomorrow.
  to +250788123456: [file] label.pdf

The conversation has 3 messages, and the answers are delivered.
`)
}

func TestAllThatIsMissingIsToldAtOnce(t *testing.T) {
	for _, v := range variables {
		t.Setenv(v.Name, "")
	}
	t.Setenv("NDOTO_API_TOKEN", "token")
	err := run(t.Context(), &bytes.Buffer{})
	for _, name := range []string{"NDOTO_ACCOUNT_ID", "NDOTO_INBOX_ID", "NDOTO_WEBHOOK_SECRET", "BRIDGE_TOKEN"} {
		require.ErrorContains(t, err, name)
	}
}

// TestForAnAccount serves one until its context ends, with a journal.
func TestForAnAccount(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		srv := ndototest.New(t, d.Options()...)
		file := filepath.Join(t.TempDir(), "bridge.db")
		for name, value := range map[string]string{
			"NDOTO_API_TOKEN": srv.AdminToken, "NDOTO_ACCOUNT_ID": "1", "NDOTO_INBOX_ID": "1", "NDOTO_WEBHOOK_SECRET": "secret", "BRIDGE_TOKEN": "token",
			"NDOTO_BASE_URL": srv.URL, "NDOTO_LISTEN": "127.0.0.1:0", "BRIDGE_JOURNAL": file,
		} {
			t.Setenv(name, value)
		}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		out := writerFunc(func(p []byte) {
			assert.Contains(t, string(p), "Waiting on http://127.0.0.1:")
			stop()
		})
		require.NoError(t, run(ctx, out))
		assert.FileExists(t, file)
		t.Setenv("NDOTO_INBOX_ID", "SMS")
		require.EqualError(t, run(t.Context(), out), `NDOTO_INBOX_ID must be the id of an API inbox, the number in the address of its settings page, got "SMS"`)
		t.Setenv("NDOTO_INBOX_ID", "99")
		require.EqualError(t, run(t.Context(), out), "account 1 has no inbox 99, or the token's owner is not a member of it")
	})
}

type writerFunc func(p []byte)

func (f writerFunc) Write(p []byte) (int, error) { f(p); return len(p), nil }

// TestWhatTheGatewayIsTold decides whether it sends a message again.
func TestWhatTheGatewayIsTold(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		b, err := newBridge(srv.Client(ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1})), srv.InboxID, &gateway{}, webhook.NewMemoryStore(0), webhook.WithoutVerification())
		require.NoError(t, err)
		post := func(token, body string) int {
			w := httptest.NewRecorder()
			r := httptest.NewRequest(http.MethodPost, "/incoming", strings.NewReader(body))
			r.Header.Set("Authorization", "Bearer "+token)
			b.routes("token").ServeHTTP(w, r)
			return w.Code
		}
		const good = `{"id":"1","from":"+250788123456","text":"hi"}`
		for _, c := range []struct {
			what, token, body string
			status            int
		}{
			{"a message", "token", good, 200},
			{"the same again", "token", good, 200},
			{"a stranger", "wrong", good, 401},
			{"nobody", "", good, 401},
			{"no JSON", "token", `{`, 400},
			{"no id", "token", `{"from":"+250788123456","text":"hi"}`, 422},
			{"no text", "token", `{"id":"2","from":"+250788123456"}`, 422},
			{"a number that is not international", "token", `{"id":"3","from":"0788123456","text":"hi"}`, 422},
		} {
			assert.Equal(t, c.status, post(c.token, c.body), c.what)
		}
		require.NoError(t, srv.Fail(ndototest.Fault{Status: http.StatusServiceUnavailable}))
		assert.Equal(t, 503, post("token", `{"id":"4","from":"+250788123456","text":"hi"}`), "a desk that is down")
		assert.Len(t, srv.Messages(1), 1)
		require.NoError(t, b.receiver.Shutdown(t.Context()))
	})
}
