package redisqueue_test

import (
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/internal/testserver"
	"github.com/usendoto/ndoto-go/redisqueue"
	"github.com/usendoto/ndoto-go/webhook"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func connect(t *testing.T, address string) *redis.Client {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: address, MaxRetries: -1})
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func TestBroker(t *testing.T) {
	t.Parallel()
	address, _ := testserver.Redis(t)
	webhooktest.TestBroker(t, func(t *testing.T) webhook.Broker {
		t.Helper()
		b, err := redisqueue.New(connect(t, address), "ndoto", 4)
		require.NoError(t, err)
		return b
	})
	for partition := range []string{"0", "1", "2", "3"} {
		left, err := connect(t, address).XLen(t.Context(), "ndoto:stream:"+string(rune('0'+partition))).Result()
		require.NoError(t, err)
		assert.Zero(t, left, "streams do not grow")
	}
}
