package jsontext

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// String consumes a string and returns what is between its quotes. It is plain if that is its value: it has no escapes,
// and is valid UTF-8.
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

// skipOrdinary returns an index up to which there are only bytes that stand for themselves. It looks at eight at a
// time.
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

// Unquote returns the value of a string that [Scanner.String] has read.
func Unquote(inside []byte, plain bool) string {
	if plain {
		return string(inside)
	}
	return string(AppendUnquoted(nil, inside))
}

// AppendUnquoted appends the value of a string that [Scanner.String] has read. Like encoding/json it replaces what is
// not valid: bytes that are not UTF-8, and halves of surrogate pairs.
func AppendUnquoted(dst, inside []byte) []byte {
	for i := 0; i < len(inside); {
		switch c := inside[i]; {
		case c == '\\' && inside[i+1] == 'u':
			r := hexRune(inside[i+2:])
			i += len(`\u0000`)
			if utf16.IsSurrogate(r) {
				pair := utf8.RuneError
				if rest := inside[i:]; len(rest) >= len(`\u0000`) && rest[0] == '\\' && rest[1] == 'u' {
					pair = utf16.DecodeRune(r, hexRune(rest[2:]))
				}
				if pair != utf8.RuneError {
					i += len(`\u0000`)
				}
				r = pair
			}
			dst = utf8.AppendRune(dst, r)
		case c == '\\':
			dst = append(dst, unescaped[inside[i+1]])
			i += 2
		case c < utf8.RuneSelf:
			dst = append(dst, c)
			i++
		default:
			r, size := utf8.DecodeRune(inside[i:])
			dst = utf8.AppendRune(dst, r)
			i += size
		}
	}
	return dst
}

// unescaped is what an escape of one letter stands for.
var unescaped = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// hexRune reads four hexadecimal digits.
func hexRune(digits []byte) rune {
	var r rune
	for _, c := range digits[:4] {
		r <<= 4
		switch {
		case c <= '9':
			r |= rune(c - '0')
		default:
			r |= rune(c&^0x20-'A') + 10
		}
	}
	return r
}
