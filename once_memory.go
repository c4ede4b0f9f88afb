package ndoto

import "sync"

// onceMemory holds what a client has sent by a key. It is bounded: the oldest go first, and a key that is forgotten
// is looked for on the server.
type onceMemory[T any] struct {
	mu     sync.Mutex
	values map[string]remembered[T]
	names  []string // in the order in which they came
	bytes  int
}

type remembered[T any] struct {
	value T
	bytes int
}

// The bounds of a onceMemory.
const (
	maxRemembered      = 4096
	maxRememberedBytes = 4 << 20
)

// get returns a copy of what was sent, or nil.
func (m *onceMemory[T]) get(name string) *T {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.values[name]
	if !ok {
		return nil
	}
	return &r.value
}

// put remembers a value whose texts have a size.
func (m *onceMemory[T]) put(name string, value *T, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values == nil {
		m.values = map[string]remembered[T]{}
	}
	old, known := m.values[name]
	m.values[name] = remembered[T]{*value, bytes}
	m.bytes += bytes - old.bytes
	if !known {
		m.names = append(m.names, name)
	}
	for len(m.names) > maxRemembered || m.bytes > maxRememberedBytes && len(m.names) > 1 {
		m.bytes -= m.values[m.names[0]].bytes
		delete(m.values, m.names[0])
		m.names = m.names[1:]
	}
}
