package ndoto

// PageParams choose a page of a list; the zero value is the first.
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
