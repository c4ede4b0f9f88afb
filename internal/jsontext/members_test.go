package jsontext

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	type member struct{ Name, Value string }
	cases := map[string]struct {
		in   string
		want []member
	}{
		"empty":              {`{}`, nil},
		"spaces":             {" {\n\t\"a\" : 1 , \"b\":\r[1, {\"x\":\"]\"}] } ", []member{{"a", "1"}, {"b", `[1, {"x":"]"}]`}}},
		"escaped key":        {`{"\u0061\"b":true}`, []member{{`a"b`, "true"}}},
		"escapes in strings": {`{"a":"\\","b":"\"}","c":null}`, []member{{"a", `"\\"`}, {"b", `"\"}"`}, {"c", "null"}}},
		"array":              {`[1,2]`, nil},
		"string":             {`"{}"`, nil},
		"nothing":            {``, nil},
		"cut off":            {`{"a":1,"b":{"c":`, []member{{"a", "1"}}},
		"cut off string":     {`{"a":1,"b":"c`, []member{{"a", "1"}}},
		"no colon":           {`{"a" 1}`, nil},
		"no comma":           {`{"a":1 "b":2}`, []member{{"a", "1"}}},
		"number as key":      {`{1:2}`, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []member
			for name, value := range Members([]byte(c.in)) {
				got = append(got, member{name, string(value)})
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestElements(t *testing.T) {
	t.Parallel()
	cases := map[string][]string{
		`[]`:                      nil,
		`[ 1 ,"a", [2] ,{"b":3}]`: {"1", `"a"`, "[2]", `{"b":3}`},
		`{"a":1}`:                 nil,
		`[1,`:                     {"1"},
		`[1 2]`:                   {"1"},
	}
	for in, want := range cases {
		var got []string
		for element := range Elements([]byte(in)) {
			got = append(got, string(element))
		}
		assert.Equal(t, want, got, in)
	}
}

func TestMemberTakesTheLastOfEqualNames(t *testing.T) {
	t.Parallel()
	value, ok := Member([]byte(`{"a":1,"a":2}`), "a")
	assert.True(t, ok)
	assert.Equal(t, "2", string(value))
	_, ok = Member([]byte(`{"a":1}`), "b")
	assert.False(t, ok)
}

func TestNestingIsBounded(t *testing.T) {
	t.Parallel()
	_, ok := Member([]byte(`{"a":`+strings.Repeat("[", 5_000_000)+`}`), "a")
	assert.False(t, ok)
}

// FuzzScanner checks that the scanner accepts what encoding/json accepts, and that both see the same members.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{`{}`, `{"a":1}`, `{"a":{"b":[1,2,"\"}"]},"c":null}`, `{"é":"\\"}`, ` [ ] `, `{"a":-1.5e3,"b":true}`, `{"a":1,}`, `[01]`, `"\ud800"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := Scanner{Data: data}
		_, ok := s.Value()
		if valid := json.Valid(data); (ok && s.AtEnd()) != valid {
			t.Fatalf("%q: the scanner says %t, encoding/json %t", data, !valid, valid)
		}
		var want map[string]json.RawMessage
		if json.Unmarshal(data, &want) != nil || want == nil {
			return
		}
		got := map[string]json.RawMessage{}
		for name, value := range Members(data) {
			got[name] = value
		}
		assert.Equal(t, want, got, "%q", data)
	})
}
