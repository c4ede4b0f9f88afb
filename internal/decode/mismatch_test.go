package decode_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/decode"
)

func TestMismatchesLoseNothingElse(t *testing.T) {
	t.Parallel()
	type mismatch struct {
		Path, Value string
		Kept        bool
	}
	cases := map[string]struct {
		in         string
		mismatches []mismatch
		want       any
	}{
		"floats in integers": {
			`{"id":7,"file_type":"video","width":1280.0,"height":59.99999999999999,"file_size":1e3}`, nil,
			ndoto.Attachment{ID: 7, FileType: "video", Width: 1280, Height: 60, FileSize: 1000},
		},
		"integers out of range": {
			`{"id":7,"width":1e400,"height":12345678901234567890,"extension":"mp4"}`,
			[]mismatch{{"width", `1e400`, true}, {"height", `12345678901234567890`, true}},
			ndoto.Attachment{ID: 7, Extension: "mp4", Extra: ndoto.Attributes(`{"width":1e400,"height":12345678901234567890}`)},
		},
		"other kinds": {
			`{"id":7,"file_size":"big","extension":{"of":"file"},"coordinates_lat":[1],"data_url":5,"unknown":1,"width":3}`,
			[]mismatch{{"file_size", `"big"`, true}, {"extension", `{"of":"file"}`, true}, {"coordinates_lat", `[1]`, true}, {"data_url", `5`, true}},
			ndoto.Attachment{ID: 7, Width: 3, Extra: ndoto.Attributes(`{"file_size":"big","extension":{"of":"file"},"coordinates_lat":[1],"data_url":5,"unknown":1}`)},
		},
		"a time": {
			`{"id":7,"created_at":"soon","content":"x"}`, []mismatch{{"created_at", `"soon"`, true}},
			ndoto.Message{ID: 7, Content: "x", Extra: ndoto.Attributes(`{"created_at":"soon"}`)},
		},
		"an alias": {
			`{"id":7,"avatar":5,"name":"x"}`, []mismatch{{"avatar", `5`, true}},
			ndoto.Contact{ID: 7, Name: "x", Extra: ndoto.Attributes(`{"avatar":5}`)},
		},
		"an alias in place of a mismatch": {
			`{"id":7,"thumbnail":5,"avatar":"a.png"}`, []mismatch{{"thumbnail", `5`, true}},
			ndoto.Contact{ID: 7, AvatarURL: "a.png", Extra: ndoto.Attributes(`{"thumbnail":5}`)},
		},
		"an element of a list": {
			`{"id":7,"labels":["a",5,null,"b"],"muted":true}`, []mismatch{{"labels[1]", `5`, true}},
			ndoto.Conversation{ID: 7, Labels: []string{"a", "", "b"}, Muted: true, Extra: ndoto.Attributes(`{"labels":["a",5,null,"b"]}`)},
		},
		"a list of something else": {
			`{"id":7,"labels":[5,6],"messages":["lost"],"muted":true}`, []mismatch{{"labels", `[5,6]`, true}, {"messages", `["lost"]`, true}},
			ndoto.Conversation{ID: 7, Muted: true, Extra: ndoto.Attributes(`{"labels":[5,6],"messages":["lost"]}`)},
		},
		"a map of something else": {
			`{"inboxes":{"1":"many"},"teams":{}}`, []mismatch{{"inboxes", `{"1":"many"}`, true}},
			ndoto.UnreadCounts{Teams: map[string]int{}, Extra: ndoto.Attributes(`{"inboxes":{"1":"many"}}`)},
		},
		"objects in a list": {
			`{"id":7,"messages":[{"id":1,"private":"no"},"lost",{"id":2}],"uuid":"u"}`,
			[]mismatch{{"messages[0].private", `"no"`, true}, {"messages[1]", `"lost"`, true}},
			ndoto.Conversation{ID: 7, UUID: "u", Messages: []ndoto.Message{{ID: 1, Extra: ndoto.Attributes(`{"private":"no"}`)}, {ID: 2}},
				Extra: ndoto.Attributes(`{"messages":[{"id":1,"private":"no"},"lost",{"id":2}]}`)},
		},
		"an object without Extra": {
			`{"unread_count":2,"contact_inbox":{"source_id":[]},"assignee_id":3}`, []mismatch{{"contact_inbox", `{"source_id":[]}`, true}},
			ndoto.MessageRef{UnreadCount: 2, AssigneeID: 3, Extra: ndoto.Attributes(`{"contact_inbox":{"source_id":[]}}`)},
		},
		"rows of a page": {
			`[{"id":1,"name":2},false,{"id":2,"name":"b"}]`, []mismatch{{"[0].name", `2`, true}, {"[1]", `false`, false}},
			[]ndoto.Contact{{ID: 1, Extra: ndoto.Attributes(`{"name":2}`)}, {ID: 2, Name: "b"}},
		},
		"counts in a map": {
			`{"later_count":5,"inboxes":{"1":2,"2":"many","3":4.0}}`, []mismatch{{"inboxes.2", `"many"`, true}},
			ndoto.UnreadCounts{Inboxes: map[string]int{"1": 2, "3": 4}, Extra: ndoto.Attributes(`{"later_count":5,"inboxes":{"1":2,"2":"many","3":4.0}}`)},
		},
		"names twice and in different case": {
			`{"id":7,"Name":5,"email":"a","email":"b","na\u006de":[],"<":1}`, []mismatch{{"name", `5`, true}, {"name", `[]`, true}},
			ndoto.Contact{ID: 7, Email: "b", Extra: ndoto.Attributes(`{"name":5,"name":[],"\u003c":1}`)},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for way, unmarshal := range map[string]func(any) ([]decode.Mismatch, error){
				"fast":     func(v any) ([]decode.Mismatch, error) { return decode.Lenient([]byte(c.in), v) },
				"standard": func(v any) ([]decode.Mismatch, error) { return decode.LenientStandard([]byte(c.in), v, json.Unmarshal) },
			} {
				v := reflect.New(reflect.TypeOf(c.want))
				found, err := unmarshal(v.Interface())
				require.NoError(t, err, way)
				var got []mismatch
				for _, o := range found {
					assert.NotEmpty(t, o.Reason)
					got = append(got, mismatch{o.Path, string(o.Value), o.Kept})
				}
				assert.Equal(t, c.mismatches, got, way)
				assert.Equal(t, c.want, v.Elem().Interface(), way)
			}
		})
	}
}

