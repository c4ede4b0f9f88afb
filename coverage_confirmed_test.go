package ndoto

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/internal/recording"
)

// recordedServers are the versions of the servers whose responses package ndototest is compared with, by folder.
var recordedServers = []struct{ version, folder string }{{"4.16.2", "4.16"}, {"4.2.0", "4.2"}}

// confirmedRoutes returns which versions answered a method and path with success.
func confirmedRoutes(t *testing.T) map[string][]string {
	t.Helper()
	seen := map[string][]string{}
	for _, server := range recordedServers {
		files, err := filepath.Glob("ndototest/testdata/conformance/" + server.folder + "/*.jsonl.gz")
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			for _, r := range recording.Lines[recorded](t, file) {
				if r.Method != "" && r.Status < 400 && !slices.Contains(seen[r.request()], server.version) {
					seen[r.request()] = append(seen[r.request()], server.version)
				}
			}
		}
	}
	return seen
}

// matchesRoute reports whether a request is of a route. A number never takes the place of a word, so that
// "conversations/meta" is not a conversation.
func matchesRoute(request, route string) bool {
	is, want := strings.Split(request, "/"), strings.Split(route, "/")
	if len(is) != len(want) {
		return false
	}
	for i, segment := range want {
		switch isPlace := strings.HasPrefix(segment, "{"); {
		case !isPlace && segment != is[i]:
			return false
		case isPlace && strings.HasSuffix(segment, "id}") && !strings.ContainsAny(is[i], "0123456789"):
			return false
		}
	}
	return true
}

// confirmed says which versions answered an operation with success.
func confirmed(o *operation, seen map[string][]string) string {
	found := map[string]bool{}
	for request, versions := range seen {
		if matchesRoute(request, o.method+" "+strings.TrimSuffix(o.route(), ".json")) {
			for _, v := range versions {
				found[v] = true
			}
		}
	}
	var list []string
	for _, server := range recordedServers {
		if found[server.version] {
			list = append(list, server.version)
		}
	}
	switch {
	case len(list) > 0:
		return strings.Join(list, ", ")
	case o.source == sourceServer:
		return "source only"
	}
	return "documentation only"
}
