// Package stagetest tests the examples.
package stagetest

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/examples/internal/stage"
	"github.com/usendoto/ndoto-go/internal/dialects"
)

// Talk plays the talk of an example, and compares what was said.
func Talk(t *testing.T, e stage.Example, want string) {
	t.Helper()
	t.Setenv("NDOTO_API_TOKEN", "")
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		var out bytes.Buffer
		if d.IsSoftware() {
			require.NoError(t, stage.Run(t.Context(), &out, e))
		} else {
			require.NoError(t, stage.Play(t.Context(), &out, e, d.Options()...))
		}
		assert.Contains(t, out.String(), "NDOTO_API_TOKEN is not set, so this runs against an in-memory server at http://127.0.0.1:")
		_, said, _ := bytes.Cut(out.Bytes(), []byte("\n\n"))
		assert.Equal(t, want, string(said))
	})
}
