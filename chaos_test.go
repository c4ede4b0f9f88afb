package ndoto_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// The chaos tests run the client on a failing network, and log the results:
//
//	go run ./internal/chaos
var (
	chaosSeed  = flag.Uint64("chaos.seed", 0, "seed of the faults; 0 takes a new one")
	chaosSends = flag.Int("chaos.sends", 250, "calls of each row")
)

// chaos is a network in which a share of the requests fails, in every way in turn.
type chaos struct {
	network http.RoundTripper
	share   float64
	mu      sync.Mutex
	random  *rand.Rand
	ways    []fault
	faults  atomic.Int64
}

func newChaos(t *testing.T, share float64) *chaos {
	t.Helper()
	seed := *chaosSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("seed %d (-chaos.seed=%d repeats it)", seed, seed)
	network := http.DefaultTransport.(*http.Transport).Clone()
	network.MaxIdleConnsPerHost = 64
	t.Cleanup(network.CloseIdleConnections)
	return &chaos{network: network, share: share, ways: ways, random: rand.New(rand.NewPCG(seed, 1))}
}

// ways lists how a request can fail: before its effect, or after it.
var ways = []fault{
	func(*http.Request, http.RoundTripper) (*http.Response, error) { // refused
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	},
	lostBefore,
	func(req *http.Request, _ http.RoundTripper) (*http.Response, error) { // reset while it is written
		if req.Body != nil {
			_, _ = io.CopyN(io.Discard, req.Body, 5)
		}
		return nil, syscall.EPIPE
	},
	lostAfter,
	statusAfter(http.StatusInternalServerError, `{"status":500,"error":"Internal Server Error"}`),
	func(req *http.Request, _ http.RoundTripper) (*http.Response, error) {
		return answered(req, http.StatusBadGateway, "<title>502</title>"), nil
	},
	statusAfter(http.StatusServiceUnavailable, ""),
	statusAfter(http.StatusGatewayTimeout, ""),
	func(req *http.Request, network http.RoundTripper) (*http.Response, error) { // slow
		time.Sleep(2 * time.Millisecond)
		return network.RoundTrip(req)
	},
	func(req *http.Request, network http.RoundTripper) (*http.Response, error) { // cut off
		resp, err := network.RoundTrip(req)
		if err == nil {
			resp.Body = &cutOff{resp.Body}
		}
		return resp, err
	},
	func(req *http.Request, _ http.RoundTripper) (*http.Response, error) { // rate limit
		resp := answered(req, http.StatusTooManyRequests, "Retry later\n")
		resp.Header.Set("Retry-After", "0.002")
		return resp, nil
	},
}

// cutOff is a body that ends at once with an error.
type cutOff struct{ io.ReadCloser }

func (c *cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func (c *chaos) RoundTrip(req *http.Request) (*http.Response, error) {
	c.mu.Lock()
	fails, way := c.random.Float64() < c.share, c.random.IntN(len(c.ways))
	c.mu.Unlock()
	if !fails {
		return c.network.RoundTrip(req)
	}
	c.faults.Add(1)
	return c.ways[way](req, c.network)
}

// outcome is what a sender was told about a message.
type outcome struct {
	sent, ambiguous bool
	id              int64
}

// sendMany sends messages, 32 at a time, and compares what was told with what is on the server.
func sendMany(t *testing.T, name string, send func(ctx context.Context, c *ndoto.Client, conversation int64, key string) (*ndoto.Message, error)) (lost, doubled, dishonest int) {
	t.Helper()
	srv := ndototest.New(t)
	const conversations = 400 // so none has more than 200 messages a minute
	for range conversations {
		srv.AddConversation(ndototest.Conversation{})
	}
	network := newChaos(t, 0.2)
	client := srv.Client(ndoto.WithTransport(network), ndoto.WithTokenHeader("Api-Access-Token"),
		ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 4 * time.Millisecond, Settle: 4 * time.Millisecond}))
	outcomes := make([]outcome, *chaosSends)
	var next atomic.Int64
	var workers sync.WaitGroup
	start := time.Now()
	for range 32 {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(outcomes)); i = next.Add(1) - 1 {
				m, err := send(t.Context(), client, i%conversations+1, fmt.Sprint("key-", i))
				outcomes[i] = outcome{sent: err == nil, ambiguous: errors.Is(err, ndoto.ErrAmbiguous)}
				if err == nil {
					outcomes[i].id = m.ID
				}
			}
		})
	}
	workers.Wait()
	took := time.Since(start)

	arrived := map[string]int{}
	ids := map[string]int64{}
	for c := range int64(conversations) {
		for _, m := range srv.Messages(c + 1) {
			arrived[m.Content]++
			ids[m.Content] = m.ID
		}
	}
	ambiguous, refused := 0, 0
	for i, o := range outcomes {
		key := fmt.Sprint("key-", i)
		switch n := arrived[key]; {
		case n > 1:
			doubled++
		case o.sent && n == 0:
			lost++
		case o.sent && ids[key] != o.id, !o.sent && !o.ambiguous && n > 0:
			dishonest++
		case o.ambiguous:
			ambiguous++
		case !o.sent:
			refused++
		}
	}
	t.Logf("%-24s %6d sent through %d faults in %v: %d lost, %d doubled, %d dishonest; %d errors say that it is open, %d that it was not sent",
		name, len(outcomes), network.faults.Load(), took.Round(time.Millisecond), lost, doubled, dishonest, ambiguous, refused)
	return lost, doubled, dishonest
}

