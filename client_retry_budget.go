package ndoto

import (
	"sync"
	"time"
)

// retryBudget keeps a client from storming a server that is down: a hundred retries may go as their calls want, and
// then ten a second, whatever the number of calls. A call that succeeds gives back what its retries took, and a
// little more.
type retryBudget struct {
	mu    sync.Mutex
	spent float64 // at the time below
	at    time.Time
}

const (
	budgetSize      = 100.0
	budgetPerSecond = 10.0
	budgetOfSuccess = 0.2
)

// take takes a retry and returns how long it has to wait at least.
func (b *retryBudget) take(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.at.IsZero() {
		b.spent = max(0, b.spent-budgetPerSecond*max(0, now.Sub(b.at).Seconds()))
	}
	b.at = now
	b.spent++
	return time.Duration(max(0, b.spent-budgetSize) / budgetPerSecond * float64(time.Second))
}

// giveBack returns retries.
func (b *retryBudget) giveBack(retries float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.spent = max(0, b.spent-retries)
}
