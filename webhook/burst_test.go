package webhook_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/webhook"
)

// burst is what 2,000 customers in 10 seconds come to.
type burst struct {
	// Opened are the conversations that the server takes from the bot after three attempts within 15 seconds.
	Opened int
	// Rejected are the attempts that were responded to with 429.
	Rejected int64
	// Slowest is the time from a message to the end of its handler.
	Slowest time.Duration
}

// TestABurst measures the limits of the queue against the server's patience: a queue is too short if the workers cannot
// empty it within 15 seconds, and a longer one only lets customers wait.
func TestABurst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		handler time.Duration
		opts    []webhook.Option
		want    burst
	}{
		{"the default, handlers of 1 s", time.Second, nil, burst{Slowest: time.Second}},
		{"the default, handlers of 8 s", 8 * time.Second, nil, burst{Slowest: 34 * time.Second}},
		{"16 workers, handlers of 1 s", time.Second, []webhook.Option{webhook.WithWorkers(16)}, burst{Slowest: 115 * time.Second}},
		{"16 workers and 240 places, handlers of 1 s", time.Second, []webhook.Option{webhook.WithWorkers(16), webhook.WithQueue(240)}, burst{Opened: 1376, Rejected: 4529, Slowest: 15 * time.Second}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := receiver(t, c.opts...)
				var took notes[time.Duration]
				webhook.On(r, func(_ context.Context, e *webhook.MessageCreated) error {
					time.Sleep(c.handler)
					took.add(time.Since(e.Delivery.Received))
					return nil
				})
				var opened notes[int]
				var desk sync.WaitGroup
				for id := 1; id <= 2000; id++ {
					desk.Go(func() {
						for _, pause := range []time.Duration{5 * time.Second, 10 * time.Second, 0} {
							if post(r, messageBody(id, id)) == 200 {
								return
							}
							time.Sleep(pause)
						}
						opened.add(id)
					})
					time.Sleep(5 * time.Millisecond)
				}
				desk.Wait()
				require.NoError(t, r.Shutdown(t.Context()))
				got := burst{len(opened.all()), r.Stats().Rejected, slices.Max(took.all()).Truncate(time.Second)}
				t.Logf("%+v", got)
				assert.Equal(t, 2000, len(took.all())+got.Opened)
				assert.InDelta(t, c.want.Opened, got.Opened, 0.2*float64(c.want.Opened))
				assert.InDelta(t, c.want.Rejected, got.Rejected, 0.2*float64(c.want.Rejected))
				assert.InDelta(t, c.want.Slowest.Seconds(), got.Slowest.Seconds(), 2)
			})
		})
	}
}
