package decode

import (
	"math"
	"reflect"
	"strconv"
	"sync/atomic"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

func readPointer(t reflect.Type, element *decoder) func(*reader, reflect.Value) bool {
	return func(r *reader, v reflect.Value) bool {
		if r.null() {
			return true
		}
		p := reflect.New(t.Elem())
		v.Set(p)
		return element.read(r, p.Elem())
	}
}

// pageDepth is how deep the rows of a page lie at most: {"data":{"payload":[.
const pageDepth = 3

// maxLevels is how deep the rows of lists can lie in those of others, and the top.
const maxLevels = pageDepth + 1

func readSlice(t reflect.Type, element *decoder) func(*reader, reflect.Value) bool {
	rows, lengths := &demand{}, &lengths{}
	holdsObjects := IsNested(t.Elem())
	return func(r *reader, v reflect.Value) bool {
		if r.null() {
			return true
		}
		begin := r.mark()
		n, index, start := 0, 0, r.Pos
		outer := r.blocks
		ok := r.Array(func() bool {
			if n == v.Cap() {
				v.Grow(max(n, lengths.expect(len(r.Data)-r.Pos)-n, 1))
			}
			v.SetLen(n + 1)
			isPage := holdsObjects && r.Depth <= pageDepth
			if isPage {
				r.blocks = &r.levels[r.Depth]
				r.blocks.begin(rows)
			}
			fits, ok := r.readElement(element, v.Index(n), func() string { return "[" + strconv.Itoa(index) + "]" })
			if isPage {
				r.blocks.end(rows)
				r.blocks = outer
			}
			index++
			if fits {
				n++
			} else {
				v.SetLen(n)
			}
			return ok
		})
		if !ok || n == 0 && index > 0 { // a list in which nothing fits is not this list
			return r.rollback(begin)
		}
		if n == 0 {
			v.Set(reflect.MakeSlice(t, 0, 0))
		}
		lengths.learn(index, r.Pos-start)
		return true
	}
}

// lengths remembers how long the last list of a kind was: the next one is expected to be as long.
type lengths struct{ elements, bytes atomic.Int32 }

// expect returns how many elements a list is expected to have, if its text has at most so many bytes.
func (l *lengths) expect(bytes int) int {
	elements := int(l.elements.Load())
	return min(elements, 1+bytes/max(int(l.bytes.Load()), 1))
}

// learn stores the number of elements, and how many bytes one of them has.
func (l *lengths) learn(elements, bytes int) {
	elements = min(elements, 1000)
	if each := bytes / max(elements, 1); int(l.elements.Load()) != elements || int(l.bytes.Load()) != each {
		l.elements.Store(int32(elements))
		l.bytes.Store(int32(min(each, math.MaxInt32)))
	}
}

func readMap(t reflect.Type, element *decoder) func(*reader, reflect.Value) bool {
	return func(r *reader, v reflect.Value) bool {
		if r.null() {
			return true
		}
		begin := r.mark()
		m := reflect.MakeMap(t)
		v.Set(m)
		ok := r.Object(func(key []byte, plain bool) bool {
			name := jsontext.Unquote(key, plain)
			value := reflect.New(t.Elem()).Elem()
			fits, ok := r.readElement(element, value, func() string { return name })
			if fits {
				m.SetMapIndex(reflect.ValueOf(name).Convert(t.Key()), value)
			}
			return ok
		})
		if !ok || m.Len() == 0 && r.loose > begin.loose {
			return r.rollback(begin)
		}
		return true
	}
}

// readElement reads an element of a list or a map. A mismatch is reported, and left zero.
func (r *reader) readElement(element *decoder, v reflect.Value, name func() string) (fits, ok bool) {
	r.Peek()
	start := r.begin()
	if element.read(r, v) {
		if r.mismatched != start.mismatched {
			r.within(name(), start.mismatches)
		}
		return true, true
	}
	raw, ok := r.retreat(start)
	if !ok {
		r.within(name(), len(r.mismatches))
		return false, false
	}
	v.SetZero()
	r.report(name(), raw, v.Type(), false)
	r.loose++
	return false, true
}
