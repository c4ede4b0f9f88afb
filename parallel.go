package ndoto

import (
	"context"
	"iter"
	"sync"
)

const (
	// maxParallel is already more than one program should ask of a server at a time.
	maxParallel = 64
	// rowsAhead is how many rows may have begun for each that runs, so that a slow one does not stop the others.
	rowsAhead = 4
)

// InParallel calls a function for each row, up to n at a time, from 1 to 64, and yields the results in the order of the
// rows: an import, say, with [ContactsService.Ensure]. Rate limits apply as to all calls.
//
// A row that fails is yielded with its error, and the loop decides whether to go on. To go on after an interruption,
// skip as many rows as results came: as they come in order, those rows are done. Up to 4n rows behind them may have
// been done too, so the function should be one that may be repeated, as Ensure, Sync and [MessagesService.SendOnce]
// may.
//
// When the loop ends, no more rows begin, and those that have begun are waited for. When ctx ends, they still are
// yielded, and then its error for the first row that has not begun.
func InParallel[Row, Result any](ctx context.Context, n int, rows iter.Seq[Row], call func(context.Context, Row) (Result, error)) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		if err := validateParallel(n, ctx == nil || rows == nil || call == nil); err != nil {
			var none Result
			yield(none, err)
			return
		}
		next, stop := iter.Pull(rows)
		defer stop()
		p := parallel[Row, Result]{ctx: ctx, n: n, next: next, call: call, ended: make(chan *rowCall[Result], n)}
		defer p.all.Wait()
		p.run(yield)
	}
}

func validateParallel(n int, missing bool) error {
	switch {
	case n < 1 || n > maxParallel:
		return badInput("InParallel: the number of calls must be from 1 to %d, got %d", maxParallel, n)
	case missing:
		return badInput("InParallel: the context, the rows or the function is nil")
	}
	return nil
}

// parallel is one run over rows. Only its calls run on goroutines of their own.
type parallel[Row, Result any] struct {
	ctx  context.Context
	n    int
	next func() (Row, bool)
	call func(context.Context, Row) (Result, error)

	begun   []*rowCall[Result] // and not yielded, in the order of the rows
	running int
	ended   chan *rowCall[Result]
	all     sync.WaitGroup
	last    bool // whether no more rows begin
}

// rowCall is the call for one row.
type rowCall[Result any] struct {
	done   bool
	result Result
	err    error
}

func (p *parallel[Row, Result]) run(yield func(Result, error) bool) {
	for {
		for !p.last && p.running < p.n && len(p.begun) < rowsAhead*p.n {
			p.begin()
		}
		switch {
		case len(p.ended) > 0:
			p.note(<-p.ended)
		case len(p.begun) == 0:
			return
		case p.begun[0].done:
			first := p.begun[0]
			p.begun = p.begun[1:]
			if !yield(first.result, first.err) {
				return
			}
		default:
			p.note(<-p.ended)
		}
	}
}

// begin begins the next row, if there is one.
func (p *parallel[Row, Result]) begin() {
	row, ok := p.next()
	if !ok {
		p.last = true
		return
	}
	c := &rowCall[Result]{}
	p.begun = append(p.begun, c)
	if err := p.ctx.Err(); err != nil {
		c.done, c.err, p.last = true, err, true
		return
	}
	p.running++
	p.all.Go(func() {
		c.result, c.err = p.call(p.ctx, row)
		p.ended <- c
	})
}

func (p *parallel[Row, Result]) note(c *rowCall[Result]) {
	c.done = true
	p.running--
}
