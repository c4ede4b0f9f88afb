package ndoto

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

type row struct{ id int64 }

func rowID(r *row) int64 { return r.id }

// shelf is a list whose rows can come and go during an iteration.
type shelf struct {
	rows    []row
	size    int
	fetched int
}

func (s *shelf) page(n int) (list[row], error) {
	s.fetched++
	from := min((n-1)*s.size, len(s.rows))
	to := min(from+s.size, len(s.rows))
	return list[row]{items: slices.Clone(s.rows[from:to]), total: len(s.rows)}, nil
}

func (s *shelf) drop(id int64) {
	s.rows = slices.DeleteFunc(s.rows, func(r row) bool { return r.id == id })
}

func newShelf(n, size int) *shelf {
	s := &shelf{size: size}
	for i := range n {
		s.rows = append(s.rows, row{int64(i + 1)})
	}
	return s
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

func TestWalkPages(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 24, 25, 26, 100} {
		s := newShelf(n, 25)
		assert.Len(t, collect(t, walkPages(0, false, rowID, s.page)), n)
		assert.Equal(t, (n+24)/25+1, s.fetched, "%d rows: each page once, and the empty one", n)
	}
}

func TestWalkPagesStartsAtGivenPage(t *testing.T) {
	t.Parallel()
	s := newShelf(100, 25)
	got := collect(t, walkPages(3, false, rowID, s.page))
	assert.Equal(t, s.rows[50:], got)
}

func TestIterationIsLazyAndRepeatable(t *testing.T) {
	t.Parallel()
	s := newShelf(100, 25)
	seq := walkPages(1, false, rowID, s.page)
	assert.Zero(t, s.fetched)
	for range seq {
		break
	}
	assert.Equal(t, 1, s.fetched)
	assert.Len(t, collect(t, seq), 100)
	assert.Len(t, collect(t, seq), 100)
}

func TestIterationYieldsErrorLast(t *testing.T) {
	t.Parallel()
	s := newShelf(100, 25)
	broken := errors.New("broken")
	var got []error
	for _, err := range walkPages(1, false, rowID, func(page int) (list[row], error) {
		if page == 2 {
			return list[row]{}, broken
		}
		return s.page(page)
	}) {
		got = append(got, err)
	}
	assert.Len(t, got, 26)
	assert.Equal(t, broken, got[25])
}

func TestIterationEndsOnRepeatedPages(t *testing.T) {
	t.Parallel()
	for _, moving := range []bool{false, true} {
		s := newShelf(25, 25)
		var last error
		n := 0
		for _, err := range walkPages(1, moving, rowID, func(int) (list[row], error) { return s.page(1) }) {
			n, last = n+1, err
		}
		assert.Equal(t, 26, n)
		assert.ErrorContains(t, last, "the server repeats its pages")
	}
}

func TestLoopMayRemoveRows(t *testing.T) {
	t.Parallel()
	s := newShelf(110, 25)
	var got []int64
	for r, err := range walkPages(1, false, rowID, s.page) {
		require.NoError(t, err)
		got = append(got, r.id)
		s.drop(r.id)
	}
	slices.Sort(got)
	assert.Len(t, got, 110)
	assert.Empty(t, s.rows)
	assert.Less(t, s.fetched, 14, "no more than a few pages more than there were")
}

// TestIterationYieldsEachRowOnce lets rows leave anywhere, or arrive at the end, between any two pages. Every row
// that stays is yielded once.
func TestIterationYieldsEachRowOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newShelf(rapid.IntRange(0, 60).Draw(t, "rows"), rapid.IntRange(1, 7).Draw(t, "size"))
		first := int64(len(s.rows))
		next := first + 1
		seen := map[int64]int{}
		churn := 0
		for r, err := range walkPages(1, false, rowID, func(page int) (list[row], error) {
			if churn++; churn < 40 && churn%2 == 0 {
				for range rapid.IntRange(0, s.size).Draw(t, "leave") {
					if len(s.rows) > 0 {
						s.drop(s.rows[rapid.IntRange(0, len(s.rows)-1).Draw(t, "which")].id)
					}
				}
			} else if rapid.Bool().Draw(t, "grow") && churn < 40 {
				s.rows = append(s.rows, row{next})
				next++
			}
			return s.page(page)
		}) {
			if err != nil {
				t.Fatal(err)
			}
			seen[r.id]++
		}
		for id, n := range seen {
			if n != 1 {
				t.Fatalf("row %d was seen %d times", id, n)
			}
		}
		for _, r := range s.rows {
			if seen[r.id] == 0 && r.id <= first {
				t.Fatalf("row %d of %v was not seen", r.id, s.rows)
			}
		}
	})
}

// TestIterateOverMovingOrder lets rows jump to the top, as conversations do that become active, until the iteration
// has reached the end.
func TestIterateOverMovingOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newShelf(rapid.IntRange(0, 60).Draw(t, "rows"), rapid.IntRange(2, 7).Draw(t, "size"))
		seen := map[int64]int{}
		looking := false
		for r, err := range walkPages(1, true, rowID, func(page int) (list[row], error) {
			if looking = looking || page == 1 && s.fetched > 0; !looking && len(s.rows) > 0 && rapid.Bool().Draw(t, "jump") {
				r := s.rows[rapid.IntRange(0, len(s.rows)-1).Draw(t, "which")]
				s.drop(r.id)
				s.rows = append([]row{r}, s.rows...)
			}
			return s.page(page)
		}) {
			if err != nil {
				t.Fatal(err)
			}
			seen[r.id]++
		}
		if len(seen) != len(s.rows) {
			t.Fatalf("saw %d of %d rows", len(seen), len(s.rows))
		}
	})
}
