package main

import (
	"context"
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

// run runs the tool, and returns its exit code and what it wrote.
func run(ctx context.Context, client *ndoto.Client, args ...string) (code int, out string) {
	return tooltest.Run(ctx, command(), client, args...)
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// desk counts what a server holds.
type desk struct{ contacts, conversations, messages, resolved, labeled int }

func look(t *testing.T, client *ndoto.Client) (d desk) {
	t.Helper()
	for _, err := range client.Contacts.All(t.Context(), nil) {
		require.NoError(t, err)
		d.contacts++
	}
	for c, err := range client.Conversations.All(t.Context(), &ndoto.ListConversationsParams{Status: ndoto.StatusAll}) {
		require.NoError(t, err)
		d.conversations++
		if c.Status == ndoto.StatusResolved {
			d.resolved++
		}
		labels, err := client.Conversations.Labels(t.Context(), c.ID)
		require.NoError(t, err)
		if len(labels) > 0 {
			d.labeled++
		}
		for m, err := range client.Messages.All(t.Context(), c.ID, nil) {
			require.NoError(t, err)
			if m.MessageType != ndoto.MessageActivity {
				d.messages++
			}
		}
	}
	return d
}

// history is 20 conversations of ten contacts, with three messages each.
func history() string {
	var b strings.Builder
	for i := range 20 {
		_, _ = fmt.Fprintf(&b, `{"id":"%d","status":"resolved","labels":["old"],"contact":{"name":"N%[2]d","email":"n%[2]d@example.com"},"messages":[`+
			`{"id":"1","type":"incoming","content":"Hello","at":"2025-01-02T03:04:05Z"},{"id":"2","type":"outgoing","content":"Good day"},`+
			`{"id":"3","type":"outgoing","private":true,"content":"A note"}]}`+"\n", i, i%10)
	}
	return b.String()
}

func TestImportDoublesNothing(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		path := file(t, "history.jsonl", history())
		require.NoError(t, srv.Fail(ndototest.Fault{Probability: 0.1, Seed: 1, Cut: ndototest.CutAfterEffect}))
		for range 4 { // as when the process is killed
			ctx, stop := context.WithCancel(t.Context())
			var calls atomic.Int64
			client := srv.Client(ndoto.WithTransport(roundTripper(func(r *http.Request) (*http.Response, error) {
				if calls.Add(1) == 40 {
					stop()
				}
				return srv.Transport().RoundTrip(r)
			})))
			code, out := run(ctx, client, "-in", path, "-inbox", "1")
			stop()
			require.True(t, code == tool.Interrupted || code == tool.Failed && !d.ShowsAttributes(), out)
		}
		code, out := run(t.Context(), srv.Client(), "-in", path, "-inbox", "1")
		for !d.ShowsAttributes() && code == tool.Failed { // a message may have arrived: the next run sees it
			require.Contains(t, out, "Run it again to continue")
			code, out = run(t.Context(), srv.Client(), "-in", path, "-inbox", "1")
		}
		require.Equal(t, tool.Done, code, out)
		srv.ClearFaults()
		want := desk{contacts: 10, conversations: 20, messages: 60, resolved: 20, labeled: 20}
		assert.Equal(t, want, look(t, srv.Client()))

		code, out = run(t.Context(), srv.Client(), "-in", path, "-inbox", "1")
		assert.Equal(t, tool.Done, code)
		assert.Contains(t, out, "Created 0 contacts, 0 conversations and 0 messages.\n20 conversations were imported before, says "+path+".imported.")
		require.NoError(t, os.Remove(path+".imported"))
		code, out = run(t.Context(), srv.Client(), "-in", path, "-inbox", "1")
		assert.Equal(t, tool.Done, code)
		assert.Contains(t, out, "Created 0 contacts, 0 conversations and 0 messages.")
		assert.Equal(t, want, look(t, srv.Client()))
	})
}

