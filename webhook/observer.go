package webhook

import (
	"log/slog"
	"sync/atomic"
	"time"
)

// Outcome is what became of a request or of an event.
type Outcome int

// The outcomes. A request ends with one of the first five; an event that was accepted comes to Failed for each
// attempt that is tried again, and ends with Handled or Dead.
const (
	Accepted Outcome = iota
	Duplicate
	// Ignored has no handler.
	Ignored
	// Refused is a request that is not verified, or not an event.
	Refused
	// Rejected is an event for which there was no place, which could not be stored, or whose twin is in progress.
	Rejected
	Handled
	Failed
	// Dead is an event whose handlers failed in all attempts.
	Dead
	outcomes
)

var outcomeNames = [outcomes]string{"accepted", "duplicate", "ignored", "refused", "rejected", "handled", "failed", "dead"}

// String returns the name of the outcome, for metrics.
func (o Outcome) String() string {
	if o < 0 || o >= outcomes {
		return "unknown"
	}
	return outcomeNames[o]
}

// Observation is one outcome.
type Observation struct {
	Outcome Outcome
	// Event is nil for a request that was refused.
	Event Event
	// Attempt counts the attempts of the handlers from 1.
	Attempt int
	// Duration is the time of the request, or of the handlers.
	Duration time.Duration
	Err      error
}

// Stats are counters since the receiver began.
type Stats struct {
	Accepted, Duplicates, Ignored, Refused, Rejected, Handled, Failed, Dead int64
	// Waiting are the events that are accepted and not done.
	Waiting int64
	// OldestWaiting is how long the oldest of those that are next in their conversations has waited.
	OldestWaiting time.Duration
}

// counters count outcomes, and call the observers.
type counters struct {
	counts    [outcomes]atomic.Int64
	observers []func(Observation)
}

func (c *counters) note(o Observation) {
	c.counts[o.Outcome].Add(1)
	for _, observe := range c.observers {
		callObserver(observe, o)
	}
}

func callObserver(observe func(Observation), o Observation) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("webhook: the observer panicked", "panic", p)
		}
	}()
	observe(o)
}

func (c *counters) stats() Stats {
	n := func(o Outcome) int64 { return c.counts[o].Load() }
	return Stats{
		Accepted: n(Accepted), Duplicates: n(Duplicate), Ignored: n(Ignored), Refused: n(Refused), Rejected: n(Rejected), Handled: n(Handled),
		Failed: n(Failed), Dead: n(Dead),
	}
}
