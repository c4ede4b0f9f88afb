package ndoto

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// failureText is what the failure bodies of this server, of its framework and of its proxies have in common.
type failureText struct {
	text      string
	inErrors  bool // whether the text came in an array of texts under "errors"
	validated bool // whether the attributes are named, which only failed validations of a record do
}

// readBody reads the message and the attributes of a failure. The server has nine forms: {"error":text},
// {"error":{field:[text]}}, {"message":text,"attributes":[name]}, {"message":text}, {"errors":[text]},
// {"status":500,"error":text}, {"success":false}, plain text, and nothing. The OpenAPI document adds
// {"description":text,"errors":[{"field":name,"message":text,"code":word}]}, gateways RFC 9457's {"title":text,
// "detail":text}, and a proxy its HTML.
func (e *Error) readBody(data []byte) failureText {
	var f failureText
	if !json.Valid(data) {
		e.Message = summary(data)
		return f
	}
	errors, _ := jsontext.Member(data, "errors")
	if e.Message, e.Attributes = fieldErrors(errors); e.Message != "" {
		return failureText{text: e.Message, validated: true}
	}
	if object, _ := jsontext.Member(data, "error"); e.Message == "" {
		e.Attributes = fieldsOf(object)
	}
	for _, name := range []string{"error", "message", "errors", "description", "detail", "title"} {
		raw, _ := jsontext.Member(data, name)
		if text := flatten(raw); text != "" && e.Message == "" {
			e.Message, f.inErrors = text, name == "errors"
		}
	}
	if raw, ok := jsontext.Member(data, "attributes"); ok {
		f.validated = json.Unmarshal(raw, &e.Attributes) == nil
	}
	f.text = e.Message
	return f
}

// fieldErrors reads a list of errors of fields: "email is invalid, name can't be blank", and the names.
func fieldErrors(raw []byte) (text string, names []string) {
	var list []struct{ Field, Message string }
	if json.Unmarshal(raw, &list) != nil {
		return "", nil
	}
	var parts []string
	for _, one := range list {
		if one.Field != "" && !slices.Contains(names, one.Field) {
			names = append(names, one.Field)
		}
		if part := strings.TrimSpace(one.Field + " " + one.Message); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", "), names
}

// fieldsOf returns the names in an object of lists of texts, which automation rules and macros fail with.
func fieldsOf(raw []byte) (names []string) {
	for name, value := range jsontext.Members(raw) {
		if len(value) == 0 || value[0] != '[' {
			return nil
		}
		names = append(names, name)
	}
	return names
}

// flatten joins the texts in a value of any shape.
func flatten(raw []byte) string {
	if len(raw) == 0 {
		return ""
	}
	var parts []string
	switch raw[0] {
	case '"':
		var s string
		_ = json.Unmarshal(raw, &s) // the body was validated
		return s
	case '[':
		for element := range jsontext.Elements(raw) {
			parts = append(parts, flatten(element))
		}
	case '{':
		for name, value := range jsontext.Members(raw) {
			parts = append(parts, name+" "+flatten(value))
		}
	}
	return strings.Join(parts, ", ")
}

// summary returns the text of a body that is not JSON; for an HTML page, its title.
func summary(body []byte) string {
	text := string(body)
	if _, after, ok := strings.Cut(text, "<title>"); ok {
		text, _, _ = strings.Cut(after, "</title>")
	}
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	return shorten(strings.TrimSpace(text), 200)
}

// shorten cuts a text to a number of bytes, at a character.
func shorten(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest-3], "") + "..."
}
