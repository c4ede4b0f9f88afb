package main

import (
	"context"
	"os"
	"path/filepath"
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

// run runs the tool, and returns its exit code and what it wrote.
func run(ctx context.Context, client *ndoto.Client, args ...string) (code int, out string) {
	return tooltest.Run(ctx, command(), client, args...)
}

func desk(t *testing.T, d dialects.Dialect) *ndototest.Server {
	t.Helper()
	srv := ndototest.New(t, d.Options()...)
	srv.AddTeam(ndototest.Team{ID: 8, Name: "finance"})
	for _, title := range []string{"urgent", "billing"} {
		_, _, err := srv.Client().Labels.Ensure(t.Context(), &ndoto.LabelParams{Title: ndoto.Set(title)})
		require.NoError(t, err)
	}
	say := func(c ndototest.Conversation, messages ...ndototest.Message) {
		c.Messages = messages
		srv.AddConversation(c)
	}
	say(ndototest.Conversation{}, ndototest.Message{Content: "Hello"}, ndototest.Message{Content: "You CHARGED TWICE, and the site is down"})
	say(ndototest.Conversation{}, ndototest.Message{Content: "Hello"}, ndototest.Message{Content: "Your invoice", Type: "outgoing"})
	say(ndototest.Conversation{Labels: []string{"vip"}, Priority: "low", TeamID: 1}, ndototest.Message{Content: "A refund, please"})
	say(ndototest.Conversation{AssigneeID: 1}, ndototest.Message{Content: "A refund, please"})
	return srv
}

type routed struct {
	labels   []string
	team     int64
	priority string
}

func routes(srv *ndototest.Server) (all []routed) {
	for id := int64(1); ; id++ {
		c, ok := srv.Conversation(id)
		if !ok {
			return all
		}
		all = append(all, routed{c.Labels, c.TeamID, c.Priority})
	}
}

func TestTriageFollowsTheRules(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := desk(t, d)
		before := routes(srv)
		code, out := run(t.Context(), srv.Client(), "-rules", "rules.yaml", "-dry-run")
		require.Equal(t, tool.Done, code, out)
		assert.Contains(t, out, "1  outage, billing: labels [urgent billing], team 8, priority \"urgent\"\n")
		assert.Contains(t, out, "2 of 3 unassigned conversations would change.")
		assert.Equal(t, before, routes(srv))

		code, out = run(t.Context(), srv.Client(), "-rules", "rules.yaml")
		require.Equal(t, tool.Done, code, out)
		after := routes(srv)
		assert.Equal(t, routed{[]string{"urgent", "billing"}, 8, "urgent"}, after[0])
		assert.Equal(t, before[1], after[1], "only what the customer wrote counts")
		assert.Equal(t, routed{[]string{"vip", "billing"}, 1, "low"}, after[2], "what somebody has set stays")
		assert.Equal(t, before[3], after[3], "assigned")

		code, out = run(t.Context(), srv.Client(), "-rules", "rules.yaml")
		assert.Equal(t, tool.Done, code)
		assert.Contains(t, out, "0 of 3 unassigned conversations changed.")
	})
}

func TestTriageSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := ndototest.New(t, d.Options()...)
		for name, c := range map[string]struct {
			rules, want string
		}{
			"nothing":       {"", "is empty"},
			"no rules":      {"rules: []", "has no rules"},
			"no name":       {"rules: [{labels: [x]}]", "rules.yaml: rule 1: match is missing"},
			"unknown field": {"rules: [{name: a, matches: x}]", "line 1: unknown field matches"},
			"no match":      {"rules: [{name: a, labels: [x]}]", "rule 1 (a): match is missing"},
			"no effect":     {"rules: [{name: a, match: x}]", "it does nothing"},
			"bad pattern":   {"rules: [{name: a, match: '(', labels: [x]}]", "missing closing )"},
			"bad priority":  {"rules: [{name: a, match: x, priority: top}]", `priority "top" must be one of low, medium, high and urgent`},
			"no such label": {"rules: [{name: a, match: x, labels: [x]}]", `the account has no label "x"`},
			"no such team":  {"rules: [{name: a, match: x, team: x}]", `the account has no team "x"`},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "rules.yaml")
				require.NoError(t, os.WriteFile(path, []byte(c.rules), 0o600))
				code, out := run(t.Context(), srv.Client(), "-rules", path)
				assert.Equal(t, tool.Failed, code)
				assert.Contains(t, out, c.want)
			})
		}
		for want, args := range map[string][]string{
			"-rules is missing":         nil,
			"account 1 has no inbox 99": {"-rules", "rules.yaml", "-inbox", "99"},
		} {
			code, out := run(t.Context(), srv.Client(), args...)
			assert.Equal(t, tool.Misused, code)
			assert.Contains(t, out, want)
		}
		code, out := run(t.Context(), srv.Client(), "-rules", "no.yaml")
		assert.Equal(t, tool.Failed, code)
		assert.Contains(t, out, "no such file")
	})
}

func TestDocumentedRoutesAreNotEnough(t *testing.T) {
	t.Parallel()
	tooltest.DocumentedRoutes(t, desk(t, dialects.OnlyDocumented()), command(), "-rules", "rules.yaml")
}
