package ndoto_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestFilterAllWhileTheLoopResolves goes on although each conversation leaves the list that is iterated over.
func TestFilterAllWhileTheLoopResolves(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	const n = 110
	for range n {
		srv.AddConversation(ndototest.Conversation{})
	}
	client, resolved := srv.Client(), map[int64]bool{}
	for c, err := range client.Conversations.FilterAll(t.Context(), ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusOpen))) {
		require.NoError(t, err)
		assert.False(t, resolved[c.ID])
		resolved[c.ID] = true
		_, err := client.Conversations.ToggleStatus(t.Context(), c.ID, ndoto.StatusResolved)
		require.NoError(t, err)
	}
	assert.Len(t, resolved, n)
}
