package webhook

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"
)

// Store keeps small values for a time and changes one only if it still is what the caller has seen, so that processes
// which share it agree on what is in progress and what is done. The modules redisstore and sqlstore have one on Redis
// and one on SQL databases; [NewMemoryStore] has one for a single process. It is used concurrently.
type Store interface {
	// Load returns the value of a key, or nil if there is none or its time is over.
	Load(ctx context.Context, key string) (value []byte, err error)
	// CompareAndSwap sets the value of a key for a time if its present value is old, and reports whether it did. An old
	// that is nil means that the key has no value, a next that is nil removes it. A ttl of 0 keeps the value forever.
	// After an error the value may have been set all the same.
	CompareAndSwap(ctx context.Context, key string, old, next []byte, ttl time.Duration) (swapped bool, err error)
}

// defaultRemembered is how many events the memory of a Receiver without WithStore remembers, about 30 MB.
const defaultRemembered = 100_000

// NewMemoryStore returns a Store for one process. It keeps at most limit values; beyond, the oldest are forgotten. A
// limit of 0 is 100,000.
func NewMemoryStore(limit int) Store {
	if limit <= 0 {
		limit = defaultRemembered
	}
	return &memoryStore{limit: limit, values: map[string]memoryValue{}}
}

// memoryStore forgets in the order in which the keys were set first, which for keys that live equally long is the
// order in which they expire.
type memoryStore struct {
	limit int

	mu     sync.Mutex
	values map[string]memoryValue
	order  []memoryEntry
	serial uint64
}

type memoryValue struct {
	value   []byte
	expires time.Time // zero for never
	serial  uint64    // of the entry in order that speaks for the value
}

type memoryEntry struct {
	key    string
	serial uint64
}

// Load implements Store.
func (m *memoryStore) Load(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, _ := m.live(key)
	return bytes.Clone(v.value), nil
}

// CompareAndSwap implements Store.
func (m *memoryStore) CompareAndSwap(_ context.Context, key string, old, next []byte, ttl time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, known := m.live(key)
	if !bytes.Equal(v.value, old) {
		return false, nil
	}
	if len(next) == 0 {
		delete(m.values, key)
		return true, nil
	}
	v.value, v.expires = bytes.Clone(next), time.Time{}
	if ttl > 0 {
		v.expires = time.Now().Add(ttl)
	}
	if !known {
		m.serial++
		v.serial = m.serial
		m.order = append(m.order, memoryEntry{key, v.serial})
	}
	m.values[key] = v
	m.forget()
	return true, nil
}

func (m *memoryStore) live(key string) (memoryValue, bool) {
	v, known := m.values[key]
	if known && !v.expires.IsZero() && !v.expires.After(time.Now()) {
		delete(m.values, key)
		return memoryValue{}, false
	}
	return v, known
}

// forget drops what has expired at the old end, and the oldest of what is too much.
func (m *memoryStore) forget() {
	now := time.Now()
	for len(m.order) > 0 {
		oldest := m.order[0]
		v, known := m.values[oldest.key]
		stale := !known || v.serial != oldest.serial // removed, or removed and set again
		if !stale {
			expired := !v.expires.IsZero() && !v.expires.After(now)
			if !expired && len(m.values) <= m.limit {
				return
			}
			delete(m.values, oldest.key)
		}
		m.order = m.order[1:]
	}
}

// storeTime is how long one step with a store may take. The end of a request does not end it: half a step loses the
// event.
const storeTime = 3 * time.Second

func storeContext(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), storeTime)
}

func storeError(doing string, err error) error {
	return fmt.Errorf("webhook: the store failed to %s: %w", doing, err)
}
