package ndototest

import "slices"

// buffer holds a long response while it is sent, and while the log keeps it.
type buffer struct {
	text  []byte
	users int
}

// buffers are those that nobody uses any more. The log keeps so many responses that each would be in new memory
// otherwise, which the system is slow to give.
type buffers struct{ free []*buffer }

const (
	longText   = 4 << 10
	maxBuffers = 16
)

// copyOf copies a long text into a buffer that is not much longer, for its first user.
func (b *buffers) copyOf(text []byte) *buffer {
	i := slices.IndexFunc(b.free, func(free *buffer) bool { return len(text) <= cap(free.text) && cap(free.text) <= 2*len(text) })
	if i < 0 {
		return &buffer{text: slices.Clone(text), users: 1}
	}
	taken := b.free[i]
	b.free = slices.Delete(b.free, i, i+1)
	taken.text, taken.users = append(taken.text[:0], text...), 1
	return taken
}

func (b *buffers) release(used *buffer) {
	if used.users--; used.users > 0 {
		return
	}
	if len(b.free) == maxBuffers {
		b.free = slices.Delete(b.free, 0, 1)
	}
	b.free = append(b.free, used)
}

func (s *Server) sent(b *buffer) {
	if b != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.log.buffers.release(b)
	}
}
