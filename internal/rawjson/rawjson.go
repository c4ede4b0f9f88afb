// Package rawjson walks over JSON text without decoding it, for free-form objects that few callers read.
package rawjson

import (
	"bytes"
	"encoding/json"
	"iter"
)

// Members yields the members of a JSON object in their order, each with its raw value. It yields nothing for any other
// text, and ends early where the text is malformed.
func Members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		s := scanner{data: object}
		if !s.take('{') {
			return
		}
		for !s.take('}') {
			key, ok := s.value()
			if !ok || key[0] != '"' || !s.take(':') {
				return
			}
			value, ok := s.value()
			if !ok || !yield(unquote(key), value) {
				return
			}
			if !s.take(',') && s.peek() != '}' {
				return
			}
		}
	}
}

// Elements yields the elements of a JSON array in their order, under the rules of Members.
func Elements(array []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		s := scanner{data: array}
		if !s.take('[') {
			return
		}
		for !s.take(']') {
			value, ok := s.value()
			if !ok || !yield(value) {
				return
			}
			if !s.take(',') && s.peek() != ']' {
				return
			}
		}
	}
}

// Member returns the raw value of one member. Like encoding/json it takes the last of several with the same name.
func Member(object []byte, name string) (value []byte, ok bool) {
	for key, v := range Members(object) {
		if key == name {
			value, ok = v, true
		}
	}
	return value, ok
}

type scanner struct {
	data []byte
	pos  int
}

// peek returns the next byte that is not white space, or 0 at the end.
func (s *scanner) peek() byte {
	for ; s.pos < len(s.data); s.pos++ {
		switch s.data[s.pos] {
		case ' ', '\t', '\n', '\r':
		default:
			return s.data[s.pos]
		}
	}
	return 0
}

func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.pos++
	return true
}

// value passes over one value and returns its text.
func (s *scanner) value() ([]byte, bool) {
	first := s.peek()
	start := s.pos
	switch first {
	case '"':
		return s.string()
	case '{', '[':
		return s.container()
	}
	for s.pos < len(s.data) && !bytes.ContainsRune([]byte(",:]} \t\n\r"), rune(s.data[s.pos])) {
		s.pos++
	}
	return s.data[start:s.pos], s.pos > start
}

func (s *scanner) string() ([]byte, bool) {
	start := s.pos
	for s.pos++; s.pos < len(s.data); s.pos++ {
		switch s.data[s.pos] {
		case '\\':
			s.pos++
		case '"':
			s.pos++
			return s.data[start:s.pos], true
		}
	}
	return nil, false
}

// container counts brackets instead of recursing, so that deep nesting costs no stack.
func (s *scanner) container() ([]byte, bool) {
	start, depth := s.pos, 0
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case '"':
			if _, ok := s.string(); !ok {
				return nil, false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		s.pos++
		if depth == 0 {
			return s.data[start:s.pos], true
		}
	}
	return nil, false
}

func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return string(quoted)
	}
	return s
}
