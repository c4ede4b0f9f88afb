package ndoto

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// slowList is a list of conversations, 25 a page, each of which takes 20 ms. It records how many are requested
// concurrently.
type slowList struct {
	mu           sync.Mutex
	rows         int
	asked        []int
	flying, most int
	failing      int // this page
}

func (l *slowList) RoundTrip(r *http.Request) (*http.Response, error) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	l.mu.Lock()
	l.asked = append(l.asked, page)
	l.flying++
	l.most = max(l.most, l.flying)
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.flying--
		l.mu.Unlock()
	}()
	timer := time.NewTimer(20 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	if page == l.failing {
		return answered(404, `{"error":"Resource could not be found"}`), nil
	}
	var rows []string
	for i := (page - 1) * 25; i < min(page*25, l.rows); i++ {
		rows = append(rows, fmt.Sprintf(`{"id":%d}`, i+1))
	}
	return answered(200, fmt.Sprintf(`{"data":{"meta":{"all_count":%d},"payload":[%s]}}`, l.rows, strings.Join(rows, ","))), nil
}

func answered(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, ContentLength: int64(len(body)),
		Body: io.NopCloser(strings.NewReader(body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
}

func walkSlowly(t *testing.T, l *slowList, opts ...RequestOption) (ids []int64, took time.Duration, err error) {
	t.Helper()
	c, err := New(1, "token", WithHTTPClient(&http.Client{Transport: l}))
	require.NoError(t, err)
	began := time.Now()
	for conv, err := range c.Conversations.All(t.Context(), &ListConversationsParams{Status: StatusAll}, opts...) {
		if err != nil {
			return ids, time.Since(began), err
		}
		ids = append(ids, conv.ID)
	}
	return ids, time.Since(began), nil
}

// TestPrefetch iterates over 200 pages at 20 ms each, on a fake clock.
func TestPrefetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		one, alone, err := walkSlowly(t, &slowList{rows: 5000})
		require.NoError(t, err)
		assert.Equal(t, 200*20*time.Millisecond, alone, "the total tells that the list has ended")
		for _, k := range []int{1, 2, 4, 8} {
			l := &slowList{rows: 5000}
			ids, took, err := walkSlowly(t, l, WithPrefetch(k))
			require.NoError(t, err)
			assert.Equal(t, one, ids, "the order is the same")
			assert.Equal(t, k, l.most)
			assert.Len(t, l.asked, 200, "nothing more is asked for than without it")
			faster := float64(alone) / float64(took)
			t.Logf("WithPrefetch(%d): %v, %.2f times as fast", k, took, faster)
			assert.GreaterOrEqual(t, faster, 0.85*float64(k))
		}
	})
}

func TestPrefetchEndsWithLoop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &slowList{rows: 5000}
		c, err := New(1, "token", WithHTTPClient(&http.Client{Transport: l}), WithPrefetch(8))
		require.NoError(t, err)
		n := 0
		for _, err := range c.Conversations.All(t.Context(), nil) {
			require.NoError(t, err)
			if n++; n == 60 { // on the third page
				break
			}
		}
		assert.Zero(t, l.flying)
		assert.LessOrEqual(t, len(l.asked), 10)
		asked := len(l.asked)
		time.Sleep(time.Minute)
		assert.Len(t, l.asked, asked)
	})
}

func TestPrefetchFailingList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &slowList{rows: 5000, failing: 5}
		ids, _, err := walkSlowly(t, l, WithPrefetch(4))
		assert.ErrorIs(t, err, ErrNotFound)
		assert.Len(t, ids, 100, "what came before is there")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		c, err := New(1, "token", WithHTTPClient(&http.Client{Transport: &slowList{rows: 5000}}))
		require.NoError(t, err)
		n := 0
		for _, err = range c.Conversations.All(ctx, nil, WithPrefetch(3)) {
			if n++; n == 30 {
				cancel()
			}
			if err != nil {
				break
			}
		}
		assert.ErrorIs(t, err, context.Canceled)
	})
}

// TestPrefetchGoesBack goes back when rows leave the list, as an iteration without prefetching does.
func TestPrefetchGoesBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rows := make([]int, 300)
		for i := range rows {
			rows[i] = i + 1
		}
		var mu sync.Mutex
		list25 := newShelf(0, 25).pages(orderCreated)
		list25.fetch = func(_ context.Context, page, _ int, _ []RequestOption) (list[row], error) {
			mu.Lock()
			defer mu.Unlock()
			from := min((page-1)*25, len(rows))
			var items []row
			for _, id := range rows[from:min(from+25, len(rows))] {
				items = append(items, row{id: int64(id)})
			}
			return list[row]{items: items, total: len(rows)}, nil
		}
		c, err := New(1, "token")
		require.NoError(t, err)
		seen := map[int64]bool{}
		for r, err := range walkAll(t.Context(), c, []RequestOption{WithPrefetch(4)}, list25) {
			require.NoError(t, err)
			seen[r.id] = true
			if r.id%3 == 0 { // the loop resolves it
				mu.Lock()
				for i, id := range rows {
					if int64(id) == r.id {
						rows = append(rows[:i:i], rows[i+1:]...)
						break
					}
				}
				mu.Unlock()
			}
		}
		assert.Len(t, seen, 300)
	})
}

func TestPrefetchIsBounded(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, -1, 65} {
		_, err := New(1, "token", WithPrefetch(n))
		assert.EqualError(t, err, fmt.Sprintf("ndoto: bad input: WithPrefetch: the number of pages must be from 1 to 64, got %d", n))
		assert.ErrorIs(t, err, ErrBadInput)
	}
}

// TestPrefetchWithResponseAndPanic fetches one page at a time for WithResponse, and panics in the loop's goroutine.
func TestPrefetchWithResponseAndPanic(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &slowList{rows: 200}
		var resp Response
		ids, _, err := walkSlowly(t, l, WithPrefetch(4), WithResponse(&resp))
		require.NoError(t, err)
		assert.Equal(t, []int{200, 1, 200}, []int{len(ids), l.most, resp.StatusCode})

		c, err := New(1, "token")
		require.NoError(t, err)
		broken := newShelf(0, 1).pages(orderCreated)
		broken.fetch = func(_ context.Context, page, _ int, _ []RequestOption) (list[row], error) {
			if page == 3 {
				panic("in a transport of the user's")
			}
			return list[row]{items: []row{{id: int64(page)}}, total: 9}, nil
		}
		assert.PanicsWithValue(t, "in a transport of the user's", func() {
			for _, err := range walkAll(t.Context(), c, []RequestOption{WithPrefetch(4)}, broken) {
				assert.NoError(t, err)
			}
		})
	})
}
