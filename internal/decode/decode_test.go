package decode_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/webhook"
)

var documents = flag.Int("documents", 10_000, "how many mutated documents TestSameAsStandardOnMutations compares")

// targets are types that have fields of every kind.
var targets = []func() any{
	func() any {
		return new(struct {
			Data ndoto.ConversationPage `json:"data"`
		})
	},
	func() any { return new(ndoto.Conversation) },
	func() any { return new(ndoto.MessagePage) },
	func() any { return new(ndoto.ContactPage) },
	func() any { return new(ndoto.Message) },
	func() any { return new([]ndoto.Inbox) },
	func() any { return new(ndoto.Profile) },
	func() any { return new(webhook.MessageCreated) },
	func() any { return new(webhook.WidgetTriggered) },
	func() any { return new(odd) },
	func() any { return new([]*odd) },
}

// odd has the kinds of fields that the types of the API lack.
type odd struct {
	Small   int8               `json:"small"`
	Float   float32            `json:"float"`
	Map     map[string]int     `json:"map"`
	Any     any                `json:"any"`
	Pointer **string           `json:"pointer"`
	Raw     json.RawMessage    `json:"raw"`
	Bytes   []byte             `json:"bytes"`
	Array   [2]int             `json:"array"`
	Strings []string           `json:"strings"`
	Self    *odd               `json:"self" alias:"me,myself"`
	Name    string             `json:"name" alias:"title"`
	Nested  map[string]*odd    `json:"nested"`
	Bool    bool               `json:"bool"`
	Untaged struct{ A, B int } `json:"untagged"`
	Extra   ndoto.Attributes   `json:"-"`
}

// same compares what the fast path makes of a text with what encoding/json makes of it: the value, what is odd, and the
// error.
func same(t *testing.T, data []byte) {
	t.Helper()
	for _, target := range targets {
		fast, standard := target(), target()
		oddFast, errFast := decode.Lenient(data, fast)
		oddStandard, errStandard := decode.LenientStandard(data, standard, json.Unmarshal)
		if (errFast == nil) != (errStandard == nil) || errFast != nil && errFast.Error() != errStandard.Error() {
			t.Fatalf("%T: %v, but %v\n%s", fast, errFast, errStandard, data)
		}
		if errFast == nil && !(reflect.DeepEqual(fast, standard) && reflect.DeepEqual(oddFast, oddStandard)) {
			assert.Equal(t, standard, fast)
			assert.Equal(t, oddStandard, oddFast)
			t.Fatalf("%T differs\n%s", fast, data)
		}
	}
}

func seeds(tb testing.TB) [][]byte {
	tb.Helper()
	files, err := filepath.Glob("../../testdata/*/*.json")
	require.NoError(tb, err)
	var all [][]byte
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(tb, err)
		all = append(all, data)
	}
	return append(all,
		[]byte(`{"small":127,"float":1.5e3,"map":{"a":1},"any":[1,{"b":null}],"pointer":"x","raw":{"a":1},"bytes":"AQID","array":[1,2,3],"strings":["a","\u003c","é"],"self":{"name":"in"},"unknown":1,"nested":{"a":{"name":"b"}},"bool":true,"untagged":{"A":1,"b":2}}`),
		[]byte(`[{"title":"alias","name":"","me":{"title":"x"},"myself":null},{"title":"lost","name":"own"},null,{}]`),
		[]byte(`{"name":"a","name":"b","NAME":"c","Small":1}`), []byte(` [ ] `), []byte(`null`), []byte(`{"strings":[]}`), []byte(`{"small":128}`), []byte(`{"small":1.0}`), []byte(`{"float":1e39}`),
		[]byte("{\"name\":\"\xff\xfe\",\"\xff\":1}"), []byte(`{"name":"\ud800"}`), []byte(`{"ſelf":{"name":"K"}}`), []byte(`{"id":12345678901234567890}`), []byte(`{"id":-9223372036854775808}`), []byte(`{"created_at":"nonsense"}`),
	)
}

func TestSameAsStandard(t *testing.T) {
	t.Parallel()
	for _, data := range seeds(t) {
		same(t, data)
	}
	deep := strings.Repeat(`{"self":`, 9_999) + `{}` + strings.Repeat(`}`, 9_999)
	for _, data := range []string{deep, `{"self":` + deep + `}`, strings.Repeat("[", 1_000_000), `{"any":` + strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001) + `}`} {
		var fast, standard odd
		errFast, errStandard := decode.Unmarshal([]byte(data), &fast), json.Unmarshal([]byte(data), &standard)
		assert.Equal(t, errStandard == nil, errFast == nil)
	}
}

// TestSameAsStandardOnMutations mutates documents: names that are repeated, in different case or unknown, values of
// other types, invalid UTF-8, numbers that overflow, deep nesting, and bytes anywhere.
func TestSameAsStandardOnMutations(t *testing.T) {
	t.Parallel()
	all := seeds(t)
	random := rand.New(rand.NewPCG(1, uint64(*documents)))
	for range *documents {
		same(t, mutate(random, all))
	}
}

var (
	values = []string{
		`null`, `true`, `false`, `0`, `-1`, `1.5`, `1e3`, `12345678901234567890`, `1e400`, `""`, `"x"`, `"12"`, `"\u003ca\u0026\ud83d\ude00"`, `"\ud800"`, "\"\xff\"", `"2026-01-02T03:04:05Z"`,
		`[]`, `{}`, `[null]`, `[{}]`, `[1,"a"]`, `{"a":1}`, `"{}"`, `[[[[]]]]`, `01`, `tru`, `"`, `"\x"`, "\"\x01\"", ` `, `+1`, `.5`, `1.`, `-`,
	}
	names = []string{"id", "ID", "name", "Name", "content", "messages", "meta", "sender", "unknown", "créé", "a<b", "thumbnail", "avatar_url", "ſtatus", "", "a\\u0062", "title", "self", "contact"}
)

