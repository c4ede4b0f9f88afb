package ndoto

import (
	"bytes"
	"net/http"
	"reflect"
	"strings"

	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// The servers of this family wrap what they return: in "payload", in "data", in "data.payload", under a name of the
// route's own such as "payload.webhooks", or not at all, with or without "meta" next to it. Only this file knows
// these envelopes. Each is accepted for every route, and a response without any of them is an error: it must never
// look like an empty list or an object without values. The usual envelope is decoded in one pass; only a response in
// a different one is searched for its content.

// maxEnvelopes is how deeply the content may be nested: {"data":{"payload":{"webhooks":[.
const maxEnvelopes = 3

// payload is the envelope of most responses.
type payload[T any] struct {
	Payload T `json:"payload"`
}

// pageInData is the envelope of the lists of conversations and of notifications.
type pageInData[P any] struct {
	Data P `json:"data"`
}

// pager is implemented by the pages of lists, which are structs with their rows under "payload" and "meta" beside it.
type pager interface {
	// hasRows reports whether the rows were present, even if there are none.
	hasRows() bool
}

// decodeObject decodes a response that holds one object.
func decodeObject[T any](raw rawResponse) (*T, error) {
	var err error
	if raw.opensWith("payload") {
		var e payload[*T]
		if err = raw.unmarshal(raw.data, &e); err == nil && e.Payload != nil && isRecognized(e.Payload) {
			return e.Payload, nil
		}
	} else {
		v := new(T)
		if err = raw.unmarshal(raw.data, v); err == nil && (isRecognized(v) || isObjectOf[T](raw.data)) {
			return v, nil
		}
	}
	content, _ := raw.call.op.open(raw.data, isObjectOf[T])
	if content == nil {
		return nil, raw.noContent("object", err)
	}
	v := new(T)
	if err := raw.unmarshal(content, v); err != nil {
		return nil, raw.unfit(err)
	}
	return v, nil
}

// decodeList decodes a response that holds a list without pages.
func decodeList[T any](raw rawResponse) ([]T, error) {
	if raw.firstByte() != '[' {
		var e payload[[]T]
		if err := raw.unmarshal(raw.data, &e); err == nil && e.Payload != nil {
			return e.Payload, nil
		}
	}
	content, _ := raw.call.op.open(raw.data, isArray)
	if content == nil {
		return nil, raw.noContent("list", raw.unmarshal(raw.data, new(any)))
	}
	var rows []T
	if err := raw.unmarshal(content, &rows); err != nil {
		return nil, raw.unfit(err)
	}
	return rows, nil
}

// decodeInto decodes a response that holds one object, or a list without pages, into v, a pointer to a struct or a
// slice.
func (raw rawResponse) decodeInto(v any) error {
	t, kind := reflect.TypeOf(v).Elem(), "object"
	isContent := func(data []byte) bool { return isObject(t, data) }
	if t.Kind() == reflect.Slice {
		isContent, kind = isArray, "list"
	}
	content, _ := raw.call.op.open(raw.data, isContent)
	if content == nil {
		return raw.noContent(kind, raw.unmarshal(raw.data, new(any)))
	}
	if err := raw.unmarshal(content, v); err != nil {
		return raw.unfit(err)
	}
	return nil
}

// decodePage decodes a response that holds a page of a list.
func decodePage[P any, PP interface {
	*P
	pager
}](raw rawResponse) (*P, error) {
	var e pageInData[P]
	var err error
	if raw.opensWith("data") {
		err = raw.unmarshal(raw.data, &e)
	} else {
		err = raw.unmarshal(raw.data, &e.Data)
	}
	if err == nil && PP(&e.Data).hasRows() {
		return &e.Data, nil
	}
	rows, meta := raw.call.op.open(raw.data, isArray)
	if rows == nil {
		return nil, raw.noContent("list", err)
	}
	usual := append([]byte(`{"payload":`), rows...)
	if meta != nil {
		usual = append(append(usual, `,"meta":`...), meta...)
	}
	p := new(P)
	if err := raw.unmarshal(append(usual, '}'), p); err != nil {
		return nil, raw.unfit(err)
	}
	return p, nil
}

// decodeMap decodes a response that is an object with a member for each of several names.
func decodeMap[T any](raw rawResponse) (map[string]T, error) {
	var m map[string]T
	content, _ := raw.call.op.open(raw.data, isFreeForm)
	if content == nil {
		return nil, raw.noContent("object", raw.unmarshal(raw.data, new(any)))
	}
	if err := raw.unmarshal(content, &m); err != nil {
		return nil, raw.unfit(err)
	}
	return m, nil
}

// open finds the content of a response, and the "meta" next to it or around it.
func (o *operation) open(data []byte, isContent func([]byte) bool) (content, meta []byte) {
	return o.openWithin(data, isContent, maxEnvelopes)
}

func (o *operation) openWithin(data []byte, isContent func([]byte) bool, depth int) (content, meta []byte) {
	if isContent(data) {
		return data, nil
	}
	if depth == 0 {
		return nil, nil
	}
	var around []byte
	for name, value := range jsontext.Members(data) {
		if content == nil && o.wrapsIn(name) {
			content, meta = o.openWithin(value, isContent, depth-1)
		}
		if name == "meta" {
			around = value
		}
	}
	if meta == nil {
		meta = around
	}
	return content, meta
}

// wrapsIn reports whether the content can be the member with a name: "payload", "data", or what the path of the route
// ends with, such as "webhooks" for a list of them and "webhook" for one.
func (o *operation) wrapsIn(name string) bool {
	return name == "payload" || name == "data" || name == o.noun || name == singular(o.noun)
}

// isRow reports whether a path in a response leads to a row of its list, and not to a member of one.
func isRow(path string) bool {
	place := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(path, "."), "data."), "payload")
	return strings.HasPrefix(place, "[") && strings.IndexByte(place, ']') == len(place)-1
}

