package decode

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// Mismatch is a value that does not fit its field, such as a text where a number belongs. The field is zero, an element
// of a list or a map is left out.
type Mismatch struct { //nolint:errname // a finding; an error only to those who decode strictly
	// Path is the way to the value from the top, such as payload[3].attachments[0].width.
	Path string
	// Value is the value as it came.
	Value json.RawMessage
	// Reason says why it does not fit.
	Reason string
	// Kept reports whether the value lies in the Extra of an object as well: by its own name, or as a part of its list's.
	Kept bool
}

// Error does not quote the value: it may be personal.
func (m Mismatch) Error() string {
	return m.Path + ": " + m.Reason
}

// maxReported is how many mismatches of one text are reported. All are kept.
const maxReported = 100

// reader is the state of the compiled decoders in one text.
type reader struct {
	jsontext.Scanner

	// careful is set after encoding/json has failed. The text is valid then.
	careful bool
	// gaveUp is set where only encoding/json can say what the text means, or that it is malformed.
	gaveUp bool
	// fatal is the identifier that cannot be read, once there is one.
	fatal *Mismatch

	mismatches []Mismatch
	mismatched int // how many there were, reported or not

	blocks *blocks           // of the current object
	levels [maxLevels]blocks // by the depth of the list whose row it is

	// extras and aliases are stacks: each object that is open has a part of them.
	extras  []extraMember
	aliases []aliasValue

	scratch []byte // for strings with escapes

	// loose counts the elements that were left out of lists that no Extra keeps yet.
	loose int
}

// readers are kept for the memory of their stacks.
var readers = sync.Pool{New: func() any { return new(reader) }}

// readAll reads a text into a value of the decoder's type.
func readAll(data []byte, v reflect.Value, careful bool) (mismatches []Mismatch, fatal *Mismatch, ok bool) {
	r := readers.Get().(*reader)
	defer r.release()
	r.Data, r.careful = data, careful
	d := decoderOf(v.Type())
	r.blocks = &r.levels[0]
	r.blocks.begin(&d.demand)
	r.Peek()
	if !d.read(r, v) || !r.AtEnd() {
		return nil, r.fatal, false
	}
	r.blocks.end(&d.demand)
	return r.mismatches, nil, true
}

// release returns a reader, without anything of the text and the value.
func (r *reader) release() {
	clear(r.extras[:cap(r.extras)])
	clear(r.aliases[:cap(r.aliases)])
	*r = reader{extras: r.extras[:0], aliases: r.aliases[:0], scratch: r.scratch[:0]}
	if cap(r.extras)+cap(r.aliases) < maxPooledStack && cap(r.scratch) < maxPooledScratch {
		readers.Put(r)
	}
}

// Above these sizes, a reader is left to the garbage collector.
const (
	maxPooledStack   = 1000
	maxPooledScratch = 64 << 10
)

// giveUp leaves the whole text to encoding/json.
func (r *reader) giveUp() bool {
	r.gaveUp = true
	return false
}

// mark is the state at the beginning of an object, a list or a map.
type mark struct{ depth, mismatches, extras, aliases, loose int }

func (r *reader) mark() mark {
	return mark{r.Depth, len(r.mismatches), len(r.extras), len(r.aliases), r.loose}
}

// rollback forgets what was found since the mark.
func (r *reader) rollback(m mark) bool {
	r.Depth, r.loose = m.depth, m.loose
	r.mismatches, r.extras, r.aliases = r.mismatches[:m.mismatches], r.extras[:m.extras], r.aliases[:m.aliases]
	return false
}

// valueStart is the state at the beginning of any value.
type valueStart struct{ pos, mismatches, mismatched, loose int }

func (r *reader) begin() valueStart {
	return valueStart{r.Pos, len(r.mismatches), r.mismatched, r.loose}
}

// retreat gives up reading a value that does not fit, and returns its text.
func (r *reader) retreat(start valueStart) (raw []byte, ok bool) {
	if r.gaveUp || r.fatal != nil {
		return nil, false
	}
	r.Pos = start.pos
	if raw, ok = r.Value(); !ok {
		r.giveUp()
	}
	return raw, ok
}

// report adds a mismatch at the current place; the readers around it complete the path.
func (r *reader) report(name string, raw []byte, t reflect.Type, kept bool) {
	r.mismatched++
	if len(r.mismatches) < maxReported {
		r.mismatches = append(r.mismatches, Mismatch{Path: name, Value: append(json.RawMessage(nil), raw...), Reason: reasonFor(raw, t), Kept: kept})
	}
}

// reasonFor says why a value does not fit a type, without quoting it.
func reasonFor(raw []byte, t reflect.Type) string {
	kind := "number"
	switch raw[0] {
	case '{':
		kind = "object"
	case '[':
		kind = "array"
	case '"':
		kind = "string"
	case 't', 'f':
		kind = "boolean"
	}
	return "this " + kind + " does not fit the type " + strings.TrimLeft(t.String(), "*")
}

// within puts a name before the paths of the mismatches from the first on, and of a fatal one.
func (r *reader) within(name string, first int) {
	for i := first; i < len(r.mismatches); i++ {
		r.mismatches[i].Path = join(name, r.mismatches[i].Path)
	}
	if r.fatal != nil {
		r.fatal.Path = join(name, r.fatal.Path)
	}
}

func join(name, path string) string {
	if strings.HasPrefix(path, "[") {
		return name + path
	}
	return name + "." + path
}