func TestImportedConversation(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		code, out := run(t.Context(), srv.Client(), "-inbox", "1", "-in", file(t, "x.csv",
			"conversation,email,message,type,at,content,private\n"+
				"7,ada@example.com,1,incoming,2025-01-02T03:04:05Z,\"Hello,\nthere\",\n7,ada@example.com,2,outgoing,2025-01-02T03:05:00Z,Hi,true\n,bo@example.org,,,,,\n"))
		require.Equal(t, tool.Done, code, out)
		assert.Contains(t, out, "Created 2 contacts, 1 conversations and 2 messages.")
		type message struct {
			content string
			kind    ndoto.MessageType
			private bool
			at      time.Time
		}
		var got []message
		for m, err := range srv.Client().Messages.All(t.Context(), 1, nil) {
			require.NoError(t, err)
			got = append(got, message{m.Content, m.MessageType, m.Private, m.EffectiveTime().UTC()})
		}
		if !d.ShowsAttributes() { // Ndoto documents lists without the times of imported messages
			got[0].at, got[1].at = time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(2025, 1, 2, 3, 5, 0, 0, time.UTC)
		}
		assert.Equal(t, []message{
			{"Hello,\nthere", ndoto.MessageIncoming, false, time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)},
			{"Hi", ndoto.MessageOutgoing, true, time.Date(2025, 1, 2, 3, 5, 0, 0, time.UTC)},
		}, got)
	})
}

func TestImportedStatus(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		client := srv.Client()
		srv.AddBot(ndototest.Bot{Name: "Helper", Handler: http.NotFoundHandler()}) // new conversations of its inbox are pending
		path := file(t, "x.jsonl", `{"id":"1","status":"open","contact":{"email":"a@example.com"},"messages":[{"id":"1","type":"incoming","content":"Hi"}]}
{"id":"2","status":"resolved","contact":{"email":"b@example.com"},"messages":[{"id":"1","type":"incoming","content":"Hi"}]}
{"id":"3","contact":{"email":"c@example.com"}}
`)
		code, out := run(t.Context(), client, "-inbox", "1", "-in", path, "-allow-answers")
		require.Equal(t, tool.Done, code, out)
		got := map[string]ndoto.ConversationStatus{}
		for c, err := range client.Conversations.All(t.Context(), &ndoto.ListConversationsParams{Status: ndoto.StatusAll}) {
			require.NoError(t, err)
			got[c.Customer().Email] = c.Status
		}
		assert.Equal(t, map[string]ndoto.ConversationStatus{
			"a@example.com": ndoto.StatusOpen, "b@example.com": ndoto.StatusResolved, "c@example.com": ndoto.StatusPending,
		}, got)
	})
}

func TestImportRefusesAnInboxThatAnswers(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		path := file(t, "x.jsonl", `{"id":"1","contact":{"email":"a@example.com"},"messages":[{"id":"1","type":"incoming","content":"Hi"}]}`)
		for want, prepare := range map[string]func(*ndototest.Server) (inbox int64){
			`the bot "Helper" of inbox 1`: func(srv *ndototest.Server) int64 {
				srv.AddBot(ndototest.Bot{Name: "Helper", Handler: http.NotFoundHandler()})
				return 1
			},
			"the greeting of inbox ": func(srv *ndototest.Server) int64 {
				return srv.AddInbox(ndototest.Inbox{Settings: map[string]any{"greeting_enabled": true, "greeting_message": "Welcome!"}})
			},
			"the out-of-office message of inbox ": func(srv *ndototest.Server) int64 {
				return srv.AddInbox(ndototest.Inbox{Settings: map[string]any{"working_hours_enabled": true, "out_of_office_message": "Closed."}})
			},
		} {
			t.Run(want, func(t *testing.T) {
				t.Parallel()
				srv := ndototest.New(t, d.Options()...)
				inbox := fmt.Sprint(prepare(srv))
				code, out := run(t.Context(), srv.Client(), "-inbox", inbox, "-in", path)
				assert.Equal(t, tool.Misused, code)
				assert.Contains(t, out, want)
				assert.Equal(t, desk{}, look(t, srv.Client()))
				assert.NoFileExists(t, path+".imported")
			})
		}
	})
}

