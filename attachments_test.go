package ndoto_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestFileNameOfAttachment(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://desk.example/rails/active_storage/blobs/redirect/eyJf--8c1f/invoice%20%E2%84%96%207.pdf": "invoice № 7.pdf",
		"https://files.example/a.png?signature=x/y":                                                       "a.png",
		"https://files.example/a/..%2F..%2Fetc%2Fpasswd":                                                  ".._.._etc_passwd",
		"https://files.example/C%3A%5Cboot.ini":                                                           "C__boot.ini",
		"https://files.example/a/%2E%2E":                                                                  "",
		"https://files.example/":                                                                          "",
		"https://files.example":                                                                           "",
		"":                                                                                                "",
		":":                                                                                               "",
	} {
		assert.Equal(t, want, (&ndoto.Attachment{DataURL: address}).FileName(), address)
	}
}

// TestFileNameOfServer asks for the name of a file as the server has it.
func TestFileNameOfServer(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Messages: []ndototest.Message{
		{Attachments: []ndototest.Attachment{{Name: "last year's bill.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}}},
	}})
	page, err := srv.Client().Conversations.Attachments(t.Context(), id, nil)
	require.NoError(t, err)
	require.Equal(t, 1, page.Total)
	assert.Equal(t, "last year's bill.pdf", page.Attachments[0].FileName())
}

// TestTwoLoopsOverOneIterator share nothing.
func TestTwoLoopsOverOneIterator(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	for range 3 {
		srv.AddMessage(id, ndototest.Message{Attachments: []ndototest.Attachment{{Name: "a.txt", Data: []byte("a")}}})
	}
	all := srv.Client().Conversations.AllAttachments(t.Context(), id)
	var loops sync.WaitGroup
	for range 4 {
		loops.Go(func() {
			n := 0
			for _, err := range all {
				assert.NoError(t, err)
				n++
			}
			assert.Equal(t, 3, n)
		})
	}
	loops.Wait()
}
