package ndoto

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLimiterStaysBelowLimit sends as fast as the limiter lets it, against a server that counts in windows.
func TestLimiterStaysBelowLimit(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]int{"search": 100, "counts": 30} {
		synctest.Test(t, func(t *testing.T) {
			l := &rateLimit{limit: limit, window: time.Minute}
			limiter, err := NewLimiter(DefaultLimits())
			require.NoError(t, err)
			c := newTestClient(t, l.roundTrip, WithLimiter(limiter))
			var calls sync.WaitGroup
			start := time.Now()
			for range 10 {
				calls.Go(func() {
					for range limit / 2 {
						if name == "search" {
							assert.NoError(t, err2(c.Contacts.Search(t.Context(), "ada", nil)))
						} else {
							assert.NoError(t, err2(c.Conversations.Counts(t.Context(), nil)))
						}
					}
				})
			}
			calls.Wait()
			assert.Zero(t, l.refused, name)
			assert.Less(t, time.Since(start), 6*time.Minute, "five windows' worth of calls")
		})
	}
}

func TestRefusingLimiter(t *testing.T) {
	t.Parallel()
	broken := errors.New("the store is gone")
	c := newTestClient(t, always(200, `{"id":1}`), WithLimiter(limiterFunc(func(_ context.Context, limit string) error {
		if limit == bucketMetaCounts.name {
			return broken
		}
		return nil
	})))
	_, err := c.Conversations.Counts(t.Context(), nil)
	assert.ErrorIs(t, err, broken)
	assert.ErrorIs(t, err, ErrRateLimited)
	assert.ErrorContains(t, err, "nothing was sent: the limiter refused")
	_, err = c.Profile.Get(t.Context())
	assert.NoError(t, err)
}

type limiterFunc func(context.Context, string) error

func (f limiterFunc) Wait(ctx context.Context, limit string) error { return f(ctx, limit) }

func TestLimiterOptions(t *testing.T) {
	t.Parallel()
	_, err := NewLimiter(map[string]Limit{"x": {}})
	assert.ErrorIs(t, err, ErrBadInput)
	for _, o := range []Option{WithLimiter(nil), WithObserver(nil)} {
		_, err = New(1, "t", o)
		assert.ErrorIs(t, err, ErrBadInput)
	}
}

// TestMessageLimitIsWaitedFor responds with 422 until the minute is over.
func TestMessageLimitIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		free := time.Now().Add(time.Minute)
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			if time.Now().Before(free) {
				return respond(req, 422, `{"error":"Validation failed: Too many messages"}`), nil
			}
			return respond(req, 200, `{"id":1}`), nil
		})
		_, err := c.Messages.Create(t.Context(), 1, &CreateMessageParams{Content: "hi"})
		assert.NoError(t, err)
	})
}

// recorder is an Observer that records its calls.
type recorder struct {
	mu       sync.Mutex
	attempts []Attempt
	results  []AttemptResult
}

func (r *recorder) StartAttempt(_ context.Context, a Attempt) func(AttemptResult) {
	a.Header.Set("Traceparent", "00-1")
	a.Header = a.Header.Clone()
	r.mu.Lock()
	r.attempts = append(r.attempts, a)
	r.mu.Unlock()
	return func(res AttemptResult) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.results = append(r.results, res)
	}
}

func TestObserverSeesEveryAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		var traced []string
		s := &script{steps: []roundTripper{always(503, ""), always(200, `{"id":1}`)}}
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			traced = append(traced, req.Header.Get("Traceparent"))
			time.Sleep(time.Second)
			return s.roundTrip(req)
		}, WithObserver(r))
		_, err := c.Conversations.Get(t.Context(), 42)
		require.NoError(t, err)
		require.Len(t, r.attempts, 2)
		for i, a := range r.attempts {
			assert.NotContains(t, a.Header, dashedHeader, "no token")
			a.Header = nil
			assert.Equal(t, Attempt{
				Operation: "Conversations.Get", Method: "GET", Path: "/api/v1/accounts/{account_id}/conversations/{conversation_id}",
				Host: "desk.example", Scheme: "https", Number: i + 1,
			}, a)
		}
		assert.Equal(t, []string{"00-1", "00-1"}, traced)
		assert.ErrorIs(t, r.results[0].Err, ErrServer)
		r.results[0].Err = nil
		assert.Equal(t, []AttemptResult{{StatusCode: 503, Duration: time.Second, Retry: true}, {StatusCode: 200, Duration: time.Second}}, r.results)
		assert.NoError(t, c.Do(t.Context(), "GET", "x", nil, nil))
		assert.Equal(t, []string{"Client.Do", ""}, []string{r.attempts[2].Operation, r.attempts[2].Path})
	})
}
