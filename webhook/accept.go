package webhook

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// acceptTime is what forwarding or publishing an event may take. The server waits for five seconds in all.
const acceptTime = 4 * time.Second

// accept makes an event safe, queues it for its handlers, and notes the outcome. The server may be told 200 if the
// error is nil.
func (r *Receiver) accept(ctx context.Context, e Event, began time.Time) error {
	outcome, err := r.take(ctx, e, began)
	if outcome != Accepted {
		r.counters.note(Observation{Outcome: outcome, Event: e, Err: err, Duration: time.Since(began)})
	}
	return err
}

// take claims an event, so that it is accepted once; makes it safe; and makes the claim last. A twin that comes in
// between is asked to come again: it must not be told 200 before the event is safe.
func (r *Receiver) take(ctx context.Context, e Event, began time.Time) (Outcome, error) {
	handlers := r.handlersOf(e)
	if r.forward == nil && len(handlers) == 0 {
		return Ignored, nil
	}
	j := &job{event: e, handlers: handlers, place: placeOf(e), due: e.Info().Delivery.Received.Add(r.holdBack)}
	if err := r.reserve(j); err != nil {
		if errors.Is(err, ErrClosed) && r.expendable != nil && r.expendable(e) {
			return Ignored, nil
		}
		return Rejected, err
	}
	queued := false
	defer func() {
		if !queued {
			r.leave(j)
		}
	}()
	c, err := r.claim(ctx, e)
	if errors.Is(err, errKnown) {
		return Duplicate, nil
	}
	if err != nil {
		return Rejected, err
	}
	if err := r.makeSafe(ctx, j); err != nil {
		return Rejected, errors.Join(err, r.release(ctx, c))
	}
	if err := r.confirm(ctx, c); err != nil {
		// It is safe, and so it is accepted: better a twin that is handled again than an event that is lost.
		r.log.warn(ctx, "an event was accepted, but a twin of it may be accepted too", "error", err)
	}
	r.counters.note(Observation{Outcome: Accepted, Event: e, Duration: time.Since(began)}) // before its handlers change it
	if r.forward == nil {
		queued = true
		r.enqueue(r.holdBack > 0, j)
	}
	return Accepted, nil
}

// makeSafe hands an event on, or writes it to the journal. Without either it is as safe as the process.
func (r *Receiver) makeSafe(ctx context.Context, j *job) error {
	if r.forward != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), acceptTime)
		defer cancel()
		if err := call(ctx, r.forward, j.event); err != nil {
			return fmt.Errorf("webhook: the event was not forwarded: %w", err)
		}
		return nil
	}
	id, err := r.journal.Append(ctx, j.event.Info().Delivery)
	if err != nil {
		return fmt.Errorf("webhook: the event was not stored: %w", err)
	}
	j.origin = journalEntry{r.journal, id}
	return nil
}
