package ndoto_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

func numbers(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// TestInParallelKeepsOrder has calls of random length; each twentieth is slow, and must not stop the others.
func TestInParallelKeepsOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const n, rows = 8, 400
		random := rand.New(rand.NewPCG(1, 2))
		var lengths []time.Duration
		var sum time.Duration
		for i := range rows {
			lengths = append(lengths, time.Duration(random.IntN(100))*time.Millisecond)
			if i%20 == 0 {
				lengths[i] = 200 * time.Millisecond
			}
			sum += lengths[i]
		}
		var running, most atomic.Int64
		var got []int
		start := time.Now()
		for result, err := range ndoto.InParallel(t.Context(), n, slices.Values(numbers(rows)), func(_ context.Context, row int) (int, error) {
			most.Store(max(most.Load(), running.Add(1)))
			time.Sleep(lengths[row])
			running.Add(-1)
			return row, nil
		}) {
			require.NoError(t, err)
			got = append(got, result)
		}
		assert.Equal(t, numbers(rows), got)
		assert.LessOrEqual(t, most.Load(), int64(n))
		assert.Less(t, time.Since(start), sum/n*11/10, "all eight are busy nearly all the time")
	})
}

func TestInParallelYieldsErrorsInPlace(t *testing.T) {
	t.Parallel()
	odd := errors.New("odd")
	var got []string
	for result, err := range ndoto.InParallel(t.Context(), 3, slices.Values(numbers(6)), func(_ context.Context, row int) (string, error) {
		if row%2 == 1 {
			return "", odd
		}
		return strconv.Itoa(row), nil
	}) {
		got = append(got, fmt.Sprint(result, err))
	}
	assert.Equal(t, []string{"0<nil>", "odd", "2<nil>", "odd", "4<nil>", "odd"}, got)
}

// TestInParallelEndsWithContext counts: each row that has begun is yielded, and one more with the context's error.
func TestInParallelEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10500*time.Millisecond)
		defer cancel()
		var begun atomic.Int64
		var results []int
		var errs []error
		for result, err := range ndoto.InParallel(ctx, 4, slices.Values(numbers(1000)), func(_ context.Context, row int) (int, error) {
			begun.Add(1)
			time.Sleep(time.Second) // it ends well after the context
			return row, nil
		}) {
			if err != nil {
				errs = append(errs, err)
				continue
			}
			results = append(results, result)
		}
		assert.Equal(t, numbers(44), results)
		assert.EqualValues(t, 44, begun.Load())
		assert.Equal(t, []error{context.DeadlineExceeded}, errs)
	})
}

func TestInParallelWaitsAfterBreak(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var begun, ended atomic.Int64
		for _, err := range ndoto.InParallel(t.Context(), 4, slices.Values(numbers(1000)), func(_ context.Context, row int) (int, error) {
			begun.Add(1)
			time.Sleep(time.Duration(row+1) * time.Second)
			ended.Add(1)
			return row, nil
		}) {
			assert.NoError(t, err)
			break
		}
		assert.EqualValues(t, 5, begun.Load(), "four, and one in the place of the first")
		assert.EqualValues(t, 5, ended.Load(), "what has begun has ended")
	})
}

func TestInParallelRefusesBadInput(t *testing.T) {
	t.Parallel()
	double := func(_ context.Context, row int) (int, error) { return 2 * row, nil }
	for _, n := range []int{0, -1, 65} {
		for _, err := range ndoto.InParallel(t.Context(), n, slices.Values(numbers(2)), double) {
			assert.ErrorIs(t, err, ndoto.ErrBadInput)
		}
	}
	for _, err := range ndoto.InParallel[int](t.Context(), 1, nil, double) {
		assert.ErrorIs(t, err, ndoto.ErrBadInput)
	}
	for result, err := range ndoto.InParallel(t.Context(), 1, slices.Values([]int{}), double) {
		t.Errorf("no rows, but the result %d, %v", result, err)
	}
}

// TestImportThroughFaults imports contacts through faults of all kinds, is interrupted at random, and goes on where the
// results ended.
func TestImportThroughFaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const contacts = 300
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		const create = "POST contacts"
		for i, f := range []ndototest.Fault{
			{Operation: create, Status: 503},
			{Operation: create, Status: 500, AfterEffect: true},
			{Operation: create, Cut: ndototest.CutBeforeEffect},
			{Operation: create, Cut: ndototest.CutAfterEffect},
			{Operation: "POST contacts/filter", Status: 502},
			{Status: 429, Count: 5},
		} {
			f.Probability, f.Seed = 0.04, uint64(i+1)
			require.NoError(t, srv.Fail(f))
		}
		client := srv.Client()
		random := rand.New(rand.NewPCG(3, 4))
		ids := map[string]int64{}
		done, runs, interrupted := 0, 0, 0
		for done < contacts {
			runs++
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Duration(random.IntN(60_000))*time.Millisecond, cancel)
			breakAt := done + random.IntN(100)
			rows := numbers(contacts)[done:]
			for contact, err := range ndoto.InParallel(ctx, 8, slices.Values(rows), func(ctx context.Context, row int) (*ndoto.Contact, error) {
				time.Sleep(time.Second)
				contact, _, err := client.Contacts.Ensure(ctx, ndoto.ByIdentifier(fmt.Sprint("crm-", row)), nil)
				return contact, err
			}) {
				if err != nil {
					interrupted++
					break
				}
				require.Equal(t, fmt.Sprint("crm-", done), contact.Identifier, "in the order of the rows")
				ids[contact.Identifier] = contact.ID
				done++
				if done == breakAt {
					break
				}
			}
			cancel()
		}
		srv.ClearFaults()
		found := map[string]int64{}
		for contact, err := range client.Contacts.All(t.Context(), nil) {
			require.NoError(t, err)
			if contact.Identifier != "" {
				require.NotContains(t, found, contact.Identifier, "doubled")
				found[contact.Identifier] = contact.ID
			}
		}
		assert.Equal(t, ids, found, "none lost, none doubled")
		assert.Len(t, found, contacts)
		t.Logf("%d contacts in %d runs, %d of them interrupted by an error", contacts, runs, interrupted)
	})
}
