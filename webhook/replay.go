package webhook

import (
	"context"
	"errors"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// Replay handles the events of the journal that an earlier process has accepted and not finished: call it once, after
// the handlers are set and before requests come. It returns how many there are. Their deliveries say that they are
// Replayed. An entry that is not an event goes to the dead letters.
//
// An event that ended the process in each of its attempts, of which the journal has the number, goes to the dead
// letters too. It returns an error of the class [ErrBadInput] if there are no handlers yet.
func (r *Receiver) Replay(ctx context.Context) (int, error) {
	if r.forward == nil && !r.hasHandlers() {
		return 0, errNoHandlers
	}
	n, seen := 0, map[string]bool{}
	var jobs []*job
	// They are enqueued together: a bot that answers a burst of messages at once is to see all of it.
	flush := func() {
		r.enqueue(false, jobs...)
		jobs = nil
	}
	defer flush()
	for id, pending := range r.journal.Pending(ctx) {
		if pending.Err != nil && id == "" {
			return n, pending.Err
		}
		j, err := r.jobOf(ctx, id, pending)
		if err != nil {
			return n, err
		}
		if j == nil {
			continue
		}
		if key := Key(j.event); seen[key] || r.forward == nil && len(j.handlers) == 0 {
			if err := r.journal.Done(ctx, id); err != nil {
				return n, err
			}
			continue
		}
		seen[Key(j.event)] = true
		r.remember(ctx, Key(j.event))
		if len(jobs) >= int(r.capacity) {
			flush()
			if err := r.waitForPlace(ctx); err != nil {
				return n, err
			}
		}
		r.admit(j)
		jobs = append(jobs, j)
		n++
	}
	return n, nil
}

// jobOf makes a job of an entry of the journal, or nil if it has no event.
func (r *Receiver) jobOf(ctx context.Context, id string, pending PendingDelivery) (*job, error) {
	e, err := parseDelivery(pending.Delivery)
	if err = errors.Join(pending.Err, err); err != nil {
		r.counters.note(Observation{Outcome: Dead, Err: err})
		letter := DeadLetter{ID: "journal/" + id, Delivery: pending.Delivery, Reason: err.Error(), At: time.Now()}
		if err := r.deadLetters.AddDeadLetter(ctx, letter); err != nil {
			return nil, err
		}
		return nil, r.journal.Done(ctx, id)
	}
	e.Info().Delivery.Replayed = true
	return &job{event: e, origin: journalEntry{r.journal, id}, attempts: pending.Attempts, handlers: r.handlersOf(e), place: placeOf(e)}, nil
}

// remember makes an event known that is owed, whoever has claimed it before.
func (r *Receiver) remember(ctx context.Context, key string) {
	ctx, cancel := storeContext(ctx)
	defer cancel()
	done := record{State: stateDone, Owner: newOwner(), Result: Accepted.String()}.encode()
	if _, err := r.store.CompareAndSwap(ctx, key, nil, done, r.ttl); err != nil {
		r.log.warn(ctx, "an event is replayed, but a twin of it may be accepted too", "error", err)
	}
}

// Process calls the handlers of an event that something else has brought, such as a message broker, with retries, and
// returns when they are done. It returns an error if ctx ends first, or if the event could neither be handled nor be
// kept as a dead letter: then the broker must keep it. Events of one conversation must be given to it one after
// another. An event that was handled before, as far as [WithStore] remembers, is not handled again. Shutdown does not
// know of it.
func (r *Receiver) Process(ctx context.Context, e Event) error {
	j := &job{event: e, origin: run{store: r.store, ttl: r.ttl}.of(e), handlers: r.handlersOf(e), owed: true}
	for {
		v := r.attempt(ctx, j)
		switch {
		case v.kind == finished:
			return nil
		case v.kind == abandoned:
			return errors.Join(ctx.Err(), j.cause, errLeft)
		}
		if err := wait.For(ctx, v.after); err != nil {
			return err
		}
	}
}

// errLeft is returned by Process for an event that it has not handled.
var errLeft = errors.New("webhook: the event is not handled yet")
