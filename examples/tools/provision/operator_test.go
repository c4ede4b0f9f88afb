package main

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/examples/internal/tool/tooltest"
	"github.com/usendoto/ndoto-go/ndototest"
)

// quiet is a server without a network, in whose time nothing passes.
func quiet(t *testing.T, opts ...ndototest.Option) *ndototest.Server {
	t.Helper()
	at := time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)
	return ndototest.New(t, append(opts, ndototest.WithoutNetwork(), ndototest.WithClock(func() time.Time { return at }))...)
}

// operate runs the tool for the operator of a server.
func operate(t *testing.T, srv *ndototest.Server, input string, args ...string) (code int, out string) {
	t.Helper()
	app, err := srv.PlatformClient()
	require.NoError(t, err)
	p := command(func() (*operator, error) {
		return &operator{app: app, desk: func(id int64, token string) (*ndoto.Client, error) {
			return ndoto.New(id, token, ndoto.WithBaseURL(srv.URL), ndoto.WithTransport(srv.Transport()))
		}}, nil
	})
	p.In = strings.NewReader(input)
	return tooltest.Run(t.Context(), p, nil, args...)
}

// operated is operate for a run that succeeds, and returns what it said.
func operated(t *testing.T, srv *ndototest.Server, input string, args ...string) string {
	t.Helper()
	code, out := operate(t, srv, input, args...)
	require.Equal(t, tool.Done, code, out)
	return out
}

// writes are the requests that change something, since one of the log.
func writes(srv *ndototest.Server, since int) (list []string) {
	for _, r := range srv.Requests()[since:] {
		if r.Method != http.MethodGet {
			list = append(list, r.Method+" "+r.Path)
		}
	}
	return list
}

const (
	opening  = "Plan for account Acme:\n  + account Acme\n  + user uma@acme.example, administrator\n  + user dana@acme.example, agent\n"
	contents = "  + team finance\n  ~ team finance: members [] -> [dana@acme.example]\n  + label urgent\n  + inbox App\n" +
		"  ~ inbox App: members [] -> [dana@acme.example uma@acme.example]\n  + bot Helper\n  ~ inbox App: bot none -> Helper\n" +
		"  + webhook https://crm.acme.example/events: events [] -> [conversation_created]\n"
)

func TestOperatorOpensAnAccountAndASecondRunWritesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := quiet(t)
		out := operated(t, srv, "", "-file", "tenant.yaml", "-dry-run")
		assert.Equal(t, opening+"Nothing was changed.\nWhat is in the account is planned once it is there.\n", out)
		assert.Empty(t, writes(srv, 0))

		out = operated(t, srv, "y\nyes\n", "-file", "tenant.yaml")
		assert.Equal(t, opening+"Apply it? [y/N] 3 changes were made.\nPlan for account 2 on "+srv.URL+":\n"+contents+"Apply it? [y/N] 8 changes were made.\n", out)

		before := len(srv.Requests())
		out = operated(t, srv, "", "-file", "tenant.yaml")
		assert.Equal(t, "Nothing to change.\n", out)
		assert.Empty(t, writes(srv, before))
	})
}

// TestOperatorLosesResponses loses the first response to each write, and runs until there is nothing left to do.
func TestOperatorLosesResponses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		whole := quiet(t)
		operated(t, whole, "", "-file", "tenant.yaml", "-yes")
		want, err := whole.State()
		require.NoError(t, err)
		made := writes(whole, 0)
		for _, lost := range made {
			srv := quiet(t)
			require.NoError(t, srv.Fail(ndototest.Fault{Operation: strings.Replace(lost, " /api/v1/accounts/2/", " ", 1), Count: 1, Cut: ndototest.CutAfterEffect}))
			for run := 0; ; run++ {
				_, out := operate(t, srv, "", "-file", "tenant.yaml", "-yes")
				if strings.HasSuffix(out, "Nothing to change.\n") {
					break
				}
				require.Less(t, run, 4, "%s: %s", lost, out)
			}
			got, err := srv.State()
			require.NoError(t, err)
			got.LastIDs, want.LastIDs = nil, nil
			assert.Equal(t, want, got, lost)
		}
		assert.Len(t, made, 13)
	})
}

func TestOperatorShowsWhatDiffers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := quiet(t)
		operated(t, srv, "", "-file", "tenant.yaml", "-yes")
		changed := write(t, `
account: {id: 2, name: Acme Inc, support_email: desk@acme.example}
agents: [{email: uma@acme.example, role: administrator}, {email: Dana@acme.example, role: administrator}]
bots: [{name: Second, url: "https://second.example", inboxes: [App]}, {name: Helper, url: "https://new.example"}]
`)
		out := operated(t, srv, "", "-file", changed, "-yes")
		for _, want := range []string{
			"~ account Acme Inc: Acme, en help@acme.example ->  desk@acme.example\n", "~ user dana@acme.example: agent -> administrator\n",
			"+ bot Second\n", "~ inbox App: bot Helper -> Second\n", `~ bot Helper: url "https://bot.acme.example/events" -> "https://new.example"`,
		} {
			assert.Contains(t, out, want)
		}
		out = operated(t, srv, "", "-file", changed)
		assert.Equal(t, "Nothing to change.\n", out)
	})
}

func TestOperatorSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := quiet(t)
		admin := "\nagents: [{email: uma@acme.example, role: administrator}]"
		for name, c := range map[string]struct{ content, want string }{
			"no name":          {"account: {locale: de}" + admin, "account: the name is missing"},
			"no administrator": {"account: {name: Acme}\nagents: [{email: uma@acme.example}]", "an account needs an agent with the role administrator"},
			"unknown inbox":    {"account: {name: Acme}" + admin + "\nbots: [{name: Helper, inboxes: [App]}]", "bot Helper: App is neither an inbox of the account nor in the file"},
			"not its own":      {"account: {id: 1, name: Acme}" + admin, "Non permissible resource"},
		} {
			code, out := operate(t, srv, "", "-file", write(t, c.content), "-yes")
			assert.Equal(t, tool.Failed, code, name)
			assert.Contains(t, out, c.want, name)
		}
		app, err := srv.PlatformClient()
		require.NoError(t, err)
		require.NoError(t, app.Accounts.Delete(t.Context(), 2))
		code, out := operate(t, srv, "", "-file", "tenant.yaml", "-yes")
		assert.Equal(t, tool.Failed, code)
		assert.Contains(t, out, "If the account is there, give its id in the file: account: {id: 7, name: Acme}")

		code, out = run(t.Context(), nil, "", "-file", "tenant.yaml")
		assert.Equal(t, tool.Misused, code)
		assert.Contains(t, out, "a file with an account needs NDOTO_PLATFORM_TOKEN")

		old := quiet(t, ndototest.WithDialect(ndototest.Chatwoot42))
		code, out = operate(t, old, "", "-file", "tenant.yaml", "-yes")
		assert.Equal(t, tool.Failed, code)
		assert.Contains(t, out, "exists from 4.5.0")
	})
}
