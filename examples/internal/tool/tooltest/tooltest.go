// Package tooltest runs tools in tests.
package tooltest

import (
	"bytes"
	"context"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/examples/internal/tool"
)

// Run runs a tool with a client and arguments, and returns its exit code and all that it wrote. A nil client leaves the
// tool its own.
func Run(ctx context.Context, t *tool.Tool, client *ndoto.Client, args ...string) (code int, out string) {
	var written bytes.Buffer
	t.Out, t.Err = &written, &written
	if client != nil {
		t.Client = func() (*ndoto.Client, error) { return client, nil }
	}
	code = t.Exec(ctx, args...)
	return code, written.String()
}
