package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/webhook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const secret = "pQm3xK9vT2rB7nW4cY8dZ5fH"

func receiver(t *testing.T, opts ...webhook.Option) *webhook.Receiver {
	t.Helper()
	r, err := webhook.NewReceiver(append([]webhook.Option{webhook.WithSecrets(secret)}, opts...)...)
	require.NoError(t, err)
	return r
}

// messageBody is a message_created of the size that servers send, in short.
func messageBody(conversation, id int) []byte {
	return fmt.Appendf(nil, `{"event":"message_created","id":%d,"content":"message %d","message_type":"incoming","private":false,"account":{"id":1},"created_at":"2026-03-04T12:00:00.000Z","sender":{"id":5,"account":{"id":1}},"conversation":{"id":%d,"status":"pending","inbox_id":2}}`, id, id, conversation)
}

// post sends a signed request, and returns the status.
func post(h http.Handler, body []byte, change ...func(*http.Request)) int {
	req := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
	webhook.Sign(req.Header, body, secret)
	for _, f := range change {
		f(req)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w.Code
}

func delivery(id string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("X-Chatwoot-Delivery", id) }
}

// record keeps the messages that were handled, by conversation.
type record struct {
	mu   sync.Mutex
	seen map[int64][]int64
	n    int
}

func (r *record) handle(_ context.Context, e *webhook.MessageCreated) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil {
		r.seen = map[int64][]int64{}
	}
	r.seen[e.Conversation.ID] = append(r.seen[e.Conversation.ID], e.ID)
	r.n++
	return nil
}

func (r *record) all() map[int64][]int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := map[int64][]int64{}
	for id, list := range r.seen {
		all[id] = slices.Clone(list)
	}
	return all
}

// benchmarkBody is a message of 3 KB whose id is 77777777.
func benchmarkBody(tb testing.TB) string {
	tb.Helper()
	data, err := os.ReadFile("../testdata/embedded/webhook_message_created_outgoing_4.16.json")
	require.NoError(tb, err)
	var fields map[string]any
	require.NoError(tb, json.Unmarshal(data, &fields))
	fields["id"] = 77777777
	data, err = json.Marshal(fields)
	require.NoError(tb, err)
	return string(data)
}

func (r *record) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n
}

// notes are what handlers write down concurrently.
type notes[T any] struct {
	mu   sync.Mutex
	list []T
}

func (n *notes[T]) add(note T) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, note)
}

func (n *notes[T]) all() []T {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.list)
}
