package decode

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Shape says where the members of an object go in a struct type.
type Shape struct {
	members map[string]Member
	fields  [][]int // of the members, in their order
	id      []int   // the index of the member "id", or nil
	extra   []int   // the index of the field Extra, or nil
}

// Member is the field that a member of an object goes to.
type Member struct {
	Index []int
	// Alias reports whether the name is another dialect's.
	Alias bool
	// Nested reports whether the field holds structs that encoding/json fills member by member.
	Nested bool
}

// shapes caches the shape of each type, as encoding/json does with its own.
var shapes sync.Map

// ShapeOf returns the shape of a struct type.
func ShapeOf(t reflect.Type) *Shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*Shape)
	}
	s := &Shape{members: map[string]Member{}}
	for _, field := range membersOf(t) {
		if !field.IsExported() || field.Anonymous && field.Tag.Get("json") == "" {
			continue
		}
		if field.Name == "Extra" && field.Tag.Get("json") == "-" && field.Type.Kind() == reflect.Slice && field.Type.Elem().Kind() == reflect.Uint8 {
			s.extra = field.Index
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		nested := IsNested(field.Type)
		s.members[name] = Member{Index: field.Index, Nested: nested}
		s.fields = append(s.fields, field.Index)
		for alias := range strings.SplitSeq(field.Tag.Get("alias"), ",") {
			if alias != "" {
				s.members[alias] = Member{Index: field.Index, Nested: nested, Alias: true}
			}
		}
	}
	if m, ok := s.Find("id"); ok {
		s.id = m.Index
	}
	shapes.Store(t, s)
	return s
}

// membersOf returns the visible fields of a struct type, without those in an embedded struct that has a name in JSON:
// it is a member like any other, whose fields are its own.
func membersOf(t reflect.Type) []reflect.StructField {
	var fields []reflect.StructField
	var tagged [][]int
	for _, field := range reflect.VisibleFields(t) {
		if isWithin(tagged, field.Index) {
			continue
		}
		if field.Anonymous && field.Tag.Get("json") != "" {
			tagged = append(tagged, field.Index)
		}
		fields = append(fields, field)
	}
	return fields
}

// isWithin reports whether a field lies in one of some others.
func isWithin(others [][]int, index []int) bool {
	return slices.ContainsFunc(others, func(other []int) bool {
		return len(other) < len(index) && slices.Equal(other, index[:len(other)])
	})
}

// IsNested reports whether values of the type hold structs that encoding/json fills member by member.
func IsNested(t reflect.Type) bool {
	for range 8 { // types such as []Tree of Tree never end
		if reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
			return false
		}
		if t.Kind() != reflect.Pointer && t.Kind() != reflect.Slice {
			return t.Kind() == reflect.Struct
		}
		t = t.Elem()
	}
	return false
}

// Find returns the member of a name. Like encoding/json it prefers the exact name, and ignores case otherwise.
func (s *Shape) Find(name string) (Member, bool) {
	if m, ok := s.members[name]; ok {
		return m, true
	}
	for known, m := range s.members {
		if strings.EqualFold(known, name) {
			return m, true
		}
	}
	return Member{}, false
}

// HasID reports whether the objects of the type have an ID.
func (s *Shape) HasID() bool { return s.id != nil }

// IsRecognized reports whether a struct shows by itself that its text was of the type: by its ID, or if the type has
// none, by any member.
func (s *Shape) IsRecognized(v reflect.Value) bool {
	isSet := func(index []int) bool {
		field, err := v.FieldByIndexErr(index)
		return err == nil && !field.IsZero()
	}
	if s.HasID() {
		return isSet(s.id)
	}
	return slices.ContainsFunc(s.fields, isSet)
}
