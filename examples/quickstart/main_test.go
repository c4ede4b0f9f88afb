package main

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

func TestTourOnTheInMemoryServer(t *testing.T) {
	t.Setenv("NDOTO_API_TOKEN", "")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	for _, want := range []string{
		"NDOTO_API_TOKEN is not set, so this runs against an in-memory server at http://127.0.0.1:", "1. Created contact 1, Ada Lovelace <ada@example.com>.",
		"2. Opened conversation 1, which is open.", `"The parcel was two days late.", with 1 attachments.`, "7. Its labels are now delivery.",
		"8. It is assigned to Amara Admin.", "9. It is resolved. That is all.",
	} {
		assert.Contains(t, out.String(), want)
	}
}

func TestTourOnAServerThatIsConfigured(t *testing.T) {
	srv := ndototest.New(t)
	srv.AddContact(ndototest.Contact{Name: "Ada", Email: "ada@example.com"})
	t.Setenv("NDOTO_API_TOKEN", srv.AdminToken)
	t.Setenv("NDOTO_ACCOUNT_ID", "1")
	t.Setenv("NDOTO_BASE_URL", srv.URL)
	t.Setenv("NDOTO_INBOX_ID", "")
	assert.ErrorContains(t, run(t.Context(), &bytes.Buffer{}), "set NDOTO_INBOX_ID")
	t.Setenv("NDOTO_INBOX_ID", "1")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	assert.Contains(t, out.String(), "Connected to "+srv.URL+", account 1, as Amara Admin.")
	assert.Contains(t, out.String(), "1. Found contact 1, Ada <ada@example.com>.")
	t.Setenv("NDOTO_API_TOKEN", "wrong")
	assert.ErrorContains(t, run(t.Context(), &bytes.Buffer{}), "copy the token from the profile settings")
}

func TestTourEndsWithItsContext(t *testing.T) {
	t.Setenv("NDOTO_API_TOKEN", "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, run(ctx, &bytes.Buffer{}), context.Canceled)
}
