package ndoto_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// fault is what happens to one request on its way.
type fault func(req *http.Request, network http.RoundTripper) (*http.Response, error)

func lostBefore(*http.Request, http.RoundTripper) (*http.Response, error) {
	return nil, syscall.ECONNRESET
}

func lostAfter(req *http.Request, network http.RoundTripper) (*http.Response, error) {
	resp, err := network.RoundTrip(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	return nil, errors.Join(err, syscall.ECONNRESET)
}

func statusAfter(status int, body string) fault {
	return func(req *http.Request, network http.RoundTripper) (*http.Response, error) {
		resp, err := network.RoundTrip(req)
		if err == nil {
			_ = resp.Body.Close()
			resp.StatusCode, resp.ContentLength, resp.Body = status, int64(len(body)), io.NopCloser(strings.NewReader(body))
		}
		return resp, err
	}
}

// faultyPosts has a fault for each of the first POSTs that are not filters.
type faultyPosts struct {
	mu      sync.Mutex
	network http.RoundTripper
	faults  []fault
	gets    int
}

func (f *faultyPosts) RoundTrip(req *http.Request) (*http.Response, error) {
	f.mu.Lock()
	var next fault
	if req.Method == http.MethodGet {
		f.gets++
	} else if len(f.faults) > 0 && !strings.HasSuffix(req.URL.Path, "/filter") {
		next, f.faults = f.faults[0], f.faults[1:]
	}
	f.mu.Unlock()
	if next != nil {
		return next(req, f.network)
	}
	return f.network.RoundTrip(req)
}

// faultyClient returns a client whose first POSTs fail in these ways.
func faultyClient(t *testing.T, srv *ndototest.Server, faults ...fault) (*ndoto.Client, *faultyPosts) {
	t.Helper()
	f := &faultyPosts{network: http.DefaultTransport.(*http.Transport).Clone(), faults: faults}
	t.Cleanup(f.network.(*http.Transport).CloseIdleConnections)
	return srv.Client(ndoto.WithTransport(f), ndoto.WithTokenHeader("Api-Access-Token"),
		ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 3, MinBackoff: 1, MaxBackoff: 1, Settle: 5 * time.Millisecond})), f
}

func TestSendOnceArrivesOnceOrReports(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		faults  []fault
		arrives bool
	}{
		"no fault":                    {nil, true},
		"lost before":                 {[]fault{lostBefore}, true},
		"lost after":                  {[]fault{lostAfter}, true},
		"500 after":                   {[]fault{statusAfter(500, "")}, true},
		"502 after":                   {[]fault{statusAfter(502, "<html>")}, true},
		"200 with a start page after": {[]fault{statusAfter(200, "<html>")}, true},
		"a 422 that is no refusal":    {[]fault{statusAfter(422, `{"error":"undefined method 'x' for nil"}`)}, true},
		"lost before, then after":     {[]fault{lostBefore, lostAfter}, true},
		"lost before again and again": {[]fault{lostBefore, lostBefore, lostBefore, lostBefore}, false},
		"500 before again and again":  {[]fault{lostBefore, lostBefore, lostBefore}, false},
		"refused by a validation error": {[]fault{func(req *http.Request, _ http.RoundTripper) (*http.Response, error) {
			return answered(req, 422, `{"error":"Validation failed: x"}`), nil
		}}, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := ndototest.New(t)
			id := srv.AddConversation(ndototest.Conversation{})
			client, _ := faultyClient(t, srv, c.faults...)
			message, err := client.Messages.SendOnce(t.Context(), id, "event-1", &ndoto.CreateMessageParams{Content: "hi", ContentAttributes: map[string]any{"mine": true}})
			assert.NotErrorIs(t, err, ndoto.ErrAmbiguous)
			if !c.arrives {
				assert.Error(t, err)
				assert.Empty(t, srv.Messages(id))
				return
			}
			require.NoError(t, err)
			require.Len(t, srv.Messages(id), 1)
			assert.Equal(t, srv.Messages(id)[0].ID, message.ID)
			assert.True(t, message.ContentAttributes.Bool("mine"))
		})
	}
}

