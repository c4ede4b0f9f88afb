package ndoto_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// trouble is a server, or a proxy in front of it, as those that are killed, paused, locked and overloaded. It decides
// what happens to the n-th creation, or to a read.
type trouble struct {
	troubledCase
	mu             sync.Mutex
	network        http.RoundTripper
	created, reads int
}

// nth is what happens to the n-th request of a kind.
type nth func(n int, req *http.Request, network http.RoundTripper) (*http.Response, error)

type troubledCase struct {
	create, read nth
	date         time.Duration // how far ahead the header Date is
	noDate       bool
	opts         []ndoto.RequestOption
}

func (w *trouble) RoundTrip(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	act, n := w.read, &w.reads
	if req.Method == http.MethodPost && !strings.HasSuffix(req.URL.Path, "/filter") {
		act, n = w.create, &w.created
	}
	*n++
	nth := *n
	w.mu.Unlock()
	if act == nil {
		act = func(_ int, req *http.Request, network http.RoundTripper) (*http.Response, error) {
			return network.RoundTrip(req)
		}
	}
	resp, err := act(nth, req, w.network)
	if err != nil {
		return nil, err
	}
	resp.Header.Set("Date", time.Now().Add(w.date).UTC().Format(http.TimeFormat))
	if w.noDate {
		resp.Header.Del("Date")
	}
	return resp, nil
}

// firstly has a fault for the first creation of each message, and none for what comes after.
func firstly(f fault) nth {
	return func(n int, req *http.Request, network http.RoundTripper) (*http.Response, error) {
		if n%2 == 1 {
			return f(req, network)
		}
		return network.RoundTrip(req)
	}
}

// slowly answers each read after a time.
func slowly(d time.Duration) nth {
	return func(_ int, req *http.Request, network http.RoundTripper) (*http.Response, error) {
		time.Sleep(d)
		return network.RoundTrip(req)
	}
}

// late breaks the connection at once; the server carries the request out after a time, as one that was paused does.
func late(d time.Duration) fault {
	return func(req *http.Request, network http.RoundTripper) (*http.Response, error) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		again := req.Clone(context.WithoutCancel(req.Context()))
		again.Body = io.NopCloser(strings.NewReader(string(body)))
		go func() {
			time.Sleep(d)
			if resp, err := network.RoundTrip(again); err == nil {
				_ = resp.Body.Close()
			}
		}()
		return nil, syscall.ECONNRESET
	}
}

// bubbleStart is when the time of a bubble of testing/synctest begins.
var bubbleStart = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// restarting loses the first response, and refuses connections for a time.
func restarting(d time.Duration) nth {
	until := bubbleStart.Add(d)
	return func(n int, req *http.Request, network http.RoundTripper) (*http.Response, error) {
		switch {
		case n == 1 && req.Method == http.MethodPost:
			return lostAfter(req, network)
		case time.Now().Before(until):
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		}
		return network.RoundTrip(req)
	}
}

