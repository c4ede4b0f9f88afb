package ndoto

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// said is a message of a thread: times are in milliseconds, and shown in seconds.
type said struct{ id, at int64 }

// thread is a conversation's messages as a server lists them.
type thread struct {
	messages []said // in any order
	reading  threadReading
	requests []string
	// before is called before each response.
	before func()
}

// threadReading is what a server may do with a list of messages.
type threadReading struct {
	times       bool // compares before and after with times
	newestFirst bool
	cutsOldest  bool // leaves out the oldest of what is after a bound
	size        int  // of every page; 0 is that of the software
}

func (h *thread) RoundTrip(req *http.Request) (*http.Response, error) {
	if h.before != nil {
		h.before()
	}
	h.requests = append(h.requests, req.URL.RawQuery)
	q := req.URL.Query()
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	list := slices.Clone(h.messages)
	slices.SortFunc(list, func(a, b said) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) })
	list = slices.DeleteFunc(list, func(m said) bool {
		value := m.id
		if h.reading.times {
			value = m.at / 1000
		}
		inclusive := q.Has("before") && !h.reading.times
		return q.Has("before") && value >= before || q.Has("after") && (value < after || value == after && !inclusive)
	})
	limit, fromEnd := messagesBack, true
	switch {
	case q.Has("after") && q.Has("before"):
		limit, fromEnd = messagesBetween, false
	case q.Has("after"):
		limit, fromEnd = messagesForward, h.reading.cutsOldest
	}
	if h.reading.size > 0 {
		limit = h.reading.size
	}
	if over := len(list) - limit; over > 0 && fromEnd {
		list = list[over:]
	} else if over > 0 {
		list = list[:limit]
	}
	if h.reading.newestFirst {
		slices.Reverse(list)
	}
	var body strings.Builder
	for i, m := range list {
		fmt.Fprintf(&body, `%s{"id":%d,"created_at":%d}`, strings.Repeat(",", min(i, 1)), m.id, m.at/1000)
	}
	return respond(req, http.StatusOK, `{"meta":{},"payload":[`+body.String()+`]}`), nil
}

func (h *thread) client(t *testing.T) *Client { return newTestClient(t, h.RoundTrip) }

// idsOf are the ids that a walk yields, and the error that it ends with.
func (h *thread) idsOf(t *testing.T, c *Client, params *WalkMessagesParams) (ids []int64, err error) {
	t.Helper()
	for m, failure := range c.Messages.All(t.Context(), 1, params) {
		if failure != nil {
			return ids, failure
		}
		ids = append(ids, m.ID)
	}
	return ids, nil
}

var walks = flag.Int("walks", 12, "how many walks over messages to test in each scenario")

const threadBegan = 1_700_000_000_000

// newThread makes n messages. The gaps between their ids are those of an account in which others write too, and change
// from one stretch to the next.
func newThread(r *rand.Rand, n int) *thread {
	h, id, at, gap := &thread{}, int64(r.IntN(1000)+1), int64(threadBegan), int64(1)
	for i := range n {
		if i%50 == 0 {
			gap = []int64{1, 1, 2, 30, 4000}[r.IntN(5)]
		}
		id += 1 + r.Int64N(gap)
		at += r.Int64N(3000)
		h.messages = append(h.messages, said{id, at})
	}
	return h
}

// disorder gives some messages the time of others: imported ones are older than their ids, and those of a channel that
// was down are younger.
func (h *thread) disorder(r *rand.Rand) {
	for i := range h.messages {
		switch r.IntN(10) {
		case 0:
			h.messages[i].at = threadBegan - r.Int64N(100_000_000)
		case 1:
			h.messages[i].at += r.Int64N(100_000_000)
		}
	}
}

