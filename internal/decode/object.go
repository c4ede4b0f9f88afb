package decode

import (
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
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

// of returns the field in a struct. A promoted field lies in embedded structs, never behind a pointer.
func (f *field) of(v reflect.Value) reflect.Value {
	for _, i := range f.index {
		v = v.Field(i)
	}
	return v
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
			f.isID, f.decoder = true, &decoder{read: readExactly(f.decoder)}
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
