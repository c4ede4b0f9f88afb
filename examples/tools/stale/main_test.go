package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/examples/internal/tool/tooltest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run runs the tool, and returns its exit code and what it wrote.
func run(ctx context.Context, client *ndoto.Client, args ...string) (code int, out string) {
	return tooltest.Run(ctx, command(), client, args...)
}

// desk has an idle conversation that was answered, an idle one that was not, a fresh one, and one of another inbox.
func desk(t *testing.T, d dialects.Dialect) *ndototest.Server {
	t.Helper()
	srv := ndototest.New(t, d.Options()...)
	at := time.Now().AddDate(0, 0, -40).UTC()
	contact := srv.AddContact(ndototest.Contact{Name: "Ada"})
	talk := func(inbox int64, at time.Time, kinds ...string) {
		c := ndototest.Conversation{ContactID: contact, InboxID: inbox, CreatedAt: at, LastActivityAt: at}
		for _, kind := range kinds {
			c.Messages = append(c.Messages, ndototest.Message{Content: "Text", Type: kind, CreatedAt: at})
		}
		srv.AddConversation(c)
	}
	talk(1, at, "incoming", "outgoing")
	talk(1, at, "incoming")
	talk(1, time.Now().Add(-time.Hour), "incoming", "outgoing")
	talk(srv.AddInbox(ndototest.Inbox{Name: "Other"}), at, "incoming", "outgoing")
	return srv
}

func statuses(srv *ndototest.Server) (all []string) {
	for id := int64(1); ; id++ {
		c, ok := srv.Conversation(id)
		if !ok {
			return all
		}
		all = append(all, c.Status)
	}
}

func TestStaleResolvesWhatIsIdleOnlyIfToldTo(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := desk(t, d)
		code, out := run(t.Context(), srv.Client())
		assert.Equal(t, tool.Done, code, out)
		assert.Contains(t, out, "2 conversations would be resolved; -apply does it. 1 idle ones wait for a reply")
		assert.Equal(t, []string{"open", "open", "open", "open"}, statuses(srv))

		code, out = run(t.Context(), srv.Client(), "-apply", "-inbox", "1")
		assert.Equal(t, tool.Done, code, out)
		assert.Equal(t, []string{"resolved", "open", "open", "open"}, statuses(srv))

		code, out = run(t.Context(), srv.Client(), "-apply", "-unanswered", "-farewell", "Write to us at any time.")
		assert.Equal(t, tool.Done, code, out)
		assert.Equal(t, []string{"resolved", "resolved", "open", "resolved"}, statuses(srv))
		said := srv.Messages(2)[1]
		assert.Equal(t, "Write to us at any time.", said.Content)
		assert.Equal(t, "outgoing", said.Type)

		code, out = run(t.Context(), srv.Client(), "-apply", "-unanswered")
		assert.Equal(t, tool.Done, code)
		assert.Contains(t, out, "0 conversations resolved.")
	})
}

func TestStaleSaysFarewellOnce(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := desk(t, d)
		assert.NoError(t, srv.Fail(ndototest.Fault{Operation: "POST conversations/*/messages", Count: 1, Cut: ndototest.CutAfterEffect}))
		code, out := run(t.Context(), srv.Client(), "-apply", "-inbox", "1", "-farewell", "Bye")
		assert.Equal(t, tool.Done, code, out)
		farewells := 0
		for _, m := range srv.Messages(1) {
			if m.Content == "Bye" {
				farewells++
			}
		}
		assert.Equal(t, 1, farewells)
	})
}

func TestStaleSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		code, out := run(t.Context(), srv.Client(), "-days", "0")
		assert.Equal(t, tool.Misused, code)
		assert.Contains(t, out, "-days must be at least 1, got 0")
		code, out = run(t.Context(), srv.Client(), "-inbox", "99")
		assert.Equal(t, tool.Misused, code)
		assert.Contains(t, out, "account 1 has no inbox 99")
		code, out = run(t.Context(), srv.Client(ndoto.WithToken("wrong")))
		assert.Equal(t, tool.Failed, code)
		assert.Contains(t, out, "copy the token")
		code, out = run(t.Context(), srv.Client())
		assert.Equal(t, tool.Done, code)
		assert.Contains(t, out, "0 conversations would be resolved")
	})
}

func TestDocumentedRoutesAreNotEnough(t *testing.T) {
	t.Parallel()
	tooltest.DocumentedRoutes(t, desk(t, dialects.OnlyDocumented()), command(), "-apply")
}