func TestChaosSendOnce(t *testing.T) {
	lost, doubled, dishonest := sendMany(t, "Messages.SendOnce", func(ctx context.Context, c *ndoto.Client, conversation int64, key string) (*ndoto.Message, error) {
		return c.Messages.SendOnce(ctx, conversation, key, &ndoto.CreateMessageParams{Content: key})
	})
	assert.Zero(t, lost)
	assert.Zero(t, doubled)
	assert.Zero(t, dishonest)
}

func TestChaosCreate(t *testing.T) {
	lost, doubled, dishonest := sendMany(t, "Messages.Create", func(ctx context.Context, c *ndoto.Client, conversation int64, key string) (*ndoto.Message, error) {
		return c.Messages.Create(ctx, conversation, &ndoto.CreateMessageParams{Content: key})
	})
	assert.Zero(t, lost)
	assert.Zero(t, doubled)
	assert.Zero(t, dishonest)
}

// TestChaosIdempotentOperations calls each operation that may be retried on a network with 30 % faults.
func TestChaosIdempotentOperations(t *testing.T) {
	infos := ndoto.OperationInfos()
	network := newChaos(t, 0.3)
	_, anywhere := populated(t)
	calls, operations := 0, 0
	patient := ndoto.RetryPolicy{MaxAttempts: 20, MinBackoff: time.Microsecond, MaxBackoff: time.Millisecond, Settle: time.Millisecond}
	for name := range ndoto.Calls(anywhere) {
		if infos[name].Creates {
			continue
		}
		operations++
		removes := strings.Contains(name, ".Delete") || name == "Companies.RemoveContact" || name == "Inboxes.RemoveAssignmentPolicy" || name == "CaptainAssistants.Disconnect"
		srv, w := populated(t)
		for range 8 {
			if removes || strings.Contains(name, ".Delete") || strings.HasPrefix(name, "Messages.") {
				srv, w = populated(t)
			}
			client := srv.Client(ndoto.WithTransport(network), ndoto.WithRetry(patient), ndoto.WithTokenHeader("Api-Access-Token"))
			err := ndoto.Calls(w)[name](t.Context(), client)
			if !strings.Contains(name, ".Delete") || !errors.Is(err, ndoto.ErrNotFound) { // it is gone: a 500 may mean that it was never there
				assert.NoError(t, err, name)
			}
			calls++
		}
	}
	t.Logf("%d calls of %d operations through %d faults", calls, operations, network.faults.Load())
}

// window is a server with a rate limit in windows aligned to the epoch.
type window struct {
	mu              sync.Mutex
	limit           int
	counts          map[int64]int
	passed, refused int
	last            time.Time
	down            func() bool
	whileDown       int
}

func (w *window) RoundTrip(req *http.Request) (*http.Response, error) {
	time.Sleep(5 * time.Millisecond)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down != nil && w.down() {
		w.whileDown++
		return answered(req, http.StatusServiceUnavailable, ""), nil
	}
	now := time.Now()
	index := now.Unix() / 60
	resp := answered(req, http.StatusOK, `{"id":1}`)
	if w.counts[index]++; w.counts[index] > w.limit {
		w.refused++
		resp = answered(req, http.StatusTooManyRequests, "Retry later\n")
	} else {
		w.passed, w.last = w.passed+1, now
	}
	resp.Header.Set("Date", now.UTC().Format(http.TimeFormat))
	return resp, nil
}

// TestChaosRateLimit sends three windows' worth of requests from 64 goroutines, on a fake clock.
func TestChaosRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &window{limit: 3000, counts: map[int64]int{}}
		client, err := ndoto.New(1, "token", ndoto.WithTransport(w))
		require.NoError(t, err)
		start := time.Now() // synctest begins at the start of a window
		var callers sync.WaitGroup
		for range 64 {
			callers.Go(func() {
				for {
					w.mu.Lock()
					done := w.passed >= 9000-64
					w.mu.Unlock()
					if done {
						return
					}
					_, err := client.Profile.Get(t.Context())
					assert.NoError(t, err)
				}
			})
		}
		callers.Wait()
		ideal := 2*time.Minute + 3000*5*time.Millisecond/64
		share := float64(w.refused) / float64(w.passed+w.refused)
		over := float64(w.last.Sub(start))/float64(ideal) - 1
		t.Logf("%d requests passed, %.2f %% met a 429; %v, %.2f %% over the ideal of %v", w.passed, 100*share, w.last.Sub(start).Round(time.Millisecond), 100*over, ideal)
		assert.Less(t, share, 0.025)
		assert.Less(t, over, 0.05)
	})
}

// TestChaosOutage takes the server away for 30 seconds, on a fake clock.
func TestChaosOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := time.Now().Add(30 * time.Second)
		w := &window{limit: 1 << 30, counts: map[int64]int{}, down: func() bool { return time.Now().Before(back) }}
		client, err := ndoto.New(1, "token", ndoto.WithTransport(w))
		require.NoError(t, err)
		const number = 64
		var callers sync.WaitGroup
		recovered := make([]time.Duration, number)
		for i := range number {
			callers.Go(func() {
				for {
					if _, err := client.Profile.Get(t.Context()); err == nil {
						recovered[i] = time.Since(back)
						return
					}
					time.Sleep(5 * time.Second) // a caller that starts over
				}
			})
		}
		callers.Wait()
		var latest time.Duration
		for _, d := range recovered {
			latest = max(latest, d)
		}
		t.Logf("30 s of outage: %.1f requests of each caller, all are served again %v after it", float64(w.whileDown)/number, latest.Round(time.Millisecond))
		assert.Less(t, w.whileDown, number*12, "the budget keeps the retries down")
		assert.Less(t, latest, 10*time.Second)
	})
}
