package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/boltjournal"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// gateway is a channel that answers as it is told, and then takes everything.
type gateway struct {
	mu      sync.Mutex
	answers []error
	tried   []outgoing
}

func (g *gateway) Send(_ context.Context, m outgoing) (err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.tried = append(g.tried, m)
	if len(g.answers) > 0 {
		err, g.answers = g.answers[0], g.answers[1:]
	}
	return err
}

func (g *gateway) attempts() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.tried)
}

// desk is a server with a conversation in an inbox that a bridge serves.
type desk struct {
	*ndototest.Server
	t            *testing.T
	conversation int64
	bridge       *bridge
	mu           sync.Mutex
	handler      http.Handler // what the inbox calls
}

const secret = "secret-of-the-inbox"

func newDesk(t *testing.T, on dialects.Dialect, g *gateway, store webhook.Store, opts ...webhook.Option) *desk {
	t.Helper()
	d := &desk{Server: ndototest.New(t, on.Options()...), t: t}
	inbox := d.AddInbox(ndototest.Inbox{Secret: secret, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		h := d.handler
		d.mu.Unlock()
		h.ServeHTTP(w, r)
	})})
	contact := d.AddContact(ndototest.Contact{Name: "Ada", PhoneNumber: "+250788123456"})
	d.conversation = d.AddConversation(ndototest.Conversation{InboxID: inbox, ContactID: contact})
	var err error
	d.bridge, err = newBridge(d.Client(ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1})), inbox, g, store,
		append(opts, trusted(on), webhook.WithRetry(webhook.RetryPolicy{MinBackoff: time.Millisecond}))...)
	require.NoError(t, err)
	d.leadTo(d.bridge.receiver)
	t.Cleanup(func() {
		d.Drain()
		require.NoError(t, d.bridge.receiver.Shutdown(context.WithoutCancel(t.Context())))
	})
	return d
}

// trusted is how the webhooks of a dialect are verified.
func trusted(on dialects.Dialect) webhook.Option {
	if on.Signs() {
		return webhook.WithSecrets(secret)
	}
	return webhook.WithoutVerification()
}

// leadTo sets what the inbox calls.
func (d *desk) leadTo(h http.Handler) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.handler = h
}

// says lets an agent write to the customer.
func (d *desk) says(params *ndoto.CreateMessageParams) int64 {
	d.t.Helper()
	m, err := d.Client().Messages.Create(d.t.Context(), d.conversation, params)
	require.NoError(d.t, err)
	return m.ID
}

// shown is what an agent sees of a message.
type shown struct{ Status, Error string }

func (d *desk) shown(id int64) shown {
	for _, m := range d.Messages(d.conversation) {
		if m.ID == id {
			reason, _ := m.ContentAttributes["external_error"].(string)
			return shown{m.Status, reason}
		}
	}
	return shown{}
}

func (d *desk) await(id int64, want shown) {
	d.t.Helper()
	if err := d.Await(d.t.Context(), func() bool { return d.shown(id) == want }); err != nil {
		require.Equal(d.t, want, d.shown(id), err)
	}
}

var delivered = shown{Status: "delivered"}

// TestAMessageIsSentOnceAlthoughTheDeskCannotBeToldSo also when all attempts to tell it fail.
func TestAMessageIsSentOnceAlthoughTheDeskCannotBeToldSo(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, on dialects.Dialect) {
		t.Parallel()
		for _, failures := range []int{1, 4, 5, 9} {
			t.Run(fmt.Sprint(failures), func(t *testing.T) {
				t.Parallel()
				g := &gateway{}
				d := newDesk(t, on, g, webhook.NewMemoryStore(0))
				require.NoError(t, d.Fail(ndototest.Fault{Operation: "PATCH conversations/*/messages/*", Count: failures, Status: http.StatusInternalServerError}))
				id := d.says(&ndoto.CreateMessageParams{Content: "It comes tomorrow."})
				ctx, stop := context.WithCancel(t.Context())
				retold := make(chan struct{})
				go func() {
					defer close(retold)
					d.bridge.retell(ctx, 10*time.Millisecond)
				}()
				d.await(id, delivered)
				stop()
				<-retold
				assert.Equal(t, []outgoing{{To: "+250788123456", Text: "It comes tomorrow."}}, g.tried)
			})
		}
	})
}

func TestWhatTheChannelSays(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, on dialects.Dialect) {
		t.Parallel()
		busy, refused, timeout := fmt.Errorf("%w: 503", errBusy), fmt.Errorf("%w: not a mobile number", errRefused), errors.New("timeout")
		for _, c := range []struct {
			name     string
			answers  []error
			attempts int
			want     shown
		}{
			{"busy for a while", []error{busy, busy}, 3, delivered},
			{"busy forever", []error{busy, busy, busy, busy, busy, busy}, 5, shown{"failed", busy.Error()}},
			{"refused", []error{refused}, 1, shown{"failed", refused.Error()}},
			{"open whether it was sent", []error{timeout}, 1, shown{"failed", "it may have arrived: timeout"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				g := &gateway{answers: c.answers}
				d := newDesk(t, on, g, webhook.NewMemoryStore(0))
				d.await(d.says(&ndoto.CreateMessageParams{Content: "hello"}), c.want)
				assert.Equal(t, c.attempts, g.attempts())
			})
		}
	})
}

