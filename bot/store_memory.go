package bot

import (
	"bytes"
	"container/list"
	"context"
	"sync"
	"time"
)

// memory is a Store in this process. It is bounded: beyond its limit it forgets what was used least recently.
type memory struct {
	mu      sync.Mutex
	limit   int
	entries map[string]*list.Element
	recent  *list.List // of *memoryEntry, the most recently used first
}

type memoryEntry struct {
	key     string
	value   []byte
	expires time.Time
}

// memoryLimit is about 100 MB of states at most.
const memoryLimit = 100_000

func newMemory(limit int) *memory {
	return &memory{limit: limit, entries: map[string]*list.Element{}, recent: list.New()}
}

func (m *memory) Load(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.value(key), nil
}

func (m *memory) CompareAndSwap(_ context.Context, key string, old, value []byte, ttl time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if current := m.value(key); (current == nil) != (old == nil) || !bytes.Equal(current, old) {
		return false, nil
	}
	if value == nil {
		m.remove(m.entries[key])
		return true, nil
	}
	entry := &memoryEntry{key: key, value: value, expires: time.Now().Add(ttl)}
	if e := m.entries[key]; e != nil {
		e.Value = entry
		m.recent.MoveToFront(e)
		return true, nil
	}
	m.entries[key] = m.recent.PushFront(entry)
	for len(m.entries) > m.limit {
		m.remove(m.recent.Back())
	}
	return true, nil
}

// value is that of a key, which counts as used.
func (m *memory) value(key string) []byte {
	e := m.entries[key]
	if e == nil {
		return nil
	}
	entry := e.Value.(*memoryEntry)
	if !time.Now().Before(entry.expires) {
		m.remove(e)
		return nil
	}
	m.recent.MoveToFront(e)
	return entry.value
}

func (m *memory) remove(e *list.Element) {
	if e != nil {
		delete(m.entries, e.Value.(*memoryEntry).key)
		m.recent.Remove(e)
	}
}
