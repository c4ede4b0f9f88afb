package ndoto

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/internal/bridge"
)

var update = flag.Bool("update", false, "write docs/coverage.md instead of comparing it")

// TestCoverageTable compares docs/coverage.md with the registry of operations.
func TestCoverageTable(t *testing.T) {
	t.Parallel()
	const file = "docs/coverage.md"
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(coverageTable(t)), 0o644))
	}
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	if string(got) != coverageTable(t) {
		t.Errorf("%s: out of date; run go generate", file)
	}
	assert.Equal(t, len(everyOperation()), strings.Count(string(got), "\n| `"))
}

// everyOperation returns the registry, with the operations of the other packages that are part of the test.
func everyOperation() []*operation {
	all := slices.Clone(operations)
	for _, o := range bridge.Operations() {
		all = append(all, operationOf(o))
	}
	return all
}

func coverageTable(t *testing.T) string {
	t.Helper()
	access := map[access]string{accessAgents: "users", accessAdmins: "administrators", accessBots: "users and agent bots", accessAnybody: "no token needed", accessPlatformApps: "platform apps"}
	limits := map[bucket]string{
		bucketGeneral: "", bucketContactSearches: "100 a minute", bucketMetaCounts: "30 a minute", bucketTranscripts: "30 an hour",
		bucketDeletions: "60 a minute", bucketUploads: "60 an hour", bucketReports: "100 a minute",
		bucketAgentCreations: "100 a day", bucketAgentDeletions: "50 a day", bucketConfirmations: "5 in 30 minutes",
	}
	rows, documented := "", 0
	seen := confirmedRoutes(t)
	byService := everyOperation()
	slices.SortStableFunc(byService, func(a, b *operation) int { return cmp.Compare(service(a), service(b)) })
	for _, o := range byService {
		source, effect := "server software", o.effect.String()
		if o.source == sourceNdoto {
			source, documented = "Ndoto", documented+1
		}
		if o.effect == effectCreating {
			effect = "no"
		}
		route := shortRoute(o.route())
		rows += fmt.Sprintf("| `%s` | %s `%s` | %s | %s | %s | %s | %s |\n", o.name, o.method, route, source, confirmed(o, seen), access[o.access], effect, limits[o.bucket])
	}
	return fmt.Sprintf(`<!-- Generated from operations.go and testdata/routes.txt by go generate; do not edit. -->

# Operations

%d operations, %d of them documented by Ndoto; the others are known from the server software (Chatwoot 4.2 to 4.16).
"…" is /api/v1/accounts/{account_id}. An operation that is not idempotent is sent once. All requests count toward
3,000 requests per minute per IP address. The routes of Chatwoot 4.16.2 that no method takes are
[at the end](#routes-without-a-method), each with the reason.

A route is confirmed by the versions of a running server that answered it with success; the shapes of those responses are
what package ndototest is held to. The others are known from the source code of the server, or from the documentation,
alone.

| method of the client | route | known from | confirmed by | allowed tokens | idempotent | rate limit |
|---|---|---|---|---|---|---|
`, len(byService), documented) + rows + routesWithoutMethod(t)
}

// shortRoute writes the prefix of the routes of an account as the table says.
func shortRoute(route string) string {
	if rest, ok := strings.CutPrefix(route, accountPath); ok {
		return "…/" + rest
	}
	return route
}

func service(o *operation) string {
	return o.name[:strings.LastIndexByte(o.name, '.')]
}
