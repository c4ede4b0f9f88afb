package ndoto

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// marshal writes the body of a request as JSON. It refuses texts that the server cannot keep: its database has no
// NUL, and encoding/json would replace bytes that are not UTF-8 without a word.
func marshal(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, badInput("the body cannot be encoded as JSON: %v", err)
	}
	suspicious := bytes.Contains(data, []byte(`\u0000`)) || bytes.Contains(data, []byte(`\ufffd`)) ||
		bytes.Contains(data, []byte("\ufffd")) || !utf8.Valid(data)
	if !suspicious {
		return data, nil
	}
	if where, problem := badText(reflect.ValueOf(v), nil); problem != "" {
		return nil, badInput("%s has %s, which the server cannot keep", cmp.Or(where, "a text"), problem)
	}
	if hasNUL(data) || !utf8.Valid(data) {
		return nil, badInput("the body has a NUL character or bytes that are not UTF-8, which the server cannot keep")
	}
	return data, nil
}

// hasNUL reports whether a JSON text has an escaped NUL, and not an escaped backslash before "u0000".
func hasNUL(data []byte) bool {
	for {
		i := bytes.Index(data, []byte(`\u0000`))
		if i < 0 {
			return false
		}
		backslashes := 0
		for i-backslashes > 0 && data[i-backslashes-1] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			return true
		}
		data = data[i+len(`\u0000`):]
	}
}

// validateText is the rule of marshal for a text that is sent in another way, such as in a query or as the name of a
// file.
func validateText(what, text string) error {
	if problem := textProblem(text); problem != "" {
		return badInput("the %s has %s, which the server cannot keep", what, problem)
	}
	return nil
}

func textProblem(text string) string {
	if strings.ContainsRune(text, 0) {
		return "a NUL character"
	}
	if !utf8.ValidString(text) {
		return "bytes that are not UTF-8"
	}
	return ""
}

// badText finds the first text in a value that the server cannot keep, and the way to it. It reads unexported fields
// too, which a method MarshalJSON may write.
func badText(v reflect.Value, path []string) (where, problem string) {
	switch v.Kind() {
	case reflect.String:
		return strings.Join(path, "."), textProblem(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return badText(v.Elem(), path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			inner := path
			if field := v.Type().Field(i); field.IsExported() && !field.Anonymous {
				inner = slices.Concat(path, []string{fieldName(field)})
			}
			if where, problem = badText(v.Field(i), inner); problem != "" {
				return where, problem
			}
		}
	case reflect.Map:
		for entries := v.MapRange(); entries.Next(); {
			key := entries.Key()
			inner := slices.Concat(path, []string{strings.Trim(strconv.QuoteToGraphic(fmt.Sprint(key)), `"`)})
			if where, problem = badText(key, inner); problem == "" {
				where, problem = badText(entries.Value(), inner)
			}
			if problem != "" {
				return where, problem
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 && v.Kind() == reflect.Slice {
			return strings.Join(path, "."), textProblem(string(v.Bytes()))
		}
		for i := range v.Len() {
			if where, problem = badText(v.Index(i), path); problem != "" {
				return where, problem
			}
		}
	}
	return "", ""
}

// fieldName is the name that a field has in JSON.
func fieldName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "" || name == "-" {
		return field.Name
	}
	return name
}
