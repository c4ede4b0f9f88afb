package ndoto

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"github.com/usendoto/ndoto-go/internal/rawjson"
)

// unmarshal decodes a body into v, and then goes over the text once more for two things that encoding/json does not do:
// a member under another dialect's name goes to the field whose alias tag lists it, and a member that no field names
// goes to the field Extra of its object. Thus nothing that the server sent is out of reach.
func unmarshal(data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return err
	}
	return complete(data, reflect.ValueOf(v))
}

// shape is what complete has to know of a struct type.
type shape struct {
	members map[string]member
	extra   []int
}

type member struct {
	index  []int
	alias  bool
	nested bool
}

// shapes caches the shape of each type, as encoding/json does with its own.
var shapes sync.Map

func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s := &shape{members: map[string]member{}}
	for _, field := range reflect.VisibleFields(t) {
		if !field.IsExported() || field.Anonymous {
			continue
		}
		if field.Name == "Extra" && field.Type == reflect.TypeFor[Attributes]() {
			s.extra = field.Index
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		nested := isNested(field.Type)
		s.members[name] = member{index: field.Index, nested: nested}
		for alias := range strings.SplitSeq(field.Tag.Get("alias"), ",") {
			if alias != "" {
				s.members[alias] = member{index: field.Index, nested: nested, alias: true}
			}
		}
	}
	shapes.Store(t, s)
	return s
}

// isNested tells whether values of the type hold structs of ours that encoding/json fills member by member.
func isNested(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && !reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
}

func (s *shape) find(name string) (member, bool) {
	if m, ok := s.members[name]; ok {
		return m, true
	}
	// encoding/json matches names without regard to case.
	for known, m := range s.members {
		if strings.EqualFold(known, name) {
			return m, true
		}
	}
	return member{}, false
}

func complete(data []byte, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || !isNested(v.Type()) {
			return nil
		}
		return complete(data, v.Elem())
	case reflect.Slice:
		if !isNested(v.Type()) {
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
	s := shapeOf(v.Type())
	var extra []byte
	for name, raw := range rawjson.Members(data) {
		m, known := s.find(name)
		if !known {
			if s.extra != nil {
				extra = appendMember(extra, name, raw)
			}
			continue
		}
		field := v.FieldByIndex(m.index)
		if m.alias {
			if !field.IsZero() {
				continue
			}
			if err := json.Unmarshal(raw, field.Addr().Interface()); err != nil {
				return err
			}
		}
		if m.nested {
			if err := complete(raw, field); err != nil {
				return err
			}
		}
	}
	if extra != nil {
		v.FieldByIndex(s.extra).SetBytes(append(extra, '}'))
	}
	return nil
}

func appendMember(object []byte, name string, raw []byte) []byte {
	separator := byte(',')
	if object == nil {
		separator = '{'
	}
	quoted, _ := json.Marshal(name) // a string always marshals
	object = append(append(object, separator), quoted...)
	return append(append(object, ':'), raw...)
}
