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
	assert.Contains(t, out.String(), `
  customer  hello
       bot  How can we help?
            [Opening hours]
            [My order]
            [Talk to a person]
  customer  [My order]
       bot  Which order is it about?
  customer  order = A-1007
       bot  Order A-1007 has left our house.
  customer  and now?
       bot  How can we help?
            [Opening hours]
            [My order]
            [Talk to a person]
  customer  3
       bot  A colleague will answer you in a moment.
`)
}
