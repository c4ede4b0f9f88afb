package ndoto

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// Limiter paces requests, so that a client stays below the server's rate limits instead of running into them. Wait is
// called before each attempt with the name of each limit that it counts against: "general" and, for some operations,
// one of their own, such as "contacts/search". It returns when the attempt may be sent, or an error that ends the
// call as [ErrRateLimited]; if that has a method RetryAfter() time.Duration, it becomes Error.RetryAfter. It must
// return when ctx ends, which has a deadline: that of the caller or of [RetryPolicy.MaxWait], whichever is first. It is
// called concurrently. Several processes can share limits through a Limiter with a common store, as in the module
// github.com/usendoto/ndoto-go/redislimit.
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

// NewLimiter returns a Limiter for the clients of one process. Requests are sent as soon as they come, up to a limit,
// and the next as soon as the time of the limit has passed since the first, and so on: wherever the windows of the
// server begin, none exceeds the limit. A quarter of a second, at most a fiftieth of the time, is added for requests
// that reach the server late; if one is later still, the server may refuse it, and it is sent again. To leave a part of
// a limit to other programs, or to other clients of this one, give a lower limit. Limits that are not in the map are
// not paced.
func NewLimiter(limits map[string]Limit) (Limiter, error) {
	paced := windows{}
	for name, l := range limits {
		if l.Requests <= 0 || l.Per <= 0 {
			return nil, badInput("the limit %q must be positive, got %d per %v", name, l.Requests, l.Per)
		}
		paced[name] = newWindow(l)
	}
	return paced, nil
}

type windows map[string]*window

func (w windows) Wait(ctx context.Context, limit string) error {
	paced := w[limit]
	if paced == nil {
		return ctx.Err()
	}
	turn := paced.take(time.Now())
	pause := time.Until(turn)
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < pause {
		paced.giveBack(turn)
		return &limitLateError{limit, pause}
	}
	if err := wait.For(ctx, pause); err != nil {
		paced.giveBack(turn)
		return err
	}
	return nil
}

// limitLateError is the refusal of a wait that would outlast the context.
type limitLateError struct {
	limit string
	free  time.Duration
}

func (e *limitLateError) Error() string {
	return fmt.Sprintf("the limit %q is free in %v", e.limit, e.free.Round(time.Millisecond))
}

func (e *limitLateError) RetryAfter() time.Duration { return e.free }

func (e *limitLateError) Unwrap() error { return context.DeadlineExceeded }

// pace waits for the Limiter, until a time.
func (k *call) pace(ctx context.Context, until time.Time) error {
	names := []string{k.op.bucket.name, bucketGeneral.name} // the scarcer first: what it refuses takes none of the other
	if names[0] == names[1] {
		names = names[1:]
	}
	ctx, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	deadline, _ := ctx.Deadline()
	for _, name := range names {
		err := k.waitForLimiter(ctx, name)
		if err == nil {
			continue
		}
		var told interface{ RetryAfter() time.Duration }
		refusal := &limitError{limiter: true, cause: err}
		if errors.As(err, &told) {
			refusal.wait = told.RetryAfter()
		}
		if deadline.Equal(until) && errors.Is(err, context.DeadlineExceeded) {
			// The caller's context has not ended, so the error must not look as if it had.
			refusal.cause = errors.New("the wait would exceed MaxWait: " + err.Error())
		}
		return refusal
	}
	return nil
}

// graceOfLimiter is how long a Limiter has to return after its context has ended.
const graceOfLimiter = 20 * time.Millisecond

// waitForLimiter ends with the context even if the Limiter does not, such as one whose store hangs.
func (k *call) waitForLimiter(ctx context.Context, limit string) error {
	done := make(chan error, 1)
	go func() { done <- k.client.limiter.Wait(ctx, limit) }()
	noticeable := time.NewTimer(noticeableWait)
	defer noticeable.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
			return graceful(ctx, done)
		case <-noticeable.C: // once
			k.client.logger.LogAttrs(ctx, slog.LevelInfo, "ndoto waits for the limiter",
				slog.String("operation", k.op.name), slog.String("limit", limit))
		}
	}
}

// graceful waits a little for the error of a Limiter, which may say more than that of the context.
func graceful(ctx context.Context, done <-chan error) error {
	late := time.NewTimer(graceOfLimiter)
	defer late.Stop()
	select {
	case err := <-done:
		return cmp.Or(err, ctx.Err())
	case <-late.C:
		return ctx.Err()
	}
}
