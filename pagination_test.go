package ndoto

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// row is a row of a list: it is ordered by its key, and rows with one key come in any order.
type row struct {
	id, key int64
	created time.Time
}

func rowID(r *row) int64 { return r.id }

// shelf is a list whose rows can come and go while a walk is on.
type shelf struct {
	rows    []row
	newest  int64 // number of those that came
	size    int
	fetched []int
	// shuffle, if set, orders the rows of one key anew for each page.
	shuffle *rand.Rand
	// before is called before a page is read.
	before func(page int)
	gone   func(id int64) // is told of each row that leaves
	excess int            // of the total
	dated  bool
}

func (s *shelf) page(n int) list[row] {
	if s.before != nil {
		s.before(n)
	}
	s.fetched = append(s.fetched, n)
	from := min((n-1)*s.size, len(s.rows))
	to := min(from+s.size, len(s.rows))
	if s.shuffle != nil && from < to {
		s.mix(from, to)
	}
	return list[row]{items: slices.Clone(s.rows[from:to]), total: len(s.rows) + s.excess}
}

// mix gives the rows of a page that tie, with each other or with those beyond it, another order.
func (s *shelf) mix(from, to int) {
	for from > 0 && s.rows[from-1].key == s.rows[from].key {
		from--
	}
	for from < to {
		end := from + 1
		for end < len(s.rows) && s.rows[end].key == s.rows[from].key {
			end++
		}
		tied := s.rows[from:end]
		s.shuffle.Shuffle(len(tied), func(i, j int) { tied[i], tied[j] = tied[j], tied[i] })
		from = end
	}
}

func (s *shelf) drop(id int64) {
	s.rows = slices.DeleteFunc(s.rows, func(r row) bool { return r.id == id })
}

func newShelf(n, size int) *shelf {
	s := &shelf{size: size}
	for i := range n {
		s.rows = append(s.rows, row{id: int64(i + 1), key: int64(i + 1)})
	}
	return s
}

// pages is the list as a walk sees it.
func (s *shelf) pages(o order) pages[row, int64] {
	return pages[row, int64]{
		op: opListContacts.as("Contacts.All"), perPage: s.size, order: o, key: rowID,
		created: func(r *row) Time { return Time{r.created} },
		fetch: func(_ context.Context, page, _ int, opts []RequestOption) (list[row], error) {
			l := s.page(page)
			if s.dated {
				var set settings
				for _, o := range opts {
					_ = o.applyToCall(&set)
				}
				set.dated(http.Header{"Date": {time.Now().UTC().Format(http.TimeFormat)}})
			}
			return l, nil
		},
	}
}

func walkShelf(t *testing.T, p pages[row, int64], opts ...RequestOption) func(func(*row, error) bool) {
	t.Helper()
	c, err := New(1, "token")
	require.NoError(t, err)
	return walkAll(t.Context(), c, opts, p)
}

func collect[T any](t *testing.T, seq func(func(*T, error) bool)) []T {
	t.Helper()
	var items []T
	for item, err := range seq {
		require.NoError(t, err)
		items = append(items, *item)
	}
	return items
}

func TestWalkAsksForNoPageMoreThanThereIs(t *testing.T) {
	t.Parallel()
	for _, o := range []order{orderMoving, orderLog, orderStable, orderCreated} {
		for rows, want := range map[int]int{0: 1, 1: 1, 24: 1, 25: 2, 26: 2, 50: 2, 60: 3, 100: 4} {
			s := newShelf(rows, 25)
			assert.Len(t, collect(t, walkShelf(t, s.pages(o))), rows)
			assert.Len(t, s.fetched, want, "%d rows", rows)
		}
	}
}

func TestWalkBeginsWhereItIsTold(t *testing.T) {
	t.Parallel()
	s := newShelf(100, 25)
	p := s.pages(orderCreated)
	p.first = 3
	assert.Equal(t, s.rows[50:], collect(t, walkShelf(t, p)))
}

func TestWalkIsLazyAndCanBeWalkedAgain(t *testing.T) {
	t.Parallel()
	s := newShelf(100, 25)
	seq := walkShelf(t, s.pages(orderCreated))
	assert.Empty(t, s.fetched)
	for _, err := range seq {
		require.NoError(t, err)
		break
	}
	assert.Len(t, s.fetched, 1)
	assert.Len(t, collect(t, seq), 100)
	assert.Len(t, collect(t, seq), 100)
}

