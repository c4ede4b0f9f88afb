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
	by := &ranking{c.sortKeys(order), c.ties.Uint32()}
	c.ranks = by.rank(list, c.ranks)
	ranks := c.ranks
	from, to := pageBounds(len(ranks), page, size)
	by.selectRank(ranks, from)
	by.selectRank(ranks[from:], to-from)
	slices.SortFunc(ranks[from:to], by.compare)
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

// ranked is a conversation with its sort keys, which are computed once.
type ranked struct {
	first, second int64
	conv          *conversation
}

// ranking orders conversations by their keys. What those leave open differs from request to request.
type ranking struct {
	keys []func(*conversation) int64
	seed uint32
}

func (by *ranking) rank(list []*conversation, room []ranked) []ranked {
	ranks := slices.Grow(room[:0], len(list))[:len(list)]
	for i, conv := range list {
		ranks[i] = ranked{first: by.keys[0](conv), conv: conv}
		if len(by.keys) > 1 {
			ranks[i].second = by.keys[1](conv)
		}
	}
	return ranks
}

// before is short enough to be inlined.
func (by *ranking) before(a, b *ranked) bool {
	return a.first < b.first || a.first == b.first && by.compare(*a, *b) < 0
}

func (by *ranking) compare(a, b ranked) int {
	switch { // in place of cmp.Or, which computes all
	case a.first != b.first:
		return cmp.Compare(a.first, b.first)
	case a.second != b.second:
		return cmp.Compare(a.second, b.second)
	}
	return cmp.Compare(by.tie(a.conv), by.tie(b.conv))
}

func (by *ranking) tie(conv *conversation) uint32 { return scattered(by.seed + uint32(conv.id)) }

// scattered gives neighboring numbers others that have nothing in common (the finalizer of MurmurHash3): a random
// number for each row would take longer than to sort.
func scattered(n uint32) uint32 {
	n = (n ^ n>>16) * 0x85ebca6b
	n = (n ^ n>>13) * 0xc2b2ae35
	return n ^ n>>16
}

// selectRank moves those that come before the n-th in front of it, and the others behind (Hoare's quickselect).
func (by *ranking) selectRank(ranks []ranked, n int) {
	for from, to := 0, len(ranks); n > from && n < to; {
		pivot := ranks[from+(to-from)/2]
		i, j := from, to-1
		for i <= j {
			for by.before(&ranks[i], &pivot) {
				i++
			}
			for by.before(&pivot, &ranks[j]) {
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
