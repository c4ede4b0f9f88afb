package decode

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
)

// A decoder reads a value of one type, under the rule in the package's comment. The value is zero before. If the
// decoder returns false and the reader has not given up, the value does not fit the type. White space before the value
// has been skipped.
type decoder struct {
	read   func(r *reader, v reflect.Value) bool
	demand demand // of a text that holds the type at its top
}

var (
	compiled  sync.Map // reflect.Type -> *decoder, ready to use
	compiling sync.Mutex

	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
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

// compiler holds the decoders that are being compiled, because a type can contain itself.
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
	case t == reflect.TypeFor[json.Number](), kind == reflect.Slice && needsStdlib(t.Elem()):
		d.read = readViaStdlib
	case reflect.PointerTo(t).Implements(jsonUnmarshaler):
		d.read = readUnmarshaler
		if read, ok := compileFreeForm(t); ok {
			d.read = read
		} else if read, ok := compileTime(t); ok {
			d.read = read
		}
	case reflect.PointerTo(t).Implements(textUnmarshaler):
		d.read = readViaStdlib
	case t == reflect.TypeFor[string]():
		d.read = readString
	case kind == reflect.String:
		values := &interned{}
		d.read = func(r *reader, v reflect.Value) bool { return readEnum(r, v, values) }
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
	case isSimpleMap(t):
		d.read = readMap(t, c.compile(t.Elem()))
	case kind == reflect.Struct:
		d.read = readViaStdlib
		if object, ok := c.compileObject(t); ok {
			d.read = object.read
		}
	default:
		d.read = readViaStdlib
	}
	return d
}

// isSimpleMap reports whether a type is a map from strings to values without structs: complete does not look into maps.
func isSimpleMap(t reflect.Type) bool {
	return t.Kind() == reflect.Map && t.Key().Kind() == reflect.String && !reflect.PointerTo(t.Key()).Implements(textUnmarshaler) &&
		!needsStdlib(t.Elem()) && !IsNested(t.Elem())
}

// needsStdlib reports whether a type is an unnamed struct with the methods of an embedded field: reflection sees those
// methods, encoding/json does not.
func needsStdlib(t reflect.Type) bool {
	return t.Name() == "" && t.Kind() == reflect.Struct &&
		(reflect.PointerTo(t).Implements(jsonUnmarshaler) || reflect.PointerTo(t).Implements(textUnmarshaler))
}
