package bot

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMemoryForgets what has expired, and what was used least recently beyond its limit.
func TestMemoryForgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(3)
		get := func(key string) string {
			v, err := m.Load(t.Context(), key)
			require.NoError(t, err)
			return string(v)
		}
		set := func(key string, old, value []byte) bool {
			swapped, err := m.CompareAndSwap(t.Context(), key, old, value, time.Hour)
			require.NoError(t, err)
			return swapped
		}
		assert.True(t, set("a", nil, []byte("1")))
		assert.False(t, set("a", nil, []byte("2")), "there is a value")
		assert.False(t, set("a", []byte("2"), []byte("3")), "it is another value")
		assert.True(t, set("a", []byte("1"), []byte("2")))
		assert.True(t, set("b", nil, []byte("b")))
		assert.True(t, set("c", nil, []byte("c")))
		assert.Equal(t, "2", get("a"))
		assert.True(t, set("d", nil, []byte("d")))
		assert.Empty(t, get("b"), "it was used least recently")
		assert.True(t, set("a", []byte("2"), nil))
		assert.Empty(t, get("a"))
		time.Sleep(time.Hour)
		assert.Empty(t, get("c"))
		assert.Empty(t, get("d"))
		assert.Zero(t, m.recent.Len())
	})
}

// TestConcurrentChanges loses none.
func TestConcurrentChanges(t *testing.T) {
	t.Parallel()
	store := newMemory(10)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			assert.NoError(t, changeJSON(t.Context(), store, "k", time.Hour, func(m *map[string]int) {
				if *m == nil {
					*m = map[string]int{}
				}
				(*m)[fmt.Sprint(i)] = i
			}))
		})
	}
	wg.Wait()
	all, _, err := loadJSON[map[string]int](t.Context(), store, "k")
	require.NoError(t, err)
	assert.Len(t, *all, 8)
}
