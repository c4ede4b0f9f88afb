package ndoto

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// list is one page of a list with page numbers.
type list[T any] struct {
	items []T
	total int // on all pages together; unknownTotal where the server does not say
	last  bool
}

const unknownTotal = -1

// order says what a list does while a walk is on.
type order uint8

const (
	orderMoving  order = iota // rows change their places
	orderLog                  // new rows come at the top, and nothing moves or comes back
	orderStable               // rows keep their places among each other; new ones come anywhere
	orderCreated              // new rows come at the end, and nothing moves
)

// pages is a list with page numbers, as a walk sees it.
type pages[T any, K comparable] struct {
	op      *operation // of the walk, for its errors
	first   int        // page that the walk begins with
	perPage int        // rows of a full page, as far as the server is known
	order   order
	key     func(*T) K
	created func(*T) Time
	// fetch gets a page. It is told which pass over the list it is for: a later one may ask in another order.
	fetch func(ctx context.Context, page, pass int, opts []RequestOption) (list[T], error)
}

// walkAll walks over a list, and yields each row once. Rows that share a sort key come in any order, another for each
// page, and rows come, leave and move while a walk is on; so a row can be on no page that is read. Totals and times of
// creation tell without a request of their own whether that can be. If it can, the walk looks again, and if it stays so
// it ends with ErrIncomplete: it never ends without an error where a row may be missing.
//
// What no total and no time shows stays hidden: a row that leaves the list in the moment in which an older one comes
// back.
func walkAll[T any, K comparable](ctx context.Context, c *Client, opts []RequestOption, p pages[T, K]) iter.Seq2[*T, error] {
	set, _ := c.settingsFor(opts) // send reports what is wrong with them
	p.first = max(p.first, 1)
	return func(yield func(*T, error) bool) {
		w := &walker[T, K]{pages: p, ctx: ctx, yield: yield, totals: c.totals, counted: p.first == 1}
		w.opts = asWalk(opts, w.clock.note)
		w.get = w.fetchNow
		if set.prefetch > 1 && set.response == nil && ctx != nil {
			ahead := &prefetcher[T]{n: set.prefetch, first: p.first, fetch: w.fetchFirst}
			defer ahead.drop()
			w.get = func(page int) (list[T], error) { return ahead.get(ctx, page) }
		}
		if err := w.walk(); err != nil {
			yield(nil, err)
		}
	}
}

// walker is one walk.
type walker[T any, K comparable] struct {
	pages[T, K]
	ctx   context.Context
	opts  []RequestOption
	yield func(*T, error) bool
	get   func(page int) (list[T], error)
	clock serverClock

	totals   *sync.Map // the paths of lists whose totals are known to count all pages
	whole    tally[K]  // of all passes
	pass     *tally[K] // of this one
	passes   int
	counted  bool // whether the totals tell how many rows there are
	size     int  // rows of a page, as far as is known
	missed   int  // rows that only this pass has found
	ordered  int  // rows that the first pass has found
	wentBack bool // whether the page comes again in this pass: what is new on it slipped through, and is not in order
	shuffled bool // whether rows came in another order than in the first pass
	several  bool // whether rows came from more than one page
	ended    bool // by a page that said that it is the last
	stopped  bool // by the loop
}

const (
	maxPasses = 12
	// maxIdlePasses is how many passes in a row may find nothing more before the walk gives up.
	maxIdlePasses = 4
	idlePause     = 250 * time.Millisecond // before the second of them; it doubles
)

func (w *walker[T, K]) walk() error {
	w.whole = newTally[K]()
	idle, full := 0, false
	for w.passes = 1; ; w.passes++ {
		if err := w.read(); err != nil || w.stopped {
			return err
		}
		again, wasFull := w.passes > 1, full
		if !again {
			w.ordered = len(w.whole.rows)
		}
		full = len(w.pass.rows) >= w.pass.last
		if w.shuffled { // then those that have left may have come in place of others
			full = len(w.pass.rows) >= w.pass.last+w.pass.fallen
		}
		switch {
		case w.isComplete(), again && w.counted && w.proves(w.pass):
			return nil
		case again && w.counted && full && (w.losesNothingBackward() || wasFull && w.missed == 0):
			return nil // or a row would have had to slip through twice, in opposite directions
		case !w.counted && (w.first > 1 || w.whole.last == unknownTotal):
			return w.lookAtTheTop() // which is all that can be done
		case !w.counted && again && w.missed == 0:
			return nil
		case again && w.missed == 0:
			idle++
		default:
			idle = 0
		}
		if idle >= maxIdlePasses || w.passes >= maxPasses {
			return w.incomplete()
		}
		if done, err := w.recount(); done || err != nil {
			return err
		}
		if !again && w.order <= orderLog {
			if err := w.lookAtTheTop(); err != nil || w.stopped || w.isComplete() {
				return err
			}
		}
		if idle > 0 {
			if err := w.pause(idle); err != nil {
				return err
			}
		}
	}
}

