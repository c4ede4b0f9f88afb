// Package decode reads what the servers of this family send, in all its dialects, and loses nothing of it.
//
// It reads as encoding/json does, with these differences:
//
//   - A member under another dialect's name goes to the field whose alias tag lists that name.
//   - Members that no field names are collected, as they came, in the field Extra of their object.
//   - An integer field takes any JSON number, rounded: servers store numbers that other software measured.
//   - An identifier, which is an integer field called id or ending with _id, is never rounded. It takes a string of
//     digits as well: Ndoto documents such ids in webhooks.
//   - A value that does not fit its field is a [Mismatch]: the field stays zero, and everything around it is read. An
//     element of a list or a map is left out; a list or a map in which nothing fits is a mismatch itself.
//
// There are two ways through it, and they agree on every document:
//
//	the fast path   one pass over the text, by decoders that are compiled once for each type (compile.go makes them)
//	the stdlib      encoding/json, and then a second pass that adds aliases and Extra (complete.go)
//
// The rule: a decoder returns true only if it is certain that encoding/json would have read the same value. Where only
// encoding/json can be certain (malformed text, a name that stands twice or in different case), the fast path gives up,
// and the whole text goes to encoding/json, whose value or error counts. A mismatch ends neither. Only if encoding/json
// fails on valid text because of a mismatch, the compiled decoders read it once more, with care: they then take any
// name, and the last of several.
package decode

import (
	"encoding/json"
	"reflect"
)

// Unmarshal decodes data into v, a pointer. A mismatch is an error. Nothing in v points into data.
func Unmarshal(data []byte, v any) error { return strict(Lenient(data, v)) }

// Standard is Unmarshal without the fast path, by a function that decodes as encoding/json does.
func Standard(data []byte, v any, unmarshal func([]byte, any) error) error {
	return strict(LenientStandard(data, v, unmarshal))
}

func strict(mismatches []Mismatch, err error) error {
	if err == nil && len(mismatches) > 0 {
		return mismatches[0]
	}
	return err
}

// Lenient is Unmarshal that returns mismatches instead of failing. It fails on malformed text, on an identifier that
// cannot be read, and if the value as a whole does not fit v.
func Lenient(data []byte, v any) ([]Mismatch, error) {
	// The fast path assigns each field at most once, so it needs a zero value; encoding/json merges into what is there.
	if p := reflect.ValueOf(v); isZeroTarget(p) {
		if mismatches, _, ok := readAll(data, p.Elem(), false); ok {
			return mismatches, nil
		}
		p.Elem().SetZero()
	}
	return LenientStandard(data, v, json.Unmarshal)
}

// LenientStandard is to Lenient as Standard is to Unmarshal.
func LenientStandard(data []byte, v any, unmarshal func([]byte, any) error) ([]Mismatch, error) {
	p := reflect.ValueOf(v)
	wasZero := isZeroTarget(p)
	err := unmarshal(data, v)
	if err != nil && wasZero && json.Unmarshal(data, reflect.New(p.Type().Elem()).Interface()) == nil {
		return nil, err // the function has reasons of its own
	}
	if err == nil {
		err = complete(data, p)
	}
	if err == nil || !wasZero || !json.Valid(data) {
		return nil, err
	}
	p.Elem().SetZero()
	switch mismatches, fatal, ok := readAll(data, p.Elem(), true); {
	case ok:
		return mismatches, nil
	case fatal != nil:
		return nil, *fatal
	}
	return nil, err
}

func isZeroTarget(p reflect.Value) bool {
	return p.Kind() == reflect.Pointer && !p.IsNil() && p.Elem().IsZero()
}
