package ndoto

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/time/rate"
)

// Limiter paces requests, so that a client stays below the server's rate limits instead of running into them. Wait is
// called before each attempt with the names of the limits that it counts against ("general", and for some operations one of
// their own, such as "contacts/search"); it returns when the attempt may be sent, or with an error that ends it. It is
// called concurrently. Several processes share a limit by a Limiter over a store that they share, as in the module
// github.com/usendoto/ndoto-go/redislimit.
type Limiter interface {
	Wait(ctx context.Context, limit string) error
}

// Limit is a number of requests in a time.
type Limit struct {
	Requests int
	Per      time.Duration
}

// DefaultLimits returns the limits that Chatwoot 4.16 has unless its operator changes them (rack_attack.rb): all requests of
// an address, searches for contacts of an account, counts of conversations of a token, transcripts, deletions of
// conversations and uploads of an account, and reports of a token.
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

// NewLimiter returns a Limiter for the clients of one process: a token bucket for each limit. A tenth of a limit may go at
// once and the rest is spread over its time, so that no window of the server's has more than the limit. A limit that is not
// named is not paced.
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

// pace asks the Limiter for each limit that an operation counts against.
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