func mutate(r *rand.Rand, all [][]byte) []byte {
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	data := append([]byte(nil), all[r.IntN(len(all))]...)
	for range 1 + r.IntN(3) {
		at := r.IntN(len(data) + 1)
		switch r.IntN(7) {
		case 0: // an additional member
			if i := bytes.IndexByte(data[min(at, len(data)):], '{'); i >= 0 {
				at += i + 1
			}
			data = insert(data, min(at, len(data)), `"`+pick(names)+`":`+pick(values)+`,`)
		case 1: // another value
			if i := bytes.IndexByte(data[min(at, len(data)):], ':'); i >= 0 {
				at += i + 1
				end := at + strings.IndexAny(string(data[at:])+",", ",}]")
				data = append(append(append([]byte(nil), data[:at]...), pick(values)...), data[min(end, len(data)):]...)
			}
		case 2: // different case
			if at < len(data) && data[at] >= 'a' && data[at] <= 'z' {
				data[at] -= 'a' - 'A'
			}
		case 3: // another byte
			if at < len(data) {
				data[at] = byte(r.IntN(256))
			}
		case 4:
			data = data[:at]
		case 5:
			data = insert(data, at, string(" \n\t,:]}\"\\"[r.IntN(9)]))
		case 6:
			n := r.IntN(20)
			data = []byte(`{"data":{"payload":` + strings.Repeat("[", n) + string(data) + strings.Repeat("]", n) + `}}`)
		}
	}
	return data
}

func insert(data []byte, at int, text string) []byte {
	return append(append(append([]byte(nil), data[:at]...), text...), data[at:]...)
}

// FuzzUnmarshal looks for documents that the fast path reads differently from encoding/json.
func FuzzUnmarshal(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data)
	}
	f.Fuzz(same)
}

// TestNothingPointsIntoTheBody overwrites the body after decoding it.
func TestNothingPointsIntoTheBody(t *testing.T) {
	t.Parallel()
	for _, data := range seeds(t) {
		for _, target := range targets {
			v, want := target(), target()
			body := append([]byte(nil), data...)
			if decode.Unmarshal(body, v) != nil {
				continue
			}
			for i := range body {
				body[i] = 'X'
			}
			require.NoError(t, decode.Unmarshal(data, want))
			assert.Equal(t, want, v)
		}
	}
}

func TestUnmarshalMergesIntoExistingValues(t *testing.T) {
	t.Parallel()
	v := odd{Name: "kept", Small: 3}
	require.NoError(t, decode.Unmarshal([]byte(`{"small":4}`), &v))
	assert.Equal(t, odd{Name: "kept", Small: 4}, v)
	assert.Error(t, decode.Unmarshal([]byte(`{}`), v), "it is not a pointer")
	assert.Error(t, decode.Unmarshal([]byte(`{}`), (*odd)(nil)))
}

// BenchmarkUnmarshal is a page of 25 full conversations.
func BenchmarkUnmarshal(b *testing.B) {
	page := conversationPage(b, 25)
	for name, unmarshal := range map[string]func([]byte, any) error{
		"decode": decode.Unmarshal, "standard": json.Unmarshal,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			for b.Loop() {
				if err := unmarshal(page, targets[0]()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// deepTree is a type that holds itself.
type deepTree struct {
	Child  *deepTree        `json:"child"`
	Leaves []deepTree       `json:"leaves"`
	Name   string           `json:"name"`
	Extra  ndoto.Attributes `json:"-"`
}

// TestDeepNestingTakesLinearTime reads texts that are nested as deeply as encoding/json allows, on each way through the
// package. It measures against encoding/json: reading the rest of the text once more on each level would take thousands
// of times as long.
func TestDeepNestingTakesLinearTime(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<20)
	for name, text := range map[string]struct{ open, inside, end string }{
		"the fast path":            {`{"child":`, `{"name":"in"}`, `}`},
		"a name in another case":   {`{"child":`, `{"NAME":"in"}`, `}`},
		"lists":                    {`{"leaves":[`, `{"NAME":"in"}`, `]}`},
		"a mismatch":               {`{"child":`, `{"name":5}`, `}`},
		"unknown members":          {`{"more":`, `{"NAME":"in"}`, `}`},
		"a repeated, shorter list": {`{"leaves":[],"leaves":[`, `{"NAME":"in"}`, `]}`},
	} {
		const depth = 4000
		data := []byte(strings.Repeat(text.open, depth) + text.inside[:len(text.inside)-1] + `,"long":"` + long + `"}` + strings.Repeat(text.end, depth))
		fastest := func(read func()) time.Duration {
			best := time.Duration(math.MaxInt64)
			for range 3 {
				start := time.Now()
				read()
				best = min(best, time.Since(start))
			}
			return best
		}
		standard := fastest(func() { _ = json.Unmarshal(data, new(deepTree)) })
		ours := fastest(func() {
			_, err := decode.Lenient(data, new(deepTree))
			assert.NoError(t, err, name)
		})
		assert.Less(t, ours, 50*standard, name)
		t.Logf("%s: %v, encoding/json %v", name, ours, standard)
	}
}
