package jsontext

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

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
	data, start := s.Data, s.Pos+1
	if s.Pos >= len(data) || data[s.Pos] != '"' {
		return nil, false, false
	}
	i := start
	for {
		i = skipOrdinary(data, i)
		if i == len(data) {
			return nil, false, false
		}
		switch c := data[i]; {
		case c == '"':
			s.Pos = i + 1
			return data[start:i], true, true
		case c >= ' ' && c < utf8.RuneSelf && c != '\\':
			i++
		case c < ' ':
			return nil, false, false
		default:
			return s.unusualString(start, i)
		}
	}
}

// skipOrdinary returns an index up to which there are only bytes that stand for themselves. It looks at eight at a time.
func skipOrdinary(data []byte, i int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(data); i += 8 {
		x := binary.LittleEndian.Uint64(data[i:])
		quote, backslash := x^(ones*'"'), x^(ones*'\\')
		// A high bit is set where a byte is below ' ', '"', '\\' or not ASCII; beyond the first one it may be wrong.
		if found := (x | (x - ones*' ') | (quote - ones) | (backslash - ones)) & highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	return i
}

// unusualString consumes the rest of a string that has an escape, or more than ASCII, at i.
func (s *Scanner) unusualString(start, i int) (inside []byte, plain, ok bool) {
	plain, ascii := true, true
	for ; i < len(s.Data); i++ {
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
		return s.skipObject()
	case '[':
		return s.skipArray()
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

func (s *Scanner) skipObject() bool {
	more, ok := s.Open('{', '}')
	for more {
		if _, _, ok = s.Key(); !ok || !s.skip() {
			return false
		}
		more, ok = s.Next('}')
	}
	return ok
}

func (s *Scanner) skipArray() bool {
	more, ok := s.Open('[', ']')
	for more {
		if !s.skip() {
			return false
		}
		more, ok = s.Next(']')
	}
	return ok
}

// Open consumes the brace or bracket that opens an object or an array, and also the closing one if it is empty. It reports
// whether there is a first member or element.
func (s *Scanner) Open(opening, closing byte) (more, ok bool) {
	if s.Depth++; s.Depth > MaxDepth || !s.Consume(opening) {
		return false, false
	}
	if s.Consume(closing) {
		s.Depth--
		return false, true
	}
	return true, true
}

// Next consumes the comma after a member or an element, or the closing brace or bracket. It reports whether another one must
// follow.
func (s *Scanner) Next(closing byte) (more, ok bool) {
	switch s.Peek() {
	case ',':
		s.Pos++
		return true, true
	case closing:
		s.Pos++
		s.Depth--
		return false, true
	}
	return false, false
}

// Key consumes the key of a member and the colon after it. The key is as String has it.
func (s *Scanner) Key() (key []byte, plain, ok bool) {
	s.Peek()
	key, plain, ok = s.String()
	return key, plain, ok && s.Consume(':')
}

// Object consumes an object. It calls member before the value of each member, which member has to consume.
func (s *Scanner) Object(member func(key []byte, plain bool) bool) bool {
	more, ok := s.Open('{', '}')
	for more {
		key, plain, valid := s.Key()
		if !valid || !member(key, plain) {
			return false
		}
		more, ok = s.Next('}')
	}
	return ok
}

// Array consumes an array. It calls element before each element, which element has to consume.
func (s *Scanner) Array(element func() bool) bool {
	more, ok := s.Open('[', ']')
	for more {
		if !element() {
			return false
		}
		more, ok = s.Next(']')
	}
	return ok
}