func answered(req *http.Request, status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Request: req, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body))}
}

func TestSendOnceLooksPastOtherMessages(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	client, f := faultyClient(t, srv, func(req *http.Request, network http.RoundTripper) (*http.Response, error) {
		resp, err := lostAfter(req, network)
		for range 50 {
			srv.AddMessage(id, ndototest.Message{Content: "hi", Type: "outgoing"})
		}
		return resp, err
	})
	_, err := client.Messages.SendOnce(t.Context(), id, "warm-up", &ndoto.CreateMessageParams{Content: "first"})
	require.NoError(t, err)
	_, err = client.Messages.SendOnce(t.Context(), id, "k", &ndoto.CreateMessageParams{Content: "hi"})
	require.NoError(t, err)
	assert.LessOrEqual(t, f.gets, 3, "one request for each 20 messages")
	assert.Len(t, srv.Messages(id), 52)
}

func TestSendOnceAcrossProgramRuns(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	var ids []int64
	for range 3 {
		m, err := srv.Client().Messages.SendOnce(t.Context(), id, "event-1", &ndoto.CreateMessageParams{Content: "hi"}, ndoto.WithLookBack(time.Hour))
		require.NoError(t, err)
		ids = append(ids, m.ID)
	}
	assert.Equal(t, []int64{1, 1, 1}, ids)
}

func TestSendOnceOnServerThatDropsKeys(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t, ndototest.WithDialect(ndototest.Chatwoot42))
	id := srv.AddConversation(ndototest.Conversation{})
	client, _ := faultyClient(t, srv, nil, lostAfter)
	_, err := client.Messages.SendOnce(t.Context(), id, "a", &ndoto.CreateMessageParams{Content: "first"})
	require.NoError(t, err)
	m, err := client.Messages.SendOnce(t.Context(), id, "b", &ndoto.CreateMessageParams{Content: "second"})
	require.NoError(t, err, "after the first answer it is known that the text must do")
	assert.Equal(t, "second", m.Content)
	assert.Len(t, srv.Messages(id), 2)

	stranger, _ := faultyClient(t, srv, lostAfter)
	_, err = stranger.Messages.SendOnce(t.Context(), id, "c", &ndoto.CreateMessageParams{Content: "third"})
	assert.ErrorIs(t, err, ndoto.ErrAmbiguous, "before, it cannot be told")
	assert.ErrorContains(t, err, "not known to keep keys")
}

func TestSendOnceAsBot(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	client, _ := faultyClient(t, srv, lostAfter, lostAfter)
	_, err := client.Messages.SendOnce(t.Context(), id, "a", &ndoto.CreateMessageParams{Content: "hi"}, ndoto.WithToken(srv.BotToken))
	assert.ErrorIs(t, err, ndoto.ErrAmbiguous)
	assert.ErrorIs(t, err, ndoto.ErrBotNotAllowed)
	m, err := client.Messages.SendOnce(t.Context(), id, "b", &ndoto.CreateMessageParams{Content: "hi"}, ndoto.WithToken(srv.BotToken), ndoto.WithLookToken(srv.AgentToken))
	require.NoError(t, err)
	assert.Equal(t, ndoto.SenderAgentBot, m.Sender.Kind())
}

func TestSendOnceEndsWithContext(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	ctx, cancel := context.WithCancel(t.Context())
	client, _ := faultyClient(t, srv, func(*http.Request, http.RoundTripper) (*http.Response, error) {
		cancel()
		return nil, syscall.ECONNRESET
	})
	_, err := client.Messages.SendOnce(ctx, id, "a", &ndoto.CreateMessageParams{Content: "hi"})
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, err, ndoto.ErrAmbiguous)
}

