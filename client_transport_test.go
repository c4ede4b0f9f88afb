package ndoto

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// spellings returns the token headers of a request.
func spellings(req *http.Request) (names []string) {
	for name := range req.Header {
		if strings.EqualFold(strings.ReplaceAll(name, "_", "-"), dashedHeader) {
			names = append(names, name)
		}
	}
	return names
}

func TestTokenHeaderFallback(t *testing.T) {
	t.Parallel()
	var seen [][]string
	onlyAccepting := func(spelling string) roundTripper {
		return func(req *http.Request) (*http.Response, error) {
			seen = append(seen, spellings(req))
			if len(req.Header[spelling]) == 1 && req.Header[spelling][0] == testToken {
				return respond(req, 200, `{"id":1}`), nil
			}
			return respond(req, 401, `{"errors":["You need to sign in or sign up before continuing."]}`), nil
		}
	}
	get := func(c *Client) error { _, err := c.Profile.Get(t.Context()); return err }

	c := newTestClient(t, onlyAccepting(dashedHeader))
	require.NoError(t, get(c))
	assert.Equal(t, [][]string{{dashedHeader}}, seen)

	seen = nil
	c = newTestClient(t, onlyAccepting(documentedHeader))
	require.NoError(t, get(c))
	require.NoError(t, get(c))
	assert.Equal(t, [][]string{{dashedHeader}, {documentedHeader}, {documentedHeader}}, seen)

	seen = nil
	c = newTestClient(t, onlyAccepting("neither"))
	assert.ErrorIs(t, get(c), ErrTokenNotReceived)
	assert.ErrorIs(t, get(c), ErrUnauthorized)
	assert.Equal(t, [][]string{{dashedHeader}, {documentedHeader}, {dashedHeader}}, seen, "the other spelling is tried once")

	seen = nil
	c = newTestClient(t, onlyAccepting("neither"), WithTokenHeader("api_access_token"))
	assert.ErrorIs(t, get(c), ErrUnauthorized)
	assert.Equal(t, [][]string{{documentedHeader}}, seen, "a fixed spelling stays")
}

func TestTokenHeaderIsKeptOnceAccepted(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]roundTripper{
		"an answer":  always(200, `{"id":1}`),
		"forbidden":  always(401, `{"error":"You are not authorized to do this action"}`),
		"validation": always(422, `{"error":"no"}`),
	} {
		s := &script{steps: []roundTripper{first, always(401, `{"error":"Invalid Access Token"}`)}}
		c := newTestClient(t, s.roundTrip)
		_, _ = c.Profile.Get(t.Context())
		_, err := c.Profile.Get(t.Context())
		assert.ErrorIs(t, err, ErrInvalidToken, name)
		assert.Equal(t, 2, s.sent, name)
	}
}

func TestTokenHeaderFallbackResendsBody(t *testing.T) {
	t.Parallel()
	var bodies []string
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		data, _ := io.ReadAll(req.Body)
		bodies = append(bodies, string(data))
		if !slices.Contains(spellings(req), documentedHeader) {
			return respond(req, 401, ""), nil
		}
		return respond(req, 200, `{"id":5}`), nil
	})
	message, err := c.Messages.Create(t.Context(), 1, &CreateMessageParams{Content: "hi"})
	require.NoError(t, err)
	assert.EqualValues(t, 5, message.ID)
	want := `{"content":"hi","message_type":"outgoing"}`
	assert.Equal(t, []string{want, want}, bodies)
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var leaked atomic.Bool
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		leaked.Store(leaked.Load() || len(spellings(r)) > 0)
	}))
	t.Cleanup(other.Close)
	mux := http.NewServeMux()
	mux.HandleFunc("/away/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+"/x?secret=1", http.StatusFound)
	})
	mux.HandleFunc("/permanent/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusPermanentRedirect)
	})
	mux.HandleFunc("/within/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(r.URL.Path, "/within/", "/here/", 1), http.StatusFound)
	})
	mux.HandleFunc("/loop/", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) })
	mux.HandleFunc("/here/", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id":9}`) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	client := func(prefix string) *Client {
		c, err := New(1, testToken, WithBaseURL(server.URL+prefix))
		require.NoError(t, err)
		return c
	}
	send := func(prefix string) error {
		_, err := client(prefix).Messages.Create(t.Context(), 1, &CreateMessageParams{Content: "hi"})
		return err
	}

	profile, err := client("/within").Profile.Get(t.Context())
	require.NoError(t, err, "within the server, by the same method")
	assert.EqualValues(t, 9, profile.ID)

	for _, prefix := range []string{"/away", "/permanent", "/loop"} {
		_, err = client(prefix).Profile.Get(t.Context())
		assert.ErrorIs(t, err, ErrRedirect, prefix)
	}
	for _, prefix := range []string{"/away", "/permanent", "/within"} {
		err = send(prefix)
		assert.ErrorIs(t, err, ErrRedirect, prefix)
		assert.NotErrorIs(t, err, ErrAmbiguous, prefix)
	}
	_, err = client("/away").Profile.Get(t.Context())
	assert.ErrorContains(t, err, "redirects to "+other.URL+"/x")
	assert.NotContains(t, err.Error(), "secret")
	assert.False(t, leaked.Load(), "the token reached another host")
}

