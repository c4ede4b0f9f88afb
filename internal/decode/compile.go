package decode

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
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

// fields are those of a struct type.
type fields struct {
	list    []field
	members map[string]memberField
	extra   []int
}

type field struct {
	index  []int
	decode *decoder
}

// of is the field of a struct. Most are its own.
func (f field) of(v reflect.Value) reflect.Value {
	if len(f.index) == 1 {
		return v.Field(f.index[0])
	}
	return v.FieldByIndex(f.index)
}

type memberField struct {
	field int
	alias bool
}

// maxFields fit into the bits that tell which of them were read.
const maxFields = 128

// fieldsOf knows the fields of a type whose names encoding/json and Shape see alike.
func (c compiler) fieldsOf(t reflect.Type) (*fields, bool) {
	f := &fields{members: map[string]memberField{}, extra: ShapeOf(t).extra}
	depths := map[string]int{}
	for _, sf := range reflect.VisibleFields(t) {
		if sf.Anonymous {
			if sf.Type.Kind() != reflect.Struct || sf.Tag.Get("json") != "" {
				return nil, false
			}
			continue
		}
		name, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "-" || !sf.IsExported() {
			continue
		}
		if name == "" || strings.Contains(options, "string") || strings.ToLower(name) != name || len(f.list) == maxFields {
			return nil, false
		}
		if _, twice := depths[name]; twice {
			return nil, false // which of them counts is for encoding/json to say
		}
		depths[name] = len(sf.Index)
		f.members[name] = memberField{field: len(f.list)}
		f.list = append(f.list, field{sf.Index, c.compile(sf.Type)})
	}
	for name, m := range ShapeOf(t).members {
		if !m.Alias {
			continue
		}
		for i, other := range f.list {
			if reflect.DeepEqual(other.index, m.Index) {
				if _, own := f.members[name]; own || strings.ToLower(name) != name {
					return nil, false
				}
				f.members[name] = memberField{field: i, alias: true}
			}
		}
	}
	return f, true
}

// read reads an object.
func (f *fields) read(s *scan, v reflect.Value) bool {
	if s.null() {
		return true
	}
	if s.space() != '{' {
		return false
	}
	if s.depth++; s.depth > maxDepth {
		return false
	}
	s.pos++
	var seen [maxFields / 64]uint64
	var aliases []aliasValue
	var extra []byte
	for first := true; !s.take('}'); first = false {
		if !first && !s.take(',') {
			return false
		}
		s.space()
		key, plain, ok := s.text()
		if !ok || !plain || !s.take(':') {
			return false
		}
		m, known := f.members[string(key)]
		switch {
		case !known:
			raw, ok := s.value()
			if !ok || !f.unlike(key) {
				return false
			}
			if f.extra != nil {
				extra = appendPlainMember(extra, key, raw)
			}
		case m.alias:
			raw, ok := s.value()
			if !ok {
				return false
			}
			aliases = append(aliases, aliasValue{m.field, raw})
		default:
			if seen[m.field/64]&(1<<(m.field%64)) != 0 {
				return false
			}
			seen[m.field/64] |= 1 << (m.field % 64)
			field := &f.list[m.field]
			if !field.decode.read(s, field.of(v)) {
				return false
			}
		}
	}
	s.depth--
	for _, a := range aliases {
		field := f.list[a.field]
		if target := field.of(v); target.IsZero() && !field.decode.read(&scan{data: a.raw, depth: s.depth}, target) {
			return false
		}
	}
	if extra != nil {
		v.FieldByIndex(f.extra).SetBytes(append(extra, '}'))
	}
	return true
}

// aliasValue is a member under the name of another dialect. It counts if the field has no value after all.
type aliasValue struct {
	field int
	raw   []byte
}

// unlike tells whether a name is none of ours in other letters, and can be written as it is.
func (f *fields) unlike(key []byte) bool {
	upper := false
	for _, c := range key {
		switch {
		case c >= 0x80 || c == '<' || c == '>' || c == '&':
			return false
		case c >= 'A' && c <= 'Z':
			upper = true
		}
	}
	if !upper {
		return true
	}
	_, known := f.members[strings.ToLower(string(key))]
	return !known
}

func appendPlainMember(object, name, raw []byte) []byte {
	separator := byte(',')
	if object == nil {
		separator = '{'
	}
	object = append(append(append(object, separator, '"'), name...), '"', ':')
	return append(object, raw...)
}
