package decode

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// Odd is a value that does not fit its field, such as a text where a number belongs. The field is zero, an element of a list or
// a map is left out.
type Odd struct {
	// Path is the way to the value from the top, such as payload[3].attachments[0].width.
	Path string
	// Value is the value as it came.
	Value json.RawMessage
	// Reason says why it does not fit.
	Reason string
	// Kept reports whether the value lies in the Extra of an object as well: by its own name, or as a part of its list's.
	Kept bool
}

// Error describes the value without quoting it: it may be personal.
func (o Odd) Error() string { return fmt.Sprintf("%s: %s", strings.TrimPrefix(o.Path, "."), o.Reason) }

// maxOdd is how many odd values of one text are reported. All are kept.
const maxOdd = 100

// reader is the state of the compiled decoders in one text.
type reader struct {
	jsontext.Scanner

	// careful is set after encoding/json has failed. The text is valid then.
	careful bool
	// gaveUp is set where only encoding/json can say what the text means, or that it is malformed.
	gaveUp bool
	// fatal is the identifier that cannot be read, once there is one.
	fatal *Odd

	odd     []Odd
	misfits int // how many values were odd, reported or not

	blocks *blocks           // of the current object
	levels [maxLevels]blocks // by the depth of the list whose row it is

	// extras and aliases are stacks: each object that is open has a part of them.
	extras  []extraMember
	aliases []aliasValue

	scratch []byte // for strings with escapes

	// loose counts the elements that were left out of lists that no Extra keeps yet.
	loose int
}

// readAll reads a text into a value of the decoder's type.
func readAll(data []byte, v reflect.Value, careful bool) (*reader, bool) {
	r := &reader{Scanner: jsontext.Scanner{Data: data}, careful: careful}
	d := decoderOf(v.Type())
	r.blocks = &r.levels[0]
	r.blocks.begin(&d.demand)
	r.Peek()
	if !d.read(r, v) || !r.AtEnd() {
		return r, false
	}
	r.blocks.end(&d.demand)
	return r, true
}

// giveUp leaves the whole text to encoding/json.
func (r *reader) giveUp() bool {
	r.gaveUp = true
	return false
}

// mark is the state at the beginning of an object, a list or a map.
type mark struct{ depth, odd, extras, aliases, loose int }

func (r *reader) mark() mark {
	return mark{r.Depth, len(r.odd), len(r.extras), len(r.aliases), r.loose}
}

// rollback forgets what was found since the mark.
func (r *reader) rollback(m mark) bool {
	r.Depth, r.loose = m.depth, m.loose
	r.odd, r.extras, r.aliases = r.odd[:m.odd], r.extras[:m.extras], r.aliases[:m.aliases]
	return false
}

// valueStart is the state at the beginning of any value.
type valueStart struct{ pos, odd, misfits, loose int }

func (r *reader) begin() valueStart { return valueStart{r.Pos, len(r.odd), r.misfits, r.loose} }

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

// report adds an odd value at the current place; the readers around it complete the path.
func (r *reader) report(name string, raw []byte, t reflect.Type, kept bool) {
	r.misfits++
	if len(r.odd) < maxOdd {
		r.odd = append(r.odd, Odd{Path: name, Value: append(json.RawMessage(nil), raw...), Reason: misfit(raw, t), Kept: kept})
	}
}

// misfit says why a value does not fit a type.
func misfit(raw []byte, t reflect.Type) string {
	if err := json.Unmarshal(raw, reflect.New(t).Interface()); err != nil {
		return strings.TrimPrefix(err.Error(), "json: ")
	}
	return "a part of it does not fit " + t.String()
}

// within puts a name before the paths of the odd values from the first on, and of a fatal one.
func (r *reader) within(name string, first int) {
	for i := first; i < len(r.odd); i++ {
		r.odd[i].Path = join(name, r.odd[i].Path)
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
