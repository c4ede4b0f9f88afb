package decode

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
)

// A decoder reads a value of one type. It returns false for everything that is not as usual: malformed text, a value of another
// type, a name in other letters or twice. Then encoding/json reads the whole text, and what it says counts.
type decoder struct {
	read func(s *scan, v reflect.Value) bool
}

var (
	compiled  sync.Map // reflect.Type -> *decoder, ready to use
	compiling sync.Mutex
	unmarshal = reflect.TypeFor[json.Unmarshaler]()
	textual   = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// decoderOf returns the decoder of a type, and compiles it the first time.
func decoderOf(t reflect.Type) *decoder {
	if d, ok := compiled.Load(t); ok {
		return d.(*decoder)
	}
	compiling.Lock()
	defer compiling.Unlock()
	c := compiler{}
	d := c.compile(t)
	for t, d := range c {
		compiled.Store(t, d)
	}
	return d
}

// compiler holds the decoders that are being compiled: types may hold themselves.
type compiler map[reflect.Type]*decoder

func (c compiler) compile(t reflect.Type) *decoder {
	if d, ok := compiled.Load(t); ok {
		return d.(*decoder)
	}
	if d := c[t]; d != nil {
		return d
	}
	d := &decoder{}
	c[t] = d
	switch kind := t.Kind(); {
	case t == reflect.TypeFor[json.Number](), kind == reflect.Slice && unusual(t.Elem()):
		d.read = readOther
	case reflect.PointerTo(t).Implements(unmarshal):
		d.read = readUnmarshaler
	case reflect.PointerTo(t).Implements(textual):
		d.read = readOther
	case kind == reflect.String:
		d.read = readString
	case kind == reflect.Bool:
		d.read = readBool
	case kind >= reflect.Int && kind <= reflect.Int64:
		d.read = readInt
	case kind == reflect.Float64 || kind == reflect.Float32:
		d.read = readFloat
	case kind == reflect.Pointer:
		d.read = readPointer(t, c.compile(t.Elem()))
	case kind == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		d.read = readSlice(t, c.compile(t.Elem()))
	case kind == reflect.Struct:
		d.read = readOther
		if fields, ok := c.fieldsOf(t); ok {
			d.read = fields.read
		}
	default:
		d.read = readOther
	}
	return d
}

// unusual are types without a name that have the methods of an embedded field: encoding/json does not see them.
func unusual(t reflect.Type) bool {
	return t.Name() == "" && t.Kind() == reflect.Struct && (reflect.PointerTo(t).Implements(unmarshal) || reflect.PointerTo(t).Implements(textual))
}
