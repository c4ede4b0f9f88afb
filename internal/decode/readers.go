package decode

import (
	"encoding/json"
	"reflect"
	"strconv"
)

// readOther leaves a value to encoding/json, and to what goes with it.
func readOther(s *scan, v reflect.Value) bool {
	raw, ok := s.value()
	return ok && v.CanAddr() && json.Unmarshal(raw, v.Addr().Interface()) == nil && complete(raw, v) == nil
}

func readUnmarshaler(s *scan, v reflect.Value) bool {
	raw, ok := s.value()
	return ok && v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(raw) == nil
}

func readString(s *scan, v reflect.Value) bool {
	if s.null() {
		return true
	}
	start := s.pos
	inside, plain, ok := s.text()
	if !ok {
		return false
	}
	if plain {
		v.SetString(string(inside))
		return true
	}
	text, ok := unescape(s.data[start:s.pos])
	v.SetString(text)
	return ok
}

// unescape reads a string with escapes, or with what is no UTF-8, as encoding/json does.
func unescape(quoted []byte) (string, bool) {
	var text string
	return text, json.Unmarshal(quoted, &text) == nil
}

func readBool(s *scan, v reflect.Value) bool {
	switch s.space() {
	case 't':
		v.SetBool(true)
		return s.word("true")
	case 'f':
		return s.word("false")
	}
	return s.null()
}

func readInt(s *scan, v reflect.Value) bool {
	if s.null() {
		return true
	}
	literal, whole, ok := s.number()
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

func readFloat(s *scan, v reflect.Value) bool {
	if s.null() {
		return true
	}
	literal, _, ok := s.number()
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

func readPointer(t reflect.Type, element *decoder) func(*scan, reflect.Value) bool {
	return func(s *scan, v reflect.Value) bool {
		if s.null() {
			return true
		}
		p := reflect.New(t.Elem())
		v.Set(p)
		return element.read(s, p.Elem())
	}
}

// listDepth is how deep the lists of pages lie at most: {"data":{"payload":[. Those within their rows are short.
const listDepth = 3

func readSlice(t reflect.Type, element *decoder) func(*scan, reflect.Value) bool {
	return func(s *scan, v reflect.Value) bool {
		if s.null() {
			return true
		}
		if s.space() != '[' {
			return false
		}
		n, start := 0, s.pos
		ok := s.elements(func() bool {
			if n == v.Cap() {
				more := 1
				if n == 1 && s.depth <= listDepth {
					more += (len(s.data) - s.pos) / (s.pos - start) // rows are about as long as the first
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
