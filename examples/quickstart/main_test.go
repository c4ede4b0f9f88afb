package main

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/examples/internal/tool/tooltest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

// take runs the tour for somebody who types input, and returns its exit code and all that it wrote.
func take(ctx context.Context, input string, args ...string) (code int, out string) {
	q := quickstart()
	q.In = strings.NewReader(input)
	return tooltest.Run(ctx, q, nil, args...)
}

// account points the environment at a server.
func account(t *testing.T, srv *ndototest.Server) {
	t.Helper()
	t.Setenv("NDOTO_API_TOKEN", srv.AdminToken)
	t.Setenv("NDOTO_ACCOUNT_ID", "1")
	t.Setenv("NDOTO_BASE_URL", srv.URL)
	t.Setenv("NDOTO_INBOX_ID", "")
}

func TestTourOnTheInMemoryServer(t *testing.T) {
	t.Setenv("NDOTO_API_TOKEN", "")
	code, out := take(t.Context(), "")
	assert.Equal(t, tool.Done, code)
	for _, want := range []string{
		"NDOTO_API_TOKEN is not set, so this runs against an in-memory server at http://127.0.0.1:",
		"1. Created contact 1, Ada Lovelace <ada@example.com>.", "2. Opened conversation 1, which is open.",
		`5. A note for the team, with tracking.csv attached: message 3, "The parcel was two days late.".`, "7. Its labels are now delivery.",
		"8. It is assigned to Amara Admin.", "9. It is resolved. That is all.",
	} {
		assert.Contains(t, out, want)
	}
}

func TestTourMakesAnInboxOnceAndOnlyIfItMay(t *testing.T) {
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		srv := ndototest.New(t, d.Options()...)
		account(t, srv)
		code, out := take(t.Context(), "\n")
		assert.Equal(t, tool.Done, code)
		assert.Contains(t, out, "Connected to "+srv.URL+", account 1, as Amara Admin.")
		assert.Contains(t, out, `Create one named "ndoto-go quickstart"? [y/N] `)
		assert.Contains(t, out, "Nothing was changed.")

		code, out = take(t.Context(), "y\n")
		assert.Equal(t, tool.Done, code)
		assert.Contains(t, out, "It leaves behind:\n  - inbox 2, \"ndoto-go quickstart\"; deleting it deletes its conversations too\n"+
			"  - contact 1, ada@example.com\n  - conversation 1, with its messages\n")

		code, out = take(t.Context(), "")
		assert.Equal(t, tool.Done, code)
		assert.NotContains(t, out, "Create one")
		assert.Contains(t, out, "It leaves behind:\n  - inbox 2, \"ndoto-go quickstart\"; deleting it deletes its conversations too\n  - conversation 2, with its messages\n")
	})
}

func TestTourShowsTenConversations(t *testing.T) {
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		srv := ndototest.New(t, d.Options()...)
		account(t, srv)
		for i := range 60 {
			contact := srv.AddContact(ndototest.Contact{Name: fmt.Sprintf("Customer %d", i)})
			srv.AddConversation(ndototest.Conversation{ContactID: contact})
		}
		code, out := take(t.Context(), "", "-inbox", "1")
		assert.Equal(t, tool.Done, code)
		assert.Equal(t, 10, strings.Count(out, ", since "))
		assert.NotContains(t, out, "  - inbox", "it was there before")
	})
}

func TestTourSaysWhatIsWrong(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		account(t, ndototest.New(t, d.Options()...))
		type outcome struct {
			code int
			out  string
		}
		code, out := take(t.Context(), "", "-inbox", "API")
		assert.Equal(t, tool.Misused, code)
		assert.Contains(t, out, `-inbox must be the id of an API inbox, the number in the address of its settings page, got "API"`)
		for inbox, want := range map[string]string{"99": "account 1 has no inbox 99, or the token's owner is not a member of it", "0": "-inbox must be the id of an inbox"} {
			code, out = take(t.Context(), "", "-inbox", inbox)
			assert.Equal(t, tool.Misused, code)
			assert.Contains(t, out, want)
			assert.NotContains(t, out, "leaves behind")
		}
		t.Setenv("NDOTO_API_TOKEN", "wrong")
		code, out = take(t.Context(), "")
		assert.Equal(t, tool.Failed, code)
		assert.Contains(t, out, "copy the token from the profile settings")
		t.Setenv("NDOTO_ACCOUNT_ID", "")
		code, out = take(t.Context(), "")
		assert.Equal(t, outcome{tool.Misused, "quickstart: the environment variable NDOTO_ACCOUNT_ID must be set: " +
			"it is the number in the URL of the application, .../app/accounts/123\nSee quickstart --help.\n"},
			outcome{code, out})
	})
}

func TestTourEndsWithItsContext(t *testing.T) {
	t.Setenv("NDOTO_API_TOKEN", "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	code, _ := take(ctx, "")
	assert.Equal(t, tool.Interrupted, code)
}
