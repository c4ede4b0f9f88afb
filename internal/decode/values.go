package decode

import (
	"encoding/json"
	"reflect"
	"strconv"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// readViaStdlib leaves one value to encoding/json.
func readViaStdlib(s *jsontext.Scanner, v reflect.Value) bool {
	raw, ok := s.Value()
	return ok && v.CanAddr() && json.Unmarshal(raw, v.Addr().Interface()) == nil && complete(raw, v) == nil
}

func readUnmarshaler(s *jsontext.Scanner, v reflect.Value) bool {
	raw, ok := s.Value()
	return ok && v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(raw) == nil
}

func readString(s *jsontext.Scanner, v reflect.Value) bool {
	if s.Null() {
		return true
	}
	inside, plain, ok := s.String()
	if !ok {
		return false
	}
	v.SetString(jsontext.Unquote(inside, plain))
	return true
}

func readBool(s *jsontext.Scanner, v reflect.Value) bool {
	switch s.Peek() {
	case 't':
		v.SetBool(true)
		return s.Literal("true")
	case 'f':
		return s.Literal("false")
	}
	return s.Null()
}

func readInt(s *jsontext.Scanner, v reflect.Value) bool {
	if s.Null() {
		return true
	}
	literal, whole, ok := s.Number()
	if !ok || !whole || len(literal) > 18 {
		return false
	}
	n, negative := int64(0), literal[0] == '-'
	if negative {
		literal = literal[1:]
	}
	for _, c := range literal {
		n = n*10 + int64(c-'0')
	}
	if negative {
		n = -n
	}
	if v.OverflowInt(n) {
		return false
	}
	v.SetInt(n)
	return true
}

func readFloat(s *jsontext.Scanner, v reflect.Value) bool {
	if s.Null() {
		return true
	}
	literal, _, ok := s.Number()
	if !ok {
		return false
	}
	f, err := strconv.ParseFloat(string(literal), v.Type().Bits())
	if err != nil || v.OverflowFloat(f) {
		return false
	}
	v.SetFloat(f)
	return true
}

func readPointer(t reflect.Type, element *decoder) func(*jsontext.Scanner, reflect.Value) bool {
	return func(s *jsontext.Scanner, v reflect.Value) bool {
		if s.Null() {
			return true
		}
		p := reflect.New(t.Elem())
		v.Set(p)
		return element.read(s, p.Elem())
	}
}

// pageDepth is how deep the rows of a page lie at most: {"data":{"payload":[. Lists deeper than that are short.
const pageDepth = 3

func readSlice(t reflect.Type, element *decoder) func(*jsontext.Scanner, reflect.Value) bool {
	return func(s *jsontext.Scanner, v reflect.Value) bool {
		if s.Null() {
			return true
		}
		n, start := 0, s.Pos
		ok := s.Array(func() bool {
			if n == v.Cap() {
				more := 1
				if n == 1 && s.Depth <= pageDepth {
					more += (len(s.Data) - s.Pos) / (s.Pos - start) // rows are about as long as the first
				}
				v.Grow(min(more, 1000))
			}
			v.SetLen(n + 1)
			n++
			return element.read(s, v.Index(n-1))
		})
		if ok && n == 0 {
			v.Set(reflect.MakeSlice(t, 0, 0))
		}
		return ok
	}
}
