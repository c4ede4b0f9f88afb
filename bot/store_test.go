package bot

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/webhook"
)

// TestConcurrentChanges loses none.
func TestConcurrentChanges(t *testing.T) {
	t.Parallel()
	store := webhook.NewMemoryStore(10)
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
