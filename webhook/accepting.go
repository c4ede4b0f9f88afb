package webhook

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// claimTime is what a store may take. A request that its sender has given up does not end it: half a claim would lose the event.
const claimTime = 5 * time.Second

// claim tells whether an event is new, and remembers it.
func (r *Receiver) claim(ctx context.Context, e Event) (bool, error) {
	key := Key(e)
	isNew, err := r.claimKey(ctx, key, r.ttl)
	if err != nil || !isNew || e.Info().Delivery.signature == "" || !strings.HasPrefix(key, deliveryKey) {
		return isNew, err
	}
	// The id of a delivery is not signed: who has recorded a request could send it again under others.
	return r.claimKey(ctx, "signature/"+e.Info().Delivery.signature, r.ttl)
}

func (r *Receiver) claimKey(ctx context.Context, key string, ttl time.Duration) (bool, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimTime)
	defer cancel()
	isNew, err := r.store.Claim(ctx, key, ttl)
	if err != nil {
		// It may have been remembered all the same, and then its sender would be told that it is known.
		return false, errors.Join(err, r.release(ctx, key))
	}
	return isNew, nil
}

func (r *Receiver) release(ctx context.Context, key string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), claimTime)
	defer cancel()
	return r.store.Release(ctx, key)
}

// done forgets a delivery in the journal, whatever has ended meanwhile.
func (r *Receiver) done(ctx context.Context, journalID string) error {
	if journalID == "" {
		return nil
	}
	return r.journal.Done(context.WithoutCancel(ctx), journalID)
}

// forwardTime is how long an event is claimed while it is handed over; if the process dies meanwhile, it may come again after it.
const forwardTime = time.Minute

// handOver forwards an event, once. Nobody is told that it is safe before it is: its twin, while it is under way, is told to come
// again.
func (r *Receiver) handOver(ctx context.Context, e Event) (outcome Outcome, err error) {
	key := Key(e)
	if _, underWay := r.forwarding.LoadOrStore(key, true); underWay {
		return Rejected, fmt.Errorf("%w: the same event is being handed over", ErrFull)
	}
	defer r.forwarding.Delete(key)
	isNew, err := r.claimKey(ctx, key, forwardTime)
	switch {
	case err != nil:
		return Rejected, err
	case !isNew:
		return Duplicate, nil
	}
	outcome = Rejected
	defer func() {
		if outcome != Accepted { // also after a panic
			err = errors.Join(err, r.release(ctx, key))
		}
	}()
	if err := r.forward(ctx, e); err != nil {
		return Rejected, err
	}
	outcome = Accepted
	// From now on it is known for long.
	if err := r.release(ctx, key); err == nil {
		_, _ = r.claimKey(ctx, key, r.ttl)
	}
	return Accepted, nil
}

// Replay handles the events that a process before has accepted and not finished: call it once, after the handlers are set and
// before requests come. It returns how many they are. Their deliveries say that they are Replayed. An entry of the journal that is
// no event is noted as Dead, and removed.
func (r *Receiver) Replay(ctx context.Context) (int, error) {
	n, seen := 0, map[string]bool{}
	for id, pending := range r.journal.Pending(ctx) {
		if pending.Err != nil {
			return n, pending.Err
		}
		e, err := parseOwned(pending.Delivery.Body)
		if err != nil {
			r.counters.note(Observation{Outcome: Dead, Err: err})
			if err := r.done(ctx, id); err != nil {
				return n, err
			}
			continue
		}
		e.Info().Delivery = pending.Delivery
		e.Info().Delivery.Replayed = true
		key := Key(e)
		handlers := r.handlersOf(e)
		if seen[key] || len(handlers) == 0 {
			if err := r.done(ctx, id); err != nil {
				return n, err
			}
			continue
		}
		seen[key] = true
		// Whether it is claimed already, by the process before in a store that they share, does not matter: it is owed.
		_, _ = r.claimKey(ctx, key, r.ttl)
		r.admit()
		r.enqueue(&job{event: e, journalID: id, handlers: handlers, place: placeOf(e)}, false)
		n++
	}
	return n, nil
}

// Process calls the handlers of an event that something else has brought, such as a message broker, with retries, and returns
// when they are done. It returns an error only if ctx ends before; an event whose handlers fail for good goes to
// [WithDeadLetter]. Events of one conversation must be given to it one after another. Shutdown does not know of it.
func (r *Receiver) Process(ctx context.Context, e Event) error {
	j := &job{event: e, handlers: r.handlersOf(e)}
	for {
		j.attempts++
		again := r.attempt(ctx, j)
		if again == 0 {
			return nil
		}
		if err := wait.For(ctx, again); err != nil {
			return err
		}
	}
}
