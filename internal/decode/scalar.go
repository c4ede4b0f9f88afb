package decode

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
)

// readViaStdlib leaves one value to encoding/json.
func readViaStdlib(r *reader, v reflect.Value) bool {
	raw, ok := r.Value()
	return ok && v.CanAddr() && json.Unmarshal(raw, v.Addr().Interface()) == nil && complete(raw, v) == nil
}

// null consumes null, if that is the value.
func (r *reader) null() bool {
	return r.Pos < len(r.Data) && r.Data[r.Pos] == 'n' && r.Literal("null")
}

func readString(r *reader, v reflect.Value) bool {
	if r.null() {
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
	return r.null()
}

func readInt(r *reader, v reflect.Value) bool {
	if n, ok := r.shortInteger(); ok && !v.OverflowInt(n) {
		v.SetInt(n)
		return true
	}
	if r.null() {
		return true
	}
	literal, _, ok := r.Number()
	if !ok {
		return false
	}
	n, _, ok := Integer(literal)
	if !ok || v.OverflowInt(n) {
		return false
	}
	v.SetInt(n)
	return true
}

// readExactly reads an identifier, which is never rounded, and may be a string of digits.
func readExactly(t reflect.Type, integer *decoder) func(*reader, reflect.Value) bool {
	isPlain := !reflect.PointerTo(t).Implements(jsonUnmarshaler)
	return func(r *reader, v reflect.Value) bool {
		start := r.Pos
		if n, ok := r.shortInteger(); ok && isPlain && !v.OverflowInt(n) {
			v.SetInt(n)
			return true
		}
		r.Pos = start
		if n, ok := r.digits(); ok && isPlain && !v.OverflowInt(n) {
			v.SetInt(n)
			return true
		}
		r.Pos = start
		if !integer.read(r, v) {
			return false
		}
		for _, c := range r.Data[start:r.Pos] {
			if c == '.' || c == 'e' || c == 'E' {
				literal := bytes.Trim(r.Data[start:r.Pos], `"`)
				_, exact, ok := Integer(literal)
				return ok && exact
			}
		}
		return true
	}
}

// digits consumes a string that has nothing but digits, if that is next.
func (r *reader) digits() (n int64, ok bool) {
	inside, plain, ok := r.String()
	if !ok || !plain || len(inside) == 0 {
		return 0, false
	}
	for _, c := range inside {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	n, _, ok = Integer(inside)
	return n, ok
}

// shortInteger consumes a number that is whole and cannot overflow, if that is next.
func (r *reader) shortInteger() (n int64, ok bool) {
	i := r.Pos
	negative := i < len(r.Data) && r.Data[i] == '-'
	if negative {
		i++
	}
	first := i
	for i < len(r.Data) && r.Data[i] >= '0' && r.Data[i] <= '9' {
		n = n*10 + int64(r.Data[i]-'0')
		i++
	}
	if digits := i - first; digits == 0 || digits > 18 || digits > 1 && r.Data[first] == '0' {
		return 0, false
	}
	if i < len(r.Data) && (r.Data[i] == '.' || r.Data[i] == 'e' || r.Data[i] == 'E') {
		return 0, false
	}
	r.Pos = i
	if negative {
		n = -n
	}
	return n, true
}

func readFloat(r *reader, v reflect.Value) bool {
	if r.null() {
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
