package decode

import (
	"encoding/json"
	"reflect"
	"strconv"
)

// readViaStdlib leaves one value to encoding/json.
func readViaStdlib(r *reader, v reflect.Value) bool {
	raw, ok := r.Value()
	return ok && v.CanAddr() && json.Unmarshal(raw, v.Addr().Interface()) == nil && complete(raw, v) == nil
}

func readUnmarshaler(r *reader, v reflect.Value) bool {
	raw, ok := r.Value()
	return ok && v.Addr().Interface().(json.Unmarshaler).UnmarshalJSON(raw) == nil
}

// readFreeForm copies an object. What a type makes of other values, and of {}, is for the type to say.
func readFreeForm(r *reader, v reflect.Value) bool {
	if r.Peek() != '{' {
		return readUnmarshaler(r, v)
	}
	start := r.Pos
	raw, ok := r.Value()
	if ok && len(raw) == len("{}") {
		r.Pos = start
		return readUnmarshaler(r, v)
	}
	if !ok {
		return false
	}
	v.SetBytes(append(r.room(len(raw)), raw...))
	return true
}

func readString(r *reader, v reflect.Value) bool {
	if r.Null() {
		return true
	}
	inside, plain, ok := r.String()
	if !ok {
		return false
	}
	v.SetString(r.unquote(inside, plain))
	return true
}

func readBool(r *reader, v reflect.Value) bool {
	switch r.Peek() {
	case 't':
		v.SetBool(true)
		return r.Literal("true")
	case 'f':
		return r.Literal("false")
	}
	return r.Null()
}

func readInt(r *reader, v reflect.Value) bool { return readInteger(r, v, false) }

// readID reads an identifier, which is never rounded.
func readID(r *reader, v reflect.Value) bool { return readInteger(r, v, true) }

func readInteger(r *reader, v reflect.Value, exactly bool) bool {
	if r.Null() {
		return true
	}
	literal, whole, ok := r.Number()
	if !ok {
		return false
	}
	var n int64
	if whole && len(literal) <= 18 {
		n = shortInteger(literal)
	} else {
		var exact bool
		if n, exact, ok = Integer(literal); !ok || exactly && !exact {
			return false
		}
	}
	if v.OverflowInt(n) {
		return false
	}
	v.SetInt(n)
	return true
}

func readFloat(r *reader, v reflect.Value) bool {
	if r.Null() {
		return true
	}
	literal, _, ok := r.Number()
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
