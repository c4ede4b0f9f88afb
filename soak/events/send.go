package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/webhook"
)

const (
	secret = "0123456789abcdef0123456789abcdef"
	// twice is how many of ten events are delivered twice.
	twice = 2
	// displaced is how far an event may come from its place, in seconds of events.
	displaced = 1.0
	senders   = 64
	// holdBack covers what is displaced and what comes late: an event whose process dies while it accepts it is free
	// after five seconds.
	holdBack = 10 * time.Second
)

// sent counts what the desk did.
type sent struct{ deliveries, attempts int64 }

// send delivers all events at the rate, as a desk that comes again until it is told 200.
func (p plan) send(ctx context.Context, h http.Handler) sent {
	type delivery struct {
		id    int
		place float64
	}
	var plan []delivery
	for id := 1; id <= p.events; id++ {
		copies := 1
		if rand.IntN(10) < twice {
			copies = 2
		}
		for range copies {
			plan = append(plan, delivery{id, float64(id) + rand.Float64()*displaced*float64(p.rate)})
		}
	}
	slices.SortFunc(plan, func(a, b delivery) int { return int(a.place*1000) - int(b.place*1000) })
	queue := make(chan int)
	var attempts atomic.Int64
	var running sync.WaitGroup
	for range senders {
		running.Go(func() {
			for id := range queue {
				for attempts.Add(1); !p.deliver(ctx, h, id); attempts.Add(1) {
					_ = wait.For(ctx, 200*time.Millisecond)
				}
			}
		})
	}
	began := time.Now()
	for n, d := range plan {
		due := began.Add(time.Duration(n) * time.Second / time.Duration(p.rate))
		_ = wait.For(ctx, time.Until(due))
		queue <- d.id
	}
	close(queue)
	running.Wait()
	return sent{int64(len(plan)), attempts.Load()}
}

// deliver makes one attempt, with a signature and an id of its own as a second webhook would have.
func (p plan) deliver(ctx context.Context, h http.Handler, id int) bool {
	body := fmt.Appendf(nil, `{"event":"message_created","id":%d,"content":"message %d","message_type":"incoming","private":false,"account":{"id":1},"created_at":%q,"sender":{"id":5},"conversation":{"id":%d,"status":"pending"}}`,
		id, id, time.Unix(1_800_000_000+int64(id), 0).UTC().Format(time.RFC3339), id%p.conversations+1)
	req := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", bytes.NewReader(body))
	webhook.Sign(req.Header, body, secret)
	req.Header.Set("X-Chatwoot-Delivery", fmt.Sprint(rand.Int64()))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w.Code == http.StatusOK
}
