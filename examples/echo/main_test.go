package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/examples/internal/stage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheTalk(t *testing.T) {
	t.Setenv("NDOTO_API_TOKEN", "")
	var out bytes.Buffer
	require.NoError(t, stage.Run(t.Context(), &out, example))
	assert.Contains(t, out.String(), "NDOTO_API_TOKEN is not set, so this is a talk on an in-memory server at http://127.0.0.1:")
	assert.Contains(t, out.String(), "  customer  Hello!\n       bot  You said: Hello!\n")
}
