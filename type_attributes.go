package ndoto

import (
	"bytes"
	"encoding/json"
	"iter"
	"strconv"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// Attributes is a free-form JSON object, such as custom attributes. It is kept as the server sent it and decoded when
// it is read. The zero Attributes is empty. To send attributes, use a map[string]any.
type Attributes json.RawMessage

// UnmarshalJSON keeps a copy of the text. An object inside a string is unwrapped (a saved filter without a query is
// the string "{}"). Anything that is not an object, such as null or the [] that PHP makes of an empty map, becomes
// empty.
func (a *Attributes) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var inner string
		if err := json.Unmarshal(data, &inner); err != nil {
			return err
		}
		if data = []byte(inner); !json.Valid(data) {
			data = nil
		}
	}
	data = bytes.TrimSpace(data)
	if len(data) == 0 || data[0] != '{' || len(data) == len("{}") {
		*a = nil
		return nil
	}
	*a = bytes.Clone(data)
	return nil
}

// MarshalJSON returns the object as it was received, or {} if it is empty.
func (a Attributes) MarshalJSON() ([]byte, error) {
	if len(a) == 0 {
		return []byte("{}"), nil
	}
	return a, nil
}

// String returns the object as JSON.
func (a Attributes) String() string {
	if len(a) == 0 {
		return "{}"
	}
	return string(a)
}

// Lookup returns the raw JSON of an attribute, which must not be changed, and whether it is present.
func (a Attributes) Lookup(name string) (json.RawMessage, bool) {
	value, ok := jsontext.Member(a, name)
	return value, ok
}

// All yields the attributes in order, each as raw JSON.
func (a Attributes) All() iter.Seq2[string, json.RawMessage] {
	return func(yield func(string, json.RawMessage) bool) {
		for name, value := range jsontext.Members(a) {
			if !yield(name, value) {
				return
			}
		}
	}
}

// Decode decodes the whole object into v, a pointer to a map or a struct.
func (a Attributes) Decode(v any) error {
	if len(a) == 0 {
		return nil
	}
	return json.Unmarshal(a, v)
}

// Text returns an attribute that is a string; for a number or a boolean, it returns the JSON text. It returns "" if
// the attribute is absent, null, an object or an array.
func (a Attributes) Text(name string) string {
	raw, _ := a.Lookup(name)
	var s string
	switch {
	case len(raw) == 0 || raw[0] == '{' || raw[0] == '[' || raw[0] == 'n':
		return ""
	case raw[0] != '"':
		return string(raw)
	}
	_ = json.Unmarshal(raw, &s) // the text was validated when it was received
	return s
}

// Int returns an attribute that is a whole number, even if written as a string, and 0 otherwise.
func (a Attributes) Int(name string) int64 {
	if n, exact, ok := parseInteger([]byte(a.Text(name))); ok && exact {
		return n
	}
	return 0
}

// Float returns an attribute that is a number, even if written as a string, and 0 otherwise.
func (a Attributes) Float(name string) float64 {
	f, err := strconv.ParseFloat(a.Text(name), 64)
	if err != nil {
		return 0
	}
	return f
}

// Bool reports whether an attribute is true, even if written as the string "true".
func (a Attributes) Bool(name string) bool { return a.Text(name) == "true" }

// Time returns an attribute that is a date or a time in one of the forms that [Time] decodes, and the zero Time
// otherwise.
func (a Attributes) Time(name string) Time {
	t, err := parseTime(a.Text(name))
	if err != nil {
		return Time{}
	}
	return Time{t}
}
