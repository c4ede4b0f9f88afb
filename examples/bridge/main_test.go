package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTheTalk(t *testing.T) {
	t.Setenv("NDOTO_API_TOKEN", "")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	assert.Contains(t, out.String(), `
from +250788123456: Where is my parcel?
  to +250788123456: It comes tomorrow.

The conversation has 2 messages, and the answer is delivered.
`)
}

type gone struct{}

func (gone) Send(context.Context, string, string) error { return errors.New("no credit") }

func TestAChannelThatFails(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b, err := newBridge(srv.Client(), srv.InboxID, gone{}, webhook.WithoutVerification())
	require.NoError(t, err)
	srv.AddWebhook(ndototest.Webhook{Handler: b.receiver})
	post := func(body string) int {
		w := httptest.NewRecorder()
		b.routes().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/incoming", strings.NewReader(body)))
		return w.Code
	}
	assert.Equal(t, []int{200, 502, 400}, []int{post(`{"id":"1","from":"+250788123456","text":"hi"}`), post(`{"from":"+250788123456"}`), post(`{`)})
	id := srv.AddMessage(1, ndototest.Message{})
	assert.Positive(t, id)
	_, err = srv.Client().Messages.Create(t.Context(), 1, &ndoto.CreateMessageParams{Content: "hello"})
	require.NoError(t, err)
	require.NoError(t, srv.Await(t.Context(), func() bool {
		list := srv.Messages(1)
		last := list[len(list)-1]
		return last.Status == "failed" && last.ContentAttributes["external_error"] == "no credit"
	}))
	srv.Drain()
	require.NoError(t, b.receiver.Shutdown(t.Context()))
}
