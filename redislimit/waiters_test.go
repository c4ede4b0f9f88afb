package redislimit_test

import (
	"context"
	"net"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/redislimit"
)

// scriptCalls returns how many scripts a server has run. Limiters send it nothing else.
func scriptCalls(t *testing.T, client *redis.Client) (n int) {
	t.Helper()
	info, err := client.Info(t.Context(), "commandstats").Result()
	require.NoError(t, err)
	for _, calls := range regexp.MustCompile(`cmdstat_eval(?:sha)?:calls=(\d+)`).FindAllStringSubmatch(info, -1) {
		more, err := strconv.Atoi(calls[1])
		require.NoError(t, err)
		n += more
	}
	return n
}

// TestWaitersDoNotStorm has 300 goroutines wait for a limit until 839 have passed.
func TestWaitersDoNotStorm(t *testing.T) {
	t.Parallel()
	const waiters, passes = 300, 839
	addr := startRedis(t)
	client := redis.NewClient(&redis.Options{Addr: addr, DisableIdentity: true})
	t.Cleanup(func() { _ = client.Close() })
	limiter, err := redislimit.New(client, "test", map[string]ndoto.Limit{"general": {Requests: 300, Per: time.Second}})
	require.NoError(t, err)
	require.NoError(t, limiter.Wait(t.Context(), "general"))
	before := scriptCalls(t, client)
	var group sync.WaitGroup
	var begun atomic.Int64
	start := time.Now()
	for range waiters {
		group.Go(func() {
			for begun.Add(1) <= passes {
				assert.NoError(t, limiter.Wait(t.Context(), "general"))
			}
		})
	}
	group.Wait()
	took, each := time.Since(start), float64(scriptCalls(t, client)-before)/passes
	t.Logf("%d passes of %d waiters in %v, %.2f commands sent for each", passes, waiters, took.Round(time.Millisecond), each)
	assert.LessOrEqual(t, each, 2.0)
	assert.Greater(t, took, 1900*time.Millisecond, "840 in all need three windows")
}

// TestWaitersGoInOrder has each of them ask before the next.
func TestWaitersGoInOrder(t *testing.T) {
	t.Parallel()
	limiter := newLimiter(t, startRedis(t), map[string]ndoto.Limit{"general": {Requests: 1, Per: 100 * time.Millisecond}})
	var mu sync.Mutex
	var order []int
	var group sync.WaitGroup
	for i := range 8 {
		asked := make(chan struct{})
		group.Go(func() {
			time.AfterFunc(20*time.Millisecond, func() { close(asked) })
			assert.NoError(t, limiter.Wait(t.Context(), "general"))
			mu.Lock()
			defer mu.Unlock()
			order = append(order, i)
		})
		<-asked
	}
	group.Wait()
	assert.Equal(t, []int{0, 1, 2, 3, 4, 5, 6, 7}, order)
}

// TestCanceledWaitsGiveTheirTurnBack has 50 that give up, and one that then takes the first turn.
func TestCanceledWaitsGiveTheirTurnBack(t *testing.T) {
	t.Parallel()
	limiter := newLimiter(t, startRedis(t), map[string]ndoto.Limit{"general": {Requests: 10, Per: 3 * time.Second}})
	start := time.Now()
	for range 10 {
		require.NoError(t, limiter.Wait(t.Context(), "general"))
	}
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() { assert.ErrorIs(t, limiter.Wait(ctx, "general"), context.Canceled) })
	}
	time.AfterFunc(200*time.Millisecond, cancel)
	group.Wait()
	short, cancelShort := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancelShort()
	for range 50 {
		assert.ErrorIs(t, limiter.Wait(short, "general"), context.DeadlineExceeded, "a refusal takes no turn")
	}
	require.NoError(t, limiter.Wait(t.Context(), "general"))
	assert.Greater(t, time.Since(start), 3*time.Second)
	assert.Less(t, time.Since(start), 10*time.Second, "with the turns of the 50 it would be the sixth window: 18 s")
}

// TestRedisThatHangs has a Redis that takes connections and never responds.
func TestRedisThatHangs(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var conns []net.Conn
	accepted := make(chan struct{})
	go func() {
		defer close(accepted)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conns = append(conns, conn)
		}
	}()
	limiter := newLimiter(t, listener.Addr().String(), ndoto.DefaultLimits())
	srv := ndototest.New(t)
	client := srv.Client(ndoto.WithLimiter(limiter))
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	start := time.Now()
	_, err = client.Profile.Get(ctx)
	took := time.Since(start) - 100*time.Millisecond
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, err, ndoto.ErrRateLimited)
	assert.Less(t, took, time.Second, "its own timeouts are of seconds")
	t.Logf("ended %v after its context", took)
	assert.Empty(t, srv.Requests())
	require.NoError(t, listener.Close())
	<-accepted
	for _, conn := range conns {
		_ = conn.Close()
	}
}
