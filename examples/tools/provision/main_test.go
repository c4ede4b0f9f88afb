package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

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

// run runs the tool for somebody who types input, and returns its exit code and what it wrote.
func run(ctx context.Context, client *ndoto.Client, input string, args ...string) (code int, out string) {
	p := command(operatorFromEnv)
	p.In = strings.NewReader(input)
	return tooltest.Run(ctx, p, client, args...)
}

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "account.yaml")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

const changes = "  + agent dana@example.com, agent (an invitation is sent)\n  + team finance\n  ~ team finance: members [] -> [dana@example.com]\n" +
	"  + label urgent\n  + label billing\n  + inbox Shop\n  ~ inbox Shop: members [] -> [dana@example.com]\n  + attribute plan of a contact\n" +
	"  + canned response hello\n  + webhook https://shop.example.com/events: events [] -> [conversation_created message_created]\n"

func TestProvisionAsksAndASecondRunChangesNothing(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		client := srv.Client()
		code, out := run(t.Context(), client, "\n", "-file", "account.yaml")
		require.Equal(t, tool.Done, code, out)
		assert.Contains(t, out, changes+"Apply it? [y/N] Nothing was changed.")
		code, out = run(t.Context(), client, "", "-file", "account.yaml", "-dry-run")
		require.Equal(t, tool.Done, code, out)
		assert.Contains(t, out, changes+"Nothing was changed.")

		// A failure in the middle is continued.
		require.NoError(t, srv.Fail(ndototest.Fault{Operation: "POST inboxes", Count: 1, Status: 403, Body: "{}"}))
		code, out = run(t.Context(), client, "y\n", "-file", "account.yaml")
		assert.Equal(t, tool.Failed, code)
		assert.Contains(t, out, "5 of 10 changes were made; run it again to continue")
		code, out = run(t.Context(), client, "", "-file", "account.yaml", "-yes")
		require.Equal(t, tool.Done, code, out)
		assert.Contains(t, out, "5 changes were made.")

		code, out = run(t.Context(), client, "", "-file", "account.yaml", "-yes")
		assert.Equal(t, tool.Done, code)
		assert.Equal(t, "Nothing to change.\n", out)
		inboxes, err := client.Inboxes.List(t.Context())
		require.NoError(t, err)
		members, err := client.Inboxes.Members(t.Context(), inboxes[1].ID)
		require.NoError(t, err)
		assert.Equal(t, "We reply within an hour.", inboxes[1].GreetingMessage)
		assert.Equal(t, "dana@example.com", members[0].Email)
	})
}

func TestProvisionShowsWhatDiffers(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		code, out := run(t.Context(), srv.Client(), "", "-file", "account.yaml", "-yes")
		require.Equal(t, tool.Done, code, out)
		changed := write(t, `
agents: [{email: dana@example.com, role: administrator}]
teams: [{name: Finance, description: Money, members: [bo@example.com]}]
labels: [{title: billing, description: Money}]
inboxes: [{name: Shop}]
attributes: [{key: plan, name: Tariff, for: contact}]
canned_responses: [{short_code: hello, content: Hi}]
webhooks: [{url: "https://shop.example.com/events", events: [message_created]}]
`)
		code, out = run(t.Context(), srv.Client(), "", "-file", changed, "-yes")
		require.Equal(t, tool.Done, code, out)
		for _, want := range []string{
			"~ agent dana@example.com: agent -> administrator\n", `~ team finance: description "Invoices and refunds" -> "Money"`,
			"~ team finance: members [dana@example.com] -> [bo@example.com]\n", `~ label billing: "" #1f93ff -> "Money" #1f93ff`,
			`~ inbox Shop: webhook "https://shop.example.com/ndoto" -> "", greeting "We reply within an hour." -> ""`,
			`~ attribute plan: "Plan" [free pro] -> "Tariff" []`, "~ canned response hello: ", "-> [message_created]\n", "8 changes were made.",
		} {
			assert.Contains(t, out, want)
		}
		code, out = run(t.Context(), srv.Client(), "", "-file", changed, "-yes")
		assert.Equal(t, tool.Done, code)
		assert.Equal(t, "Nothing to change.\n", out)
	})
}

func TestProvisionSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		srv.AddInbox(ndototest.Inbox{Name: "Site", ChannelType: "Channel::WebWidget"})
		for name, c := range map[string]struct{ content, want string }{
			"empty":          {"", "account.yaml is empty"},
			"unknown field":  {"lables: []", "line 1: unknown field lables"},
			"unknown member": {"teams: [{name: a, members: [x@example.com]}]", "team a: x@example.com is neither an agent of the account nor in the file"},
			"other channel":  {"inboxes: [{name: Site}]", "inbox Site exists and is not an API inbox (Channel::WebWidget)"},
			"attribute":      {"attributes: [{key: a, name: A}]", `attribute a: for must be contact or conversation, got ""`},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				code, out := run(t.Context(), srv.Client(), "", "-file", write(t, c.content), "-yes")
				assert.Equal(t, tool.Failed, code)
				assert.Contains(t, out, c.want)
			})
		}
		code, out := run(t.Context(), srv.Client(), "")
		assert.Equal(t, tool.Misused, code)
		assert.Contains(t, out, "-file is missing")
		labels := write(t, "labels: [{title: new}]")
		code, out = run(t.Context(), srv.Client(ndoto.WithToken(srv.AgentToken)), "", "-file", labels, "-yes")
		assert.Equal(t, tool.Failed, code)
		assert.Contains(t, out, "this needs the token of an administrator")
	})
}

func TestDocumentedRoutesAreNotEnough(t *testing.T) {
	t.Parallel()
	tooltest.DocumentedRoutes(t, ndototest.New(t, dialects.OnlyDocumented().Options()...), command(operatorFromEnv), "-file", "account.yaml", "-yes")
}
