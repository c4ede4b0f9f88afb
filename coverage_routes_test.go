package ndoto

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// serverRoute is a row of testdata/routes.txt.
type serverRoute struct {
	method, path string
	reason       string // why no method takes it, or empty
}

// serverRoutes returns the routes of the server, each of them once, and the sentences that the reasons stand for.
func serverRoutes(t *testing.T) (routes []serverRoute, reasons map[string]string) {
	t.Helper()
	const methods = "GET POST PATCH PUT DELETE ANY"
	data, err := os.ReadFile("testdata/routes.txt")
	require.NoError(t, err)
	reasons = map[string]string{}
	seen := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if word, sentence, isReason := strings.Cut(line, ": "); isReason {
			reasons[word] = sentence
			continue
		}
		route, reason, _ := strings.Cut(line, " # ")
		method, path, ok := strings.Cut(route, " /")
		if !ok || !strings.Contains(methods, method) {
			continue
		}
		require.False(t, seen[withoutNames(route)], "%s is there twice", route)
		seen[withoutNames(route)] = true
		routes = append(routes, serverRoute{method, "/" + path, reason})
	}
	return routes, reasons
}

var placeholders = regexp.MustCompile(`\{[^}]*\}`)

// withoutNames returns a route without the names of its placeholders.
func withoutNames(route string) string {
	return placeholders.ReplaceAllString(route, "{}")
}

// TestEveryRouteHasMethodOrReason compares the routes of the server with the registry of operations.
func TestEveryRouteHasMethodOrReason(t *testing.T) {
	t.Parallel()
	routes, reasons := serverRoutes(t)
	methods := map[string]string{}
	for _, o := range everyOperation() {
		methods[withoutNames(o.method+" "+strings.TrimSuffix(o.route(), ".json"))] = o.name // the format is not part of a route
	}
	for _, r := range routes {
		name := r.method + " " + r.path
		method := methods[withoutNames(name)]
		delete(methods, withoutNames(name))
		switch {
		case method == "" && r.reason == "":
			t.Errorf("%s: no method takes it; add one, or the reason to testdata/routes.txt", name)
		case method != "" && r.reason != "":
			t.Errorf("%s: %s takes it; remove the reason from testdata/routes.txt", name, method)
		case r.reason != "":
			assert.Contains(t, reasons, r.reason, name)
		}
	}
	for route, method := range methods {
		t.Errorf("%s takes %s, which the server does not have by testdata/routes.txt", method, route)
	}
	for word := range reasons {
		used := false
		for _, r := range routes {
			used = used || r.reason == word
		}
		assert.True(t, used, "no route has the reason %q", word)
	}
}

// routesWithoutMethod is the second table of docs/coverage.md.
func routesWithoutMethod(t *testing.T) string {
	t.Helper()
	routes, reasons := serverRoutes(t)
	rows, n := "", 0
	for _, r := range routes {
		if r.reason == "" {
			continue
		}
		n++
		rows += fmt.Sprintf("| %s `%s` | %s |\n", strings.Replace(r.method, "ANY", "any", 1), shortRoute(r.path), reasons[r.reason])
	}
	return fmt.Sprintf(`
## Routes without a method

Of the %d rows that are the routes of the server, %d have no method. [Client.Do] calls each route of the API, with the
same authentication, retries, rate limits and errors.

| route | why |
|---|---|
`, len(routes), n) + rows + `
[Client.Do]: https://pkg.go.dev/github.com/usendoto/ndoto-go#Client.Do
`
}
