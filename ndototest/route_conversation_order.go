package ndototest

import (
	"cmp"
	"slices"
	"time"
)

// never is the time of what has not happened, which sorts last.
const never = int64(1<<63 - 1)

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixNano()
}

// pageInOrder cuts a page out of a list in one of the server's orders. Only the page is sorted.
func (c *call) pageInOrder(list []*conversation, order string, page int64, size int) []*conversation {
	ranks := c.ranked(list, c.sortKeys(order))
	from, to := pageBounds(len(ranks), page, size)
	selectRank(ranks, from)
	selectRank(ranks[from:], to-from)
	slices.SortFunc(ranks[from:to], func(a, b ranked) int { return a.compare(&b) })
	shown := make([]*conversation, 0, to-from) // never nil, which would be null
	for _, r := range ranks[from:to] {
		shown = append(shown, r.conv)
	}
	return shown
}

// sortKeys are those of one of the server's orders (app/models/concerns/sort_handler.rb).
func (c *call) sortKeys(order string) (keys []func(*conversation) int64) {
	active := func(conv *conversation) int64 { return -conv.active.UnixNano() }
	created := func(conv *conversation) int64 { return conv.created.UnixNano() }
	priority := func(conv *conversation) int64 {
		if conv.priority == "" {
			return never
		}
		return int64(slices.Index(priorities, conv.priority))
	}
	modern := c.dialect != Chatwoot42
	switch {
	case order == "last_activity_at_asc":
		keys = append(keys, func(conv *conversation) int64 { return conv.active.UnixNano() })
	case order == "created_at_asc", order == "sort_on_created_at":
		keys = append(keys, created)
	case order == "updated_at_desc": // of Ndoto's documentation only
		keys = append(keys, func(conv *conversation) int64 { return -conv.updated.UnixNano() })
	case order == "created_at_desc":
		keys = append(keys, reversed(created))
	case order == "priority_asc":
		keys = append(keys, priority, active)
	case order == "priority_desc", order == "sort_on_priority":
		keys = append(keys, reversed(priority), active)
	case order == "priority_desc_created_at_asc" && modern:
		keys = append(keys, reversed(priority), created)
	case order == "waiting_since_asc", order == "sort_on_waiting_since":
		keys = append(keys, func(conv *conversation) int64 { return nanos(conv.waiting) }, created)
	case order == "waiting_since_desc":
		keys = append(keys, reversed(func(conv *conversation) int64 { return nanos(conv.waiting) }), created)
	case order == "unread" && modern:
		keys = append(keys, func(conv *conversation) int64 { return -int64(conv.unread()) }, active)
	default:
		keys = append(keys, active)
	}
	return keys
}

// reversed turns an order round, but keeps what never happened last.
func reversed(key func(*conversation) int64) func(*conversation) int64 {
	return func(conv *conversation) int64 {
		k := key(conv)
		if k == never {
			return never
		}
		return -k
	}
}

// ranked is a conversation with its sort keys, which are computed once. What they leave open differs from request to
// request.
type ranked struct {
	first, second int64
	tie           uint32
	conv          *conversation
}

// before is short enough to be inlined.
func (r *ranked) before(other *ranked) bool {
	return r.first < other.first || r.first == other.first && r.compare(other) < 0
}

func (r *ranked) compare(other *ranked) int {
	switch { // in place of cmp.Or, which computes all
	case r.first != other.first:
		return cmp.Compare(r.first, other.first)
	case r.second != other.second:
		return cmp.Compare(r.second, other.second)
	}
	return cmp.Compare(r.tie, other.tie)
}

func (c *call) ranked(list []*conversation, keys []func(*conversation) int64) []ranked {
	c.ranks = slices.Grow(c.ranks[:0], len(list))[:len(list)]
	seed := c.ties.Uint32()
	for i, conv := range list {
		c.ranks[i] = ranked{first: keys[0](conv), tie: scattered(seed + uint32(conv.id)), conv: conv}
		if len(keys) > 1 {
			c.ranks[i].second = keys[1](conv)
		}
	}
	return c.ranks
}

// scattered gives neighboring numbers others that have nothing in common (the finalizer of MurmurHash3): a random
// number for each row would take longer than to sort.
func scattered(n uint32) uint32 {
	n = (n ^ n>>16) * 0x85ebca6b
	n = (n ^ n>>13) * 0xc2b2ae35
	return n ^ n>>16
}

// selectRank moves those that come before the n-th in front of it, and the others behind (Hoare's quickselect).
func selectRank(ranks []ranked, n int) {
	for from, to := 0, len(ranks); n > from && n < to; {
		pivot := ranks[from+(to-from)/2]
		i, j := from, to-1
		for i <= j {
			for ranks[i].before(&pivot) {
				i++
			}
			for pivot.before(&ranks[j]) {
				j--
			}
			if i <= j {
				ranks[i], ranks[j] = ranks[j], ranks[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			to = j + 1
		case n >= i:
			from = i
		default:
			return
		}
	}
}
