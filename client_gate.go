package ndoto

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// gateTransport holds back attempts while the rate limit that they count against is exhausted. One 429 closes the
// gate for all goroutines of a client.
type gateTransport struct {
	gates *gates
	next  http.RoundTripper
}

func (t *gateTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	k := callFrom(ctx)
	longest := k.settings.retry.maxWait()
	if err := t.gates.of(bucketGeneral).pass(ctx, longest); err != nil {
		return nil, err
	}
	own := t.gates.of(k.op.bucket)
	if err := own.pass(ctx, longest); err != nil {
		return nil, err
	}
	if err := k.client.pace(ctx, k.op.bucket); err != nil {
		return nil, err
	}
	resp, err := t.next.RoundTrip(req)
	if err == nil && resp.StatusCode == http.StatusTooManyRequests {
		own.close(retryAfter(resp.Header, k.op.bucket.window, time.Now()))
	}
	return resp, err
}

// gates holds the gates of a client, one for each rate limit that it has met.
type gates struct {
	mu       sync.Mutex
	byBucket map[string]*gate
}

func (g *gates) of(b bucket) *gate {
	g.mu.Lock()
	defer g.mu.Unlock()
	found, ok := g.byBucket[b.name]
	if !ok {
		found = &gate{}
		if g.byBucket == nil {
			g.byBucket = map[string]*gate{}
		}
		g.byBucket[b.name] = found
	}
	return found
}

// gate is open unless a 429 has closed it for a while.
type gate struct {
	mu    sync.Mutex
	opens time.Time
	slot  time.Time // when the last waiting attempt may pass
}

// slotSpacing spreads the attempts that waited: sent all at once, they would hit the next limit together.
const slotSpacing = 20 * time.Millisecond

func (g *gate) close(wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if opens := time.Now().Add(wait); opens.After(g.opens) {
		g.opens, g.slot = opens, opens
	}
}

// pass waits until the gate is open, or fails at once if that would be too late for ctx or for the caller.
func (g *gate) pass(ctx context.Context, longest time.Duration) error {
	for {
		pause := g.reserve()
		if pause <= 0 {
			return nil
		}
		deadline, ok := ctx.Deadline()
		if pause > longest {
			return &gateError{wait: pause}
		}
		if ok && time.Until(deadline) < pause {
			return &gateError{wait: pause, cause: context.DeadlineExceeded}
		}
		if err := wait.For(ctx, pause); err != nil {
			return err
		}
	}
}

func (g *gate) reserve() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if !now.Before(g.opens) {
		return 0
	}
	wait := g.slot.Sub(now)
	g.slot = g.slot.Add(slotSpacing)
	return wait
}

// gateError is the refusal of a gate: nothing was sent.
type gateError struct {
	wait  time.Duration
	cause error
}

func (e *gateError) Error() string {
	return fmt.Sprintf("nothing was sent: the rate limit is used up for another %v", e.wait.Round(time.Millisecond))
}

func (e *gateError) Unwrap() error { return e.cause }