// read is one pass over the list. Passes go in opposite directions: what slips through one is safe from the other.
func (w *walker[T, K]) read() error {
	w.missed, w.pass = 0, &w.whole
	if w.passes > 1 {
		again := newTally[K]()
		w.pass, w.get = &again, w.fetchNow
	}
	if w.passes%2 == 0 && w.counted {
		return w.backward()
	}
	return w.forward()
}

// isComplete reports whether every row that has been in the list all the time came.
func (w *walker[T, K]) isComplete() bool { return w.counted && w.proves(&w.whole) }

// proves reports whether what came is enough: all rows that have ever been in the list, or, where none comes back, all
// that were in it at the start.
func (w *walker[T, K]) proves(t *tally[K]) bool {
	if w.order == orderLog || w.order == orderStable && t.fallen == 0 {
		return len(t.rows)-t.fresh == t.first
	}
	return len(t.rows) == t.first+max(t.risen, t.fresh)
}

// losesNothingBackward reports whether rows have moved in this pass towards the top only, if at all: read from its end,
// a list loses nothing to those that leave.
func (w *walker[T, K]) losesNothingBackward() bool {
	switch {
	case w.passes != 2 || w.shuffled: // later ones ask in another order
		return false
	case w.order == orderStable:
		return w.pass.risen == 0 && w.pass.fresh == 0
	}
	return w.order == orderCreated
}

// recount asks for the total again where all pages were full and without repetition, but fewer rows than it says: then
// it is the total that is wrong, for a moment.
func (w *walker[T, K]) recount() (done bool, err error) {
	t := w.pass
	if !w.counted || t.reads != len(t.rows) || t.risen+t.fallen+t.fresh != 0 || len(t.rows) >= t.last {
		return false, nil
	}
	rows, total := len(t.rows), t.last
	page := w.first + max(rows-1, 0)/max(w.size, 1)
	for i := range maxIdlePasses {
		if err := w.pause(i + 1); err != nil {
			return false, err
		}
		got, err := w.fetchNow(page)
		if err != nil {
			return false, err
		}
		if w.take(got); w.stopped || len(t.rows) >= t.last {
			return true, nil
		}
		if len(t.rows) != rows || t.last != total {
			return false, nil
		}
	}
	return false, w.incomplete()
}

func (w *walker[T, K]) pause(n int) error {
	if err := wait.For(w.ctx, idlePause<<(n-1)); err != nil {
		return w.op.refuse(err)
	}
	return nil
}

// lookAtTheTop reads the first pages once more where rows may have moved there, as far as they have anything new.
func (w *walker[T, K]) lookAtTheTop() error {
	for page := w.first; w.order <= orderLog && w.several && !w.ended && !w.isComplete(); page++ {
		before := len(w.whole.rows)
		got, err := w.fetchNow(page)
		if err != nil {
			return err
		}
		if w.take(got); w.stopped || got.last || len(w.whole.rows) == before {
			return nil
		}
	}
	return nil
}

func (w *walker[T, K]) fetchNow(page int) (list[T], error) {
	return w.pages.fetch(w.ctx, page, w.passes, w.opts)
}

func (w *walker[T, K]) fetchFirst(ctx context.Context, page int) (list[T], error) {
	return w.pages.fetch(ctx, page, 1, w.opts)
}

// take notes a page, and yields what is new on it.
func (w *walker[T, K]) take(got list[T]) {
	w.size = max(w.size, len(got.items))
	for _, t := range w.tallies() {
		t.note(got.total)
		defer t.begin(w.clock.now())
	}
	latest := -1
	for i := range got.items {
		row := &got.items[i]
		key, created := w.key(row), w.created(row)
		if at, known := w.whole.rows[key]; known && at < w.ordered {
			w.shuffled = w.shuffled || at < latest
			latest = at
		}
		w.pass.reads++
		isNew := w.whole.add(key, created)
		if isNew && w.wentBack {
			w.whole.rows[key] = outOfOrder
		}
		if w.pass != &w.whole {
			w.pass.add(key, created)
		}
		if !isNew {
			continue
		}
		if !w.whole.isFresh(created) {
			w.missed++
		}
		if !w.yield(row, nil) {
			w.stopped = true
			return
		}
	}
	if t := &w.whole; t.last == unknownTotal || t.risen+t.fallen+t.fresh == 0 && len(t.rows) > t.last {
		w.counted = false // there is no total, or it is too low to end by
	}
}

func (w *walker[T, K]) tallies() []*tally[K] {
	if w.pass == &w.whole {
		return []*tally[K]{w.pass}
	}
	return []*tally[K]{w.pass, &w.whole}
}

func (w *walker[T, K]) incomplete() error {
	e := w.op.failure(ErrIncomplete)
	e.Yielded, e.Total = len(w.whole.rows), max(w.pass.last, 0)
	switch {
	case w.pass.last == unknownTotal:
		e.Message = fmt.Sprintf("the server repeats its pages: they had %d different rows", e.Yielded)
	case e.Yielded < e.Total:
		e.Message = fmt.Sprintf("%d rows came of the %d that the server counts", e.Yielded, e.Total)
	default:
		e.Message = fmt.Sprintf("the list changed faster than it could be read: %d rows came, and of the %d that are there now some may not have", e.Yielded, e.Total)
	}
	return e
}
