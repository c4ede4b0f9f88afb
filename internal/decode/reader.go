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

	odd []Odd
	// loose reports whether an element was left out of a list that is not yet kept in an Extra.
	loose bool
}

func newReader(data []byte) *reader { return &reader{Scanner: jsontext.Scanner{Data: data}} }

// giveUp leaves the whole text to encoding/json.
func (r *reader) giveUp() bool {
	r.gaveUp = true
	return false
}

// checkpoint is where a value begins.
type checkpoint struct {
	pos, depth, odd int
	loose           bool
}

func (r *reader) checkpoint() checkpoint {
	r.Peek()
	return checkpoint{r.Pos, r.Depth, len(r.odd), r.loose}
}

// retreat ends the attempt to read a value and returns its text, unless the reader has given up or can go no further.
func (r *reader) retreat(c checkpoint) (raw []byte, ok bool) {
	if r.gaveUp || r.fatal != nil {
		return nil, false
	}
	r.Pos, r.Depth, r.odd, r.loose = c.pos, c.depth, r.odd[:c.odd], c.loose
	if raw, ok = r.Value(); !ok {
		r.giveUp()
	}
	return raw, ok
}

// report adds an odd value at the current place; the readers around it complete the path.
func (r *reader) report(name string, raw []byte, t reflect.Type, kept bool) {
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
