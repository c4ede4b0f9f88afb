package webhook

import (
	"context"
	"sync"
	"time"
)

// Store remembers which events came, so that none is handled twice. Several processes that receive for the same webhook share
// one, such as Redis with SET NX PX and DEL. It is used concurrently.
type Store interface {
	// Claim remembers a key for a time, and tells whether it is new.
	Claim(ctx context.Context, key string, ttl time.Duration) (bool, error)
	// Release forgets a key: its event was not accepted after all.
	Release(ctx context.Context, key string) error
}

// memory is a Store of this process.
type memory struct {
	mu      sync.Mutex
	keys    map[string]time.Time // when they end
	expires []expiry             // in the order of their ends, as all live as long
}

type expiry struct {
	key string
	at  time.Time
}

func newMemory() *memory { return &memory{keys: map[string]time.Time{}} }

func (m *memory) Claim(_ context.Context, key string, ttl time.Duration) (bool, error) {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.expires) > 0 && !m.expires[0].at.After(now) {
		if m.keys[m.expires[0].key].Equal(m.expires[0].at) {
			delete(m.keys, m.expires[0].key)
		}
		m.expires = m.expires[1:]
	}
	if _, known := m.keys[key]; known {
		return false, nil
	}
	at := now.Add(ttl)
	m.keys[key] = at
	m.expires = append(m.expires, expiry{key, at})
	return true, nil
}

func (m *memory) Release(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.keys, key)
	return nil
}
