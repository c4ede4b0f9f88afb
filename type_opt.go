package ndoto

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/usendoto/ndoto-go/internal/decode"
)

// Opt is a value that may be absent, null or set. The zero Opt is absent, and is not sent in params. Fields of this
// type carry the tag option omitzero.
type Opt[T any] struct {
	value T
	state optState
}

type optState uint8

const (
	optAbsent optState = iota
	optNull
	optSet
)

// Set returns an Opt with a value.
func Set[T any](v T) Opt[T] { return Opt[T]{value: v, state: optSet} }

// Null returns an Opt that is null, which clears the field.
func Null[T any]() Opt[T] { return Opt[T]{state: optNull} }

// Get returns the value and whether there is one.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == optSet }

// isSet reports whether there is a value, as opposed to null and to nothing.
func isSet[T any](o Opt[T]) bool { return o.state == optSet }

// IsNull reports whether the Opt is null, as opposed to absent or set.
func (o Opt[T]) IsNull() bool { return o.state == optNull }

// IsZero reports whether the Opt is absent. The tag option omitzero relies on it.
func (o Opt[T]) IsZero() bool { return o.state == optAbsent }

// String returns the value as fmt prints it, or "null" or "absent".
func (o Opt[T]) String() string {
	switch o.state {
	case optSet:
		return fmt.Sprint(o.value)
	case optNull:
		return "null"
	}
	return "absent"
}

// MarshalJSON returns the value, or null.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if o.state != optSet {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}

// UnmarshalJSON decodes null or a value.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*o = Null[T]()
		return nil
	}
	var v T
	if err := decode.Unmarshal(data, &v); err != nil {
		return err
	}
	*o = Set(v)
	return nil
}

// EncodeValues adds the value to a query string, by the rules of github.com/google/go-querystring. An absent or null
// Opt adds nothing, because an empty parameter would be a filter to this server.
func (o Opt[T]) EncodeValues(key string, v *url.Values) error {
	if o.state == optSet {
		v.Set(key, fmt.Sprint(o.value))
	}
	return nil
}
