package jsontext

import "unicode/utf8"

// Scanner reads JSON text token by token. It is as strict as encoding/json: text that it accepts, encoding/json accepts too.
// A method that returns false has met malformed text, or a token of another kind, and leaves Pos wherever it stopped.
type Scanner struct {
	Data []byte
	// Pos is the offset of the next byte to read.
	Pos int
	// Depth counts the objects and arrays that are open.
	Depth int
}

// MaxDepth is the nesting that encoding/json allows.
const MaxDepth = 10_000

// Peek skips white space and returns the next byte without consuming it, or 0 at the end.
func (s *Scanner) Peek() byte {
	for s.Pos < len(s.Data) {
		c := s.Data[s.Pos]
		if c > ' ' || c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c
		}
		s.Pos++
	}
	return 0
}

// Consume skips white space, and consumes c if it is next.
func (s *Scanner) Consume(c byte) bool {
	if s.Peek() != c {
		return false
	}
	s.Pos++
	return true
}

// AtEnd reports whether only white space is left.
func (s *Scanner) AtEnd() bool { return s.Peek() == 0 && s.Pos == len(s.Data) }

// String consumes a string and returns what is between its quotes. It is plain if that is its value: it has no escapes, and
// is valid UTF-8.
func (s *Scanner) String() (inside []byte, plain, ok bool) {
	if s.Pos == len(s.Data) || s.Data[s.Pos] != '"' {
		return nil, false, false
	}
	start := s.Pos + 1
	plain, ascii := true, true
	for i := start; i < len(s.Data); i++ {
		c := s.Data[i]
		if !special[c] {
			continue
		}
		switch {
		case c == '"':
			s.Pos = i + 1
			inside = s.Data[start:i]
			return inside, plain && (ascii || utf8.Valid(inside)), true
		case c == '\\':
			plain = false
			i++
			if i == len(s.Data) {
				return nil, false, false
			}
			switch s.Data[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				for range 4 {
					i++
					if i == len(s.Data) || !isHex(s.Data[i]) {
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

// special marks the bytes that end a string, or that make it more than its bytes.
var special = func() (table [256]bool) {
	for c := range table {
		table[c] = c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\'
	}
	return table
}()

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// Number consumes a number. It is whole if it has neither a fraction nor an exponent.
func (s *Scanner) Number() (literal []byte, whole, ok bool) {
	start, i := s.Pos, s.Pos
	digits := func() bool {
		from := i
		for i < len(s.Data) && s.Data[i] >= '0' && s.Data[i] <= '9' {
			i++
		}
		return i > from
	}
	if i < len(s.Data) && s.Data[i] == '-' {
		i++
	}
	switch {
	case i < len(s.Data) && s.Data[i] == '0':
		i++
	case !digits():
		return nil, false, false
	}
	whole = true
	if i < len(s.Data) && s.Data[i] == '.' {
		whole = false
		i++
		if !digits() {
			return nil, false, false
		}
	}
	if i < len(s.Data) && (s.Data[i] == 'e' || s.Data[i] == 'E') {
		whole = false
		i++
		if i < len(s.Data) && (s.Data[i] == '+' || s.Data[i] == '-') {
			i++
		}
		if !digits() {
			return nil, false, false
		}
	}
	s.Pos = i
	return s.Data[start:i], whole, true
}

// Literal consumes true, false or null.
func (s *Scanner) Literal(word string) bool {
	if len(s.Data)-s.Pos < len(word) || string(s.Data[s.Pos:s.Pos+len(word)]) != word {
		return false
	}
	s.Pos += len(word)
	return true
}

// Null skips white space, and consumes null if it is next.
func (s *Scanner) Null() bool { return s.Peek() == 'n' && s.Literal("null") }

// Value skips white space, consumes a value of any kind and returns its text.
func (s *Scanner) Value() (raw []byte, ok bool) {
	s.Peek()
	start := s.Pos
	if !s.skip() {
		return nil, false
	}
	return s.Data[start:s.Pos], true
}

func (s *Scanner) skip() bool {
	switch s.Peek() {
	case '"':
		_, _, ok := s.String()
		return ok
	case '{':
		return s.Object(func(_ []byte, _ bool) bool { return s.skip() })
	case '[':
		return s.Array(s.skip)
	case 't':
		return s.Literal("true")
	case 'f':
		return s.Literal("false")
	case 'n':
		return s.Literal("null")
	default:
		_, _, ok := s.Number()
		return ok
	}
}

// Object consumes an object. It calls member before the value of each member, which member has to consume. The key is what is
// between its quotes, and plain as String has it.
func (s *Scanner) Object(member func(key []byte, plain bool) bool) bool {
	if s.Depth++; s.Depth > MaxDepth || !s.Consume('{') {
		return false
	}
	for first := true; !s.Consume('}'); first = false {
		if !first && !s.Consume(',') {
			return false
		}
		s.Peek()
		key, plain, ok := s.String()
		if !ok || !s.Consume(':') || !member(key, plain) {
			return false
		}
	}
	s.Depth--
	return true
}

// Array consumes an array. It calls element before each element, which element has to consume.
func (s *Scanner) Array(element func() bool) bool {
	if s.Depth++; s.Depth > MaxDepth || !s.Consume('[') {
		return false
	}
	for first := true; !s.Consume(']'); first = false {
		if !first && !s.Consume(',') || !element() {
			return false
		}
	}
	s.Depth--
	return true
}
