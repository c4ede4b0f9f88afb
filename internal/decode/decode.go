// Package decode reads what the servers of this family send, in all its dialects, and loses nothing of it.
//
// It reads as encoding/json does, and adds two things: a member under another dialect's name goes to the field whose alias
// tag lists that name, and members that no field names are collected, as they came, in the field Extra of their object.
//
// There are two ways through it, and they agree on every document:
//
//	the fast path   one pass over the text, by decoders that are compiled once for each type (compile.go, object.go, values.go)
//	the stdlib      encoding/json, and then a second pass that adds aliases and Extra (complete.go)
//
// The rule: a decoder returns true only if it is certain that encoding/json would have read the same value. It returns false
// for everything off the common path, whether that is wrong or merely rare: malformed text, a value of another type, a name
// that stands twice or in different case, a type whose rules only encoding/json knows. Then the result is discarded and the
// whole text goes to encoding/json, whose value or error counts. So the fast path needs no error messages, and leniency is
// the standard library's.
package decode

import (
	"encoding/json"
	"reflect"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// Unmarshal decodes data into v, a pointer. Nothing in v points into data.
func Unmarshal(data []byte, v any) error {
	// The fast path assigns each field at most once, so it needs a zero value; encoding/json merges into what is there.
	if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && !p.IsNil() && p.Elem().IsZero() {
		s := jsontext.Scanner{Data: data}
		if decoderOf(p.Elem().Type()).read(&s, p.Elem()) && s.AtEnd() {
			return nil
		}
		p.Elem().SetZero()
	}
	return Standard(data, v, json.Unmarshal)
}

// Standard is Unmarshal without the fast path, by a function that decodes as encoding/json does.
func Standard(data []byte, v any, unmarshal func([]byte, any) error) error {
	if err := unmarshal(data, v); err != nil {
		return err
	}
	return complete(data, reflect.ValueOf(v))
}
