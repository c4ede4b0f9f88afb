package decode

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// object reads the values of a struct type.
type object struct {
	fields  []field
	names   map[string]int // the index in members
	members []member
	extra   []int        // the index of the field Extra, or nil
	first   atomic.Int32 // the member that came first in the object before
}

type field struct {
	index   []int
	decoder *decoder
	isID    bool // an identifier, which must not be read as zero
}

// of returns the field in a struct. Most fields are not promoted.
func (f field) of(v reflect.Value) reflect.Value {
	if len(f.index) == 1 {
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

type member struct {
	name  string
	field int
	alias bool
	next  *atomic.Int32 // the member that followed in the object before: servers keep their order
}

func (o *object) addMember(name string, field int, alias bool) {
	o.names[name] = len(o.members)
	o.members = append(o.members, member{name, field, alias, new(atomic.Int32)})
}

// find returns the member of a name. It tries the guess first, and corrects it.
func (o *object) find(key []byte, guess *atomic.Int32) (*member, bool) {
	if m := &o.members[guess.Load()]; m.name == string(key) {
		return m, true
	}
	i, known := o.names[string(key)]
	if !known {
		return nil, false
	}
	guess.Store(int32(i))
	return &o.members[i], true
}

// maxFields is the number of bits in read that remember which fields were assigned.
const maxFields = 128

// compileObject returns false for a struct type whose fields encoding/json and Shape might see differently.
func (c compiler) compileObject(t reflect.Type) (*object, bool) {
	if hasHiddenFields(t) {
		return nil, false
	}
	o := &object{names: map[string]int{}, extra: ShapeOf(t).extra}
	for _, sf := range reflect.VisibleFields(t) {
		if needsStdlib(sf.Type) {
			return nil, false
		}
		if sf.Anonymous {
			if sf.Type.Kind() != reflect.Struct || sf.Tag.Get("json") != "" {
				return nil, false
			}
			continue
		}
		if sf.Tag.Get("json") == "-" || !sf.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if _, twice := o.names[name]; twice || !isPlainName(name) || strings.Contains(options, "string") || len(o.fields) == maxFields {
			return nil, false
		}
		o.addMember(name, len(o.fields), false)
		f := field{index: sf.Index, decoder: c.compile(sf.Type)}
		if kind := sf.Type.Kind(); kind >= reflect.Int && kind <= reflect.Int64 && (name == "id" || strings.HasSuffix(name, "_id")) {
			f.isID = true
			if !reflect.PointerTo(sf.Type).Implements(jsonUnmarshaler) {
				f.decoder = &decoder{readID}
			}
		}
		o.fields = append(o.fields, f)
	}
	for name, m := range ShapeOf(t).members {
		if !m.Alias {
			continue
		}
		for i, other := range o.fields {
			if slices.Equal(other.index, m.Index) {
				if _, taken := o.names[name]; taken || strings.ToLower(name) != name {
					return nil, false
				}
				o.addMember(name, i, true)
			}
		}
	}
	return o, len(o.members) > 0
}

// isPlainName reports whether the name in a tag is like all names of the API. Others are left to encoding/json.
func isPlainName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// hasHiddenFields reports whether Go hides a field behind another of the same Go name. encoding/json goes by the names of the
// members instead.
func hasHiddenFields(t reflect.Type) bool {
	visible := 0
	for _, sf := range reflect.VisibleFields(t) {
		if !sf.Anonymous {
			visible++
		}
	}
	return visible != countFields(t, 0)
}

func countFields(t reflect.Type, depth int) int {
	n := 0
	for i := range t.NumField() {
		switch sf := t.Field(i); {
		case !sf.Anonymous:
			n++
		case sf.Type.Kind() == reflect.Struct && depth < 8:
			n += countFields(sf.Type, depth+1)
		}
	}
	return n
}

// aliasValue is a member under another dialect's name. It counts only if the field has no value at the end of the object.
type aliasValue struct {
	member *member
	raw    []byte
}

func (o *object) read(r *reader, v reflect.Value) bool {
	if r.Null() {
		return true
	}
	var assigned [maxFields / 64]uint64
	var room [4]aliasValue // on the stack, and enough for the API's types
	aliases := room[:0]
	var extra []byte
	guess := &o.first
	ok := r.Object(func(key []byte, plain bool) bool {
		m, known := o.find(key, guess)
		if !known || !plain {
			if !r.careful && (!plain || !o.isForeignKey(key)) {
				return r.giveUp()
			}
			if m, known = o.findInAnyCase(r, key, plain); !known {
				raw, ok := r.Value()
				if !ok {
					return r.giveUp()
				}
				if o.extra != nil {
					extra = appendMember(extra, r.quotable(key, plain), raw)
				}
				return true
			}
		}
		guess = m.next
		if m.alias {
			raw, ok := r.Value()
			aliases = append(aliases, aliasValue{m, raw})
			return ok
		}
		target := o.fields[m.field].of(v)
		if assigned[m.field/64]&(1<<(m.field%64)) != 0 {
			if !r.careful {
				return r.giveUp()
			}
			target.SetZero()
		}
		assigned[m.field/64] |= 1 << (m.field % 64)
		return o.readMember(r, m, target, &extra)
	})
	if !ok {
		return false
	}
	for _, a := range aliases {
		if target := o.fields[a.member.field].of(v); target.IsZero() {
			outer := r.Scanner
			r.Data, r.Pos = a.raw, 0
			ok := o.readMember(r, a.member, target, &extra)
			r.Scanner = outer
			if !ok {
				return false
			}
		}
	}
	if extra != nil {
		v.FieldByIndex(o.extra).SetBytes(append(extra, '}'))
	}
	return true
}

// readMember reads the value of a field. What is odd in it goes to extra, unless it is an identifier, or there is no Extra: then
// it is for the object around this one to keep.
func (o *object) readMember(r *reader, m *member, target reflect.Value, extra *[]byte) bool {
	field := &o.fields[m.field]
	start := r.checkpoint()
	r.loose = false // what is left out of this member
	if field.decoder.read(r, target) {
		if len(r.odd) > start.odd || r.loose {
			o.keepLoose(r, m, start, extra)
		}
		r.loose = r.loose || start.loose
		return true
	}
	if o.extra == nil {
		r.within(m.name, len(r.odd))
		return false
	}
	raw, ok := r.retreat(start)
	if !ok {
		r.within(m.name, len(r.odd))
		return false
	}
	target.SetZero()
	if field.isID {
		r.fatal = &Odd{Path: m.name, Reason: misfit(raw, target.Type())}
		return false
	}
	*extra = appendMember(*extra, []byte(m.name), raw)
	r.report(m.name, raw, target.Type(), true)
	return true
}

// keepLoose keeps the text of a member that something was left out of.
func (o *object) keepLoose(r *reader, m *member, start checkpoint, extra *[]byte) {
	r.within(m.name, start.odd)
	if !r.loose || o.extra == nil {
		return
	}
	*extra = appendMember(*extra, []byte(m.name), r.Data[start.pos:r.Pos])
	r.loose = false
	for i := start.odd; i < len(r.odd); i++ {
		r.odd[i].Kept = true
	}
}

// findInAnyCase is find as encoding/json does it, for a reader that is careful.
func (o *object) findInAnyCase(r *reader, key []byte, plain bool) (*member, bool) {
	if !r.careful {
		return nil, false
	}
	name := jsontext.Unquote(key, plain)
	if i, known := o.names[name]; known {
		return &o.members[i], true
	}
	for i := range o.members {
		if strings.EqualFold(o.members[i].name, name) {
			return &o.members[i], true
		}
	}
	return nil, false
}

// quotable returns a key as encoding/json would write it, without its quotes.
func (r *reader) quotable(key []byte, plain bool) []byte {
	if !r.careful {
		return key
	}
	quoted, _ := json.Marshal(jsontext.Unquote(key, plain)) // a string always marshals
	return quoted[1 : len(quoted)-1]
}

// isForeignKey reports whether a key certainly belongs to no field, not even in different case, and reads the same in Extra.
func (o *object) isForeignKey(key []byte) bool {
	upper := false
	for _, c := range key {
		switch {
		case c >= 0x80 || c == '<' || c == '>' || c == '&':
			return false
		case c >= 'A' && c <= 'Z':
			upper = true
		}
	}
	if !upper {
		return true
	}
	_, known := o.names[strings.ToLower(string(key))]
	return !known
}