func TestCreateOnce(t *testing.T) {
	t.Parallel()
	for _, faults := range [][]fault{nil, {lostBefore}, {lostAfter}, {nil, lostAfter}, {lostAfter, statusAfter(500, "")}} {
		srv := ndototest.New(t)
		contact := srv.AddContact(ndototest.Contact{})
		client, _ := faultyClient(t, srv, faults...)
		c, err := client.Conversations.CreateOnce(t.Context(), "ticket-1", &ndoto.CreateConversationParams{
			InboxID: srv.InboxID, ContactID: contact, AdditionalAttributes: map[string]any{"from": "form"}, Message: &ndoto.CreateMessageParams{Content: "hi"},
		})
		require.NoError(t, err)
		assert.Equal(t, "form", c.AdditionalAttributes.Text("from"))
		assert.Equal(t, "hi", c.LastNonActivityMessage.Content)
		all, err := client.Contacts.Conversations(t.Context(), contact)
		require.NoError(t, err)
		assert.Len(t, all, 1)
		assert.Len(t, srv.Messages(c.ID), 1)
	}
}

func TestEnsureContact(t *testing.T) {
	t.Parallel()
	for _, key := range []ndoto.ContactKey{ndoto.ByEmail("Ada@Example.com"), ndoto.ByPhone("+250788123456"), ndoto.ByIdentifier("crm-1")} {
		for _, faults := range [][]fault{nil, {lostBefore}, {lostAfter}, {statusAfter(502, "")}} {
			srv := ndototest.New(t)
			client, _ := faultyClient(t, srv, faults...)
			first, created, err := client.Contacts.Ensure(t.Context(), key, &ndoto.ContactParams{Name: ndoto.Set("Ada")})
			require.NoError(t, err)
			assert.True(t, created)
			second, created, err := client.Contacts.Ensure(t.Context(), key, &ndoto.ContactParams{Name: ndoto.Set("Another")})
			require.NoError(t, err)
			assert.False(t, created)
			assert.Equal(t, first.ID, second.ID, "a contact that is there stays as it is")
			assert.Equal(t, "Ada", second.Name, "a contact that is there stays as it is")
			_, exists := srv.Contact(first.ID + 1)
			assert.False(t, exists)
		}
	}
}

