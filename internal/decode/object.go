package decode

import (
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
)

// object reads the values of a struct type.
type object struct {
	members map[string]*member
	extra   []int                  // the index of the field Extra, or nil
	first   atomic.Pointer[member] // that came first in the object before
}

// member is a name that the members of an object can have.
type member struct {
	name  string
	key   string // as it is in a text without white space
	field *field
	alias bool                   // whether the name is another dialect's
	next  atomic.Pointer[member] // that followed in the object before: servers keep their order
}

type field struct {
	number  int // in its struct type, from 0
	index   []int
	decoder *decoder
	isID    bool // an identifier, which must not be read as zero
}

// of returns the field in a struct. A promoted field lies in embedded structs, never behind a pointer.
func (f *field) of(v reflect.Value) reflect.Value {
	v = v.Field(f.index[0])
	for _, i := range f.index[1:] {
		v = v.Field(i)
	}
	return v
}

func (o *object) addMember(name string, field *field, alias bool) {
	m := &member{name: name, key: `"` + name + `":`, field: field, alias: alias}
	m.next.Store(m)
	o.members[name] = m
	o.first.CompareAndSwap(nil, m)
}

// maxFields is the number of bits in read that remember which fields were assigned.
const maxFields = 128

// compileObject returns false for a struct type whose fields encoding/json and Shape might see differently.
func (c compiler) compileObject(t reflect.Type) (*object, bool) {
	if hasHiddenFields(t) {
		return nil, false
	}
	o := &object{members: map[string]*member{}, extra: ShapeOf(t).extra}
	var all []*field
	for _, sf := range membersOf(t) {
		if needsStdlib(sf.Type) {
			return nil, false
		}
		if sf.Anonymous && sf.Tag.Get("json") == "" {
			if sf.Type.Kind() != reflect.Struct {
				return nil, false
			}
			continue
		}
		if sf.Tag.Get("json") == "-" || !sf.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if o.members[name] != nil || !isPlainName(name) || strings.Contains(options, "string") || len(all) == maxFields {
			return nil, false
		}
		f := &field{number: len(all), index: sf.Index, decoder: c.compile(sf.Type)}
		if kind := sf.Type.Kind(); kind >= reflect.Int && kind <= reflect.Int64 && (name == "id" || strings.HasSuffix(name, "_id")) {
			f.isID, f.decoder = true, &decoder{read: readExactly(sf.Type, f.decoder)}
		}
		all = append(all, f)
		o.addMember(name, f, false)
	}
	for name, m := range ShapeOf(t).members {
		if !m.Alias {
			continue
		}
		for _, f := range all {
			if slices.Equal(f.index, m.Index) {
				if o.members[name] != nil || strings.ToLower(name) != name {
					return nil, false
				}
				o.addMember(name, f, true)
			}
		}
	}
	return o, len(o.members) > 0
}

// isPlainName reports whether the name in a tag is like all names of the API. Others are left to encoding/json.
func isPlainName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// hasHiddenFields reports whether Go hides a field behind another of the same Go name. encoding/json goes by the names
// of the members instead.
func hasHiddenFields(t reflect.Type) bool {
	visible := 0
	for _, sf := range membersOf(t) {
		if !sf.Anonymous || sf.Tag.Get("json") != "" {
			visible++
		}
	}
	return visible != countFields(t, 0)
}

func countFields(t reflect.Type, depth int) int {
	n := 0
	for field := range t.Fields() {
		switch sf := field; {
		case !sf.Anonymous, sf.Tag.Get("json") != "":
			n++
		case sf.Type.Kind() == reflect.Struct && depth < 8:
			n += countFields(sf.Type, depth+1)
		}
	}
	return n
}
