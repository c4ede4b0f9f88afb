// Package jsontext scans JSON text without decoding it. Everything in this module that looks at JSON text does it here.
package jsontext

import "iter"

// Members yields the members of a JSON object in their order, each with its raw value. It yields nothing for any other
// text, and stops where the text is malformed.
func Members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		s := Scanner{Data: object}
		s.Object(func(key []byte, plain bool) bool {
			name := Unquote(key, plain)
			value, ok := s.Value()
			return ok && yield(name, value)
		})
	}
}

// Elements yields the elements of a JSON array in their order. It yields nothing for any other text, and stops where
// the text is malformed.
func Elements(array []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		s := Scanner{Data: array}
		s.Array(func() bool {
			value, ok := s.Value()
			return ok && yield(value)
		})
	}
}

// Member returns the raw value of one member. If several have the name, it is the last, as in encoding/json.
func Member(object []byte, name string) (value []byte, ok bool) {
	s := Scanner{Data: object}
	s.Object(func(key []byte, plain bool) bool {
		v, valid := s.Value()
		if valid && (string(key) == name && plain || !plain && Unquote(key, plain) == name) {
			value, ok = v, true
		}
		return valid
	})
	return value, ok
}