// TestWalkOverMessagesIsComplete walks over up to 3,000 messages, whichever way a server lists them, while messages
// come and leave. Each that was there all the time comes exactly once.
func TestWalkOverMessagesIsComplete(t *testing.T) {
	t.Parallel()
	readings := map[string]threadReading{
		"software":                        {},
		"newest first":                    {newestFirst: true},
		"newest first and cut":            {newestFirst: true, cutsOldest: true},
		"times":                           {times: true},
		"times, all at once":              {times: true, size: 10_000},
		"times, newest first":             {times: true, newestFirst: true},
		"times, short pages":              {times: true, size: 20},
		"times, short, newest first":      {times: true, size: 20, newestFirst: true},
		"times, newest first, cut":        {times: true, newestFirst: true, cutsOldest: true},
		"times, short, newest first, cut": {times: true, size: 20, newestFirst: true, cutsOldest: true},
	}
	changes := map[string]struct{ disorder, come, leave bool }{
		"still":           {},
		"disordered":      {disorder: true},
		"come":            {come: true},
		"leave":           {leave: true},
		"come and leave":  {come: true, leave: true},
		"disordered, too": {true, true, true},
	}
	for name, reading := range readings {
		for change, does := range changes {
			t.Run(name+"/"+change, func(t *testing.T) {
				t.Parallel()
				for seed := range uint64(*walks) {
					r := rand.New(rand.NewPCG(seed, 2))
					n := r.IntN(150)
					if seed%20 == 1 {
						n = r.IntN(3001)
					}
					h := newThread(r, n)
					h.reading = reading
					if does.disorder {
						h.disorder(r)
					}
					want := map[int64]bool{}
					for _, m := range h.messages {
						want[m.id] = true
					}
					h.before = func() {
						if does.come && r.IntN(3) == 0 && len(h.messages) > 0 {
							last := h.messages[len(h.messages)-1]
							h.messages = append(h.messages, said{last.id + 1, last.at + 1000})
						}
						if does.leave && r.IntN(3) == 0 && len(h.messages) > 0 {
							i := r.IntN(len(h.messages))
							delete(want, h.messages[i].id)
							h.messages = slices.Delete(h.messages, i, i+1)
						}
					}
					client := h.client(t)
					for _, params := range []*WalkMessagesParams{nil, {NewestFirst: true}} {
						h.requests = nil
						got, err := h.idsOf(t, client, params)
						require.NoError(t, err, "seed %d, %+v", seed, params)
						seen := map[int64]bool{}
						for _, id := range got {
							require.False(t, seen[id], "message %d came again; seed %d, %+v", id, seed, params)
							seen[id] = true
						}
						for id := range want {
							require.True(t, seen[id], "message %d of %d did not come; seed %d, %+v, %q", id, n, seed, params, h.requests)
						}
						if !does.disorder {
							stayed := slices.DeleteFunc(got, func(id int64) bool { return !want[id] })
							sorted := slices.Sorted(slices.Values(stayed))
							if params != nil {
								slices.Reverse(sorted)
							}
							require.True(t, slices.Equal(sorted, stayed), "seed %d, %+v: %v", seed, params, stayed)
						}
						require.LessOrEqual(t, len(h.requests), 12+n/5)
					}
				}
			})
		}
	}
}

// TestWalkOverAFullRange has more messages between two ids than a server lists at once: the range is halved.
func TestWalkOverAFullRange(t *testing.T) {
	t.Parallel()
	for _, newestFirst := range []bool{false, true} {
		h := &thread{}
		for i := range int64(100) { // 100 with wide gaps, which make the ranges wide, and then many without
			h.messages = append(h.messages, said{1 + i*100, threadBegan + i*1000})
		}
		for i := range int64(5000) {
			h.messages = append(h.messages, said{10_000 + i, threadBegan + (100+i)*1000})
		}
		got, err := h.idsOf(t, h.client(t), &WalkMessagesParams{NewestFirst: newestFirst})
		require.NoError(t, err)
		assert.Len(t, got, 5100)
		assert.LessOrEqual(t, len(h.requests), 40, "%q", h.requests)
	}
}

// TestWalkOverAFullSecond has more messages in one second than a server that compares times lists at once: up to two
// pages come, and for more the error says that some may be missing.
func TestWalkOverAFullSecond(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{15, 20, 25, 39, 40, 41, 100} {
		for _, newestFirst := range []bool{false, true} {
			for _, listed := range []bool{false, true} {
				h := &thread{reading: threadReading{times: true, size: 20, newestFirst: listed}}
				for i := range int64(60) {
					h.messages = append(h.messages, said{10 + i, threadBegan + i*1000})
				}
				for i := range n {
					h.messages = append(h.messages, said{1000 + i, threadBegan + 60_000 + i})
				}
				for i := range int64(60) {
					h.messages = append(h.messages, said{2000 + i, threadBegan + (61+i)*1000})
				}
				got, err := h.idsOf(t, h.client(t), &WalkMessagesParams{NewestFirst: newestFirst})
				assert.Len(t, slices.Compact(slices.Sorted(slices.Values(got))), len(got))
				if len(got) < 120+int(n) {
					require.ErrorIs(t, err, ErrIncomplete, "%d of %d came; newest first: %v, listed so: %v", len(got), 120+n, newestFirst, listed)
					assert.Greater(t, n, int64(40-2), "newest first: %v, listed so: %v", newestFirst, listed)
				}
				if n < 39 {
					require.NoError(t, err)
				}
			}
		}
	}
}

