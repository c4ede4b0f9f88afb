package ndoto

import (
	"context"
	"iter"
	"sync"
)

// maxPrefetch is more than one program should ask a server for at a time.
const maxPrefetch = 64

// WithPrefetch lets a walk over a list fetch up to n pages at a time, from 1 to 64, in place of one when the loop gets there. The
// loop gets the items in the same order, and no page is asked for after it ends. At most n pages are held. Rate limits hold for
// them as for all requests. With [WithResponse], which tells of one answer after another, it has no effect. Walks over messages go from page to page by what is on them, and fetch one at a time all the same.
func WithPrefetch(n int) RequestOption {
	return requestOption(func(s *settings) error {
		if n < 1 || n > maxPrefetch {
			return badInput("WithPrefetch: the number of pages must be from 1 to %d, got %d", maxPrefetch, n)
		}
		s.prefetch = n
		return nil
	})
}

// walkAll is walkPages with the pages that the options let it fetch ahead.
func walkAll[T any](ctx context.Context, c *Client, opts []RequestOption, first int, moving bool, id func(*T) int64, fetch func(ctx context.Context, page int) (list[T], error)) iter.Seq2[*T, error] {
	set, _ := c.settingsFor(opts) // send reports what is wrong with them
	if set.prefetch <= 1 || set.response != nil || ctx == nil {
		return walkPages(first, moving, id, func(page int) (list[T], error) { return fetch(ctx, page) })
	}
	return func(yield func(*T, error) bool) {
		p := &prefetcher[T]{n: set.prefetch, first: max(first, 1), fetch: fetch}
		defer p.drop()
		walkPages(first, moving, id, func(page int) (list[T], error) { return p.get(ctx, page) })(yield)
	}
}

// prefetcher fetches the pages after the one that is asked for. The first page tells where the list ends, as far as the server does.
type prefetcher[T any] struct {
	n, first int
	fetch    func(context.Context, int) (list[T], error)

	size, end int // rows of a page, and the last page; unknownTotal where it is not known
	known     bool
	ahead     []*fetched[T] // in order
	running   sync.WaitGroup
	ctx       context.Context // of those that are ahead
	cancel    context.CancelFunc
}

// fetched is a page that is fetched, or will be.
type fetched[T any] struct {
	page int
	done chan struct{}
	list list[T]
	err  error
	// panicked is what fetch panicked with, for the loop's goroutine.
	panicked any
}

// get returns a page, and lets those after it come meanwhile.
func (p *prefetcher[T]) get(ctx context.Context, page int) (list[T], error) {
	if len(p.ahead) > 0 && p.ahead[0].page != page {
		p.drop() // the walk goes back, to see what is there now
	}
	p.start(ctx, page)
	next := p.ahead[0]
	<-next.done
	p.ahead = p.ahead[1:]
	if next.panicked != nil {
		panic(next.panicked) // as it would without fetching ahead
	}
	if next.err == nil {
		p.learn(next.list)
	}
	return next.list, next.err
}

// start fetches a page, and n-1 after it that are not fetched yet.
func (p *prefetcher[T]) start(ctx context.Context, page int) {
	last := page
	if p.known {
		last = page + p.n - 1
		if p.end != unknownTotal {
			last = max(min(last, p.end), page)
		}
	}
	if len(p.ahead) > 0 {
		page = p.ahead[len(p.ahead)-1].page + 1
	} else {
		if p.cancel != nil {
			p.cancel() // nothing uses it any more
		}
		p.ctx, p.cancel = context.WithCancel(ctx)
	}
	for ; page <= last; page++ {
		f := &fetched[T]{page: page, done: make(chan struct{})}
		p.ahead = append(p.ahead, f)
		p.running.Go(func() {
			defer close(f.done)
			defer func() { f.panicked = recover() }()
			f.list, f.err = p.fetch(p.ctx, f.page)
		})
	}
}

// learn finds out where the list ends.
func (p *prefetcher[T]) learn(l list[T]) {
	p.known = true
	p.size = max(p.size, len(l.items))
	p.end = unknownTotal
	if l.total != unknownTotal && p.size > 0 {
		p.end = p.first + (l.total-1)/p.size
	}
}

// drop ends what is under way.
func (p *prefetcher[T]) drop() {
	if p.cancel != nil {
		p.cancel()
	}
	p.running.Wait()
	p.ahead = nil
}
