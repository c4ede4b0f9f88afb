package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/examples/internal/tool/tooltest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const conversations = 60

var created = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func desk(t *testing.T) *ndototest.Server {
	t.Helper()
	srv := ndototest.New(t)
	for i := range conversations {
		c := ndototest.Conversation{
			ContactID: srv.AddContact(ndototest.Contact{Name: fmt.Sprintf("Customer %d", i), Email: fmt.Sprintf("c%d@example.com", i)}),
			CreatedAt: created.Add(time.Duration(i) * time.Hour), Labels: []string{"a", "b"},
		}
		for k := range i % 3 {
			c.Messages = append(c.Messages, ndototest.Message{Content: fmt.Sprintf("Message %d, \"quoted\",\nof %d", k, i), CreatedAt: c.CreatedAt})
		}
		srv.AddConversation(c)
	}
	return srv
}

// run runs the tool, and returns its exit code and what it wrote.
func run(ctx context.Context, client *ndoto.Client, args ...string) (code int, out string) {
	return tooltest.Run(ctx, command(), client, args...)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestExportContinuesAfterItWasKilled(t *testing.T) {
	t.Parallel()
	srv := desk(t)
	for _, ext := range []string{"jsonl", "csv"} {
		t.Run(ext, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			whole, pieces := filepath.Join(dir, "whole."+ext), filepath.Join(dir, "pieces."+ext)
			code, out := run(t.Context(), srv.Client(), "-out", whole)
			require.Equal(t, tool.Done, code, out)
			assert.Contains(t, out, "60 conversations are in ")

			for i := range 3 {
				ctx, stop := context.WithCancel(t.Context())
				var calls atomic.Int64
				client := srv.Client(ndoto.WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
					if calls.Add(1) == 12 {
						stop()
					}
					return srv.Transport().RoundTrip(r)
				})))
				code, out = run(ctx, client, "-out", pieces)
				require.Equal(t, tool.Interrupted, code, out)
				assert.Equal(t, i > 0, strings.Contains(out, "Continuing after "))
				// A process that is killed can leave half of a record, and half of a line in its journal.
				appendTo(t, pieces, `{"id":"999","cont`)
				appendTo(t, pieces+".progress", "123 99")
			}
			code, out = run(t.Context(), srv.Client(), "-out", pieces)
			require.Equal(t, tool.Done, code, out)
			assert.ElementsMatch(t, lines(t, whole), lines(t, pieces))
			assert.NoFileExists(t, pieces+".progress")
		})
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteString(text)
	require.NoError(t, err)
	require.NoError(t, f.Close())
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	if filepath.Ext(path) != ".csv" {
		return strings.Split(string(data), "\n")
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	require.NoError(t, err)
	joined := make([]string, len(rows))
	for i, row := range rows {
		joined[i] = strings.Join(row, "|")
	}
	return joined
}

func TestExportedRecord(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		srv.AddConversation(ndototest.Conversation{
			ContactID: srv.AddContact(ndototest.Contact{Name: "Ada", Email: "ada@example.com"}), CreatedAt: created,
			Messages: []ndototest.Message{{Content: "Hello", CreatedAt: created}},
		})
		path := filepath.Join(t.TempDir(), "x.jsonl")
		code, out := run(t.Context(), srv.Client(), "-out", path)
		require.Equal(t, tool.Done, code, out)
		assert.Equal(t, []string{`{"id":"1","status":"open","created_at":"2026-01-02T03:04:05Z","contact":{"name":"Ada","email":"ada@example.com"},` +
			`"messages":[{"id":"1","type":"incoming","at":"2026-01-02T03:04:05Z","sender":"Ada","content":"Hello"}]}`, ""}, lines(t, path))
	})
}

func TestExportSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		dir := t.TempDir()
		there := filepath.Join(dir, "there.csv")
		require.NoError(t, os.WriteFile(there, nil, 0o600))
		other := filepath.Join(dir, "other.csv")
		require.NoError(t, os.WriteFile(other+".progress", []byte("export of account 7\n"), 0o600))
		for name, c := range map[string]struct {
			token, out string
			code       int
			want       string
		}{
			"no file":       {srv.AdminToken, "", tool.Misused, "-out must be a file that ends with .jsonl or .csv"},
			"other format":  {srv.AdminToken, "x.xml", tool.Misused, `got "x.xml"`},
			"exists":        {srv.AdminToken, there, tool.Misused, "there.csv exists, and no export of it is in progress"},
			"another run":   {srv.AdminToken, other, tool.Failed, "other.csv.progress belongs to another run (export of account 7)"},
			"no directory":  {srv.AdminToken, filepath.Join(dir, "no", "x.csv"), tool.Failed, "no such file or directory"},
			"wrong token":   {"wrong", filepath.Join(dir, "x.csv"), tool.Failed, "copy the token from the profile settings"},
			"empty account": {srv.AdminToken, filepath.Join(dir, "empty.csv"), tool.Done, "0 conversations are in "},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				code, out := run(t.Context(), srv.Client(ndoto.WithToken(c.token)), "-out", c.out)
				assert.Equal(t, c.code, code)
				assert.Contains(t, out, c.want)
			})
		}
		for want, args := range map[string][]string{
			`-status must be open, resolved, pending, snoozed or all, got "closed"`: {"-status", "closed"},
			"account 1 has no inbox 99":                         {"-inbox", "99"},
			"-inbox must be the id of an inbox, the number in ": {"-inbox", "-1"},
		} {
			code, out := run(t.Context(), srv.Client(), append(args, "-out", filepath.Join(dir, "x.csv"))...)
			assert.Equal(t, tool.Misused, code)
			assert.Contains(t, out, want)
		}
		assert.NoFileExists(t, filepath.Join(dir, "x.csv"))
	})
}
