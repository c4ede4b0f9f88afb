package ndoto

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/usendoto/ndoto-go/internal/wait"
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

// TestGateAdmitsNobodyEarly closes a gate at random while goroutines pass it.
func TestGateAdmitsNobodyEarly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		waits := rapid.SliceOfN(rapid.IntRange(0, 5000), 1, 6).Draw(rt, "waits")
		callers := rapid.IntRange(1, 40).Draw(rt, "callers")
		synctest.Test(t, func(t *testing.T) {
			c := newTestClient(t, always(200, `{"id":1}`))
			var opens time.Time
			for _, ms := range waits {
				wait := time.Duration(ms) * time.Millisecond
				c.gates.close(generalGate, wait)
				opens = time.Unix(0, max(opens.UnixNano(), time.Now().Add(wait).UnixNano()))
			}
			var passed sync.WaitGroup
			var mu sync.Mutex
			var latest time.Time
			for range callers {
				passed.Go(func() {
					assert.NoError(t, err2(c.Profile.Get(t.Context())))
					mu.Lock()
					defer mu.Unlock()
					assert.False(t, time.Now().Before(opens), "early")
					if time.Now().After(latest) {
						latest = time.Now()
					}
				})
			}
			passed.Wait()
			assert.LessOrEqual(t, latest.Sub(opens), time.Duration(callers)*time.Second/slowStart, "the last one waits for its turn only")
		})
	})
}

// TestMaxWaitBoundsTheWholeWait has every attempt refused until the next minute, again and again.
func TestMaxWaitBoundsTheWholeWait(t *testing.T) {
	t.Parallel()
	refused := func(req *http.Request) (*http.Response, error) {
		return respond(req, 429, "", "Retry-After", "40"), nil
	}
	limiter := limiterFunc(func(ctx context.Context, limit string) error {
		if limit != bucketGeneral.name {
			return nil
		}
		return wait.For(ctx, 20*time.Second)
	})
	cases := map[string]struct {
		server roundTripper
		opts   []Option
		sent   int
		took   time.Duration
	}{
		"retries":             {refused, nil, 3, 80 * time.Second},
		"retries and limiter": {refused, []Option{WithLimiter(limiter)}, 2, 80 * time.Second},
		"limiter":             {always(200, `{"id":1}`), []Option{WithLimiter(limiter), WithRetry(RetryPolicy{MaxWait: 10 * time.Second})}, 0, 10 * time.Second},
		"messages in a conversation": {
			always(422, `{"error":"Validation failed: Too many messages"}`), nil, 4, (12 + 24 + 36) * time.Second,
		},
		"at once, again and again": {always(429, "", "Retry-After", "0"), nil, 0, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sent := 0
				client := newTestClient(t, func(req *http.Request) (*http.Response, error) {
					sent++
					return c.server(req)
				}, c.opts...)
				start := time.Now()
				_, err := client.Profile.Get(t.Context())
				var e *Error
				require.ErrorAs(t, err, &e)
				assert.ErrorIs(t, err, ErrRateLimited)
				assert.NotErrorIs(t, err, ErrAmbiguous)
				assert.NotErrorIs(t, err, context.DeadlineExceeded, "the caller's context has not ended")
				assert.Equal(t, sent, e.Attempts)
				assert.LessOrEqual(t, time.Since(start), RetryPolicy{}.maxWait())
				if c.took != 0 {
					assert.Equal(t, c.sent, sent)
					assert.Equal(t, c.took, time.Since(start).Round(time.Millisecond))
				}
			})
		})
	}
}

