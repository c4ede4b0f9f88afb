package jsontext

import (
	"unicode/utf16"
	"unicode/utf8"
)

// Unquote returns the value of a string that [Scanner.String] has read.
func Unquote(inside []byte, plain bool) string {
	if plain {
		return string(inside)
	}
	return string(AppendUnquoted(nil, inside))
}

// AppendUnquoted appends the value of a string that [Scanner.String] has read. Like encoding/json it replaces what is not valid:
// bytes that are not UTF-8, and halves of surrogate pairs.
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
