package ndoto

import (
	"context"
	"iter"
	"slices"
	"strings"
)

// contactKeys are those of the keys that contacts can be sorted by that seldom change, in the order in which the server
// (contacts_controller.rb, in all versions) applies them, whatever their order in the request.
var contactKeys = []string{string(ContactsByEmail), string(ContactsByName), string(ContactsByPhone), string(ContactsByCreated)}

// allContactKeys tell all contacts apart but those that have nothing but an identifier, and share name and time of
// creation.
const allContactKeys = ContactsByCreated + "," + ContactsByEmail + "," + ContactsByName + "," + ContactsByPhone

// walkContacts walks over a list of contacts. Contacts of one import have one time of creation, and the server gives
// those that tie in any order, another for each page. So it asks for more keys: for all, or, to keep an order that the
// caller wants, for those that the server applies after it.
func walkContacts(ctx context.Context, c *Client, op *operation, opts []RequestOption, params *ListContactsParams,
	fetch func(context.Context, *ListContactsParams, ...RequestOption) (*ContactPage, error)) iter.Seq2[*Contact, error] {
	p := valueOf(params)
	l := pages[Contact, int64]{
		op: op, first: p.Page, perPage: ContactsPerPage, order: orderStable,
		key:     func(c *Contact) int64 { return c.ID },
		created: func(c *Contact) Time { return c.CreatedAt },
	}
	switch p.Sort {
	case "":
		p.Sort = allContactKeys
	case ContactsByCreated:
		l.order = orderCreated
	default:
		l.order = orderMoving
		p.Sort = withMoreKeys(p.Sort)
	}
	l.fetch = func(ctx context.Context, page, pass int, opts []RequestOption) (list[Contact], error) {
		q := p
		q.Page = page
		if pass > 2 {
			q.Sort = allContactKeys
		}
		got, err := fetch(ctx, &q, opts...)
		if err != nil {
			return list[Contact]{}, err
		}
		found := listOf(got.Contacts, got.Total, page, got.TotalPages)
		if more, ok := got.HasMore.Get(); ok {
			found.total, found.last = unknownTotal, !more
		}
		return found, nil
	}
	return walkAll(ctx, c, opts, l)
}

// withMoreKeys adds the keys that the server applies after those of an order.
func withMoreKeys(sort ContactSort) ContactSort {
	last := -1
	for key := range strings.SplitSeq(string(sort), ",") {
		switch key = strings.TrimPrefix(key, "-"); key {
		case string(ContactsByLastActivity):
			last = max(last, slices.Index(contactKeys, string(ContactsByCreated))-1)
		default:
			last = max(last, slices.Index(contactKeys, key))
		}
	}
	for i, key := range contactKeys {
		if i > last && last >= 0 {
			sort += ContactSort("," + key)
		}
	}
	return sort
}
