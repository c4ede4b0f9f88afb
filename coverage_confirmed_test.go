package ndoto

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
			readSuccesses(t, file, func(request string) {
				if !slices.Contains(seen[request], server.version) {
					seen[request] = append(seen[request], server.version)
				}
			})
		}
	}
	return seen
}

func readSuccesses(t *testing.T, file string, found func(request string)) {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	lines, err := gzip.NewReader(f)
	require.NoError(t, err)
	scanner := bufio.NewScanner(lines)
	scanner.Buffer(nil, 1<<24)
	for scanner.Scan() {
		var x struct {
			Method, Path string
			Status       int
		}
		require.NoError(t, json.Unmarshal(scanner.Bytes(), &x))
		path, _, _ := strings.Cut(x.Path, "?")
		if x.Method != "" && x.Status < 400 {
			found(x.Method + " " + strings.TrimSuffix(path, ".json"))
		}
	}
	require.NoError(t, scanner.Err())
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
		if matchesRoute(request, o.method+" "+o.route()) {
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
