package webhook

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

func (p RetryPolicy) maxAttempts() int {
	if p.MaxAttempts <= 0 {
		return 5
	}
	return p.MaxAttempts
}

// backoff doubles from the least to the most.
func (p RetryPolicy) backoff(attempt int) time.Duration {
	least, most := p.MinBackoff, p.MaxBackoff
	if least <= 0 {
		least = time.Second
	}
	if most <= 0 {
		most = time.Minute
	}
	for range attempt - 1 {
		if least >= most {
			break
		}
		least *= 2
	}
	return min(least, most)
}

// attempt calls the handlers of a job that have not succeeded yet, and returns when to do so again, 0 for never.
func (r *Receiver) attempt(ctx context.Context, j *job) time.Duration {
	began := time.Now()
	tries := j.attempts
	j.event.Info().Delivery.Attempt = tries
	var err error
	for j.done < len(j.handlers) && err == nil {
		if err = call(ctx, j.handlers[j.done], j.event); err == nil {
			j.done++
		}
	}
	o := Observation{Outcome: Handled, Event: j.event, Attempt: tries, Duration: time.Since(began), Err: err}
	switch {
	case err == nil:
	case ctx.Err() != nil:
		// It was not the event's fault: the next process tries again.
		o.Outcome = Failed
		r.counters.note(o)
		return time.Nanosecond
	case tries < r.retry.maxAttempts():
		o.Outcome = Failed
		r.counters.note(o)
		return r.retry.backoff(tries)
	default:
		o.Outcome = Dead
		buried := r.bury(ctx, j.event, err)
		if ctx.Err() != nil {
			o.Outcome = Failed // whether it is buried is not certain: the next process tries again
			r.counters.note(o)
			return time.Nanosecond
		}
		if !buried {
			r.counters.note(o)
			return 0 // it stays in the journal, if there is one
		}
	}
	r.counters.note(o)
	if err := r.done(ctx, j.journalID); err != nil {
		r.counters.note(Observation{Outcome: Failed, Event: j.event, Attempt: tries, Err: fmt.Errorf("webhook: the event is handled, but still in the journal: %w", err)})
	}
	return 0
}

// bury gives a dead letter away, and tells whether it is gone. The function is the user's, and may panic as a handler may.
func (r *Receiver) bury(ctx context.Context, e Event, err error) bool {
	failure := call(ctx, func(ctx context.Context, e Event) error { r.deadLetter(ctx, e, err); return nil }, e)
	if failure != nil {
		slog.ErrorContext(ctx, "webhook: the function for dead letters failed", "event", string(e.Info().Name), "conversation", conversationOf(e), "error", failure, "cause", err)
	}
	return failure == nil
}

// call turns a panic into an error.
func call(ctx context.Context, h handler, e Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("webhook: a handler panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return h(ctx, e)
}
