package bot

import (
	"context"
	"time"
)

// Store keeps what a bot remembers of conversations and contacts. A bot that runs in several processes, or that must
// remember across restarts, needs a store that they share. It is used concurrently.
type Store interface {
	// Load returns the value of a key, or nil if there is none.
	Load(ctx context.Context, key string) ([]byte, error)
	// CompareAndSwap sets the value of a key for a time if it still is old, where nil means that there is none, and
	// reports whether it did. A nil value deletes the key. A value that has expired is gone.
	CompareAndSwap(ctx context.Context, key string, old, value []byte, ttl time.Duration) (swapped bool, err error)
}
