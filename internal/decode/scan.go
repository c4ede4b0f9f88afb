package decode

import "unicode/utf8"

// scan passes over JSON text as strictly as encoding/json does: what it accepts, encoding/json accepts too.
type scan struct {
	data  []byte
	pos   int
	depth int
}

// maxDepth is that of encoding/json.
const maxDepth = 10_000

// space passes over white space and returns the next byte, or 0 at the end.
func (s *scan) space() byte {
	for s.pos < len(s.data) {
		c := s.data[s.pos]
		if c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
		s.pos++
	}
	return 0
}

func (s *scan) take(c byte) bool {
	if s.space() != c {
		return false
	}
	s.pos++
	return true
}

func (s *scan) atEnd() bool { return s.space() == 0 && s.pos == len(s.data) }

// text passes over a string, and returns what is between its quotes. It is plain if that is its value: no escapes, and UTF-8.
func (s *scan) text() (inside []byte, plain, ok bool) {
	if s.pos == len(s.data) || s.data[s.pos] != '"' {
		return nil, false, false
	}
	start := s.pos + 1
	plain, ascii := true, true
	for i := start; i < len(s.data); i++ {
		c := s.data[i]
		if !special[c] {
			continue
		}
		switch {
		case c == '"':
			s.pos = i + 1
			inside = s.data[start:i]
			return inside, plain && (ascii || utf8.Valid(inside)), true
		case c == '\\':
			plain = false
			i++
			if i == len(s.data) {
				return nil, false, false
			}
			switch s.data[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				for range 4 {
					i++
					if i == len(s.data) || !hexadecimal(s.data[i]) {
						return nil, false, false
					}
				}
			default:
				return nil, false, false
			}
		case c < ' ':
			return nil, false, false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return nil, false, false
}

// special are the bytes at which a string ends, or is more than its bytes.
var special = func() (table [256]bool) {
	for c := range table {
		table[c] = c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\'
	}
	return table
}()

func hexadecimal(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// number passes over a number. It is whole without a fraction and an exponent.
func (s *scan) number() (literal []byte, whole, ok bool) {
	start, i := s.pos, s.pos
	digits := func() bool {
		from := i
		for i < len(s.data) && s.data[i] >= '0' && s.data[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(s.data) && s.data[i] == '-' {
		i++
	}
	switch {
	case i < len(s.data) && s.data[i] == '0':
		i++
	case !digits():
		return nil, false, false
	}
	whole = true
	if i < len(s.data) && s.data[i] == '.' {
		whole = false
		i++
		if !digits() {
			return nil, false, false
		}
	}
	if i < len(s.data) && (s.data[i] == 'e' || s.data[i] == 'E') {
		whole = false
		i++
		if i < len(s.data) && (s.data[i] == '+' || s.data[i] == '-') {
			i++
		}
		if !digits() {
			return nil, false, false
		}
	}
	s.pos = i
	return s.data[start:i], whole, true
}

// word passes over true, false or null.
func (s *scan) word(w string) bool {
	if len(s.data)-s.pos < len(w) || string(s.data[s.pos:s.pos+len(w)]) != w {
		return false
	}
	s.pos += len(w)
	return true
}

// null passes over null, if that is next.
func (s *scan) null() bool { return s.space() == 'n' && s.word("null") }

// value passes over any value and returns its text.
func (s *scan) value() (raw []byte, ok bool) {
	s.space()
	start := s.pos
	if !s.skip() {
		return nil, false
	}
	return s.data[start:s.pos], true
}

func (s *scan) skip() bool {
	switch c := s.space(); c {
	case '"':
		_, _, ok := s.text()
		return ok
	case '{':
		return s.members(func() bool { return s.skip() })
	case '[':
		return s.elements(func() bool { return s.skip() })
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		_, _, ok := s.number()
		return ok
	}
}

// members passes over an object; each is called at a value, after its key.
func (s *scan) members(each func() bool) bool {
	if s.depth++; s.depth > maxDepth {
		return false
	}
	s.pos++
	if s.take('}') {
		s.depth--
		return true
	}
	for {
		s.space()
		if _, _, ok := s.text(); !ok || !s.take(':') || !each() {
			return false
		}
		if s.take('}') {
			s.depth--
			return true
		}
		if !s.take(',') {
			return false
		}
	}
}

// elements passes over an array; each is called at an element.
func (s *scan) elements(each func() bool) bool {
	if s.depth++; s.depth > maxDepth {
		return false
	}
	s.pos++
	if s.take(']') {
		s.depth--
		return true
	}
	for {
		if !each() {
			return false
		}
		if s.take(']') {
			s.depth--
			return true
		}
		if !s.take(',') {
			return false
		}
	}
}
