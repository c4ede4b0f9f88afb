package ndototest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// shape is which kinds of values a body has at each place; elements of arrays share a place.
type shape map[string]map[string]bool

var isoTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT`)

func kindOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return "float"
		}
		return "int"
	case string:
		switch {
		case v == "":
			return "empty string"
		case isoTime.MatchString(v):
			return "time"
		}
		return "string"
	case []any:
		if len(v) == 0 {
			return "empty array"
		}
		return "array"
	case object:
		if len(v) == 0 {
			return "empty object"
		}
		return "object"
	}
	return fmt.Sprintf("%T", v)
}

func (s shape) add(at string, v any) {
	if s[at] == nil {
		s[at] = map[string]bool{}
	}
	s[at][kindOf(v)] = true
	switch v := v.(type) {
	case []any:
		for _, element := range v {
			s.add(at+"[]", element)
		}
	case object:
		for name, member := range v {
			if numeric.MatchString(name) {
				name = "#"
			}
			s.add(at+"."+name, member)
		}
	}
}

var numeric = regexp.MustCompile(`^\d+$`)

func parse(body string) any {
	var v any
	if decodeExactly([]byte(body), &v) != nil {
		return body
	}
	return v
}

// compareShapes lists where two bodies differ.
func compareShapes(want, got any) []string {
	wanted, found := shape{}, shape{}
	wanted.add("", want)
	found.add("", got)
	var notes []string
	places := maps.Clone(wanted)
	maps.Copy(places, found)
	for _, at := range slices.Sorted(maps.Keys(places)) {
		parent := at
		if i := strings.LastIndexAny(at, ".["); i >= 0 {
			parent = at[:i]
		}
		switch {
		case wanted[parent] == nil || found[parent] == nil: // said of the parent
		case wanted[at] == nil:
			notes = append(notes, "extra "+at)
		case found[at] == nil:
			notes = append(notes, "missing "+at)
		case !maps.Equal(wanted[at], found[at]):
			notes = append(notes, fmt.Sprintf("%s is %s, want %s", at, kinds(found[at]), kinds(wanted[at])))
		}
	}
	return notes
}

func kinds(set map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(set)), "|") }