func TestWalkYieldsTheErrorLast(t *testing.T) {
	t.Parallel()
	s := newShelf(100, 25)
	broken := errors.New("broken")
	p := s.pages(orderCreated)
	fetch := p.fetch
	p.fetch = func(ctx context.Context, page, pass int, opts []RequestOption) (list[row], error) {
		if page == 2 {
			return list[row]{}, broken
		}
		return fetch(ctx, page, pass, opts)
	}
	var got []error
	for _, err := range walkShelf(t, p) {
		got = append(got, err)
	}
	assert.Len(t, got, 26)
	assert.Equal(t, broken, got[25])
}

// ends walks to the end, and returns what came and the error.
func ends(seq func(func(*row, error) bool)) (seen map[int64]int, err error) {
	seen = map[int64]int{}
	for r, e := range seq {
		if e != nil {
			err = e
			continue
		}
		seen[r.id]++
	}
	return seen, err
}

func TestWalkOverAServerThatKnowsOnePage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for total, want := range map[int]error{25: nil, 100: ErrIncomplete, unknownTotal: ErrIncomplete} {
			for _, o := range []order{orderMoving, orderCreated} {
				s := newShelf(25, 25)
				p := s.pages(o)
				p.fetch = func(context.Context, int, int, []RequestOption) (list[row], error) {
					l := s.page(1)
					l.total = total
					return l, nil
				}
				seen, err := ends(walkShelf(t, p))
				assert.Len(t, seen, 25)
				assert.LessOrEqual(t, len(s.fetched), 60)
				if want == nil {
					require.NoError(t, err)
					continue
				}
				require.ErrorIs(t, err, want)
				var e *Error
				require.ErrorAs(t, err, &e)
				assert.Equal(t, [2]int{25, max(total, 0)}, [2]int{e.Yielded, e.Total})
			}
		}
	})
}

func TestWalkMayRemoveWhatItGets(t *testing.T) {
	t.Parallel()
	s := newShelf(110, 25)
	var got []int64
	for r, err := range walkShelf(t, s.pages(orderCreated)) {
		require.NoError(t, err)
		got = append(got, r.id)
		s.drop(r.id)
	}
	slices.Sort(got)
	assert.Len(t, got, 110)
	assert.Empty(t, s.rows)
	assert.Less(t, len(s.fetched), 14, "no more than a few pages more than there were")
}

// TestWalkOverATotalThatIsTooHigh for a moment, and for good.
func TestWalkOverATotalThatIsTooHigh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, o := range []order{orderMoving, orderLog, orderStable, orderCreated} {
			for _, rows := range []int{0, 3, 25, 110} {
				s := newShelf(rows, 25)
				s.excess = 1
				began := time.Now()
				s.before = func(int) {
					if time.Since(began) > time.Second {
						s.excess = 0
					}
				}
				seen, err := ends(walkShelf(t, s.pages(o)))
				require.NoError(t, err)
				assert.Len(t, seen, rows)

				s = newShelf(rows, 25)
				s.excess = 1
				seen, err = ends(walkShelf(t, s.pages(o)))
				require.ErrorIs(t, err, ErrIncomplete)
				require.ErrorContains(t, err, fmt.Sprintf("%d rows came of the %d that the server counts", rows, rows+1))
				assert.Len(t, seen, rows)
				assert.LessOrEqual(t, len(s.fetched), (rows+24)/25+6)
			}
		}
	})
}

// TestWalkOverATotalThatIsTooLow goes on as long as there are rows.
func TestWalkOverATotalThatIsTooLow(t *testing.T) {
	t.Parallel()
	for _, o := range []order{orderMoving, orderStable, orderCreated} {
		s := newShelf(110, 25)
		s.excess = -30
		seen, err := ends(walkShelf(t, s.pages(o)))
		require.NoError(t, err)
		assert.Len(t, seen, 110)
	}
}

// churn changes a list between two pages.
type churn func(s *shelf, r *rand.Rand, now func() time.Time)

func leave(s *shelf, r *rand.Rand, _ func() time.Time) {
	if len(s.rows) > 0 {
		i := r.IntN(len(s.rows))
		s.gone(s.rows[i].id)
		s.rows = slices.Delete(s.rows, i, i+1)
	}
}

func come(s *shelf, _ *rand.Rand, now func() time.Time) {
	s.newest++
	id := 10_000 + s.newest
	s.rows = append(s.rows, row{id: id, key: id, created: now()})
}

