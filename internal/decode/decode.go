// Package decode reads what the servers of this family send, in all its dialects, and loses nothing of it.
package decode

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/usendoto/ndoto-go/internal/rawjson"
)

// Unmarshal decodes a body into v, a pointer, as encoding/json does, and two things more: a member under another dialect's name
// goes to the field whose alias tag lists it, and a member that no field names goes to the field Extra of its object. Thus
// nothing that the server sent is out of reach. Nothing in v points into the body.
//
// What is as usual is read in one pass, by decoders that are made for each type. All else, with all that is wrong, is left to
// encoding/json.
func Unmarshal(data []byte, v any) error {
	if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && !p.IsNil() && p.Elem().IsZero() {
		s := scan{data: data}
		if decoderOf(p.Elem().Type()).read(&s, p.Elem()) && s.atEnd() {
			return nil
		}
		p.Elem().SetZero()
	}
	return Standard(data, v, json.Unmarshal)
}

// Standard is Unmarshal with another decoder, such as that of encoding/json. It goes over the text a second time.
func Standard(data []byte, v any, unmarshal func([]byte, any) error) error {
	if err := unmarshal(data, v); err != nil {
		return err
	}
	return complete(data, reflect.ValueOf(v))
}

// Shape is what there is to know of a struct type.
type Shape struct {
	members map[string]Member
	extra   []int
}

// Member is the field that a member of an object goes to.
type Member struct {
	Index []int
	// Alias tells that the name is the one of another dialect.
	Alias bool
	// Nested tells that the field holds structs of ours.
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
	var tagged [][]int
	for _, field := range reflect.VisibleFields(t) {
		if !field.IsExported() || within(tagged, field.Index) {
			continue
		}
		if field.Anonymous {
			if field.Tag.Get("json") == "" {
				continue
			}
			tagged = append(tagged, field.Index) // a member like any other, whose fields are its own
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
		for alias := range strings.SplitSeq(field.Tag.Get("alias"), ",") {
			if alias != "" {
				s.members[alias] = Member{Index: field.Index, Nested: nested, Alias: true}
			}
		}
	}
	shapes.Store(t, s)
	return s
}

// within tells whether a field lies in one of some others.
func within(others [][]int, index []int) bool {
	return slices.ContainsFunc(others, func(other []int) bool {
		return len(other) < len(index) && slices.Equal(other, index[:len(other)])
	})
}

// IsNested tells whether values of the type hold structs of ours that encoding/json fills member by member.
func IsNested(t reflect.Type) bool {
	for range 8 { // types such as []Tree of Tree have no end
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

// Find returns the member of a name, in any case, as encoding/json has it.
func (s *Shape) Find(name string) (Member, bool) {
	if m, ok := s.members[name]; ok {
		return m, true
	}
	// encoding/json matches names without regard to case.
	for known, m := range s.members {
		if strings.EqualFold(known, name) {
			return m, true
		}
	}
	return Member{}, false
}

func complete(data []byte, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || !IsNested(v.Type()) {
			return nil
		}
		return complete(data, v.Elem())
	case reflect.Slice:
		if !IsNested(v.Type()) {
			return nil
		}
		i := 0
		for element := range rawjson.Elements(data) {
			// Of a member that stands twice in an object, encoding/json keeps the last, which can be shorter.
			if i == v.Len() {
				break
			}
			if err := complete(element, v.Index(i)); err != nil {
				return err
			}
			i++
		}
	case reflect.Struct:
		return completeStruct(data, v)
	}
	return nil
}

func completeStruct(data []byte, v reflect.Value) error {
	s := ShapeOf(v.Type())
	var extra []byte
	for name, raw := range rawjson.Members(data) {
		m, known := s.Find(name)
		if !known {
			if s.extra != nil {
				quoted, _ := json.Marshal(name) // a string always marshals
				extra = appendMember(extra, quoted, raw)
			}
			continue
		}
		field, err := v.FieldByIndexErr(m.Index)
		if err != nil {
			continue // it lies in an embedded pointer that nothing was read into
		}
		if m.Alias {
			if !field.IsZero() {
				continue
			}
			if err := json.Unmarshal(raw, field.Addr().Interface()); err != nil {
				return err
			}
		}
		if m.Nested {
			if err := complete(raw, field); err != nil {
				return err
			}
		}
	}
	if extra != nil {
		if field, err := v.FieldByIndexErr(s.extra); err == nil {
			field.SetBytes(append(extra, '}'))
		}
	}
	return nil
}

// appendMember adds a member to an object that is still open, and begins it if there is none. The name is quoted.
func appendMember(object, quoted, raw []byte) []byte {
	separator := byte(',')
	if object == nil {
		separator = '{'
	}
	object = append(append(object, separator), quoted...)
	return append(append(object, ':'), raw...)
}
