package decode

import (
	"reflect"
	"strconv"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

func readPointer(t reflect.Type, element *decoder) func(*reader, reflect.Value) bool {
	return func(r *reader, v reflect.Value) bool {
		if r.Null() {
			return true
		}
		p := reflect.New(t.Elem())
		v.Set(p)
		return element.read(r, p.Elem())
	}
}

// pageDepth is how deep the rows of a page lie at most: {"data":{"payload":[. Lists deeper than that are short.
const pageDepth = 3

func readSlice(t reflect.Type, element *decoder) func(*reader, reflect.Value) bool {
	return func(r *reader, v reflect.Value) bool {
		if r.Null() {
			return true
		}
		n, index, start := 0, 0, r.Pos
		ok := r.Array(func() bool {
			if n == v.Cap() {
				more := 1
				if n == 1 && r.Depth <= pageDepth {
					more += (len(r.Data) - r.Pos) / (r.Pos - start) // rows are about as long as the first
				}
				v.Grow(min(more, 1000))
			}
			v.SetLen(n + 1)
			fits, ok := r.readElement(element, v.Index(n), func() string { return "[" + strconv.Itoa(index) + "]" })
			index++
			if fits {
				n++
			} else {
				v.SetLen(n)
			}
			return ok
		})
		if ok && n == 0 {
			v.Set(reflect.MakeSlice(t, 0, 0))
		}
		return ok
	}
}

func readMap(t reflect.Type, element *decoder) func(*reader, reflect.Value) bool {
	return func(r *reader, v reflect.Value) bool {
		if r.Null() {
			return true
		}
		m := reflect.MakeMap(t)
		v.Set(m)
		return r.Object(func(key []byte, plain bool) bool {
			name := jsontext.Unquote(key, plain)
			value := reflect.New(t.Elem()).Elem()
			fits, ok := r.readElement(element, value, func() string { return name })
			if fits {
				m.SetMapIndex(reflect.ValueOf(name).Convert(t.Key()), value)
			}
			return ok
		})
	}
}

// readElement reads an element of a list or a map. One that is odd is reported, and left zero.
func (r *reader) readElement(element *decoder, v reflect.Value, name func() string) (fits, ok bool) {
	start := r.checkpoint()
	if element.read(r, v) {
		if len(r.odd) > start.odd {
			r.within(name(), start.odd)
		}
		return true, true
	}
	raw, ok := r.retreat(start)
	if !ok {
		r.within(name(), len(r.odd))
		return false, false
	}
	v.SetZero()
	r.report(name(), raw, v.Type(), false)
	r.loose = true
	return false, true
}
