package ndoto

import (
	"math"
	"net/http"
	"sync"
	"time"
)

// tally counts how a list changes while it is read, as far as its totals and the times of its rows show.
type tally[K comparable] struct {
	rows  map[K]int // in the order in which they came, or outOfOrder
	reads int       // rows that came, those that came again too
	began time.Time // by the server's clock, after the first page
	fresh int       // rows that were created since then

	first, last   int // totals
	risen, fallen int // by how much the total has
}

const outOfOrder = math.MaxInt

func newTally[K comparable]() tally[K] {
	return tally[K]{rows: map[K]int{}, first: unknownTotal, last: unknownTotal}
}

// note takes the total of a page.
func (t *tally[K]) note(total int) {
	switch {
	case total == unknownTotal:
	case t.last == unknownTotal:
		t.first, t.last = total, total
	default:
		t.risen += max(total-t.last, 0)
		t.fallen += max(t.last-total, 0)
		t.last = total
	}
}

func (t *tally[K]) begin(now time.Time) {
	if t.began.IsZero() {
		t.began = now
	}
}

// add takes a row, and reports whether it is the first time.
func (t *tally[K]) add(key K, created Time) bool {
	if _, again := t.rows[key]; again {
		return false
	}
	t.rows[key] = len(t.rows)
	if t.isFresh(created) {
		t.fresh++
	}
	return true
}

// isFresh reports whether a row is certainly younger than the tally. Times are in whole seconds.
func (t *tally[K]) isFresh(created Time) bool {
	return !t.began.IsZero() && created.After(t.began)
}

// serverClock is the time by the server's latest response; the zero time if none had a Date.
type serverClock struct {
	mu     sync.Mutex
	latest time.Time
}

func (c *serverClock) note(h http.Header) {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.latest = date
}

func (c *serverClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.latest
}