func TestResponsesAreBounded(t *testing.T) {
	t.Parallel()
	long := `{"name":"` + strings.Repeat("x", 2000) + `"}`
	for name, length := range map[string]int64{"announced": int64(len(long)), "chunked": -1} {
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			resp := respond(req, 200, long)
			resp.ContentLength = length
			return resp, nil
		}, WithMaxResponseSize(1000))
		_, err := c.Profile.Get(t.Context())
		assert.ErrorIs(t, err, ErrTooLarge, name)
	}
	c := newTestClient(t, always(400, strings.Repeat("y", 200<<10)))
	_, err := c.Profile.Get(t.Context())
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Len(t, e.Body, maxErrorBody)
	assert.Less(t, len(err.Error()), 400)
}

func TestTruncatedResponseIsRetried(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9")
		if calls.Add(1) == 1 {
			_, _ = io.WriteString(w, `{"id"`)
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, `{"id":12}`)
	}))
	t.Cleanup(server.Close)
	c, err := New(1, testToken, WithBaseURL(server.URL), WithRetry(RetryPolicy{MinBackoff: 1}))
	require.NoError(t, err)
	profile, err := c.Profile.Get(t.Context())
	require.NoError(t, err)
	assert.EqualValues(t, 12, profile.ID)
}

func TestFailingCallsKeepOtherConnections(t *testing.T) {
	t.Parallel()
	var dials atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/profile") {
			_, _ = io.WriteString(w, `{"id":1}`)
			return
		}
		http.Error(w, strings.Repeat("no ", 10_000), 500)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			dials.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c, err := New(1, testToken, WithBaseURL(server.URL), WithRetry(RetryPolicy{MaxAttempts: 2, MinBackoff: 1}))
	require.NoError(t, err)
	for range 20 {
		_, err = c.Profile.Get(t.Context())
		require.NoError(t, err)
		_, err = c.Conversations.Get(t.Context(), 1)
		require.ErrorIs(t, err, ErrServer)
	}
	assert.EqualValues(t, 1, dials.Load())
}

func TestCanceledCallReturnsContextError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		cancel(errors.New("shutting down"))
		<-req.Context().Done()
		return nil, req.Context().Err()
	})
	_, err := c.Messages.Create(ctx, 1, &CreateMessageParams{Content: "hi"})
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, err, ErrAmbiguous, "it may have been sent")
	_, err = c.Profile.Get(ctx)
	assert.ErrorIs(t, err, context.Canceled)
}

// TestConnectionsAreReusedHoweverCallsEnd counts the dials after calls that were cut short, canceled or chunked.
func TestConnectionsAreReusedHoweverCallsEnd(t *testing.T) {
	t.Parallel()
	var dials atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		for _, part := range []string{`{"id":1,"pay`, `load":["vip"]}`} { // chunked, since it is flushed in between
			_, _ = io.WriteString(w, part)
			w.(http.Flusher).Flush()
		}
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			dials.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c, err := New(1, testToken, WithBaseURL(server.URL), WithRetry(RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	for range 50 {
		_, err = c.Profile.Get(t.Context())
		require.NoError(t, err)
		_, err = c.Conversations.Labels(t.Context(), 1)
		require.NoError(t, err)
		_, err = c.Conversations.Participants(t.Context(), 1)
		require.ErrorIs(t, err, ErrNotJSON)
	}
	assert.EqualValues(t, 1, dials.Load())
}
