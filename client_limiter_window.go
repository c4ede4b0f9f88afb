package ndoto

import (
	"slices"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// window is a limit as a window that slides: whichever stretch of its span one looks at, no more turns are in it than
// the limit allows.
type window struct {
	limit int
	span  time.Duration

	mu    sync.Mutex
	turns []time.Time // the earliest first; those that a span has passed since are forgotten
}

func newWindow(l Limit) *window {
	return &window{limit: l.Requests, span: wait.SpanOf(l.Per)}
}

// take returns the next free turn. Who takes first goes first.
func (w *window) take(now time.Time) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	passed := 0
	for passed < len(w.turns) && !w.turns[passed].Add(w.span).After(now) {
		passed++
	}
	w.turns = w.turns[passed:]
	turn := now
	if n := len(w.turns); n > 0 && w.turns[n-1].After(turn) {
		turn = w.turns[n-1] // nobody overtakes
	}
	if n := len(w.turns) - w.limit; n >= 0 {
		if free := w.turns[n].Add(w.span); free.After(turn) {
			turn = free
		}
	}
	w.turns = append(w.turns, turn)
	return turn
}

// giveBack makes a turn free that was not used.
func (w *window) giveBack(turn time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if i, found := slices.BinarySearchFunc(w.turns, turn, time.Time.Compare); found {
		w.turns = slices.Delete(w.turns, i, i+1)
	}
}
