package ndoto

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// script responds with one step after another, repeating the last one.
type script struct {
	mu    sync.Mutex
	steps []roundTripper
	sent  int
}

func (s *script) roundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	step := s.steps[min(s.sent, len(s.steps)-1)]
	s.sent++
	s.mu.Unlock()
	return step(req)
}

func failing(err error) roundTripper {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// failingAfterSend fails as net/http does when an established connection breaks.
func failingAfterSend(err error) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		trace := httptrace.ContextClientTrace(req.Context())
		if trace != nil && trace.GetConn != nil {
			trace.GetConn("desk.example:443")
			trace.GotConn(httptrace.GotConnInfo{})
		}
		return nil, err
	}
}

// failingBeforeSend fails as net/http does when there is no connection, without an error that says so.
func failingBeforeSend(err error) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		if trace := httptrace.ContextClientTrace(req.Context()); trace != nil && trace.GetConn != nil {
			trace.GetConn("desk.example:443")
		}
		return nil, err
	}
}

var errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}

// tookTooLong is the body of a 422 that refuses nothing.
const tookTooLong = `{"error":"The request took too long to complete. Please try again."}`

func TestRetryDecision(t *testing.T) {
	t.Parallel()
	var (
		getOne    = func(c *Client) error { _, err := c.Conversations.Get(context.Background(), 1); return err }
		setStatus = func(c *Client) error {
			_, err := c.Conversations.ToggleStatus(context.Background(), 1, StatusOpen)
			return err
		}
		create = func(c *Client) error {
			_, err := c.Messages.Create(context.Background(), 1, &CreateMessageParams{Content: "hi"})
			return err
		}
		open = func(c *Client) error {
			_, err := c.Conversations.Create(context.Background(), &CreateConversationParams{InboxID: 1, ContactID: 1})
			return err
		}
		ok = always(200, `{"id":1,"payload":{"success":true}}`)
	)
	cases := map[string]struct {
		first     roundTripper
		call      func(*Client) error
		sent      int
		ambiguous bool
	}{
		"safe after 500":                   {always(500, ""), getOne, 2, false},
		"safe after a reset":               {failingAfterSend(syscall.ECONNRESET), getOne, 2, false},
		"safe after 408":                   {always(408, ""), getOne, 2, false},
		"safe after 501":                   {always(501, ""), getOne, 1, false},
		"idempotent after 503":             {always(503, ""), setStatus, 2, false},
		"idempotent after a reset":         {failingAfterSend(syscall.ECONNRESET), setStatus, 2, false},
		"creating after 500":               {always(500, ""), create, 1, true},
		"creating after 503":               {always(503, ""), create, 1, true},
		"creating after a reset":           {failingAfterSend(syscall.ECONNRESET), create, 1, true},
		"creating after a bare error":      {failing(syscall.ECONNRESET), create, 1, true},
		"creating after a refused dial":    {failing(errRefused), create, 2, false},
		"creating without any connection":  {failingBeforeSend(errors.New("tls: handshake failure")), create, 2, false},
		"creating after 429":               {always(429, "Retry later\n"), create, 2, false},
		"creating after 422":               {always(422, `{"error":"Validation failed: no"}`), create, 1, false},
		"creating after a masked failure":  {always(422, `{"error":"undefined method 'x' for nil"}`), create, 1, true},
		"creating after a slow statement":  {always(422, tookTooLong), open, 1, true},
		"safe after a slow statement":      {always(422, tookTooLong), getOne, 2, false},
		"safe after 404":                   {always(404, `{"error":"Resource could not be found"}`), getOne, 1, false},
		"creating after an answer in HTML": {always(200, `<html>`), create, 1, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: []roundTripper{c.first, ok}}
				err := c.call(newTestClient(t, s.roundTrip))
				assert.Equal(t, c.sent, s.sent)
				assert.Equal(t, c.ambiguous, errors.Is(err, ErrAmbiguous), "%v", err)
				if c.sent == 2 {
					assert.NoError(t, err)
				} else {
					assert.Error(t, err)
				}
			})
		})
	}
}

func TestRetriesEndWithLastResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{always(503, `{"error":"down"}`, "X-Request-Id", "r-1")}}
		var resp Response
		_, err := newTestClient(t, s.roundTrip).Profile.Get(t.Context(), WithResponse(&resp), WithRetry(RetryPolicy{MaxAttempts: 4}))
		var e *Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, 4, s.sent)
		assert.Equal(t, "ndoto: Profile.Get: 503 Service Unavailable: down (4 attempts)", err.Error())
		assert.Equal(t, 503, e.StatusCode)
		assert.Equal(t, "down", e.Message)
		assert.Equal(t, "r-1", e.RequestID)
		assert.Equal(t, 4, e.Attempts)
		assert.Equal(t, 503, resp.StatusCode)
		assert.Equal(t, "r-1", resp.RequestID)
		assert.Equal(t, 4, resp.Attempts)
		assert.JSONEq(t, `{"error":"down"}`, string(resp.Body))
	})
}

// TestRetriesOutlastRestart takes the server away for a while, on a fake clock: it refuses connections, and a proxy
// before it says so.
func TestRetriesOutlastRestart(t *testing.T) {
	t.Parallel()
	calls := map[string]func(*Client) error{
		"safe":       func(c *Client) error { return err2(c.Profile.Get(context.Background())) },
		"idempotent": func(c *Client) error { return err2(c.Contacts.SetLabels(context.Background(), 1, nil)) },
		"creating": func(c *Client) error {
			return err2(c.Messages.Create(context.Background(), 1, &CreateMessageParams{Content: "hi"}))
		},
	}
	for name, call := range calls {
		for answered, down := range map[bool]roundTripper{false: failing(errRefused), true: always(502, "<html>")} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					for range 100 {
						start := time.Now()
						var sent int
						err := call(newTestClient(t, func(req *http.Request) (*http.Response, error) {
							if sent++; time.Since(start) < 10*time.Second {
								return down(req)
							}
							return respond(req, 200, `{"id":1,"payload":[]}`), nil
						}))
						if name == "creating" && answered {
							assert.ErrorIs(t, err, ErrAmbiguous)
							assert.Equal(t, 1, sent)
							continue
						}
						assert.NoError(t, err)
						assert.Less(t, time.Since(start), 30*time.Second)
					}
				})
			})
		}
	}
}

// TestRefusalKeepsEarlierDoubt has an attempt that may have taken effect, and a last one that was refused.
func TestRefusalKeepsEarlierDoubt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []roundTripper{always(502, "<html>"), always(422, `{"message":"Email is invalid","attributes":["email"]}`)}}
		_, err := newTestClient(t, s.roundTrip).Contacts.Update(t.Context(), 1, &ContactParams{Email: Set("a@example.com")})
		assert.ErrorIs(t, err, ErrAmbiguous)
		s = &script{steps: []roundTripper{failing(errRefused), always(404, `{"error":"Resource could not be found"}`)}}
		_, err = newTestClient(t, s.roundTrip).Contacts.Update(t.Context(), 1, &ContactParams{Email: Set("a@example.com")})
		assert.NotErrorIs(t, err, ErrAmbiguous)
	})
}

func TestBackoffIsFullJitterWithinBounds(t *testing.T) {
	t.Parallel()
	p := RetryPolicy{MinBackoff: time.Second, MaxBackoff: 5 * time.Second}
	longest := map[int]time.Duration{}
	for range 2000 {
		for attempt := 1; attempt <= 6; attempt++ {
			longest[attempt] = max(longest[attempt], p.backoff(attempt))
		}
	}
	for attempt, seconds := range map[int]int{1: 1, 2: 2, 3: 4, 4: 5, 6: 5} {
		bound := time.Duration(seconds) * time.Second
		assert.LessOrEqual(t, longest[attempt], bound)
		assert.Greater(t, longest[attempt], bound*9/10)
	}
}

func TestRetryBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int64
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			sent.Add(1)
			return respond(req, 500, ""), nil
		})
		var calls sync.WaitGroup
		start := time.Now()
		for range 1000 {
			calls.Go(func() {
				_, err := c.Profile.Get(t.Context())
				assert.ErrorIs(t, err, ErrServer)
			})
		}
		calls.Wait()
		assert.LessOrEqual(t, float64(sent.Load()), 1000+budgetSize+budgetPerSecond*time.Since(start).Seconds()+1)
		assert.Greater(t, float64(sent.Load()), 1000+budgetSize)
	})
}

func TestRetryBudgetRefills(t *testing.T) {
	t.Parallel()
	now := time.Now()
	var b retryBudget
	for range int(budgetSize) {
		assert.Zero(t, b.take(now))
	}
	assert.Equal(t, 100*time.Millisecond, b.take(now))
	b.giveBack(1)
	assert.Zero(t, b.take(now.Add(100*time.Millisecond)), "with time")
	for range 5 {
		b.giveBack(budgetOfSuccess)
	}
	assert.Zero(t, b.take(now.Add(100*time.Millisecond)), "with calls that succeed")
}

func TestRetryNeverOutlivesContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, always(500, ""), WithRetry(RetryPolicy{MinBackoff: time.Hour, MaxBackoff: time.Hour}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := c.Profile.Get(ctx)
		assert.ErrorIs(t, err, ErrServer)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Zero(t, time.Since(start), "a wait that would outlive the context is not begun")

		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err = c.Profile.Get(ctx)
		assert.ErrorIs(t, err, context.Canceled)
		assert.ErrorIs(t, err, ErrServer)
	})
}

func TestAttemptTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent atomic.Int32
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			sent.Add(1)
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		_, err := c.Profile.Get(t.Context(), WithTimeout(3*time.Second))
		assert.ErrorContains(t, err, "no response within 3s")
		assert.NotErrorIs(t, err, context.DeadlineExceeded, "the caller's context has not ended")
		assert.GreaterOrEqual(t, sent.Load(), int32(minAttempts))
	})
}

func TestDeleteSucceedsIfEarlierAttemptDeleted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		notFound := always(404, `{"error":"Resource could not be found"}`)
		s := &script{steps: []roundTripper{always(502, "<html>"), notFound}}
		assert.NoError(t, newTestClient(t, s.roundTrip).Contacts.Delete(t.Context(), 3))
		assert.ErrorIs(t, newTestClient(t, notFound).Contacts.Delete(t.Context(), 3), ErrNotFound)
	})
}

// TestTimeoutOfTheHTTPClient gives way to that of WithTimeout, in whichever order they are given.
func TestTimeoutOfTheHTTPClient(t *testing.T) {
	t.Parallel()
	hang := roundTripper(func(req *http.Request) (*http.Response, error) {
		<-req.Context().Done()
		return nil, req.Context().Err()
	})
	slow, two := WithHTTPClient(&http.Client{Transport: hang, Timeout: time.Minute}), WithTimeout(2*time.Second)
	for name, c := range map[string]struct {
		opts []Option
		call []RequestOption
		want string
	}{
		"of the client":    {[]Option{slow}, nil, "no response within 1m0s"},
		"the option after": {[]Option{slow, two}, nil, "no response within 2s"},
		"and before it":    {[]Option{two, slow}, nil, "no response within 2s"},
		"of a call":        {[]Option{two, slow}, []RequestOption{WithTimeout(3 * time.Second)}, "no response within 3s"},
		"neither":          {[]Option{WithTransport(hang)}, nil, "no response within 30s"},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, err := New(1, "token", append(c.opts, oneAttempt)...)
			require.NoError(t, err)
			start := time.Now()
			_, err = client.Profile.Get(t.Context(), c.call...)
			assert.ErrorContains(t, err, c.want, name)
			assert.Equal(t, strings.TrimPrefix(c.want, "no response within "), time.Since(start).String(), name)
		})
	}
}
