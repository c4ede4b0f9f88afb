package decode

import (
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
)

// fields are those of a struct type.
type fields struct {
	list    []field
	members map[string]int // of all
	all     []memberField
	extra   []int
	first   atomic.Int32 // of all, in the last object that was read
}

type field struct {
	index  []int
	decode *decoder
}

// of is the field of a struct. Most are its own.
func (f field) of(v reflect.Value) reflect.Value {
	if len(f.index) == 1 {
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

type memberField struct {
	name  string
	field int
	alias bool
	next  *atomic.Int32 // the one that came after it the last time: servers keep their order
}

// add knows a name.
func (f *fields) add(name string, field int, alias bool) {
	f.members[name] = len(f.all)
	f.all = append(f.all, memberField{name, field, alias, new(atomic.Int32)})
}

// find finds the member of a name, after another. The order is a guess that is looked at first.
func (f *fields) find(key []byte, guess *atomic.Int32) (*memberField, bool) {
	if m := &f.all[guess.Load()]; m.name == string(key) {
		return m, true
	}
	i, known := f.members[string(key)]
	if !known {
		return nil, false
	}
	guess.Store(int32(i))
	return &f.all[i], true
}

// maxFields fit into the bits that tell which of them were read.
const maxFields = 128

// fieldsOf knows the fields of a type whose names encoding/json and Shape see alike.
func (c compiler) fieldsOf(t reflect.Type) (*fields, bool) {
	f := &fields{members: map[string]int{}, extra: ShapeOf(t).extra}
	depths := map[string]int{}
	if hidesFields(t) {
		return nil, false
	}
	for _, sf := range reflect.VisibleFields(t) {
		if unusual(sf.Type) {
			return nil, false
		}
		if sf.Anonymous {
			if sf.Type.Kind() != reflect.Struct || sf.Tag.Get("json") != "" {
				return nil, false
			}
			continue
		}
		name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if sf.Tag.Get("json") == "-" || !sf.IsExported() {
			continue
		}
		if !plainName(name) || strings.Contains(options, "string") || len(f.list) == maxFields {
			return nil, false
		}
		if _, twice := depths[name]; twice {
			return nil, false // which of them counts is for encoding/json to say
		}
		depths[name] = len(sf.Index)
		f.add(name, len(f.list), false)
		f.list = append(f.list, field{sf.Index, c.compile(sf.Type)})
	}
	for name, m := range ShapeOf(t).members {
		if !m.Alias {
			continue
		}
		for i, other := range f.list {
			if slices.Equal(other.index, m.Index) {
				if _, own := f.members[name]; own || strings.ToLower(name) != name {
					return nil, false
				}
				f.add(name, i, true)
			}
		}
	}
	return f, len(f.all) > 0
}

// plainName tells whether a tag is a name as all of ours are; what else there can be is for encoding/json.
func plainName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// hidesFields tells whether Go hides a field behind another of the same name: encoding/json goes by the names of the members.
func hidesFields(t reflect.Type) bool {
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

// read reads an object.
func (f *fields) read(s *scan, v reflect.Value) bool {
	if s.null() {
		return true
	}
	if s.space() != '{' {
		return false
	}
	if s.depth++; s.depth > maxDepth {
		return false
	}
	s.pos++
	var seen [maxFields / 64]uint64
	var room [4]aliasValue // enough for what there is
	aliases := room[:0]
	var extra []byte
	guess := &f.first
	for first := true; !s.take('}'); first = false {
		if !first && !s.take(',') {
			return false
		}
		s.space()
		quotedAt := s.pos
		key, plain, ok := s.text()
		quoted := s.data[quotedAt:s.pos]
		if !ok || !plain || !s.take(':') {
			return false
		}
		m, known := f.find(key, guess)
		if known {
			guess = m.next
		}
		switch {
		case !known:
			raw, ok := s.value()
			if !ok || !f.unlike(key) {
				return false
			}
			if f.extra != nil {
				extra = appendMember(extra, quoted, raw)
			}
		case m.alias:
			raw, ok := s.value()
			if !ok {
				return false
			}
			aliases = append(aliases, aliasValue{m.field, raw})
		default:
			if seen[m.field/64]&(1<<(m.field%64)) != 0 {
				return false
			}
			seen[m.field/64] |= 1 << (m.field % 64)
			field := &f.list[m.field]
			if !field.decode.read(s, field.of(v)) {
				return false
			}
		}
	}
	s.depth--
	for _, a := range aliases {
		field := f.list[a.field]
		if target := field.of(v); target.IsZero() && !field.decode.read(&scan{data: a.raw, depth: s.depth}, target) {
			return false
		}
	}
	if extra != nil {
		v.FieldByIndex(f.extra).SetBytes(append(extra, '}'))
	}
	return true
}

// aliasValue is a member under the name of another dialect. It counts if the field has no value after all.
type aliasValue struct {
	field int
	raw   []byte
}

// unlike tells whether a name is none of ours in other letters, and can be written as it is.
func (f *fields) unlike(key []byte) bool {
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
	_, known := f.members[strings.ToLower(string(key))]
	return !known
}
