package ndoto

import (
	"context"
	"sync"
)

// maxPrefetch is already more than one program should ask of a server at a time.
const maxPrefetch = 64

// WithPrefetch makes iterators over lists fetch up to n pages concurrently, from 1 to 64, instead of one when the
// loop gets there. The loop gets the items in the same order, at most n pages are in memory, and nothing is fetched
// after the loop ends. Rate limits apply as to all requests. It has no effect together with [WithResponse], which
// reports one response after another, nor on iterators over messages, whose next page depends on the one before, nor
// where an iterator looks again for what it may have missed.
func WithPrefetch(n int) RequestOption {
	return requestOption(func(s *settings) error {
		if n < 1 || n > maxPrefetch {
			return badInput("WithPrefetch: the number of pages must be from 1 to %d, got %d", maxPrefetch, n)
		}
		s.prefetch = n
		return nil
	})
}

// prefetcher fetches pages ahead. The first page shows where the list ends, if the server says so.
type prefetcher[T any] struct {
	n, first int
	fetch    func(context.Context, int) (list[T], error)

	size, end int // rows per page, and the last page; unknownTotal if it is not known
	known     bool
	ahead     []*fetched[T] // in order
	running   sync.WaitGroup
	ctx       context.Context // of the pages that are ahead
	cancel    context.CancelFunc
}

// fetched is a page that has been fetched, or is being fetched.
type fetched[T any] struct {
	page int
	done chan struct{}
	list list[T]
	err  error
	// panicked is the value that fetch panicked with, to be raised again in the loop's goroutine.
	panicked any
}

// get returns a page while it fetches the ones after it.
func (p *prefetcher[T]) get(ctx context.Context, page int) (list[T], error) {
	if len(p.ahead) > 0 && p.ahead[0].page != page {
		p.drop() // the iterator goes back, to see what is there now
	}
	p.start(ctx, page)
	next := p.ahead[0]
	<-next.done
	p.ahead = p.ahead[1:]
	if next.panicked != nil {
		panic(next.panicked) //nolint:forbidigo // as it would without prefetching
	}
	if next.err == nil {
		p.learn(next.list)
	}
	return next.list, next.err
}

// start fetches a page and the n-1 after it, unless they are being fetched already.
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
			p.cancel() // nothing uses it anymore
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

// drop cancels the fetches in progress.
func (p *prefetcher[T]) drop() {
	if p.cancel != nil {
		p.cancel()
	}
	p.running.Wait()
	p.ahead = nil
}
