package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheTalk(t *testing.T) {
	t.Setenv("NDOTO_API_TOKEN", "")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	assert.Equal(t, "  customer  Hello!\n       bot  You said: Hello!\n", out.String())
}

func TestAllThatIsMissingIsToldAtOnce(t *testing.T) {
	for _, v := range variables {
		t.Setenv(v.Name, "")
	}
	t.Setenv("NDOTO_API_TOKEN", "token")
	err := run(t.Context(), &bytes.Buffer{})
	for _, name := range []string{"NDOTO_ACCOUNT_ID", "NDOTO_USER_TOKEN", "NDOTO_INBOX_ID"} {
		require.ErrorContains(t, err, name)
	}
	for _, v := range variables {
		t.Setenv(v.Name, "x")
	}
	require.ErrorContains(t, run(t.Context(), &bytes.Buffer{}), "NDOTO_INBOX_ID must be a number")
}