func TestAnAgentPressesRetry(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, on dialects.Dialect) {
		t.Parallel()
		g := &gateway{answers: []error{fmt.Errorf("%w: no credit", errRefused)}}
		d := newDesk(t, on, g, webhook.NewMemoryStore(0))
		id := d.says(&ndoto.CreateMessageParams{Content: "hello"})
		d.await(id, shown{"failed", "the channel will never take the message: no credit"})
		d.Drain()
		_, err := d.Client().Messages.Retry(t.Context(), d.conversation, id)
		require.NoError(t, err)
		d.await(id, delivered)
		d.Drain()
		assert.Equal(t, 2, g.attempts())
	})
}

// TestTheBridgeWasDown when the message was written, and the desk has marked it as failed.
func TestTheBridgeWasDown(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, on dialects.Dialect) {
		t.Parallel()
		g := &gateway{}
		d := newDesk(t, on, g, webhook.NewMemoryStore(0))
		d.leadTo(http.NotFoundHandler())
		id := d.says(&ndoto.CreateMessageParams{Content: "hello"})
		d.await(id, shown{"failed", "404 Not Found"})
		d.Drain()
		d.leadTo(d.bridge.receiver)
		_, err := d.Client().Messages.Translate(t.Context(), d.conversation, id, "fr") // an update that is not a retry
		require.NoError(t, err)
		d.Drain()
		assert.Zero(t, g.attempts())
		_, err = d.Client().Messages.Retry(t.Context(), d.conversation, id)
		require.NoError(t, err)
		d.await(id, delivered)
		d.Drain()
		assert.Equal(t, 1, g.attempts())
	})
}

// TestTheProcessDiedWhileItSent leaves open whether the message arrived, which a person decides.
func TestTheProcessDiedWhileItSent(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, on dialects.Dialect) {
		t.Parallel()
		g, store := &gateway{}, webhook.NewMemoryStore(0)
		d := newDesk(t, on, g, store)
		d.leadTo(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			assert.NoError(t, err)
			e, err := webhook.Parse(body)
			assert.NoError(t, err)
			if m, created := e.(*webhook.MessageCreated); created {
				_, err = d.bridge.outbox.save(t.Context(), &m.MessageEvent, record{State: sending})
				assert.NoError(t, err)
				assert.NoError(t, d.bridge.receiver.Process(t.Context(), m))
			}
		}))
		d.await(d.says(&ndoto.CreateMessageParams{Content: "hello"}), shown{"failed", "the bridge ended while it sent this: it may have arrived"})
		d.Drain()
		assert.Zero(t, g.attempts())
	})
}

func TestFilesAndWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, on dialects.Dialect) {
		t.Parallel()
		g := &gateway{}
		d := newDesk(t, on, g, webhook.NewMemoryStore(0))
		id := d.says(&ndoto.CreateMessageParams{Attachments: []ndoto.File{{Name: "photo.png", Reader: strings.NewReader("\x89PNG")}}})
		d.await(id, delivered)
		require.Len(t, g.tried[0].Files, 1)
		assert.Equal(t, ndoto.FileImage, g.tried[0].Files[0].FileType)
		assert.Contains(t, g.tried[0].Files[0].DataURL, "photo.png")

		d.await(d.says(&ndoto.CreateMessageParams{Content: " "}), shown{"failed", "the message has neither a text nor a file"})
		d.says(&ndoto.CreateMessageParams{Content: "only for us", Private: true})
		stranger := d.AddConversation(ndototest.Conversation{InboxID: d.bridge.inbox, ContactID: d.AddContact(ndototest.Contact{Name: "Nobody"})})
		d.conversation = stranger
		d.await(d.says(&ndoto.CreateMessageParams{Content: "hello"}), shown{"failed", "the contact has no phone number"})
		assert.Equal(t, 1, g.attempts())
	})
}

// TestAfterARestart what was sent is known, and not sent again.
func TestAfterARestart(t *testing.T) {
	t.Parallel()
	dialects.EachComplete(t, func(t *testing.T, on dialects.Dialect) {
		t.Parallel()
		file, g := filepath.Join(t.TempDir(), "bridge.db"), &gateway{}
		journal, err := boltjournal.Open(file)
		require.NoError(t, err)
		d := newDesk(t, on, g, journal.Store(), webhook.WithJournal(journal))
		d.await(d.says(&ndoto.CreateMessageParams{Content: "hello"}), delivered)
		d.Drain()
		require.NoError(t, d.bridge.receiver.Shutdown(t.Context()))
		require.NoError(t, journal.Close())

		journal, err = boltjournal.Open(file)
		require.NoError(t, err)
		defer func() { require.NoError(t, journal.Close()) }()
		again, err := newBridge(d.Client(), d.bridge.inbox, g, journal.Store(), webhook.WithJournal(journal), webhook.WithoutVerification())
		require.NoError(t, err)
		replayed, err := again.receiver.Replay(t.Context())
		require.NoError(t, err)
		assert.Zero(t, replayed)
		for _, delivery := range d.Deliveries() {
			e, err := webhook.Parse(delivery.Body)
			require.NoError(t, err)
			require.NoError(t, again.receiver.Process(t.Context(), e))
		}
		require.NoError(t, again.receiver.Shutdown(t.Context()))
		assert.Equal(t, 1, g.attempts())
	})
}
