package decode

import (
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
		o.fields = append(o.fields, field{sf.Index, c.compile(sf.Type)})
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
	field int
	raw   []byte
}

func (o *object) read(s *jsontext.Scanner, v reflect.Value) bool {
	if s.Null() {
		return true
	}
	var assigned [maxFields / 64]uint64
	var room [4]aliasValue // on the stack, and enough for the API's types
	aliases := room[:0]
	var extra []byte
	guess := &o.first
	ok := s.Object(func(key []byte, plain bool) bool {
		if !plain {
			return false
		}
		m, known := o.find(key, guess)
		if !known {
			raw, ok := s.Value()
			if !ok || !o.isForeignKey(key) {
				return false
			}
			if o.extra != nil {
				extra = appendMember(extra, key, raw)
			}
			return true
		}
		guess = m.next
		if m.alias {
			raw, ok := s.Value()
			aliases = append(aliases, aliasValue{m.field, raw})
			return ok
		}
		if assigned[m.field/64]&(1<<(m.field%64)) != 0 {
			return false
		}
		assigned[m.field/64] |= 1 << (m.field % 64)
		field := &o.fields[m.field]
		return field.decoder.read(s, field.of(v))
	})
	if !ok {
		return false
	}
	for _, a := range aliases {
		field := o.fields[a.field]
		if target := field.of(v); target.IsZero() && !field.decoder.read(&jsontext.Scanner{Data: a.raw, Depth: s.Depth}, target) {
			return false
		}
	}
	if extra != nil {
		v.FieldByIndex(o.extra).SetBytes(append(extra, '}'))
	}
	return true
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
