package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

func TestTalk(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, talk(t.Context(), ndototest.New(t), &out))
	assert.Equal(t, `Ada: Hello!
Shop bot: What is it about?
Ada picks "My parcel".
Shop bot: A colleague will be with you.
Bo Agent: It comes tomorrow.
Ada: Thank you!
`, out.String())
}
