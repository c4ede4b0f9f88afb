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

// PageMeta says where in a list a page is.
type PageMeta struct {
	// Total is the number of records on all pages; in a search for contacts from Chatwoot 4.11.0, on this page only.
	Total int `json:"count" alias:"total_count"`
	// Page is the number of the page, from 1, or 0 if the server does not say it.
	Page Number `json:"current_page" alias:"page"`
	// TotalPages is the number of pages, or 0 if the server does not say it.
	TotalPages int `json:"total_pages"`
	// HasMore reports whether there is another page, in a search for contacts from Chatwoot 4.11.0.
	HasMore Opt[bool]  `json:"has_more"`
	Extra   Attributes `json:"-"`
}

// listOf returns a page of a list for the iterator. If the server says how many pages there are, the iteration ends
// with the last, and the count, which may be that of the page, is not taken for the total.
func listOf[T any](items []T, total, page, totalPages int) list[T] {
	if totalPages > 0 {
		return list[T]{items: items, total: unknownTotal, last: page >= totalPages}
	}
	return list[T]{items: items, total: total}
}

// valueOf returns what optional params say: the zero value if they are nil.
func valueOf[P any](params *P) (p P) {
	if params != nil {
		p = *params
	}
	return p
}
