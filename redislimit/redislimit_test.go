package redislimit_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/testserver"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/redislimit"
)

// startRedis starts a redis-server of its own that ends with the test.
func startRedis(t *testing.T) string {
	t.Helper()
	address, _ := testserver.Redis(t)
	return address
}

func newLimiter(t *testing.T, addr string, limits map[string]ndoto.Limit) *redislimit.Limiter {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { _ = client.Close() })
	limiter, err := redislimit.New(client, "test", limits)
	require.NoError(t, err)
	return limiter
}

// TestTenProcessesStayBelowOneLimit starts this test ten times; each asks as fast as it can for two seconds.
func TestTenProcessesStayBelowOneLimit(t *testing.T) {
	const limit, per = 200, time.Second
	if addr := os.Getenv("REDISLIMIT_PROCESS"); addr != "" {
		limiter := newLimiter(t, addr, map[string]ndoto.Limit{"general": {Requests: limit, Per: per}})
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		for limiter.Wait(ctx, "general") == nil {
			fmt.Println("passed")
		}
		return
	}
	addr := startRedis(t)
	var processes sync.WaitGroup
	var mu sync.Mutex
	var each []int
	start := time.Now()
	for range 10 {
		processes.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestTenProcessesStayBelowOneLimit$")
			cmd.Env = append(os.Environ(), "REDISLIMIT_PROCESS="+addr)
			out, err := cmd.CombinedOutput()
			assert.NoError(t, err, string(out))
			mu.Lock()
			defer mu.Unlock()
			each = append(each, strings.Count(string(out), "passed\n"))
		})
	}
	processes.Wait()
	windows := 1 + int(time.Since(start)/per)
	total := 0
	for _, n := range each {
		total += n
	}
	t.Logf("%d passed in all in %d windows, each process: %v", total, windows, each)
	assert.LessOrEqual(t, total, windows*limit)
	assert.Greater(t, total, limit, "and they are not stopped after what may go at once")
}

func TestPacedClient(t *testing.T) {
	t.Parallel()
	limiter := newLimiter(t, startRedis(t), map[string]ndoto.Limit{"conversations/meta": {Requests: 1, Per: time.Hour}})
	srv := ndototest.New(t)
	client := srv.Client(ndoto.WithLimiter(limiter))
	_, err := client.Conversations.Counts(t.Context(), nil)
	require.NoError(t, err)
	_, err = client.Profile.Get(t.Context())
	require.NoError(t, err, "this limit is not named")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err = client.Conversations.Counts(ctx, nil)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	assert.ErrorContains(t, err, "nothing was sent: the limiter refused: redislimit: the limit \"conversations/meta\" is free in")
	assert.Len(t, srv.Requests(), 2)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, limiter.Wait(canceled, "conversations/meta"), context.Canceled)
}

func TestRedisThatIsGone(t *testing.T) {
	t.Parallel()
	limiter := newLimiter(t, "127.0.0.1:1", ndoto.DefaultLimits())
	assert.ErrorContains(t, limiter.Wait(t.Context(), "general"), "redislimit: ")
	_, err := redislimit.New(nil, "x", nil)
	assert.ErrorContains(t, err, "are required")
	client := redis.NewClient(&redis.Options{})
	t.Cleanup(func() { _ = client.Close() })
	_, err = redislimit.New(client, "x", map[string]ndoto.Limit{"general": {}})
	assert.ErrorContains(t, err, `the limit "general" must be positive`)
}
