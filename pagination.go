package ndoto

import (
	"fmt"
	"iter"
)

// step fetches the page at a cursor, and returns where the next one is or that there is none. Fresh is how many items
// of the previous page had not been seen before.
type step[T any] func(at int64, fresh int) (items []T, next int64, done bool, err error)

// stalledPages is how many pages in a row without anything new end an iteration with an error: rows do move between
// pages, but a server that repeats pages must not be asked forever.
const stalledPages = 10

// walk is the core of all iterators. It fetches a page when the loop gets there, stops when the loop stops, and
// yields each ID once.
func walk[T any](at int64, id func(*T) int64, fetch step[T]) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		seen := map[int64]struct{}{}
		for fresh, stalled, at := 0, 0, at; stalled < stalledPages; stalled++ {
			items, next, done, err := fetch(at, fresh)
			if err != nil {
				yield(nil, err)
				return
			}
			fresh = 0
			for i := range items {
				if _, again := seen[id(&items[i])]; again {
					continue
				}
				seen[id(&items[i])] = struct{}{}
				fresh, stalled = fresh+1, -1
				if !yield(&items[i], nil) {
					return
				}
			}
			if done {
				return
			}
			at = next
		}
		yield(nil, fmt.Errorf("ndoto: the server repeats its pages: the last %d had nothing new, after %d items", stalledPages, len(seen)))
	}
}

// list is one page of a list with page numbers.
type list[T any] struct {
	items []T
	total int // on all pages; unknownTotal if the server does not say
	last  bool
}

const unknownTotal = -1

// walkPages iterates over a list with page numbers whose rows may move between pages. Rows that leave the list, for
// example because the loop resolves conversations, move the later ones up; the total shows by how many, and the
// iterator goes back that far. If the order itself changes, a row can also jump from the end to the top: then the
// iterator finally looks at the first pages again, until one has nothing new and no row is missing.
func walkPages[T any](first int, moving bool, id func(*T) int64, fetch func(page int) (list[T], error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		first := max(first, 1)
		p := pageWalk[T]{first: first, moving: moving, total: unknownTotal, fetch: fetch}
		walk(int64(first), id, p.step)(yield)
	}
}

// pageWalk knows which rows of a list an iteration has covered, counted from the top of the list as it is now.
type pageWalk[T any] struct {
	fetch       func(page int) (list[T], error)
	first       int
	size, total int
	seen        int
	moving      bool
	looking     bool // whether it is looking at the first pages again, after the end

	covered     int // rows before this one are covered
	beyond, end int // and so are these, beyond a gap
}

func (p *pageWalk[T]) step(at int64, fresh int) ([]T, int64, bool, error) {
	page := int(at)
	p.seen += fresh
	if p.looking && page > p.first && fresh == 0 && p.seen >= p.total {
		return nil, 0, true, nil
	}
	got, err := p.fetch(page)
	if err != nil || got.last {
		return got.items, 0, true, err
	}
	p.size = max(p.size, len(got.items))
	if p.total != unknownTotal && got.total != unknownTotal && got.total < p.total {
		p.shift(p.total - got.total)
	}
	p.total = got.total
	if len(got.items) > 0 {
		return got.items, int64(p.cover(page)), false, nil
	}
	next := p.page(p.covered)
	if next >= page {
		if !p.moving || p.looking || page == p.first {
			return nil, 0, true, nil
		}
		p.looking, p.covered, p.beyond, p.end, next = true, 0, 0, 0, p.first
	}
	return nil, int64(next), false, nil
}

func (p *pageWalk[T]) page(row int) int { return p.first + max(row, 0)/max(p.size, 1) }

// shift records that rows have left the list, in the worst case all of them above the covered ones.
func (p *pageWalk[T]) shift(gone int) {
	p.covered, p.beyond, p.end = max(p.covered-gone, 0), p.beyond-gone, p.end-gone
}

// cover records a page, and returns the next one.
func (p *pageWalk[T]) cover(page int) int {
	from := (page - p.first) * p.size
	if from > p.covered {
		p.beyond, p.end = from, from+p.size
		return p.page(p.covered)
	}
	p.covered = max(p.covered, from+p.size)
	if p.covered >= p.beyond {
		p.covered = max(p.covered, p.end)
	}
	return p.page(p.covered)
}