// TestChaosTroubledServer is a table of what happened to real servers, in virtual time and with the default policy:
// nothing is lost, doubled or misreported. Where it can be known, it is known.
func TestChaosTroubledServer(t *testing.T) {
	tookTooLong := `{"error":"The request took too long to complete. Please try again."}`
	terminated := `{"error":"PQconsumeInput() FATAL: terminating connection due to administrator command"}`
	limited := func(n int, req *http.Request, network http.RoundTripper) (*http.Response, error) {
		if n%2 != 0 {
			return answered(req, http.StatusTooManyRequests, "Retry later\n"), nil
		}
		return network.RoundTrip(req)
	}
	cases := map[string]troubledCase{
		"a restart of 10 s after an effect":        {create: restarting(10 * time.Second), read: restarting(10 * time.Second)},
		"first response lost, looks take 5 s":      {create: firstly(lostAfter), read: slowly(5 * time.Second)},
		"first request lost, looks take 5 s":       {create: firstly(lostBefore), read: slowly(5 * time.Second)},
		"first response lost, looks take 20 s":     {create: firstly(lostAfter), read: slowly(20 * time.Second)},
		"Date 60 s ahead":                          {create: firstly(lostAfter), date: time.Minute},
		"Date an hour ahead":                       {create: firstly(lostAfter), date: time.Hour},
		"Date an hour ahead, with a look back":     {create: firstly(lostAfter), date: time.Hour, opts: []ndoto.RequestOption{ndoto.WithLookBack(10 * time.Minute)}},
		"Date an hour behind":                      {create: firstly(lostAfter), date: -time.Hour},
		"no Date":                                  {create: firstly(lostAfter), noDate: true},
		"a new key is lost":                        {create: firstly(lostAfter), date: time.Hour, opts: []ndoto.RequestOption{ndoto.WithNewKey()}},
		"422 of a slow statement, committed":       {create: firstly(statusAfter(422, tookTooLong))},
		"422 of a terminated backend, committed":   {create: firstly(statusAfter(422, terminated))},
		"422 of a terminated backend, not there":   {create: firstly(statusBefore(422, terminated))},
		"looks are limited":                        {create: firstly(lostAfter), read: limited},
		"looks are limited, the request was lost":  {create: firstly(lostBefore), read: limited},
		"a page of 502 for a while":                {create: page502(12 * time.Second), read: page502(12 * time.Second)},
		"422 of a slow statement, slow looks":      {create: firstly(statusAfter(422, tookTooLong)), read: slowly(6 * time.Second)},
		"paused for 12 s, and so are looks":        {create: firstly(late(12 * time.Second)), read: slowly(4 * time.Second)},
		"500 of the application, the effect stays": {create: firstly(statusAfter(500, `{"status":500,"error":"Internal Server Error"}`))},
		"paused for 3 s":                           {create: firstly(late(3 * time.Second))},
		"the page of a proxy after the effect":     {create: firstly(statusAfter(200, "<html><title>Start</title>"))},
	}
	for name, c := range cases {
		for _, dialect := range []ndototest.Dialect{ndototest.Chatwoot416, ndototest.Chatwoot42, ndototest.NdotoDocs} {
			t.Run(fmt.Sprint(name, dialect), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					srv := ndototest.New(t, ndototest.WithoutNetwork(), ndototest.WithDialect(dialect))
					const keys = 6
					id := srv.AddConversation(ndototest.Conversation{})
					contact := srv.AddContact(ndototest.Contact{Name: "Ada"})
					network := &trouble{troubledCase: c, network: srv.Transport()}
					client := srv.Client(ndoto.WithTransport(network))
					for i := range keys {
						text := fmt.Sprint("text ", i)
						m, err := client.Messages.SendOnce(t.Context(), id, text, &ndoto.CreateMessageParams{Content: text}, c.opts...)
						if i == 0 && name == "a new key is lost" && dialect != ndototest.Chatwoot416 {
							assert.ErrorIs(t, err, ndoto.ErrAmbiguous, "the server drops the key, and nothing was seen before")
							continue
						}
						require.NoError(t, err)
						assert.Equal(t, text, m.Content)
					}
					for i, m := range srv.Messages(id) {
						assert.Equal(t, fmt.Sprint("text ", i), m.Content)
					}
					assert.Len(t, srv.Messages(id), keys)

					network.created = 0 // so that the next creation fails too
					conversation, err := client.Conversations.CreateOnce(t.Context(), "k", &ndoto.CreateConversationParams{InboxID: srv.InboxID, ContactID: contact}, c.opts...)
					require.NoError(t, err)
					again, err := client.Conversations.CreateOnce(t.Context(), "k", &ndoto.CreateConversationParams{InboxID: srv.InboxID, ContactID: contact})
					require.NoError(t, err)
					assert.Equal(t, conversation.ID, again.ID)
					_, second := srv.Conversation(conversation.ID + 1)
					assert.False(t, second)

					network.created = 0
					person, _, err := client.Contacts.Ensure(t.Context(), ndoto.ByEmail("ada@example.com"), nil)
					require.NoError(t, err)
					_, second = srv.Contact(person.ID + 1)
					assert.False(t, second)
				})
			})
		}
	}
}

// statusBefore replaces the response, and the request has no effect.
func statusBefore(status int, body string) fault {
	return func(req *http.Request, _ http.RoundTripper) (*http.Response, error) {
		if req.Body != nil {
			_, _ = io.Copy(io.Discard, req.Body)
		}
		return answered(req, status, body), nil
	}
}

// page502 has the page of a proxy for a time, also in place of the first response.
func page502(d time.Duration) nth {
	until := bubbleStart.Add(d)
	return func(n int, req *http.Request, network http.RoundTripper) (*http.Response, error) {
		switch {
		case n == 1 && req.Method == http.MethodPost:
			return statusAfter(502, "<title>502 Bad Gateway</title>")(req, network)
		case time.Now().Before(until):
			return answered(req, 502, "<title>502 Bad Gateway</title>"), nil
		}
		return network.RoundTrip(req)
	}
}

// TestChaosOpenOutcome has a server that never comes back: what is not known is not claimed.
func TestChaosOpenOutcome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		id := srv.AddConversation(ndototest.Conversation{})
		gone := false
		network := &trouble{network: srv.Transport()}
		network.create = func(_ int, req *http.Request, next http.RoundTripper) (*http.Response, error) {
			gone = true
			return lostAfter(req, next)
		}
		network.read = func(_ int, req *http.Request, next http.RoundTripper) (*http.Response, error) {
			if gone {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
			}
			return next.RoundTrip(req)
		}
		start := time.Now()
		_, err := srv.Client(ndoto.WithTransport(network)).Messages.SendOnce(t.Context(), id, "k", &ndoto.CreateMessageParams{Content: "hi"})
		assert.ErrorIs(t, err, ndoto.ErrAmbiguous)
		assert.ErrorIs(t, err, syscall.ECONNREFUSED)
		assert.Less(t, time.Since(start), 5*time.Minute)
	})
}
