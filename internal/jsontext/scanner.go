package jsontext

// Scanner reads JSON text token by token. It is as strict as encoding/json: text that it accepts, encoding/json accepts
// too. A method that returns false has met malformed text, or a token of another kind, and leaves Pos wherever it
// stopped.
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

// Open consumes the brace or bracket that opens an object or an array, and also the closing one if it is empty. It
// reports whether there is a first member or element.
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

// Next consumes the comma after a member or an element, or the closing brace or bracket. It reports whether another one
// must follow.
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
