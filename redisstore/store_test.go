package redisstore_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/internal/testserver"
	"github.com/usendoto/ndoto-go/redisstore"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	t.Parallel()
	address, kill := testserver.Redis(t)
	client := redis.NewClient(&redis.Options{Addr: address, MaxRetries: -1})
	t.Cleanup(func() { assert.NoError(t, client.Close()) })
	s, err := redisstore.New(client, "ndoto")
	require.NoError(t, err)
	webhooktest.TestStore(t, s)
	keys, err := client.Keys(t.Context(), "*").Result()
	require.NoError(t, err)
	for _, key := range keys {
		assert.Regexp(t, "^ndoto:", key)
	}

	kill()
	_, err = s.Load(t.Context(), "a")
	require.ErrorContains(t, err, "redisstore: ")
	_, err = s.CompareAndSwap(t.Context(), "a", nil, []byte("b"), 0)
	require.ErrorContains(t, err, "redisstore: ")
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	_, err := redisstore.New(nil, "ndoto")
	require.EqualError(t, err, "redisstore: a Redis client and a prefix are required")
	client := redis.NewClient(&redis.Options{})
	t.Cleanup(func() { assert.NoError(t, client.Close()) })
	_, err = redisstore.New(client, "")
	require.Error(t, err)
}