// nounOf is the last part of a path that is not a placeholder.
func nounOf(path string) string {
	noun := ""
	for part := range strings.SplitSeq(path, "/") {
		if part != "" && part[0] != '{' {
			noun = part
		}
	}
	return noun
}

func singular(noun string) string {
	switch stem, plural := strings.CutSuffix(noun, "s"); {
	case !plural:
		return noun
	case strings.HasSuffix(stem, "ie"):
		return strings.TrimSuffix(stem, "ie") + "y"
	case strings.HasSuffix(stem, "xe"):
		return strings.TrimSuffix(stem, "e")
	default:
		return stem
	}
}

func isArray(data []byte) bool { return firstByte(data) == '[' }

// isObjectOf reports whether a text is a T by the names of its members: a T that has an ID must include it.
func isObjectOf[T any](data []byte) bool { return isObject(reflect.TypeFor[T](), data) }

func isObject(t reflect.Type, data []byte) bool {
	switch first := firstByte(data); {
	case t == reflect.TypeFor[Attributes]():
		return isFreeForm(data)
	case t.Kind() != reflect.Struct:
		return first != '{' && first != 'n'
	case first != '{':
		return false
	}
	shape := decode.ShapeOf(t)
	if shape.HasID() {
		id, ok := jsontext.Member(data, "id")
		return ok && string(id) != "null"
	}
	for name := range jsontext.Members(data) {
		if _, known := shape.Find(name); known {
			return true
		}
	}
	return false
}

// isFreeForm reports whether a text is an object, possibly empty, that is neither an envelope nor describes a
// failure.
func isFreeForm(data []byte) bool {
	for name := range jsontext.Members(data) {
		switch name {
		case "error", "errors", "payload", "data":
			return false
		}
	}
	return firstByte(data) == '{'
}

// isRecognized reports whether v, a pointer to what has been decoded, shows by itself that the text was its type's. It
// saves looking at the text.
func isRecognized(v any) bool {
	p := reflect.ValueOf(v).Elem()
	return p.Kind() == reflect.Struct && decode.ShapeOf(p.Type()).IsRecognized(p)
}

// opensWith reports whether a response is an object whose first member has a name, but for the empty meta that some
// routes put before it.
func (raw rawResponse) opensWith(name string) bool {
	rest := bytes.TrimPrefix(bytes.TrimLeft(raw.data, " \t\r\n{"), []byte(`"meta":{},`))
	return len(rest) > len(name)+1 && rest[0] == '"' && string(rest[1:len(name)+1]) == name && rest[len(name)+1] == '"'
}

func (raw rawResponse) firstByte() byte { return firstByte(raw.data) }

func firstByte(data []byte) byte {
	if data = bytes.TrimLeft(data, " \t\r\n"); len(data) > 0 {
		return data[0]
	}
	return 0
}

// noContent returns the error for a response without an object or a list that the operation could return. Err is what
// was wrong with it in its usual form, if anything.
func (raw rawResponse) noContent(kind string, err error) error {
	switch {
	case raw.status == http.StatusNoContent:
		return raw.unexpected("the server carried it out, and returned no content")
	case raw.isEmpty():
		return raw.unexpected("the body is empty")
	case raw.isNull():
		return raw.unexpected("null")
	case err != nil:
		return raw.unfit(err)
	}
	for _, name := range []string{"error", "message", "errors", "description"} {
		if said, ok := jsontext.Member(raw.data, name); ok && len(said) > 0 {
			return raw.unexpected("it has no " + kind + ", but says: " + flatten(said))
		}
	}
	return raw.unexpected("it has no " + kind + " in any known envelope")
}

// unfit returns the error for content that does not fit its type.
func (raw rawResponse) unfit(err error) error {
	return raw.unexpected(strings.TrimPrefix(err.Error(), "json: "))
}
