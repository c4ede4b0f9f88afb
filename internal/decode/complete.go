package decode

import (
	"encoding/json"
	"reflect"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// complete adds aliases and Extra to a value that encoding/json has read from data.
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
		for element := range jsontext.Elements(data) {
			// encoding/json keeps the last of a repeated member, and that list can be shorter.
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
	for name, raw := range jsontext.Members(data) {
		m, known := s.Find(name)
		if !known {
			if s.extra != nil {
				quoted, _ := json.Marshal(name) // a string always marshals
				extra = appendMember(extra, quoted[1:len(quoted)-1], raw)
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

// appendMember adds a member to an object that lacks its closing brace, and opens the object if there is none yet. The
// name is what stands between its quotes.
func appendMember(object, name, raw []byte) []byte {
	if len(object) == 0 {
		object = append(object, '{', '"')
	} else {
		object = append(object, ',', '"')
	}
	object = append(append(object, name...), '"', ':')
	return append(object, raw...)
}
