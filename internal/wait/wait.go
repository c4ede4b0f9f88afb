// Package wait waits no longer than a context lasts, and says how long a rate limit has to be waited for.
package wait

import (
	"context"
	"time"
)

// For waits for a time, and returns the error of the context if that ends before.
func For(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
