package ndototest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// object is a JSON object as the server has it.
type object = map[string]any

// upload is a file in a form.
type upload struct {
	name, contentType string
	data              []byte
}

// readParams merges the query and the body, as Rails does.
func readParams(r *http.Request) (object, error) {
	params := object{}
	for name, values := range r.URL.Query() {
		for _, v := range values {
			setParam(params, name, v)
		}
	}
	kind, args, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	body := r.Body.(sentBody).text
	if len(body) == 0 {
		return params, nil
	}
	switch kind {
	case "application/json":
		return params, readJSON(body, params)
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		for name, values := range form {
			for _, v := range values {
				setParam(params, name, v)
			}
		}
		return params, err
	case "multipart/form-data":
		return params, readForm(body, args["boundary"], params)
	}
	return params, nil
}

// decodeExactly keeps numbers as they are written, so that large ids stay what they are.
func decodeExactly(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(v)
}

// halfSurrogate is half of a character outside the basic plane, or may be. encoding/json replaces one without its other
// half, and the server refuses it.
var halfSurrogate = regexp.MustCompile(`(?i)\\+u(d[89ab]..\\ud[c-f]..|d[89a-f]..)`)

func hasHalfSurrogate(body []byte) bool {
	return slices.ContainsFunc(halfSurrogate.FindAll(body, -1), func(found []byte) bool {
		escapes := bytes.IndexByte(bytes.ToLower(found), 'u')
		return escapes%2 == 1 && len(found) == escapes+len("ud800")
	})
}

func readJSON(body []byte, params object) error {
	if hasHalfSurrogate(body) {
		return errors.New("half of a surrogate pair")
	}
	var v any
	if err := decodeExactly(body, &v); err != nil {
		return err
	}
	o, isObject := v.(object)
	if !isObject {
		params["_json"] = v
		return nil
	}
	maps.Copy(params, o)
	return nil
}

func readForm(body []byte, boundary string, params object) error {
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if part.FileName() != "" {
			setParam(params, part.FormName(), upload{part.FileName(), part.Header.Get("Content-Type"), data})
			continue
		}
		setParam(params, part.FormName(), string(data))
	}
}

// setParam puts a value where a name such as a[b][] says.
func setParam(params object, name string, value any) {
	base, rest, nested := strings.Cut(name, "[")
	if !nested {
		params[name] = value
		return
	}
	key, after, _ := strings.Cut(rest, "]")
	if key == "" {
		list, _ := params[base].([]any)
		params[base] = append(list, value)
		return
	}
	inner, isObject := params[base].(object)
	if !isObject {
		inner = object{}
		params[base] = inner
	}
	setParam(inner, key+after, value)
}

func (c call) has(name string) bool { _, there := c.params[name]; return there }

func (c call) text(name string) string { return toText(c.params[name]) }

func (c call) int(name string) int64 { return toInt(c.params[name]) }

func (c call) bool(name string) bool { return c.text(name) == "true" || c.text(name) == "1" }

func (c call) object(name string) object { v, _ := c.params[name].(object); return v }

func (c call) list(name string) []any { v, _ := c.params[name].([]any); return v }

func (c call) texts(name string) []string { return toTexts(c.list(name)) }

func toTexts(list []any) []string {
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = toText(v)
	}
	return texts
}

func toText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return fmt.Sprint(v)
}

// toInt is Ruby's to_i: the digits that a text begins with.
func toInt(v any) int64 {
	text := toText(v)
	end := 0
	for end < len(text) && (text[end] >= '0' && text[end] <= '9' || end == 0 && text[end] == '-') {
		end++
	}
	if end == 0 {
		return 0 // without the error that would be made for it
	}
	n, _ := strconv.ParseInt(text[:end], 10, 64)
	return n
}

// jsonIDs are the elements that are JSON numbers. The server compares ids without a cast, so that "5" is never 5.
func jsonIDs(list []any) []int64 {
	var ids []int64
	for _, v := range list {
		if n, isNumber := v.(json.Number); isNumber {
			ids = append(ids, toInt(n))
		}
	}
	return ids
}

// under reads params below a key, which JSON bodies may leave out.
func (c call) under(key string) object {
	if inner := c.object(key); inner != nil {
		return inner
	}
	return c.params
}

// required reads the params below a key: ParamsWrapper copies the model's own there from a JSON body that does not have
// it. Without the key, or with nothing below it, the request is refused.
func (c *call) required(key string, columns []column) (object, *reply) {
	if key == "" {
		return c.params, nil
	}
	if v, sent := c.params[key]; sent {
		if inner, isObject := v.(object); isObject && len(inner) > 0 {
			return inner, nil
		}
	} else if c.isJSON() {
		inner := object{}
		for _, col := range columns {
			if v, sent := c.params[col.name]; sent {
				inner[col.name] = v
			}
		}
		if len(inner) > 0 {
			return inner, nil
		}
	}
	r := unprocessable("param is missing or the value is empty: " + key)
	return nil, &r
}

func (c *call) isJSON() bool {
	kind, _, _ := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	return kind == "application/json"
}

// castTime reads an ISO time, a date, or epoch seconds.
func castTime(v any) (time.Time, bool) {
	text := toText(v)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