func TestIdentifiersMustBeReadable(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"payload":[{"id":1},{"id":"x"}]}`:                                "payload[1].id: this string does not fit",
		`{"payload":[{"id":""}]}`:                                          "payload[0].id: this string does not fit",
		`{"payload":[{"id":"-1"}]}`:                                        "payload[0].id: this string does not fit",
		`{"payload":[{"id":"1.0"}]}`:                                       "payload[0].id: this string does not fit",
		`{"payload":[{"id":" 1"}]}`:                                        "payload[0].id: this string does not fit",
		`{"payload":[{"id":"9223372036854775808"}]}`:                       "payload[0].id: this string does not fit",
		`{"payload":[{"id":"0x1"}]}`:                                       "payload[0].id: this string does not fit",
		`{"payload":[{"id":1.5}]}`:                                         "payload[0].id: this number does not fit",
		`{"payload":[{"id":1e30}]}`:                                        "payload[0].id: this number does not fit",
		`{"payload":[{"id":1,"id":{}}]}`:                                   "payload[0].id: this object does not fit",
		`{"payload":[{"id":1,"account":{"id":[]}}]}`:                       "payload[0].account.id: this array does not fit",
		`{"payload":[{"id":1,"contact_inboxes":[{"inbox":{"id":true}}]}]}`: "payload[0].contact_inboxes[0].inbox.id: this boolean does not fit",
	} {
		_, err := decode.Lenient([]byte(in), new(ndoto.ContactPage))
		assert.ErrorContains(t, err, want, in)
	}
	assert.Error(t, decode.Unmarshal([]byte(`[]`), new(ndoto.ContactPage)), "the value as a whole")
	var page ndoto.ContactPage
	require.NoError(t, decode.Unmarshal([]byte(`{"payload":[{"id":1.0},{"id":null},{"id":12e1},{"id":"12"},{"id":"9223372036854775807"}]}`), &page))
	assert.Equal(t, []ndoto.Contact{{ID: 1}, {}, {ID: 120}, {ID: 12}, {ID: 9223372036854775807}}, page.Contacts)
}

// TestTypesOfUsersAreStrict: a type without Extra cannot keep a mismatch.
func TestTypesOfUsersAreStrict(t *testing.T) {
	t.Parallel()
	var v struct {
		Name string `json:"name"`
		Deep struct {
			Count int `json:"count"`
		} `json:"deep"`
	}
	for _, in := range []string{`{"name":5}`, `{"deep":{"count":"x"}}`, `{"deep":[]}`} {
		_, err := decode.Lenient([]byte(in), &v)
		var mismatch *json.UnmarshalTypeError
		assert.ErrorAs(t, err, &mismatch, in)
	}
}

func TestReportsAreBounded(t *testing.T) {
	t.Parallel()
	var page ndoto.ContactPage
	mismatches, err := decode.Lenient([]byte(`{"payload":[`+strings.Repeat(`{"id":1,"name":5},5,`, 1000)+`{"id":2}]}`), &page)
	require.NoError(t, err)
	assert.Len(t, mismatches, 100)
	assert.Len(t, page.Contacts, 1001)
	assert.JSONEq(t, `{"name":5}`, page.Contacts[999].Extra.String())
	assert.Equal(t, 1000, strings.Count(page.Extra.String(), "},5,"))
}

// TestInteger checks against exact arithmetic.
func TestInteger(t *testing.T) {
	t.Parallel()
	half := big.NewRat(1, 2)
	rapid.Check(t, func(t *rapid.T) {
		literal := rapid.StringMatching(`-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?`).Draw(t, "literal")
		exactly, ok := new(big.Rat).SetString(literal)
		if !ok {
			t.Fatalf("%s", literal)
		}
		// Halves go away from zero.
		magnitude := new(big.Rat).Abs(exactly)
		magnitude.Add(magnitude, half)
		want := new(big.Int).Quo(magnitude.Num(), magnitude.Denom())
		if exactly.Sign() < 0 {
			want.Neg(want)
		}
		n, exact, ok := decode.Integer([]byte(literal))
		switch {
		case ok != want.IsInt64():
			t.Fatalf("%s: ok is %t, but it is %s", literal, ok, want)
		case ok && (n != want.Int64() || exact != exactly.IsInt()):
			t.Fatalf("%s: %d, exact %t, but it is %s", literal, n, exact, want)
		}
	})
	for literal, want := range map[string]bool{`1e999999999999999999999`: false, `1e-999999999999999999999`: true, `0e999999999999999999999`: true, ``: false, `-`: false} {
		n, _, ok := decode.Integer([]byte(literal))
		assert.Equal(t, want, ok, literal)
		assert.Zero(t, n, literal)
	}
}

// FuzzNeighbours checks that mismatches lose nothing else: the rest is as encoding/json reads the document without
// them.
func FuzzNeighbours(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data)
	}
	f.Fuzz(checkNeighbours)
}

func TestNeighboursOfMismatches(t *testing.T) {
	t.Parallel()
	all := seeds(t)
	random := rand.New(rand.NewPCG(2, uint64(*documents)))
	for range *documents / 4 {
		checkNeighbours(t, mutate(random, all))
	}
}

func checkNeighbours(t *testing.T, data []byte) {
	t.Helper()
	document, ok := parseUnambiguous(data)
	if !ok {
		return
	}
	data, err := json.Marshal(document) // in the order and with the spaces of what is cured below
	require.NoError(t, err)
	for _, target := range targets {
		got := target()
		mismatches, err := decode.Lenient(data, got)
		if err != nil || len(mismatches) == 0 {
			continue // an identifier, or the value as a whole
		}
		cured, err := json.Marshal(without(document, "", mismatches))
		require.NoError(t, err)
		want := target()
		err = decode.Standard(cured, want, json.Unmarshal)
		var mismatch *json.UnmarshalTypeError
		if errors.As(err, &mismatch) && strings.HasPrefix(mismatch.Value, "number") {
			continue // an integer that was rounded
		}
		require.NoError(t, err, "%T: more than %v does not fit\n%s", got, mismatches, data)
		var extras bytes.Buffer
		clearExtra(reflect.ValueOf(got), &extras)
		clearExtra(reflect.ValueOf(want), &bytes.Buffer{})
		if !reflect.DeepEqual(want, got) {
			assert.Equal(t, want, got)
			t.Fatalf("%T: %v\n%s", got, mismatches, data)
		}
		for _, o := range mismatches {
			if o.Kept && !bytes.Contains(extras.Bytes(), o.Value) {
				t.Fatalf("%T: %v is lost\n%s", got, o, data)
			}
		}
	}
}

// parseUnambiguous refuses documents in which two names of an object may mean the same field.
func parseUnambiguous(data []byte) (document any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if !json.Valid(data) || d.Decode(&document) != nil {
		return nil, false
	}
	return document, countNames(document) == bytes.Count(data, []byte(`":`))+bytes.Count(data, []byte(`" :`)) && !bytes.ContainsAny(data, "\\\xff")
}

// countNames is negative if two names of an object differ in case only.
func countNames(document any) int {
	n := 0
	switch x := document.(type) {
	case map[string]any:
		for name, value := range x {
			for other := range x {
				if other != name && strings.EqualFold(name, other) {
					return -1 << 30
				}
			}
			n += 1 + countNames(value)
		}
	case []any:
		for _, value := range x {
			n += countNames(value)
		}
	}
	return n
}

func without(document any, path string, mismatches []decode.Mismatch) any {
	isMismatch := func(path string) bool {
		for _, o := range mismatches {
			if strings.EqualFold(o.Path, path) {
				return true
			}
		}
		return false
	}
	switch x := document.(type) {
	case map[string]any:
		rest := map[string]any{}
		for name, value := range x {
			if inner := strings.TrimPrefix(path+"."+name, "."); !isMismatch(inner) {
				rest[name] = without(value, inner, mismatches)
			}
		}
		return rest
	case []any:
		rest := []any{}
		for i, value := range x {
			if inner := path + "[" + strconv.Itoa(i) + "]"; !isMismatch(inner) {
				rest = append(rest, without(value, inner, mismatches))
			}
		}
		return rest
	}
	return document
}

// clearExtra removes every Extra, and writes it to extras.
func clearExtra(v reflect.Value, extras *bytes.Buffer) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			clearExtra(v.Elem(), extras)
		}
	case reflect.Slice:
		for i := range v.Len() {
			clearExtra(v.Index(i), extras)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			clearExtra(v.MapIndex(key), extras)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			switch field := v.Field(i); {
			case v.Type().Field(i).Name == "Extra" && field.Kind() == reflect.Slice:
				extras.Write(field.Bytes())
				field.SetZero()
			case v.Type().Field(i).IsExported():
				clearExtra(field, extras)
			}
		}
	}
}
