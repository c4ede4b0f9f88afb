package ndoto_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestUploadDirect sends a file to the storage, and then a message with it.
func TestUploadDirect(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t)
	c := srv.Client()
	conversation := srv.AddConversation(ndototest.Conversation{})
	data := make([]byte, 3<<20)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(data)
	reader := bytes.NewReader(append([]byte("skipped"), data...))
	_, err := reader.Seek(int64(len("skipped")), io.SeekStart)
	require.NoError(t, err)

	up, err := c.Attachments.UploadDirect(ctx, conversation, ndoto.File{Name: "dir/big.bin", Reader: reader})
	require.NoError(t, err)
	sent, err := c.Messages.Create(ctx, conversation, &ndoto.CreateMessageParams{Attachments: []ndoto.File{{BlobID: up.BlobID}}})
	require.NoError(t, err)
	var got bytes.Buffer
	_, err = c.Attachments.Download(ctx, sent.Attachments[0].DataURL, &got, 10<<20)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(data, got.Bytes()), "from where the Reader stood")
	assert.Equal(t, "big.bin", sent.Attachments[0].FileName())
	for _, r := range srv.Requests() {
		if r.Method == http.MethodPut {
			assert.Empty(t, r.Header.Get("Api-Access-Token")+r.Header.Get("api_access_token"), "the storage gets no token")
		}
	}
}

// TestUploadDirectIsSentAgain cuts both requests.
func TestUploadDirectIsSentAgain(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client(quickly)
	conversation := srv.AddConversation(ndototest.Conversation{})
	for _, operation := range []string{"POST conversations/*/direct_uploads", "PUT /rails/active_storage/disk/*"} {
		require.NoError(t, srv.Fail(ndototest.Fault{Operation: operation, Cut: ndototest.CutAfterEffect, Count: 1}))
	}
	up, err := c.Attachments.UploadDirect(t.Context(), conversation, ndoto.File{Name: "a.txt", Reader: strings.NewReader("all of it")})
	require.NoError(t, err)
	sent, err := c.Messages.Create(t.Context(), conversation, &ndoto.CreateMessageParams{Attachments: []ndoto.File{{BlobID: up.BlobID}}})
	require.NoError(t, err)
	assert.EqualValues(t, len("all of it"), sent.Attachments[0].FileSize)
}

type brokenReader struct{ *strings.Reader }

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func TestUploadDirectRefuses(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t)
	c := srv.Client()
	conversation := srv.AddConversation(ndototest.Conversation{})
	file := ndoto.File{Name: "a.txt", Reader: strings.NewReader("x")}

	_, err := c.Attachments.UploadDirect(ctx, 4711, file)
	require.ErrorIs(t, err, ndoto.ErrNotFound)
	assert.ErrorContains(t, err, "there is no such conversation")
	r, w, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { _ = errors.Join(r.Close(), w.Close()) })
	cases := map[string]ndoto.File{
		"use Upload":              {Name: "a.txt", Reader: r},
		"a Reader and a name":     {Reader: strings.NewReader("x")},
		"the disk is gone":        {Name: "a.txt", Reader: brokenReader{strings.NewReader("x")}},
		"needs a Reader and a na": {BlobID: "blob"},
	}
	for want, file := range cases {
		_, err := c.Attachments.UploadDirect(ctx, conversation, file)
		require.ErrorIs(t, err, ndoto.ErrBadInput, want)
		assert.ErrorContains(t, err, want)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, err = c.Attachments.UploadDirect(ended, conversation, file)
	require.ErrorIs(t, err, context.Canceled)

	old := ndototest.New(t, ndototest.WithDialect(ndototest.Chatwoot42))
	_, err = old.Client().Attachments.UploadDirect(ctx, old.AddConversation(ndototest.Conversation{}), file)
	require.ErrorIs(t, err, ndoto.ErrValidation)
}