// TestMaxWaitAtAGateThatClosesAgain has one call refused every minute, while others wait at the same gate.
func TestMaxWaitAtAGateThatClosesAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, always(200, `{"id":1}`))
		c.gates.close(generalGate, time.Minute)
		start := time.Now()
		time.AfterFunc(59*time.Second, func() { c.gates.close(generalGate, time.Minute) })
		_, err := c.Conversations.Get(t.Context(), 1)
		var e *Error
		require.ErrorAs(t, err, &e)
		assert.ErrorIs(t, err, ErrRateLimited)
		assert.Equal(t, 59*time.Second, time.Since(start), "at once, when it is known that the wait would last for 119 s")
		assert.Equal(t, time.Minute, e.RetryAfter)
		assert.Zero(t, e.Attempts)
	})
}

// TestRefusedCallsTakeNoPlace has impatient calls at a gate before and among patient ones.
func TestRefusedCallsTakeNoPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, always(200, `{"id":1}`))
		c.gates.close(generalGate, 30*time.Second)
		start := time.Now()
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		for range 5000 {
			_, err := c.Profile.Get(short)
			assert.ErrorIs(t, err, ErrRateLimited)
			assert.ErrorIs(t, err, context.DeadlineExceeded)
		}
		assert.Zero(t, time.Since(start))
		_, err := c.Profile.Get(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 30*time.Second, time.Since(start), "the first place")

		c.gates.close(generalGate, 30*time.Second)
		start = time.Now()
		canceled, cancelThem := context.WithCancel(t.Context())
		var calls sync.WaitGroup
		for range 5000 {
			calls.Go(func() { assert.ErrorIs(t, err2(c.Profile.Get(canceled)), context.Canceled) })
		}
		synctest.Wait()
		calls.Go(func() {
			assert.NoError(t, err2(c.Profile.Get(t.Context())))
			assert.Equal(t, 30*time.Second, time.Since(start))
		})
		synctest.Wait()
		cancelThem()
		calls.Wait()
	})
}

// TestGateIsFair has 300 calls begin one after another, and later ones at the worst moments, against a limit of 30 a
// minute. They are served in the order in which they began.
func TestGateIsFair(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const latency = 100 * time.Millisecond
		l := &rateLimit{limit: 30, window: time.Minute}
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			time.Sleep(latency)
			return l.roundTrip(req)
		}, WithRetry(RetryPolicy{MaxWait: time.Hour}))
		c.gates.close(gateKey{limit: bucketMetaCounts.name}, time.Minute)
		var mu sync.Mutex
		var served []int
		var calls sync.WaitGroup
		start := time.Now()
		for i := range 330 {
			calls.Go(func() {
				assert.NoError(t, err2(c.Conversations.Counts(t.Context(), nil)))
				mu.Lock()
				defer mu.Unlock()
				served = append(served, i)
			})
			synctest.Wait()
			if i >= 300 { // just when the gates open
				time.Sleep(time.Until(start.Truncate(time.Minute).Add(time.Duration(i-299) * 10 * time.Second)))
			}
		}
		calls.Wait()
		require.Len(t, served, 330)
		for place, i := range served {
			assert.InDelta(t, place, i, 30, "nobody is served a window later than those who began after")
		}
		assert.LessOrEqual(t, time.Since(start), 12*time.Minute, "330 calls at 30 a minute")
		t.Logf("330 calls in %v, %d refused", time.Since(start), l.refused)
	})
}

// TestNoResponseClosesAGateForLong has a server that asks for a year.
func TestNoResponseClosesAGateForLong(t *testing.T) {
	t.Parallel()
	for _, after := range []string{"86400", "Inf", "1e300", ""} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{steps: []roundTripper{always(429, "", "Retry-After", after), always(200, `[{"id":1}]`)}}
			c := newTestClient(t, s.roundTrip)
			invite := func() error { return c.Agents.Delete(t.Context(), 1) } // 50 a day
			err := invite()
			assert.ErrorIs(t, err, ErrRateLimited)
			time.Sleep(longestClosed - time.Minute)
			if after != "" {
				assert.NoError(t, invite(), "a minute is within MaxWait")
				assert.Equal(t, 2, s.sent)
			}
		})
	}
}

