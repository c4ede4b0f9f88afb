package ndoto

import "sync"

// retryBudget keeps a client from flooding a server that is down. Each retry takes from it, and a call that succeeds
// puts back what its retries took and a little more, so it is empty after a hundred unsuccessful retries.
type retryBudget struct {
	mu   sync.Mutex
	left int
}

const (
	budgetSize   = 500
	budgetRetry  = 5
	budgetRefill = 1
)

func newRetryBudget() *retryBudget { return &retryBudget{left: budgetSize} }

func (b *retryBudget) spend() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left < budgetRetry {
		return false
	}
	b.left -= budgetRetry
	return true
}

func (b *retryBudget) refill(spent int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = min(b.left+spent+budgetRefill, budgetSize)
}
