package ndoto

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rateLimit is a server that lets a number of requests into each window of its clock, as rack-attack does.
type rateLimit struct {
	mu      sync.Mutex
	limit   int
	window  time.Duration
	skew    time.Duration
	counts  map[int64]int
	refused int
}

func (l *rateLimit) roundTrip(req *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now().Add(l.skew)
	date := now.UTC().Format(http.TimeFormat)
	index := now.UnixNano() / int64(l.window)
	if l.counts == nil {
		l.counts = map[int64]int{}
	}
	if l.counts[index]++; l.counts[index] > l.limit {
		l.refused++
		return respond(req, 429, "Retry later\n", "Content-Type", "text/plain", "Date", date), nil
	}
	return respond(req, 200, `{"id":1,"all_count":1,"payload":[]}`, "Date", date), nil
}

func TestGateWaitsForEndOfWindow(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{0, -25 * time.Minute, 17 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			l := &rateLimit{limit: 100, window: time.Minute, skew: skew}
			c := newTestClient(t, l.roundTrip)
			var calls sync.WaitGroup
			for range 64 {
				calls.Go(func() {
					for range 5 {
						_, err := c.Profile.Get(t.Context())
						assert.NoError(t, err)
					}
				})
			}
			start := time.Now()
			calls.Wait()
			assert.Less(t, time.Since(start), 4*time.Minute, "320 calls at 100 a minute")
			assert.LessOrEqual(t, l.refused, 3*64)
		})
	}
}

func TestGateClosesOnlyItsBucket(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var searches int
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			if req.URL.Path == "/prefix/api/v1/accounts/7/contacts/search" {
				if searches++; searches == 1 {
					return respond(req, 429, "Retry later\n", "Date", time.Now().UTC().Format(http.TimeFormat)), nil
				}
			}
			return respond(req, 200, `{"id":1,"payload":[]}`), nil
		})
		start := time.Now()
		var calls sync.WaitGroup
		calls.Go(func() {
			_, err := c.Contacts.Search(t.Context(), "ada", nil)
			assert.NoError(t, err)
			assert.Equal(t, time.Minute, time.Since(start).Round(time.Second))
		})
		synctest.Wait()
		_, err := c.Profile.Get(t.Context())
		assert.NoError(t, err)
		assert.Zero(t, time.Since(start))
		calls.Wait()
	})
}

func TestGateRefusesLongWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			sent++
			return respond(req, 429, "", "Retry-After", "3600"), nil
		})
		start := time.Now()
		err := c.Conversations.SendTranscript(t.Context(), 1, "a@b.example")
		var e *Error
		require.ErrorAs(t, err, &e)
		assert.ErrorIs(t, err, ErrRateLimited)
		assert.Equal(t, time.Hour, e.RetryAfter)
		assert.ErrorContains(t, err, "try again in 1h0m0s")

		err = c.Conversations.SendTranscript(t.Context(), 1, "a@b.example")
		assert.ErrorIs(t, err, ErrRateLimited)
		assert.NotErrorIs(t, err, ErrAmbiguous)
		assert.ErrorContains(t, err, "nothing was sent")
		assert.Equal(t, 1, sent, "the gate is closed, so the second call sends nothing")
		assert.Zero(t, time.Since(start))
	})
}

func TestGateWaitEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, always(429, "", "Retry-After", "30"))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := c.Profile.Get(ctx)
		assert.ErrorIs(t, err, context.Canceled)

		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err = c.Profile.Get(ctx)
		var e *Error
		require.ErrorAs(t, err, &e)
		assert.ErrorIs(t, err, ErrRateLimited)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 29*time.Second, e.RetryAfter.Round(time.Second))
		assert.Zero(t, time.Since(start))
	})
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 5, 6, 20, 0, time.UTC)
	cases := map[string]struct {
		retryAfter, date string
		want             time.Duration
	}{
		"seconds":                    {"7", "", 7 * time.Second},
		"fraction":                   {"1.5", "", 1500 * time.Millisecond},
		"date by the server's clock": {"Wed, 04 Mar 2026 04:00:30 GMT", "Wed, 04 Mar 2026 04:00:00 GMT", 30 * time.Second},
		"date in the past":           {"Wed, 04 Mar 2026 03:00:30 GMT", "Wed, 04 Mar 2026 04:00:00 GMT", 0},
		"absurd":                     {"1e300", "", longestRetryAfter},
		"negative":                   {"-5", "", 40 * time.Second},
		"garbage":                    {"soon", "", 40 * time.Second},
		"nothing":                    {"", "", 40 * time.Second},
		"window by the Date header":  {"", "Wed, 04 Mar 2026 04:00:59 GMT", time.Second},
		"window at its begin":        {"", "Wed, 04 Mar 2026 04:00:00 GMT", time.Minute},
		"malformed Date":             {"", "yesterday", 40 * time.Second},
	}
	for name, c := range cases {
		h := http.Header{"Retry-After": {c.retryAfter}, "Date": {c.date}}
		assert.Equal(t, c.want, retryAfter(h, time.Minute, now), name)
	}
}
