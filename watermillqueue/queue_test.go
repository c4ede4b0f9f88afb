package watermillqueue_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/watermillqueue"
	"github.com/usendoto/ndoto-go/webhook"
)

const secret = "0123456789abcdef"

// broker connects to a server, as another process each time.
type broker func(process string) watermillqueue.Connection

// overNATS runs a NATS server with JetStream in this process.
func overNATS(t *testing.T, queue watermillqueue.Queue) broker {
	t.Helper()
	srv, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true})
	require.NoError(t, err)
	srv.Start()
	t.Cleanup(func() { srv.Shutdown(); srv.WaitForShutdown() })
	require.True(t, srv.ReadyForConnections(10*time.Second))
	return func(string) watermillqueue.Connection {
		conn, err := nats.Connect(srv.ClientURL())
		require.NoError(t, err)
		c, err := queue.JetStream(t.Context(), conn)
		require.NoError(t, err)
		return c
	}
}

// overRedis runs a redis-server of its own.
func overRedis(t *testing.T, queue watermillqueue.Queue) broker {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := free.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	require.NoError(t, free.Close())
	cmd := exec.Command("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	require.NoError(t, cmd.Start(), "redis-server is needed: apt-get install redis-server")
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	ping := redis.NewClient(&redis.Options{Addr: address})
	require.Eventually(t, func() bool { return ping.Ping(t.Context()).Err() == nil }, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, ping.Close())
	return func(process string) watermillqueue.Connection {
		c, err := queue.Redis(redis.NewClient(&redis.Options{Addr: address}), process)
		require.NoError(t, err)
		return c
	}
}

// TestEventsGoThroughABroker sends events to a receiver, and handles them with a worker that fails now and then and is stopped
// in the middle; another goes on.
func TestEventsGoThroughABroker(t *testing.T) {
	t.Parallel()
	for name, connect := range map[string]func(*testing.T, watermillqueue.Queue) broker{"NATS JetStream": overNATS, "Redis Streams": overRedis} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const events, conversations = 400, 20
			queue := watermillqueue.Queue{Topic: "ndoto", Partitions: 4, AckWait: time.Second}
			b := connect(t, queue)
			out := b("receiver")
			in, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithForward(queue.Publish(out.Publisher)))
			require.NoError(t, err)
			for id := 1; id <= events; id++ {
				for range 1 + id%5/4 { // every fifth comes twice
					require.Equal(t, http.StatusOK, post(in, id, id%conversations))
				}
			}
			require.NoError(t, in.Shutdown(t.Context()))
			require.NoError(t, out.Publisher.Close())
			assert.Equal(t, webhook.Stats{Accepted: events, Duplicates: events / 5}, in.Stats())

			var mu sync.Mutex
			handled, failed := map[int64][]int64{}, map[int64]bool{}
			count, done := 0, make(chan struct{})
			half := make(chan struct{})
			handle := func(_ context.Context, e *webhook.MessageCreated) error {
				mu.Lock()
				defer mu.Unlock()
				if e.ID%7 == 0 && !failed[int64(e.ID)] {
					failed[int64(e.ID)] = true
					return errors.New("not yet")
				}
				again := slices.Contains(handled[e.Conversation.ID], int64(e.ID))
				handled[e.Conversation.ID] = append(handled[e.Conversation.ID], int64(e.ID))
				if again {
					return nil
				}
				if count++; count == events/2 {
					close(half)
				}
				if count == events {
					close(done)
				}
				return nil
			}
			worker := func(name string, until <-chan struct{}) {
				r, err := webhook.NewReceiver(webhook.WithoutVerification(), webhook.WithRetry(webhook.RetryPolicy{MinBackoff: time.Millisecond}))
				require.NoError(t, err)
				webhook.On(r, handle)
				connection := b(name)
				s := connection.Subscriber
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
				defer cancel()
				go func() {
					select {
					case <-until:
						cancel()
					case <-ctx.Done():
					}
				}()
				assert.NoError(t, queue.Consume(ctx, s, r))
				require.NoError(t, s.Close())
				_ = connection.Publisher.Close() // on Redis they share a client, which is closed now
				require.NoError(t, r.Shutdown(t.Context()))
			}
			worker("first", half)
			mu.Lock()
			for conversation, ids := range handled {
				assert.True(t, slices.IsSorted(ids), "conversation %d: %v", conversation, ids)
			}
			mu.Unlock()
			worker("second", done)
			mu.Lock()
			defer mu.Unlock()
			total := 0
			for conversation, ids := range handled {
				ids = unique(ids) // what was handled when the first worker stopped, and not acknowledged, comes again
				total += len(ids)
				if name == "NATS JetStream" { // on Redis an event that was taken and not done comes later
					assert.True(t, slices.IsSorted(ids), "conversation %d: %v", conversation, ids)
				}
			}
			assert.Equal(t, events, total)
		})
	}
}

// unique keeps the first of each.
func unique(ids []int64) []int64 {
	var first []int64
	for _, id := range ids {
		if !slices.Contains(first, id) {
			first = append(first, id)
		}
	}
	return first
}

func post(h http.Handler, id, conversation int) int {
	body := fmt.Appendf(nil, `{"event":"message_created","id":%d,"account":{"id":1},"conversation":{"id":%d}}`, id, conversation+1)
	req := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
	webhook.Sign(req.Header, body, secret)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w.Code
}

// deaf is a broker that is down.
type deaf struct{}

func (deaf) Publish(string, ...*message.Message) error { return errors.New("no broker") }
func (deaf) Close() error                              { return nil }
func (deaf) Subscribe(context.Context, string) (<-chan *message.Message, error) {
	return nil, errors.New("no broker")
}

func TestABrokerThatIsDown(t *testing.T) {
	t.Parallel()
	var queue watermillqueue.Queue
	in, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithForward(queue.Publish(deaf{})))
	require.NoError(t, err)
	assert.Equal(t, http.StatusInternalServerError, post(in, 1, 1), "nobody may believe that it is safe")
	assert.EqualError(t, queue.Consume(t.Context(), deaf{}, in), "watermillqueue: _0: no broker")
	require.NoError(t, in.Shutdown(t.Context()))
}