func jump(s *shelf, r *rand.Rand, _ func() time.Time) {
	if len(s.rows) > 0 {
		moved := s.rows[r.IntN(len(s.rows))]
		s.drop(moved.id)
		if len(s.rows) > 0 {
			moved.key = s.rows[0].key - 1
		}
		s.rows = append([]row{moved}, s.rows...)
	}
}

func comeOnTop(s *shelf, r *rand.Rand, now func() time.Time) {
	come(s, r, now)
	last := len(s.rows) - 1
	s.rows[last].key = s.rows[0].key - 1
	s.rows = append([]row{s.rows[last]}, s.rows[:last]...)
}

// TestWalkIsCompleteOrSaysThatItIsNot walks over lists of up to 3,000 rows, with many that tie, in an order that is
// another for each page, while rows come, leave and move. Every row that was there all the time comes exactly once, or
// the error says that it may not have.
func TestWalkIsCompleteOrSaysThatItIsNot(t *testing.T) {
	t.Parallel()
	scenarios := map[string]struct {
		order   order
		changes []churn
		ties    bool
		pauses  bool // whether the list is quiet after a while
		certain bool // whether the walk must not end with an error
	}{
		"ties":                                         {orderCreated, nil, true, false, false},
		"rows leave":                                   {orderCreated, []churn{leave}, false, false, true},
		"rows come at the end":                         {orderCreated, []churn{come}, false, false, true},
		"rows leave and come at once":                  {orderCreated, []churn{leave, come}, false, false, true},
		"rows leave and come, in any order":            {orderStable, []churn{leave, come}, false, true, true},
		"rows jump to the top":                         {orderMoving, []churn{jump}, false, true, true},
		"rows jump, leave and come":                    {orderMoving, []churn{jump, leave, comeOnTop}, false, true, true},
		"rows jump, leave, come, and tie":              {orderMoving, []churn{jump, leave, comeOnTop}, true, true, false},
		"rows jump, leave and come all the time":       {orderMoving, []churn{jump, leave, comeOnTop}, false, false, false},
		"rows jump, leave, come all the time, and tie": {orderMoving, []churn{leave, comeOnTop}, true, false, false},
		"a log that grows":                             {orderLog, []churn{comeOnTop}, false, false, true},
		"rows tie, leave and come":                     {orderCreated, []churn{leave, come}, true, true, false},
	}
	for name, scenario := range scenarios {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				errorsOfAll, requests, needed := 0, 0, 0
				for seed := range uint64(200) {
					r := rand.New(rand.NewPCG(seed, 1))
					rows, size := r.IntN(100), 5+r.IntN(11)
					if seed%20 == 0 {
						rows, size = r.IntN(3001), 15+r.IntN(11)
					}
					s := newShelf(rows, size)
					s.dated = true
					for i := range s.rows {
						s.rows[i].created = time.Now().Add(-time.Hour)
						if scenario.ties && r.IntN(4) == 0 {
							s.rows[i].key -= s.rows[i].key % 40
						}
					}
					if scenario.ties {
						s.shuffle = r
						slices.SortStableFunc(s.rows, func(a, b row) int { return int(a.key - b.key) })
					}
					always := map[int64]bool{}
					for _, row := range s.rows {
						always[row.id] = true
					}
					s.before = func(int) {
						time.Sleep(time.Second)
						if scenario.pauses && len(s.fetched) > 2*(rows/s.size+1) {
							return
						}
						if r.IntN(3) == 0 {
							for _, change := range scenario.changes {
								change(s, r, time.Now)
							}
						}
					}
					s.gone = func(id int64) { delete(always, id) }
					seen, err := ends(walkShelf(t, s.pages(scenario.order)))
					for id, n := range seen {
						if n != 1 {
							t.Fatalf("row %d came %d times; seed %d", id, n, seed)
						}
					}
					if err != nil {
						require.ErrorIs(t, err, ErrIncomplete)
						errorsOfAll++
					} else {
						for id := range always {
							if seen[id] == 0 {
								t.Fatalf("row %d did not come; seed %d: %d rows, %d a page, pages %v", id, seed, rows, s.size, s.fetched)
							}
						}
					}
					requests += len(s.fetched)
					needed += max((rows+s.size-1)/s.size, 1)
				}
				t.Logf("%d of 200 walks ended with an error; %.2f requests for each page", errorsOfAll, float64(requests)/float64(needed))
				if scenario.certain {
					assert.Zero(t, errorsOfAll)
				}
			})
		})
	}
}