// TestBoundsOfMessages lists parts by ids and by times: on every server it is what its params say.
func TestBoundsOfMessages(t *testing.T) {
	t.Parallel()
	second := func(n int64) time.Time { return time.Unix(threadBegan/1000+n, 0) }
	cases := map[string]struct {
		params ListMessagesParams
		want   func(m said) bool
		limit  int
		end    bool // keeps the latest
	}{
		"before an id":     {ListMessagesParams{Before: 150}, func(m said) bool { return m.id < 150 }, 20, true},
		"after an id":      {ListMessagesParams{After: 150}, func(m said) bool { return m.id > 150 }, 100, false},
		"between ids":      {ListMessagesParams{After: 150, Before: 170}, func(m said) bool { return m.id >= 150 && m.id < 170 }, 1000, false},
		"one id":           {ListMessagesParams{After: 150, Before: 151}, func(m said) bool { return m.id == 150 }, 1000, false},
		"after the last":   {ListMessagesParams{After: 900}, func(said) bool { return false }, 100, false},
		"before the first": {ListMessagesParams{Before: 100}, func(said) bool { return false }, 20, true},
		"before a time":    {ListMessagesParams{BeforeTime: second(30)}, func(m said) bool { return m.at < second(30).UnixMilli() }, 20, true},
		"after a time":     {ListMessagesParams{AfterTime: second(30)}, func(m said) bool { return m.at >= second(31).UnixMilli() }, 100, false},
		"between times": {ListMessagesParams{AfterTime: second(10), BeforeTime: second(30)},
			func(m said) bool { return m.at >= second(10).UnixMilli() && m.at < second(30).UnixMilli() }, 1000, false},
		"one second": {ListMessagesParams{AfterTime: second(10), BeforeTime: second(11)},
			func(m said) bool { return m.at >= second(10).UnixMilli() && m.at < second(11).UnixMilli() }, 1000, false},
		"a time and an id": {ListMessagesParams{AfterTime: second(10), Before: 150},
			func(m said) bool { return m.at >= second(10).UnixMilli() && m.id < 150 }, 1000, false},
	}
	readings := map[string]threadReading{
		"software": {}, "newest first": {newestFirst: true}, "times": {times: true, size: 1000}, "short": {times: true, size: 20},
		"short, newest first": {times: true, size: 20, newestFirst: true},
	}
	for name, reading := range readings {
		for bounds, c := range cases {
			t.Run(name+"/"+bounds, func(t *testing.T) {
				t.Parallel()
				for _, known := range []bool{false, true} {
					h := &thread{reading: reading}
					var want []int64
					for i := range int64(200) {
						m := said{100 + i, threadBegan + i*400} // two or three in a second
						h.messages = append(h.messages, m)
						if c.want(m) {
							want = append(want, m.id)
						}
					}
					if over := len(want) - c.limit; over > 0 && c.end {
						want = want[over:]
					} else if over > 0 {
						want = want[:c.limit]
					}
					client := h.client(t)
					if known {
						_, err := h.idsOf(t, client, nil)
						require.NoError(t, err)
					}
					page, err := client.Messages.List(t.Context(), 1, &c.params)
					require.NoError(t, err)
					var got []int64
					for i := range page.Messages {
						got = append(got, page.Messages[i].ID)
					}
					if byTime := c.params.Before+c.params.After == 0; byTime && reading.times && known && len(want) > reading.size {
						want = want[:reading.size] // the server's page is all that is asked for
					}
					assert.Equal(t, want, got, "known: %v, %q", known, h.requests)
				}
			})
		}
	}
}
