package ndototest

import (
	"encoding/json"
	"slices"
	"strconv"
)

// appendJSON writes what replies are made of as encoding/json does, without reflection, and leaves the rest to it. Most
// of what a test waits for is this.
func appendJSON(to []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(to, "null"...), nil
	case bool:
		return strconv.AppendBool(to, v), nil
	case int:
		return strconv.AppendInt(to, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(to, v, 10), nil
	case string:
		return appendText(to, v)
	case object:
		if v != nil {
			return appendObject(to, v)
		}
	case []object:
		return appendList(to, v)
	case []any:
		return appendList(to, v)
	case []string:
		return appendList(to, v)
	case []int64:
		return appendList(to, v)
	}
	text, err := json.Marshal(value)
	return append(to, text...), err
}

func appendObject(to []byte, o object) ([]byte, error) {
	var few [48]string // no conversation has more members
	names := few[:0]
	for name := range o {
		names = append(names, name)
	}
	slices.Sort(names)
	var err error
	to = append(to, '{')
	for i, name := range names {
		if i > 0 {
			to = append(to, ',')
		}
		if to, err = appendText(to, name); err != nil {
			return to, err
		}
		if to, err = appendJSON(append(to, ':'), o[name]); err != nil {
			return to, err
		}
	}
	return append(to, '}'), nil
}

func appendList[T any](to []byte, list []T) ([]byte, error) {
	if list == nil {
		return append(to, "null"...), nil
	}
	var err error
	to = append(to, '[')
	for i, value := range list {
		if i > 0 {
			to = append(to, ',')
		}
		if to, err = appendJSON(to, value); err != nil {
			return to, err
		}
	}
	return append(to, ']'), nil
}

func appendText(to []byte, text string) ([]byte, error) {
	if isPlainText(text) {
		return append(append(append(to, '"'), text...), '"'), nil
	}
	escaped, err := json.Marshal(text)
	return append(to, escaped...), err
}

// isPlainText reports whether a text stands between quotes as it is.
func isPlainText(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c > '~', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		}
	}
	return true
}
