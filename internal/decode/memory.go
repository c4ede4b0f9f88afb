package decode

import (
	"reflect"
	"strings"
	"sync/atomic"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// The values of one object share two blocks of memory, one for its strings and one for its raw JSON, instead of having
// one each. The rows of a page are objects of their own: a string that is kept keeps at most its row alive, never the
// page.

// blocks are the memory of the object that is being read.
type blocks struct {
	text strings.Builder
	raw  []byte
	// textSize and rawSize are the sizes of the next blocks.
	textSize, rawSize int
	// textUsed and rawUsed count what the object has needed.
	textUsed, rawUsed int
}

// demand is how much the objects of a kind need: the next one is expected to need as much.
type demand struct{ text, raw atomic.Int32 }

// smallBlock is for what goes beyond the demand.
const smallBlock = 256

// begin starts an object.
func (b *blocks) begin(d *demand) {
	*b = blocks{textSize: int(d.text.Load()), rawSize: int(d.raw.Load())}
}

// end learns from the object.
func (b *blocks) end(d *demand) {
	learn(&d.text, b.textUsed)
	learn(&d.raw, b.rawUsed)
}

// learn moves a demand half the way, so that one large object does not make the next ones waste.
func learn(demand *atomic.Int32, used int) {
	if old := demand.Load(); int(old) != used {
		demand.Store(int32((int(old) + min(used, maxDemand) + 1) / 2))
	}
}

const maxDemand = 64 << 10

// string copies the value of a string.
func (r *reader) string(value []byte) string {
	if len(value) == 0 {
		return ""
	}
	b := r.blocks
	b.textUsed += len(value)
	if b.text.Cap()-b.text.Len() < len(value) {
		b.text.Reset()
		b.text.Grow(max(b.textSize, len(value)))
		b.textSize = smallBlock
	}
	start := b.text.Len()
	b.text.Write(value)
	return b.text.String()[start:]
}

// room returns an empty slice for n bytes of raw JSON.
func (r *reader) room(n int) []byte {
	b := r.blocks
	b.rawUsed += n
	if cap(b.raw)-len(b.raw) < n {
		b.raw = make([]byte, 0, max(b.rawSize, n))
		b.rawSize = smallBlock
	}
	start := len(b.raw)
	b.raw = b.raw[:start+n]
	return b.raw[start : start : start+n]
}

// interned are the values of an enum type that were met, such as the states of a conversation. They are few, and short.
type interned struct {
	values atomic.Pointer[map[string]string]
}

const (
	maxInterned       = 64
	maxInternedLength = 32
)

func (i *interned) find(value []byte) (string, bool) {
	known := i.values.Load()
	if known != nil {
		if s, ok := (*known)[string(value)]; ok {
			return s, true
		}
	}
	if len(value) > maxInternedLength || known != nil && len(*known) >= maxInterned {
		return "", false
	}
	more := map[string]string{}
	if known != nil {
		for _, s := range *known {
			more[s] = s
		}
	}
	s := string(value)
	more[s] = s
	i.values.CompareAndSwap(known, &more) // another goroutine's value is as good
	return s, true
}

// readEnum reads a string of a named type.
func readEnum(r *reader, v reflect.Value, i *interned) bool {
	if r.null() {
		return true
	}
	inside, plain, ok := r.String()
	if !ok {
		return false
	}
	if plain {
		if s, ok := i.find(inside); ok {
			v.SetString(s)
			return true
		}
	}
	v.SetString(r.unquote(inside, plain))
	return true
}

// unquote returns the value of a string.
func (r *reader) unquote(inside []byte, plain bool) string {
	if !plain {
		r.scratch = jsontext.AppendUnquoted(r.scratch[:0], inside)
		inside = r.scratch
	}
	return r.string(inside)
}
