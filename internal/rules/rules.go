// Package rules has what several packages of this module check before they send anything.
package rules

import (
	"io"
	"strings"
	"unicode"
)

// CanSeek reports whether a file can be sent again. It tries: a pipe has the method too, and fails.
func CanSeek(r io.Reader) bool {
	seeker, ok := r.(io.Seeker)
	if !ok {
		return false
	}
	_, err := seeker.Seek(0, io.SeekCurrent)
	return err == nil
}

// IsWord reports whether a text has nothing but letters, digits, hyphens and underscores, as the identifiers of inboxes
// and the codes of languages have.
func IsWord(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
	})
}

// IsEmail reports whether an address passes the server's own rule, which is Devise's: text, an @, and text.
func IsEmail(address string) bool {
	name, host, found := strings.Cut(address, "@")
	return found && name != "" && host != "" && !strings.Contains(host, "@") && !strings.ContainsAny(address, " \t\r\n")
}

// IsPhone reports whether a number passes the server's own rule: E.164, a plus and up to 15 digits.
func IsPhone(number string) bool {
	digits, plus := strings.CutPrefix(number, "+")
	return plus && len(digits) >= 2 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}
