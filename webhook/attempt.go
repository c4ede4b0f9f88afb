package webhook

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// verdict is what becomes of a job after an attempt.
type verdict struct {
	kind  verdictKind
	after time.Duration // until the next attempt, for again
}

type verdictKind int

const (
	// finished jobs are handled, dead, or known.
	finished verdictKind = iota
	// again means that the job is to be tried once more.
	again
	// abandoned jobs are left to the process that comes next.
	abandoned
)

// origin is where an event is kept until it is handled.
type origin interface {
	// begin notes that an attempt begins, so that the count survives the process. errKnown means that the event is
	// handled.
	begin(ctx context.Context, j *job) error
	// done forgets the event. errLost means that another process has taken it over.
	done(ctx context.Context, j *job) error
}

// errLost is returned for an event that another process has taken over.
var errLost = errors.New("webhook: another process has taken the event over")

// memoryOrigin is the origin of an event that is kept nowhere else.
type memoryOrigin struct{}

func (memoryOrigin) begin(_ context.Context, j *job) error { j.attempts++; return nil }
func (memoryOrigin) done(context.Context, *job) error      { return nil }

// attempt brings a job one step further: it calls the handlers that have not succeeded yet, buries the event if they
// have failed for good, and forgets it when that is done. A step that fails is repeated, and those before it are not.
func (r *Receiver) attempt(ctx context.Context, j *job) verdict {
	if j.origin == nil {
		j.origin = memoryOrigin{}
	}
	if j.outcome == 0 && j.stopping != nil && j.stopping() {
		return verdict{kind: abandoned}
	}
	if j.outcome == 0 {
		if v := r.handle(ctx, j); j.outcome == 0 {
			return v
		}
	}
	err := j.origin.done(context.WithoutCancel(ctx), j)
	switch {
	case err == nil:
		return verdict{kind: finished}
	case errors.Is(err, errLost):
		return verdict{kind: abandoned}
	}
	err = fmt.Errorf("webhook: the event is handled, but not forgotten: %w", err)
	return r.surroundings(ctx, j, err, verdict{kind: finished})
}

// surroundings repeats a step of what surrounds the handlers. It gives up with a verdict of the caller's.
func (r *Receiver) surroundings(ctx context.Context, j *job, err error, last verdict) verdict {
	j.failures++
	r.counters.note(Observation{Outcome: Failed, Event: j.event, Attempt: j.attempts, Err: err})
	switch {
	case ctx.Err() != nil:
		return verdict{kind: abandoned}
	case j.failures >= 10*r.retry.maxAttempts():
		r.log.error(ctx, "gave up on a step around the handlers", "event", string(j.event.Info().Name), "error", err)
		return last
	}
	return verdict{kind: again, after: r.retry.backoff(j.failures)}
}

// handle calls the handlers, and sets the outcome of the job once it is certain.
func (r *Receiver) handle(ctx context.Context, j *job) verdict {
	if j.cause != nil {
		return r.giveUp(ctx, j, Observation{Event: j.event, Attempt: j.attempts, Err: j.cause})
	}
	err := j.origin.begin(ctx, j)
	switch {
	case errors.Is(err, errKnown):
		j.outcome = Duplicate
		r.counters.note(Observation{Outcome: Duplicate, Event: j.event})
		return verdict{kind: finished}
	case errors.Is(err, errLost):
		return verdict{kind: abandoned}
	case err != nil:
		return r.surroundings(ctx, j, err, verdict{kind: abandoned})
	}
	j.event.Info().Delivery.Attempt = j.attempts
	began := time.Now()
	if j.attempts > r.retry.maxAttempts() {
		err = Permanent(fmt.Errorf("webhook: the process ended in each of %d attempts", j.attempts-1))
	} else {
		err = r.callHandlers(ctx, j)
	}
	o := Observation{Outcome: Handled, Event: j.event, Attempt: j.attempts, Duration: time.Since(began), Err: err}
	switch {
	case err == nil:
		j.outcome = Handled
		r.counters.note(o)
		return verdict{kind: finished}
	case ctx.Err() != nil: // it was not the event's fault: the next process tries again
		o.Outcome = Failed
		r.counters.note(o)
		return verdict{kind: abandoned}
	case !isPermanent(err) && j.attempts < r.retry.maxAttempts():
		o.Outcome = Failed
		r.counters.note(o)
		return verdict{kind: again, after: r.retry.delay(j.attempts, err)}
	}
	return r.giveUp(ctx, j, o)
}

// giveUp buries the event of a job.
func (r *Receiver) giveUp(ctx context.Context, j *job, o Observation) verdict {
	j.cause = o.Err
	if err := r.bury(ctx, j, j.cause); err != nil {
		if j.owed {
			return verdict{kind: abandoned}
		}
		return r.surroundings(ctx, j, err, verdict{kind: finished})
	}
	o.Outcome, j.outcome = Dead, Dead
	r.counters.note(o)
	return verdict{kind: finished}
}

func (r *Receiver) callHandlers(ctx context.Context, j *job) error {
	for j.done < len(j.handlers) {
		if err := call(ctx, j.handlers[j.done], j.event); err != nil {
			return err
		}
		j.done++
	}
	return nil
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
