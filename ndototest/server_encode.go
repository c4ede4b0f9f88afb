package ndototest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// encoder writes what replies are made of as encoding/json does, without reflection, and leaves the rest to it. Most of
// what a test waits for is this.
type encoder struct {
	text []byte
	// shapes are the sorted names of the last object of each size. The rows of a list have the same ones.
	shapes [maxShape + 1][]string
	twin   twin
	room   view // for the rows of lists
}

// twin is the last view of twinSize members or more, and where in the text it stands. Most conversations hold their
// last message twice.
type twin struct {
	first    *member
	from, to int
}

const twinSize = 16

// maxShape is how many members an object has whose names are remembered. No conversation has more.
const maxShape = 48

// encode returns a text that the next one is written over.
func (e *encoder) encode(value any) ([]byte, error) {
	var err error
	e.twin = twin{}
	e.text, err = e.append(e.text[:0], value)
	return e.text, err
}

// json writes what came as JSON, or is made of what can be written as JSON. The server's mutex is held, since the value
// is part of the state.
func (s *Server) json(value any) []byte {
	text, _ := s.encoder.encode(value)
	return bytes.Clone(text)
}

// encode writes the value of a reply, into a buffer if it is long.
func (s *Server) encode(r *reply) *buffer {
	text, _ := s.encoder.encode(r.value)
	if len(text) < longText {
		r.body = bytes.Clone(text)
		return nil
	}
	b := s.log.buffers.copyOf(text)
	r.body = b.text
	return b
}

func (e *encoder) append(to []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(to, "null"...), nil
	case bool:
		return strconv.AppendBool(to, v), nil
	case int:
		return strconv.AppendInt(to, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(to, v, 10), nil
	case json.Number:
		if isPlainNumber(v) {
			return append(to, v...), nil
		}
	case string:
		return appendText(to, v)
	case view:
		return e.appendView(to, v)
	case []view:
		return appendList(e, to, v)
	case rows:
		return e.appendRows(to, v)
	case object:
		if v != nil {
			return e.appendObject(to, v)
		}
	case []object:
		return appendList(e, to, v)
	case []any:
		return appendList(e, to, v)
	case []string:
		return appendList(e, to, v)
	case []int64:
		return appendList(e, to, v)
	}
	text, err := json.Marshal(value)
	return append(to, text...), err
}

func (e *encoder) appendRows(to []byte, list rows) ([]byte, error) {
	var err error
	list.call.room, e.room = e.room, nil // the views in the call's own are still to be written
	to = append(to, '[')
	for i := range list.count {
		if i > 0 {
			to = append(to, ',')
		}
		if to, err = e.appendView(to, list.render(i)); err != nil {
			return to, err
		}
		list.call.room, e.twin = list.call.room[:0], twin{}
	}
	e.room, list.call.room = list.call.room, nil
	return append(to, ']'), nil
}

func (e *encoder) appendView(to []byte, v view) ([]byte, error) {
	large := len(v) >= twinSize
	if large && e.twin.first == &v[0] {
		return append(to, to[e.twin.from:e.twin.to]...), nil
	}
	var err error
	from := len(to)
	to = append(to, '{')
	for i, m := range v {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(append(append(to, '"'), m.name...), `":`...)
		if to, err = e.append(to, m.value); err != nil {
			return to, err
		}
	}
	to = append(to, '}')
	if large {
		e.twin = twin{&v[0], from, len(to)}
	}
	return to, nil
}

func (e *encoder) appendObject(to []byte, o object) ([]byte, error) {
	if len(o) <= maxShape && len(e.shapes[len(o)]) > 0 {
		text, fits, err := e.appendMembers(to, o, e.shapes[len(o)])
		if fits {
			return text, err
		}
		to, e.twin = text, twin{} // which may be in what is written again
	}
	var few [maxShape]string
	names := few[:0]
	for name := range o {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(o) <= maxShape {
		e.shapes[len(o)] = slices.Clone(names)
	}
	text, _, err := e.appendMembers(to, o, names)
	return text, err
}

// appendMembers writes an object that has as many members as there are names. It does not fit if it has others.
func (e *encoder) appendMembers(to []byte, o object, names []string) (text []byte, fits bool, err error) {
	start := len(to)
	to = append(to, '{')
	for i, name := range names {
		value, has := o[name]
		if !has {
			return to[:start], false, nil
		}
		if i > 0 {
			to = append(to, ',')
		}
		if to, err = appendText(to, name); err != nil {
			return to, true, err
		}
		if to, err = e.append(append(to, ':'), value); err != nil {
			return to, true, err
		}
	}
	return append(to, '}'), true, nil
}

func appendList[T any](e *encoder, to []byte, list []T) ([]byte, error) {
	if list == nil {
		return append(to, "null"...), nil
	}
	var err error
	to = append(to, '[')
	for i, value := range list {
		if i > 0 {
			to = append(to, ',')
		}
		if to, err = e.append(to, value); err != nil {
			return to, err
		}
	}
	return append(to, ']'), nil
}

// isPlainNumber reports whether a number stands as it is. A test may have made it of any text.
func isPlainNumber(n json.Number) bool {
	return n != "" && (n[0] == '-' || '0' <= n[0] && n[0] <= '9') && json.Valid([]byte(n))
}

func appendText(to []byte, text string) ([]byte, error) {
	if isPlainText(text) {
		return append(append(append(to, '"'), text...), '"'), nil
	}
	escaped, err := json.Marshal(text)
	return append(to, escaped...), err
}

// isPlainText reports whether a text stands between quotes as it is.
func isPlainText(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}