func TestImportWithoutAnInbox(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		path := file(t, "x.jsonl", history())
		for _, args := range [][]string{{"-in", path}, {"-in", path, "-dry-run"}} {
			code, out := run(t.Context(), srv.Client(), args...)
			assert.Equal(t, tool.Misused, code)
			assert.Contains(t, out, "import: "+path+":1: a conversation needs -inbox\nSee import --help.")
		}
		assert.NoFileExists(t, path+".imported", "it would belong to another run than the one with an inbox")
		path = filepath.Join(t.TempDir(), "missing.jsonl")
		code, _ := run(t.Context(), srv.Client(), "-in", path, "-inbox", "1")
		assert.Equal(t, tool.Failed, code)
		assert.NoFileExists(t, path+".imported")
	})
}

func TestImportTellsOfBadRows(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		path := file(t, "bad.jsonl", `{"contact":{"email":"ok@example.com"}}
{"contact":{"name":"Nobody"}}
not JSON
{"contact":{"e-mail":"x@example.com"}}

{"contact":{"email":"not an address"}}
{"id":"1","contact":{"email":"a@example.com"},"messages":[{"id":"9","type":"inbound","content":"x"}]}
{"contact":{"email":"last@example.com"}}
`)
		code, out := run(t.Context(), srv.Client(), "-in", path, "-inbox", "1")
		assert.Equal(t, tool.Failed, code)
		for _, want := range []string{
			path + ":2: the contact needs an email, a phone or an identifier", path + ":3: invalid character", path + `:4: json: unknown field "e-mail"`,
			path + ":6: ", path + `:7: the type of message 9 must be one of incoming, outgoing, activity and template, got "inbound"`,
			"5 records were left out", "Created 2 contacts, 0 conversations",
		} {
			assert.Contains(t, out, want)
		}
		assert.Equal(t, desk{contacts: 2}, look(t, srv.Client()))

		path = file(t, "bad.csv", "email,conversation,content,type,at\na@example.com,1,Hi,incoming,yesterday\nb@example.com\n"+
			"c@example.com,3,Hi,incoming,\nd@example.com,4,Hi,incoming,\nc@example.com,3,Again,incoming,\n")
		code, out = run(t.Context(), srv.Client(), "-in", path, "-inbox", "1", "-dry-run")
		assert.Equal(t, tool.Failed, code)
		for _, want := range []string{
			path + `:2: parsing time "yesterday"`, path + ":3: the row has 1 columns, the header 5",
			path + ":6: conversation 3 was further above already", "Read 5 records.",
		} {
			assert.Contains(t, out, want)
		}
	})
}

func TestImportSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		widget := srv.AddInbox(ndototest.Inbox{Name: "Site", ChannelType: "Channel::WebWidget"})
		good := `{"contact":{"email":"a@example.com"}}`
		for name, c := range map[string]struct {
			token string
			args  []string
			code  int
			want  string
		}{
			"no file":       {srv.AdminToken, nil, tool.Misused, "-in must be a file that ends with .jsonl or .csv"},
			"missing file":  {srv.AdminToken, []string{"-in", filepath.Join(t.TempDir(), "x.csv")}, tool.Failed, "no such file"},
			"empty file":    {srv.AdminToken, []string{"-in", file(t, "x.csv", "")}, tool.Failed, "the header: EOF"},
			"other columns": {srv.AdminToken, []string{"-in", file(t, "x.csv", "mail\n")}, tool.Failed, `unknown column "mail"; these are known: [conversation `},
			"no such inbox": {srv.AdminToken, []string{"-in", file(t, "x.jsonl", good), "-inbox", "99"}, tool.Misused, "account 1 has no inbox 99"},
			"widget inbox": {srv.AdminToken, []string{"-in", file(t, "x.jsonl", good), "-inbox", fmt.Sprint(widget)}, tool.Misused,
				"is not an API inbox"},
			"wrong token": {"wrong", []string{"-in", file(t, "x.jsonl", good)}, tool.Failed, "copy the token from the profile settings"},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				code, out := run(t.Context(), srv.Client(ndoto.WithToken(c.token)), c.args...)
				assert.Equal(t, c.code, code)
				assert.Contains(t, out, c.want)
			})
		}
	})
}

func TestDocumentedRoutesAreNotEnough(t *testing.T) {
	t.Parallel()
	tooltest.DocumentedRoutes(t, ndototest.New(t, dialects.OnlyDocumented().Options()...), command(), "-in", file(t, "history.jsonl", history()), "-inbox", "1")
}
