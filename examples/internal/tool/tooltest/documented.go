package tooltest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/usendoto/ndoto-go/examples/internal/tool"
	"github.com/usendoto/ndoto-go/ndototest"
)

// DocumentedRoutes runs a tool on a server that has only the routes that Ndoto documents, and that the tool needs more
// than: it fails with an error that says so, and changes nothing.
func DocumentedRoutes(t *testing.T, srv *ndototest.Server, tl *tool.Tool, args ...string) {
	t.Helper()
	before := len(srv.Requests())
	code, out := Run(t.Context(), tl, srv.Client(), args...)
	if code != tool.Failed || !strings.Contains(out, "the server does not know this route, which Ndoto does not document") {
		t.Errorf("the tool ended with %d, and said: %s", code, out)
	}
	for _, r := range srv.Requests()[before:] {
		if r.Method != http.MethodGet && r.Status < http.StatusBadRequest {
			t.Errorf("%s %s changed the desk", r.Method, r.Path)
		}
	}
}
