package bridge

import (
	"context"
	"iter"
)

// Pages is a list with page numbers, whose rows can move.
type Pages[T any] struct {
	Operation *Operation // of the walk, for its errors
	First     int        // page that the walk begins with; 0 is 1
	PerPage   int        // rows of a full page
	Key       func(*T) int64
	// Fetch gets a page, and how many rows all pages have together, or -1 if that is not known.
	Fetch func(ctx context.Context, page int, opts any) (rows []T, total int, err error)
}

// Walk iterates over a list as the walks of package ndoto do: it yields each row once, and ends with an error where one
// may be missing.
func Walk[T any](ctx context.Context, c Client, p Pages[T], opts any) iter.Seq2[*T, error] {
	erased := Pages[any]{Operation: p.Operation, First: p.First, PerPage: p.PerPage, Key: func(v *any) int64 { return p.Key((*v).(*T)) }}
	erased.Fetch = func(ctx context.Context, page int, opts any) ([]any, int, error) {
		rows, total, err := p.Fetch(ctx, page, opts)
		list := make([]any, len(rows))
		for i := range rows {
			list[i] = &rows[i]
		}
		return list, total, err
	}
	return func(yield func(*T, error) bool) {
		for v, err := range c.Walk(ctx, erased, opts) {
			var row *T
			if v != nil {
				row = (*v).(*T)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}
