package decode

import (
	"encoding/json"
	"reflect"
	"time"
)

// Types with an UnmarshalJSON of their own are read through it. Two kinds of them make up a third of every page, so
// what they do with their most common values is found out once, when they are compiled, and done directly.

// readUnmarshaler reads a value through its UnmarshalJSON.
func readUnmarshaler(r *reader, v reflect.Value) bool {
	raw, ok := r.Value()
	return ok && v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(raw) == nil
}

// tryUnmarshal returns what a type makes of a text.
func tryUnmarshal(t reflect.Type, text string) (reflect.Value, bool) {
	v := reflect.New(t)
	err := v.Interface().(json.Unmarshaler).UnmarshalJSON([]byte(text))
	return v.Elem(), err == nil
}

// compileFreeForm returns a decoder for types that keep an object as it comes, such as json.RawMessage.
func compileFreeForm(t reflect.Type) (func(*reader, reflect.Value) bool, bool) {
	const object = `{"a": [1]}`
	if t.Kind() != reflect.Slice || t.Elem().Kind() != reflect.Uint8 {
		return nil, false
	}
	if v, ok := tryUnmarshal(t, object); !ok || string(v.Bytes()) != object {
		return nil, false
	}
	empty, ok := tryUnmarshal(t, `{}`)
	skipsEmpty := ok && empty.IsNil()
	return func(r *reader, v reflect.Value) bool {
		if r.Pos == len(r.Data) || r.Data[r.Pos] != '{' {
			return readUnmarshaler(r, v)
		}
		raw, ok := r.Value()
		if !ok {
			return false
		}
		if len(raw) > len(`{}`) || !skipsEmpty {
			v.SetBytes(append(r.room(len(raw)), raw...))
		}
		return true
	}, true
}

// compileTime returns a decoder for structs around a time.Time that read whole numbers as seconds since 1970.
func compileTime(t reflect.Type) (func(*reader, reflect.Value) bool, bool) {
	if t.Kind() != reflect.Struct || t.NumField() != 1 || t.Field(0).Type != reflect.TypeFor[time.Time]() || !t.Field(0).IsExported() {
		return nil, false
	}
	for text, want := range map[string]time.Time{`1750163696`: time.Unix(1750163696, 0).UTC(), `0`: {}, `null`: {}} {
		if v, ok := tryUnmarshal(t, text); !ok || v.Field(0).Interface() != want {
			return nil, false
		}
	}
	return func(r *reader, v reflect.Value) bool {
		start := r.Pos
		if n, ok := r.shortInteger(); ok && n >= 0 && n < 10_000_000_000 {
			if n > 0 {
				*v.Field(0).Addr().Interface().(*time.Time) = time.Unix(n, 0).UTC()
			}
			return true
		}
		r.Pos = start
		return r.null() || readUnmarshaler(r, v)
	}, true
}
