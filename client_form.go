package ndoto

import (
	"encoding/json"
	"strings"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

type formField struct{ name, value string }

// formFields returns the members of an object as Rails reads them from a form: a[b] for objects and a[] for arrays.
func formFields(v any) ([]formField, error) {
	data, err := marshal(v)
	if err != nil {
		return nil, err
	}
	var fields []formField
	for name, value := range jsontext.Members(data) {
		fields = appendFields(fields, name, value)
	}
	return fields, nil
}

func appendFields(fields []formField, name string, value []byte) []formField {
	switch value[0] {
	case '{':
		for member, inner := range jsontext.Members(value) {
			fields = appendFields(fields, name+"["+member+"]", inner)
		}
		return fields
	case '[':
		for element := range jsontext.Elements(value) {
			fields = appendFields(fields, name+"[]", element)
		}
		return fields
	case '"':
		var text string
		_ = json.Unmarshal(value, &text) // it was marshaled just now
		return append(fields, formField{name, text})
	}
	return append(fields, formField{name, strings.TrimPrefix(string(value), "null")})
}