func TestEnsureContactConcurrently(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	one, other := srv.Client(), srv.Client()
	var calls sync.WaitGroup
	var mu sync.Mutex
	ids, created := map[int64]int{}, 0
	for i := range 40 {
		calls.Go(func() {
			client := one
			if i%2 == 0 {
				client = other
			}
			c, isNew, err := client.Contacts.Ensure(t.Context(), ndoto.ByEmail("ada@example.com"), nil)
			assert.NoError(t, err)
			mu.Lock()
			defer mu.Unlock()
			ids[c.ID]++
			if isNew {
				created++
			}
		})
	}
	calls.Wait()
	assert.Equal(t, []int{1, 1}, []int{len(ids), created})

	srv.AddContact(ndototest.Contact{Email: "taken@example.com"})
	_, _, err := one.Contacts.Ensure(t.Context(), ndoto.ByIdentifier("crm-7"), &ndoto.ContactParams{Email: ndoto.Set("taken@example.com")})
	assert.ErrorIs(t, err, ndoto.ErrConflict)
	_, _, err = one.Contacts.Ensure(t.Context(), ndoto.ContactKey{}, nil)
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _, err = one.Contacts.Ensure(ctx, ndoto.ByEmail("x@example.com"), nil)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestOnceRefusesUnrepeatableInput(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	text := &ndoto.CreateMessageParams{Content: "hi"}
	pipe := &ndoto.CreateMessageParams{Attachments: []ndoto.File{{Name: "a", Reader: io.MultiReader()}}}
	errs := []error{}
	for _, call := range []func() error{
		func() error { _, err := c.Messages.SendOnce(t.Context(), 1, " ", text); return err },
		func() error {
			_, err := c.Messages.SendOnce(t.Context(), 1, strings.Repeat("k", 256), text)
			return err
		},
		func() error { _, err := c.Messages.SendOnce(t.Context(), 1, "k", nil); return err },
		func() error { _, err := c.Messages.SendOnce(t.Context(), 1, "k", pipe); return err },
		func() error { _, err := c.Messages.SendOnce(t.Context(), 0, "k", text); return err },
		func() error { _, err := c.Messages.SendOnce(t.Context(), 1, "k", text, nil); return err },
		func() error {
			_, err := c.Messages.SendOnce(t.Context(), 1, "k", text, ndoto.WithLookBack(0))
			return err
		},
		func() error {
			_, err := c.Messages.SendOnce(t.Context(), 1, "k", text, ndoto.WithLookToken(""))
			return err
		},
		func() error { _, err := c.Conversations.CreateOnce(t.Context(), "k", nil); return err },
		func() error {
			_, err := c.Conversations.CreateOnce(t.Context(), "k", &ndoto.CreateConversationParams{SourceID: "s"})
			return err
		},
	} {
		errs = append(errs, call())
	}
	for i, err := range errs {
		assert.ErrorIs(t, err, ndoto.ErrBadInput, i)
	}
	assert.Empty(t, srv.Requests())
}

func TestDownload(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{})
	c := srv.Client(ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: 1}))
	m, err := c.Messages.Create(t.Context(), id, &ndoto.CreateMessageParams{Attachments: []ndoto.File{{Name: "a.txt", Reader: strings.NewReader("0123456789")}}})
	require.NoError(t, err)
	before := len(srv.Requests())
	require.NoError(t, srv.Fail(ndototest.Fault{Count: 1, Status: 503}))
	var out bytes.Buffer
	n, err := c.Attachments.Download(t.Context(), m.Attachments[0].DataURL, &out, 10)
	require.NoError(t, err)
	assert.Equal(t, int64(10), n)
	assert.Equal(t, "0123456789", out.String())
	for _, r := range srv.Requests()[before:] {
		assert.Empty(t, r.Header.Values("Api-Access-Token"), "no token is sent for files")
	}
	n, err = c.Attachments.Download(t.Context(), m.Attachments[0].DataURL, io.Discard, 9)
	assert.ErrorIs(t, err, ndoto.ErrTooLarge)
	assert.Zero(t, n)
	_, err = c.Attachments.Download(t.Context(), srv.URL+"/rails/active_storage/blobs/redirect/99/x", io.Discard, 9)
	assert.ErrorIs(t, err, ndoto.ErrNotFound)
	for _, bad := range []string{"", "/relative", "ftp://x/y", "https://u:p@x/y", "http://x y/"} {
		_, err = c.Attachments.Download(t.Context(), bad, io.Discard, 9)
		assert.ErrorIs(t, err, ndoto.ErrBadInput, bad)
	}
	_, err = c.Attachments.Download(t.Context(), "https://x/y", nil, 9)
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = c.Attachments.Download(t.Context(), "https://x/y", io.Discard, 0, ndoto.WithTimeout(1))
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
}

func TestDownloadStaysOnTLS(t *testing.T) {
	t.Parallel()
	client, err := ndoto.New(1, "token", ndoto.WithTransport(hops{"https://a.example/x": "https://b.example/y", "https://b.example/y": "http://c.example/z"}))
	require.NoError(t, err)
	_, err = client.Attachments.Download(t.Context(), "https://a.example/x", io.Discard, 9)
	assert.ErrorIs(t, err, ndoto.ErrRedirect)
	assert.ErrorContains(t, err, "http://c.example/z")
}

// hops redirect from one URL to the next.
type hops map[string]string

func (h hops) RoundTrip(req *http.Request) (*http.Response, error) {
	resp := answered(req, http.StatusFound, "")
	resp.Header.Set("Location", h[req.URL.String()])
	return resp, nil
}
