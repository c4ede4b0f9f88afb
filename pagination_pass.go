package ndoto

// forward reads a list from its first page on. Rows that leave the list, for example because the loop resolves what it
// gets, move the later ones up; the total shows it, and the pass goes back by as much.
func (w *walker[T, K]) forward() error {
	c := coverage{first: w.first}
	furthest := 0
	for page, nothing := w.first, 0; nothing < maxRepeats; {
		got, err := w.get(page)
		if err != nil {
			return err
		}
		if was := w.pass.last; was != unknownTotal && got.total != unknownTotal && got.total < was {
			c.shift(was - got.total)
		}
		before := len(w.pass.rows)
		w.wentBack = page <= furthest
		furthest = max(furthest, page)
		w.take(got)
		w.several = w.several || page > w.first && len(got.items) > 0
		w.ended = w.ended || got.last
		own := page == w.first && w.mayCountItself(got)
		if w.stopped || got.last || w.isComplete() && !own {
			return nil
		}
		if nothing++; len(w.pass.rows) > before {
			nothing = 0
		}
		next := c.page(c.covered, w.size)
		if len(got.items) > 0 {
			next = c.cover(page, w.size)
		} else if next >= page {
			return nil
		}
		if w.counted && c.covered >= w.pass.last && !own {
			return nil
		}
		page = next
	}
	if w.counted {
		return nil // the rows are counted, so what is missing shows
	}
	return w.incomplete()
}

// mayCountItself reports whether the total of a first page, which is full, may be its own and not that of the list. It
// cannot if the client has seen a greater one in this list.
func (w *walker[T, K]) mayCountItself(got list[T]) bool {
	if len(got.items) > 0 && got.total > len(got.items) {
		w.totals.Store(w.op.path, true)
	}
	_, known := w.totals.Load(w.op.path)
	return !known && len(got.items) >= w.perPage && len(got.items) == got.total
}

// maxRepeats is how many pages in a row may have nothing that the pass has not had before: a server that repeats its
// pages must not be asked forever.
const maxRepeats = 10

// backward reads a list from its last page to its first. Rows that leave it move others to pages that are still to
// come, so that none of them is missed; those that come anywhere else than at the end can push one past the place that
// is read.
func (w *walker[T, K]) backward() error {
	last := w.lastPage()
	for page := last; page >= w.first; page-- {
		if done, err := w.readAgain(page); done || err != nil {
			return err
		}
	}
	// Rows may have come at the end in the meantime.
	for page, before := w.lastPage(), -1; len(w.pass.rows) < w.pass.last && len(w.pass.rows) > before && page >= w.first; page-- {
		before = len(w.pass.rows)
		if done, err := w.readAgain(page); done || err != nil {
			return err
		}
	}
	return nil
}

func (w *walker[T, K]) readAgain(page int) (done bool, err error) {
	got, err := w.get(page)
	if err != nil {
		return true, err
	}
	w.take(got)
	return w.stopped || w.isComplete(), nil
}

func (w *walker[T, K]) lastPage() int { return w.first + max(w.whole.last-1, 0)/max(w.size, 1) }

// coverage is what a pass has read of a list, by the places of the rows as they are now.
type coverage struct {
	first       int // page
	covered     int // rows before this one are covered
	beyond, end int // and so are these, beyond a gap
}

func (c *coverage) page(row, size int) int { return c.first + max(row, 0)/max(size, 1) }

// shift notes that rows have left the list, at worst all of them above those that are covered.
func (c *coverage) shift(gone int) {
	c.covered, c.beyond, c.end = max(c.covered-gone, 0), c.beyond-gone, c.end-gone
}

// cover notes a page, and returns the next one.
func (c *coverage) cover(page, size int) int {
	from := (page - c.first) * size
	if from > c.covered {
		c.beyond, c.end = from, from+size
		return c.page(c.covered, size)
	}
	c.covered = max(c.covered, from+size)
	if c.covered >= c.beyond {
		c.covered = max(c.covered, c.end)
	}
	return c.page(c.covered, size)
}
