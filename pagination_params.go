package ndoto

// PageParams selects a page of a list. The zero value is the first page.
type PageParams struct {
	// Page counts from 1.
	Page int `url:"page,omitempty"`
}

func (p *PageParams) validate() error {
	if p != nil && p.Page < 0 {
		return badInput("the page must not be negative, got %d", p.Page)
	}
	return nil
}

func (p *PageParams) number() int {
	if p == nil {
		return 0
	}
	return p.Page
}

// listOf returns a page of a list for the iterator. If the server says how many pages there are, the iteration ends
// with the last, and the count, which may be that of the page, is not taken for the total.
func listOf[T any](items []T, total, page, totalPages int) list[T] {
	if totalPages > 0 {
		return list[T]{items: items, total: unknownTotal, last: page >= totalPages}
	}
	return list[T]{items: items, total: total}
}