func TestCancelingAWaitKeepsWhatWasRefused(t *testing.T) {
	t.Parallel()
	hang := limiterFunc(func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() })
	cases := map[string]struct {
		first  roundTripper
		status int
		opts   []Option
	}{
		"at the gate, after a 429":             {always(429, "Retry later\n", "Retry-After", "30"), 429, nil},
		"in a pause, after a 429":              {always(429, "Retry later\n", "Retry-After", "0"), 429, []Option{WithRetry(RetryPolicy{MinBackoff: time.Hour, MaxBackoff: time.Hour, MaxWait: 2 * time.Hour})}},
		"in a pause, after a 422":              {always(422, `{"error":"Validation failed: Too many messages"}`), 422, nil},
		"for the limiter, before anything":     {nil, 0, []Option{WithLimiter(hang)}},
		"at the gate, before anything":         {nil, 0, nil},
		"at the gate, after a lost connection": {failing(errRefused), 0, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sent := 0
				var client *Client
				client = newTestClient(t, func(req *http.Request) (*http.Response, error) {
					sent++
					if name == "at the gate, after a lost connection" {
						client.gates.close(generalGate, 30*time.Second)
					}
					return c.first(req)
				}, c.opts...)
				if name == "at the gate, before anything" {
					client.gates.close(generalGate, 30*time.Second)
				}
				ctx, cancel := context.WithCancel(t.Context())
				start := time.Now()
				time.AfterFunc(10*time.Second, cancel)
				var resp Response
				_, err := client.Messages.Create(ctx, 1, &CreateMessageParams{Content: "hi"}, WithResponse(&resp))
				assert.Equal(t, 10*time.Second, time.Since(start), "the wait ends with the context")
				var e *Error
				require.ErrorAs(t, err, &e)
				assert.NotErrorIs(t, err, ErrAmbiguous)
				assert.ErrorIs(t, err, ErrRateLimited)
				assert.ErrorIs(t, err, context.Canceled)
				assert.Equal(t, c.status, e.StatusCode)
				assert.Equal(t, c.status, resp.StatusCode)
				assert.Equal(t, sent, e.Attempts)
			})
		})
	}
}

// TestOneLimitedRouteStopsNoOther refuses one route, and calls others.
func TestOneLimitedRouteStopsNoOther(t *testing.T) {
	t.Parallel()
	do := func(method, path string) func(*Client) error {
		return func(c *Client) error { return c.Do(context.Background(), method, path, nil, nil) }
	}
	cases := map[string]struct {
		path  string // of the requests that are refused
		calls []func(*Client) error
	}{
		"confirmations": {"resend_confirmation", []func(*Client) error{
			func(c *Client) error { return c.Profile.ResendConfirmation(context.Background()) },
			do("POST", "/api/v1/profile/resend_confirmation"), do("POST", "/api/v1/profile/resend_confirmation.json"),
		}},
		"uploads": {"upload", []func(*Client) error{
			func(c *Client) error {
				return err2(c.Attachments.Upload(context.Background(), File{Name: "a.txt", Reader: strings.NewReader("a")}))
			},
			do("POST", "upload"), do("POST", "/api/v1/accounts/7/upload/"),
		}},
		"searches": {"contacts/search", []func(*Client) error{
			func(c *Client) error { return err2(c.Contacts.Search(context.Background(), "ada", nil)) },
			do("GET", "contacts/search?q=ada"), do("GET", "/api/v1/accounts/7/contacts/search.json"),
		}},
		"reports":        {"/reports", []func(*Client) error{do("GET", "/api/v2/accounts/7/reports/teams"), do("GET", "/api/v2/accounts/7/reports")}},
		"unknown routes": {"/things", []func(*Client) error{do("GET", "things/3"), do("GET", "/api/v1/accounts/7/things/44")}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, first := range c.calls {
				synctest.Test(t, func(t *testing.T) {
					sent := 0
					client := newTestClient(t, func(req *http.Request) (*http.Response, error) {
						if strings.Contains(req.URL.Path, c.path) {
							sent++
							return respond(req, 429, "", "Retry-After", "600"), nil
						}
						return respond(req, 200, `{"id":1,"payload":[]}`), nil
					})
					start := time.Now()
					assert.ErrorIs(t, first(client), ErrRateLimited)
					for _, call := range c.calls {
						assert.ErrorIs(t, call(client), ErrRateLimited)
					}
					assert.Equal(t, 1, sent, "all calls of the limit know of it")
					assert.NoError(t, err2(client.Profile.Get(t.Context())))
					assert.NoError(t, client.Do(t.Context(), "GET", "others/3", nil, nil))
					assert.NoError(t, client.Do(t.Context(), "GET", "conversations/3", nil, nil))
					assert.Zero(t, time.Since(start))
				})
			}
		})
	}
}

