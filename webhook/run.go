package webhook

import (
	"bytes"
	"context"
	"fmt"
	"time"
)

// run keeps in a Store how far the handlers of an event came, so that another process goes on there, and one that is
// done is not done again. Whoever runs an event is the only one: a partition of a broker has one owner at a time.
type run struct {
	store Store
	ttl   time.Duration
	key   string
	last  []byte // what the store has by this process
	now   record
}

func (r run) of(e Event) *run {
	r.key, r.now.Owner = runKey(e), newOwner()
	return &r
}

func runKey(e Event) string { return "run/" + Key(e) }

// begin writes the attempt before its handlers run, over whatever a process that died has left.
func (r *run) begin(ctx context.Context, j *job) error {
	ctx, cancel := storeContext(ctx)
	defer cancel()
	next := r.now
	next.State, next.Attempts, next.Handlers = stateInProgress, max(j.attempts, r.now.Attempts)+1, j.done
	swapped, err := r.swap(ctx, r.last, next)
	if err != nil {
		return err
	}
	if !swapped {
		if err := r.takeOver(ctx, j, next); err != nil {
			return err
		}
	}
	j.attempts = r.now.Attempts
	return nil
}

// takeOver goes on with what the store has of an event.
func (r *run) takeOver(ctx context.Context, j *job, next record) error {
	present, err := r.store.Load(ctx, r.key)
	if err != nil {
		return storeError("look for an event", err)
	}
	was := decodeRecord(present)
	switch {
	case present == nil: // the store has forgotten it
	case was.Owner == r.now.Owner: // an earlier step whose error was not a failure
		r.last, r.now = present, was
		return nil
	case was.State == stateDone:
		return errKnown
	case r.last != nil:
		return errLost
	default:
		next.Attempts, next.Handlers = was.Attempts+1, was.Handlers
		j.event.Info().Delivery.Replayed = true
		j.done = min(was.Handlers, len(j.handlers))
	}
	swapped, err := r.swap(ctx, present, next)
	if err == nil && !swapped {
		err = fmt.Errorf("%w: two processes handle one event", ErrInProgress)
	}
	return err
}

func (r *run) swap(ctx context.Context, old []byte, next record) (bool, error) {
	value := next.encode()
	swapped, err := r.store.CompareAndSwap(ctx, r.key, old, value, r.ttl)
	if err != nil {
		return false, storeError("note an attempt", err)
	}
	if swapped {
		r.last, r.now = value, next
	}
	return swapped, nil
}

// done writes the result.
func (r *run) done(ctx context.Context, j *job) error {
	if j.outcome == Duplicate {
		return nil
	}
	ctx, cancel := storeContext(ctx)
	defer cancel()
	next := r.now
	next.State, next.Attempts, next.Handlers, next.Result = stateDone, j.attempts, j.done, j.outcome.String()
	swapped, err := r.swap(ctx, r.last, next)
	if err != nil || swapped {
		return err
	}
	present, err := r.store.Load(ctx, r.key)
	switch {
	case err != nil:
		return storeError("look for an event", err)
	case bytes.Equal(present, next.encode()): // an earlier step whose error was not a failure
		return nil
	case present == nil: // the store has forgotten it
		_, err := r.swap(ctx, nil, next)
		return err
	}
	return errLost
}

// forgetRun lets an event run again.
func forgetRun(ctx context.Context, s Store, e Event) error {
	for range 3 {
		present, err := s.Load(ctx, runKey(e))
		if err != nil {
			return storeError("look for an event", err)
		}
		if present == nil {
			return nil
		}
		if swapped, err := s.CompareAndSwap(ctx, runKey(e), present, nil, 0); swapped || err != nil {
			return err
		}
	}
	return ErrInProgress
}
