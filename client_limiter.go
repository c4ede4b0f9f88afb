package ndoto

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/time/rate"
)

// Limiter paces requests, so that a client stays below the server's rate limits instead of running into them. Wait is
// called before each attempt with the name of each limit that it counts against: "general" and, for some operations,
// one of their own, such as "contacts/search". It returns when the attempt may be sent, or an error that ends the
// call. It is called concurrently. Several processes can share limits through a Limiter with a common store, as in
// the module github.com/usendoto/ndoto-go/redislimit.
type Limiter interface {
	Wait(ctx context.Context, limit string) error
}

// Limit is a number of requests per time.
type Limit struct {
	Requests int
	Per      time.Duration
}

// DefaultLimits returns the limits of Chatwoot 4.16, unless its operator has changed them (rack_attack.rb): all
// requests of an IP address; contact searches, transcripts, deletions of conversations and uploads of an account;
// counts of conversations and reports of a token.
func DefaultLimits() map[string]Limit {
	return map[string]Limit{
		bucketGeneral.name:         {3000, bucketGeneral.window},
		bucketContactSearches.name: {100, bucketContactSearches.window},
		bucketMetaCounts.name:      {30, bucketMetaCounts.window},
		bucketTranscripts.name:     {30, bucketTranscripts.window},
		bucketDeletions.name:       {60, bucketDeletions.window},
		bucketUploads.name:         {60, bucketUploads.window},
		bucketReports.name:         {100, bucketReports.window},
	}
}

// WithLimiter paces the requests of a client.
func WithLimiter(l Limiter) Option {
	return clientOption(func(c *Client) error {
		if l == nil {
			return badInput("WithLimiter: the limiter is nil")
		}
		c.limiter = l
		return nil
	})
}

// NewLimiter returns a Limiter for the clients of one process, with a token bucket for each limit. Up to a tenth of a
// limit may be sent at once and the rest is spread over its time, so no window of the server ever exceeds the limit.
// Limits that are not in the map are not paced.
func NewLimiter(limits map[string]Limit) (Limiter, error) {
	buckets := tokenBuckets{}
	for name, l := range limits {
		if l.Requests <= 0 || l.Per <= 0 {
			return nil, badInput("the limit %q must be positive, got %d per %v", name, l.Requests, l.Per)
		}
		burst := max(l.Requests/10, 1)
		perSecond := rate.Limit(float64(max(l.Requests-burst, 1)) / l.Per.Seconds())
		buckets[name] = rate.NewLimiter(perSecond, burst)
	}
	return buckets, nil
}

type tokenBuckets map[string]*rate.Limiter

func (b tokenBuckets) Wait(ctx context.Context, limit string) error {
	if bucket := b[limit]; bucket != nil {
		return bucket.Wait(ctx)
	}
	return nil
}

// limiterError is the refusal of a Limiter: nothing was sent.
type limiterError struct{ cause error }

func (e *limiterError) Error() string {
	return fmt.Sprintf("nothing was sent: the limiter refused: %v", e.cause)
}

func (e *limiterError) Unwrap() error { return e.cause }

// pace waits for each limit that an operation counts against.
func (c *Client) pace(ctx context.Context, own bucket) error {
	if c.limiter == nil {
		return nil
	}
	names := []string{bucketGeneral.name}
	if own.name != "" && own.name != bucketGeneral.name {
		names = append(names, own.name)
	}
	for _, name := range names {
		if err := c.limiter.Wait(ctx, name); err != nil {
			return &limiterError{err}
		}
	}
	return nil
}
