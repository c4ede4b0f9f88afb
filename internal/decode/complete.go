package decode

import (
	"encoding/json"
	"reflect"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// complete adds aliases and Extra to a value that encoding/json has read from data.
func complete(data []byte, v reflect.Value) error {
	c := completer{Scanner: jsontext.Scanner{Data: data}}
	c.value(v)
	return c.err
}

// completer reads a text side by side with its value. It reads each byte of nested objects once, however deep they are.
type completer struct {
	jsontext.Scanner

	err error
}

// value consumes a value, and reports whether it could.
func (c *completer) value(v reflect.Value) bool {
	switch kind := v.Kind(); {
	case kind == reflect.Pointer && !v.IsNil() && IsNested(v.Type()):
		return c.value(v.Elem())
	case kind == reflect.Slice && c.Peek() == '[' && IsNested(v.Type()):
		return c.list(v)
	case kind == reflect.Struct && c.Peek() == '{':
		return c.object(v)
	}
	_, ok := c.Value()
	return ok
}

func (c *completer) list(v reflect.Value) bool {
	i := -1
	return c.Array(func() bool {
		if i++; i < v.Len() {
			return c.value(v.Index(i))
		}
		_, ok := c.Value() // encoding/json keeps the last of a repeated member, and that list can be shorter
		return ok
	})
}

func (c *completer) object(v reflect.Value) bool {
	s := ShapeOf(v.Type())
	var extra []byte
	ok := c.Object(func(key []byte, plain bool) bool {
		name := jsontext.Unquote(key, plain)
		m, known := s.Find(name)
		field, err := v, error(nil)
		if known {
			field, err = v.FieldByIndexErr(m.Index)
		}
		if known && err == nil && m.Nested && !m.Alias {
			return c.value(field)
		}
		raw, ok := c.Value()
		switch {
		case !ok:
			return false
		case !known && s.extra != nil:
			quoted, _ := json.Marshal(name) // a string always marshals
			extra = appendMember(extra, quoted[1:len(quoted)-1], raw)
		case known && err == nil && m.Alias && field.IsZero():
			c.err = json.Unmarshal(raw, field.Addr().Interface())
			if c.err == nil && m.Nested {
				c.err = complete(raw, field)
			}
		}
		return c.err == nil
	})
	if extra != nil && c.err == nil {
		if field, err := v.FieldByIndexErr(s.extra); err == nil {
			field.SetBytes(append(extra, '}'))
		}
	}
	return ok
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
