package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

// ledger knows which questions the bot must answer, and what it did.
type ledger struct {
	mu       sync.Mutex
	talks    map[int64]*talk
	results  report
	progress chan struct{}
}

// talk is a conversation.
type talk struct {
	asked    int
	open     map[int]bool // questions that the bot must answer
	answered map[int]bool
	excused  map[int]bool // questions that a human has, and whether they were asked when a human had the conversation
	last     int          // question that was answered
	taken    time.Time    // by a human, or zero
	how      string       // how the human took it
	look     time.Time    // when the bot has looked whose it is
}

// report is what was done, and what went wrong.
type report struct {
	answered, excused, crossed, opened int
	lost, doubled, disordered, tooLate int
	deliveries, rejected, takeOvers    int64
}

func newLedger() *ledger { return &ledger{talks: map[int64]*talk{}, progress: make(chan struct{})} }

func (l *ledger) with(conversation int64, f func(*talk)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.talks[conversation]
	if t == nil {
		t = &talk{open: map[int]bool{}, answered: map[int]bool{}, excused: map[int]bool{}}
		l.talks[conversation] = t
	}
	f(t)
}

// asks numbers the next question of a conversation.
func (l *ledger) asks(conversation int64) (n int) {
	l.with(conversation, func(t *talk) {
		t.asked++
		n = t.asked
		if t.taken.IsZero() {
			t.open[n] = true
		} else {
			t.excused[n] = true
		}
	})
	return n
}

func (l *ledger) isTaken(conversation int64) (taken bool) {
	l.with(conversation, func(t *talk) { taken = !t.taken.IsZero() })
	return taken
}

// took notes that a human has a conversation, and what waits in it.
func (l *ledger) took(conversation int64, how string) {
	l.with(conversation, func(t *talk) {
		t.taken, t.how = time.Now(), how
		for n := range t.open {
			t.excused[n] = false
		}
		clear(t.open)
	})
}

func (l *ledger) gaveBack(conversation int64) {
	l.with(conversation, func(t *talk) { t.taken = time.Time{} })
}

// looked notes that the bot asks whose a conversation is.
func (l *ledger) looked(conversation int64) {
	l.with(conversation, func(t *talk) { t.look = time.Now() })
}

// replied notes an answer. One that was on its way when a human took over is told apart: the bot had looked before.
func (l *ledger) replied(conversation int64, n int) {
	l.with(conversation, func(t *talk) {
		switch {
		case t.answered[n]:
			l.wrong(&l.results.doubled, conversation, n, "is answered again")
		case n < t.last:
			l.wrong(&l.results.disordered, conversation, n, fmt.Sprint("is answered after ", t.last))
		case !t.taken.IsZero() && t.look.Before(t.taken):
			l.results.crossed++
		case !t.taken.IsZero(), t.excused[n]:
			l.wrong(&l.results.tooLate, conversation, n, fmt.Sprintf("is answered although an agent %s it; taken: %v, %v ago, looked %v ago", t.how, !t.taken.IsZero(), time.Since(t.taken), time.Since(t.look)))
		}
		t.answered[n], t.last = true, max(t.last, n)
		delete(t.open, n)
		close(l.progress)
		l.progress = make(chan struct{})
	})
}

func (l *ledger) wrong(count *int, conversation int64, n int, what string) {
	*count++
	fmt.Printf("conversation %d: question %d %s\n", conversation, n, what)
}

// await waits until all is answered, or until nothing was for a time.
func (l *ledger) await(ctx context.Context, patience time.Duration) {
	for {
		l.mu.Lock()
		open, progress := 0, l.progress
		for _, t := range l.talks {
			open += len(t.open)
		}
		l.mu.Unlock()
		if open == 0 {
			return
		}
		select {
		case <-progress:
		case <-time.After(patience):
			return
		case <-ctx.Done():
			return
		}
	}
}

// report counts what became of everything.
func (d *desk) report() report {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.results
	r.deliveries, r.rejected, r.takeOvers = d.deliveries.Load(), d.rejected.Load(), d.takeOvers.Load()
	for id, t := range d.talks {
		r.answered += len(t.answered)
		r.lost += len(t.open)
		for n := range t.open {
			fmt.Printf("conversation %d: question %d has no answer\n", id, n)
		}
		for n := range t.excused {
			if !t.answered[n] {
				r.excused++
			}
		}
		for _, m := range d.Messages(id) {
			if m.Type == "activity" && strings.Contains(m.Content, "due to an error with the agent bot") {
				r.opened++
			}
		}
	}
	return r
}