// TestEachTokenHasItsOwnLimits acts as another user, whose counts the server counts apart.
func TestEachTokenHasItsOwnLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			if req.Header[dashedHeader][0] == "bob" {
				return respond(req, 429, "", "Retry-After", "600"), nil
			}
			return respond(req, 200, `{"meta":{"all_count":1},"payload":[]}`), nil
		})
		assert.ErrorIs(t, err2(c.Conversations.Counts(t.Context(), nil, WithToken("bob"))), ErrRateLimited)
		assert.NoError(t, err2(c.Conversations.Counts(t.Context(), nil)))
		assert.NoError(t, err2(c.Conversations.Counts(t.Context(), nil, WithToken("eve"))))
		assert.NotContains(t, fmt.Sprintf("%+v", c.gates), "bob")
	})
}

// TestGeneralLimitDoesNotCloseOthersForLong has the general limit refuse an upload, whose own limit counts by the hour.
func TestGeneralLimitDoesNotCloseOthersForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		free := time.Now().Truncate(time.Minute).Add(time.Minute)
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			if time.Now().Before(free) {
				return respond(req, 429, "Retry later\n", "Date", time.Now().UTC().Format(http.TimeFormat)), nil
			}
			return respond(req, 200, `{"id":1,"file_url":"https://x","blob_id":"b"}`), nil
		})
		var calls sync.WaitGroup
		calls.Go(func() { assert.NoError(t, err2(c.Profile.Get(t.Context()))) })
		synctest.Wait()
		calls.Go(func() {
			assert.NoError(t, err2(c.Attachments.Upload(t.Context(), File{Name: "a.txt", Reader: strings.NewReader("a")})))
		})
		calls.Wait()
	})
}

// TestWaitsForLimitsAreLogged shows what is logged at which level.
func TestWaitsForLimitsAreLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelInfo, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || len(groups) > 0 {
				return slog.Attr{}
			}
			return a
		}}))
		slow := limiterFunc(func(ctx context.Context, _ string) error { return wait.For(ctx, 5*time.Second) })
		s := &script{steps: []roundTripper{
			always(429, "", "Retry-After", "7"), always(422, `{"error":"Validation failed: Too many messages"}`), always(200, `{"id":1}`),
		}}
		c := newTestClient(t, s.roundTrip, WithLogger(logger), WithLimiter(slow))
		require.NoError(t, err2(c.Messages.Create(t.Context(), 1, &CreateMessageParams{Content: "hi"})))
		assert.Equal(t, `level=INFO msg="ndoto waits for the limiter" operation=Messages.Create limit=general
level=WARN msg="ndoto retry" operation=Messages.Create attempt=1 status=429 wait=7s
level=INFO msg="ndoto waits for a rate limit" operation=Messages.Create limit=general wait=7s
level=INFO msg="ndoto waits for the limiter" operation=Messages.Create limit=general
level=WARN msg="ndoto retry" operation=Messages.Create attempt=2 status=422 wait=24s
level=INFO msg="ndoto waits for the limiter" operation=Messages.Create limit=general
`, log.String())
	})
}
