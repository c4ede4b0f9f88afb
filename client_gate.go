package ndoto

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// gates hold back the calls of a client while a rate limit that they count against is exhausted. One 429 closes the
// gate of its limit for all goroutines. Calls leave it in the order in which they began, so that none starves, and
// slowly at first: sent all at once, they would hit the next limit together.
type gates struct {
	tickets atomic.Uint64
	seed    maphash.Seed

	mu      sync.Mutex
	byLimit map[gateKey]*gate // those that are closed, or that calls are leaving
}

// gateKey says which limit of the server a gate belongs to.
type gateKey struct {
	limit string
	token uint64 // a hash of the token, where the server counts by token
}

// gate is a gate that a 429 has closed.
type gate struct {
	opens time.Time
	start time.Duration // in which about slowStart attempts leave
	left  int           // how many have left since it opened
	queue []*waiter     // those who wait, by ticket
	timer *time.Timer   // that lets the first of them leave
}

// waiter is an attempt that waits at a gate.
type waiter struct {
	ticket   uint64
	until    time.Time // how long its call may wait
	deadline time.Time // of its context, or zero
	result   chan error
}

// longestClosed is how long a response can close a gate: the server may be mistaken, or its operator raise the limit.
const longestClosed = time.Hour

// slowStart attempts leave a gate in the first second, about, or in as short a time as it was closed. Every further
// such time nearly triples their number.
const slowStart = 50

func newGates() *gates { return &gates{seed: maphash.MakeSeed()} }

// close closes a gate for a time.
func (g *gates) close(key gateKey, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	for other, it := range g.byLimit {
		if it.isOpen(now) {
			delete(g.byLimit, other)
		}
	}
	opens := now.Add(min(wait, longestClosed))
	if !opens.After(now) {
		return
	}
	it := g.byLimit[key]
	if it == nil {
		it = &gate{}
		if g.byLimit == nil {
			g.byLimit = map[gateKey]*gate{}
		}
		g.byLimit[key] = it
	}
	if opens.After(it.opens) {
		it.opens, it.start, it.left = opens, min(wait, time.Second), 0
		g.settle(it, now)
	}
}

// isClosed reports whether a gate is closed.
func (g *gates) isClosed(key gateKey) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	it := g.byLimit[key]
	return it != nil && time.Now().Before(it.opens)
}

// enter queues up at a gate, and returns nil if it is open. One who has left the gate before need not queue up while it
// stays open. An attempt that cannot wait until it leaves is refused and takes no place.
func (g *gates) enter(key gateKey, attempt waiter, hasLeft bool) (w *waiter, leaves time.Time, refusal error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.byLimit) == 0 {
		return nil, leaves, nil
	}
	it, now := g.byLimit[key], time.Now()
	if it == nil || it.isOpen(now) || hasLeft && !now.Before(it.opens) {
		return nil, leaves, nil
	}
	place, _ := slices.BinarySearchFunc(it.queue, attempt.ticket, byTicket)
	leaves = it.leaves(place)
	if err := attempt.refusal(now, leaves); err != nil {
		return nil, leaves, err
	}
	queued := attempt // which is on the heap only if it has to wait
	w = &queued
	w.result = make(chan error, 1)
	it.queue = slices.Insert(it.queue, place, w)
	switch {
	case place < len(it.queue)-1:
		g.settle(it, now) // those behind leave later
	case place == 0:
		g.arm(it, now)
	}
	return w, leaves, nil
}

func byTicket(w *waiter, ticket uint64) int { return cmp.Compare(w.ticket, ticket) }

// quit takes an attempt out of the queue.
func (g *gates) quit(key gateKey, w *waiter) {
	g.mu.Lock()
	defer g.mu.Unlock()
	it := g.byLimit[key]
	if it == nil {
		return
	}
	place, waits := slices.BinarySearchFunc(it.queue, w.ticket, byTicket)
	if !waits {
		return
	}
	it.queue = slices.Delete(it.queue, place, place+1)
	if place == 0 {
		g.arm(it, time.Now())
	}
}

// settle refuses those who would have to wait longer than they can.
func (g *gates) settle(it *gate, now time.Time) {
	staying := 0
	it.queue = slices.DeleteFunc(it.queue, func(w *waiter) bool {
		refusal := w.refusal(now, it.leaves(staying))
		if refusal == nil {
			staying++
			return false
		}
		w.result <- refusal
		return true
	})
	g.arm(it, now)
}

// arm sets the timer for the first in the queue.
func (g *gates) arm(it *gate, now time.Time) {
	switch pause := it.leaves(0).Sub(now); {
	case len(it.queue) == 0 && it.timer != nil:
		it.timer.Stop()
	case len(it.queue) == 0:
	case it.timer == nil:
		it.timer = time.AfterFunc(pause, func() { g.release(it) })
	default:
		it.timer.Reset(pause)
	}
}

// release lets those leave whose time has come.
func (g *gates) release(it *gate) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now, n := time.Now(), 0
	for n < len(it.queue) && !it.leaves(0).After(now) {
		it.queue[n].result <- nil
		it.left++
		n++
	}
	it.queue = slices.Delete(it.queue, 0, n)
	g.arm(it, now)
}

func (it *gate) isOpen(now time.Time) bool { return len(it.queue) == 0 && !now.Before(it.opens) }

// leaves returns when the one at a place in the queue leaves.
func (it *gate) leaves(place int) time.Time {
	return it.opens.Add(time.Duration(math.Log1p(float64(it.left+place)/slowStart) * float64(it.start)))
}

// refusal returns why an attempt cannot wait until a time, or nil if it can.
func (w waiter) refusal(now, leaves time.Time) error {
	switch wait := leaves.Sub(now); {
	case leaves.After(w.until):
		return &limitError{wait: wait}
	case !w.deadline.IsZero() && !leaves.Before(w.deadline):
		return &limitError{wait: wait, cause: context.DeadlineExceeded}
	}
	return nil
}

// limitError is the end of a wait for a rate limit, at a gate or for the Limiter: the attempt was not sent.
type limitError struct {
	wait    time.Duration // for how long the limit is exhausted, if that is known
	limiter bool          // whether it is the Limiter's
	resend  bool          // whether the call has made attempts before
	cause   error
}

func (e *limitError) Error() string {
	text := "nothing was sent: "
	if e.resend {
		text = "not sent again: "
	}
	switch {
	case e.limiter:
		return text + "the limiter refused: " + e.cause.Error()
	case e.cause != nil && !errors.Is(e.cause, context.DeadlineExceeded):
		text += e.cause.Error() + ", and "
	}
	return text + fmt.Sprintf("the rate limit is used up for another %v", e.wait.Round(time.Millisecond))
}

func (e *limitError) Is(target error) bool { return target == ErrRateLimited }

func (e *limitError) Unwrap() error { return e.cause }
