package ndoto

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-querystring/query"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/internal/decode"
)

func TestTimeDecodesEveryForm(t *testing.T) {
	t.Parallel()
	noon := time.Date(2025, 6, 17, 12, 34, 56, 0, time.UTC)
	cases := map[string]time.Time{
		`1750163696`:                     noon,
		`"1750163696"`:                   noon,
		`1750163696.0`:                   noon,
		`1750163696.789123`:              noon.Add(789123 * time.Microsecond),
		`"2025-06-17T12:34:56.789Z"`:     noon.Add(789 * time.Millisecond),
		`"2025-06-17T14:34:56+02:00"`:    noon,
		`"2025-06-17 12:34:56 UTC"`:      noon,
		`"2025-06-17 12:34:56"`:          noon,
		`"2025-06-17T12:34:56"`:          noon,
		`"2025-06-17"`:                   time.Date(2025, 6, 17, 0, 0, 0, 0, time.UTC),
		`0`:                              {},
		`0.0`:                            {},
		`"0"`:                            {},
		`null`:                           {},
		`""`:                             {},
		`-1.5`:                           time.Unix(-1, -5e8).UTC(),
		`1750163696.7891234567890123456`: noon.Add(789123456),
	}
	for in, want := range cases {
		var got Time
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		assert.Equal(t, Time{want}, got, in)
	}
	for _, in := range []string{`"soon"`, `true`, `{}`, `[1]`, `1e300`, `99999999999999`, `-99999999999`, `"9999-12-31T23:59:59-23:00"`, `"0000-01-01T00:00:00+23:00"`, `"1750163696.x"`, `-`} {
		var got Time
		assert.Error(t, json.Unmarshal([]byte(in), &got), in)
	}
}

func TestTimeEncodesAsRFC3339(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal([]Time{{}, {time.Date(2025, 6, 17, 14, 34, 56, 789e6, time.FixedZone("", 7200))}})
	require.NoError(t, err)
	assert.JSONEq(t, `[null,"2025-06-17T12:34:56.789Z"]`, string(data))
}

// TestParseUTC compares with the standard library.
func TestParseUTC(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"2025-06-17T12:34:56Z", "2025-06-17T12:34:56.7Z", "2025-06-17T12:34:56.123456789Z", "2024-02-29T23:59:59.000Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z",
	} {
		want, err := time.Parse(time.RFC3339Nano, text)
		require.NoError(t, err)
		got, ok := parseUTC([]byte(`"` + text + `"`))
		assert.True(t, ok, text)
		assert.Equal(t, want, got)
	}
	for _, text := range []string{
		"2025-02-29T12:34:56Z", "2025-13-17T12:34:56Z", "2025-00-17T12:34:56Z", "2025-06-00T12:34:56Z", "2025-06-31T12:34:56Z", "2025-06-17T24:34:56Z", "2025-06-17T12:60:56Z",
		"2025-06-17T12:34:60Z", "2025-06-17T12:34:56.Z", "2025-06-17T12:34:56.1234567890Z", "2025-06-17T12:34:56.1x3Z", "2025-06-17T12:34:56,1Z", "2025-06-17t12:34:56Z",
		"2025-06-17T12:34:56+02:00", "0000-01-01T00:00:00Z", "2025-06-17T12:34:5Z", "x025-06-17T12:34:56Z", "",
	} {
		_, ok := parseUTC([]byte(`"` + text + `"`))
		assert.False(t, ok, text)
	}
}

func FuzzTime(f *testing.F) {
	for _, seed := range []string{`0`, `1750163696`, `1750163696.789123`, `"2025-06-17T12:34:56.789Z"`, `null`, `"2025-06-17 12:34:56 UTC"`, `-1.5`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var first, second Time
		if json.Unmarshal(data, &first) != nil {
			return
		}
		written, err := json.Marshal(first)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(written, &second))
		require.True(t, first.Equal(second.Time), "%s became %s", data, written)
	})
}

func TestMessageTypeDecodesNumbersAndNames(t *testing.T) {
	t.Parallel()
	cases := map[string]MessageType{
		`0`: MessageIncoming, `1`: MessageOutgoing, `2`: MessageActivity, `3`: MessageTemplate, `"incoming"`: MessageIncoming,
		`"Outgoing"`: MessageOutgoing, `"1"`: MessageOutgoing, `7`: "7", `12`: "12", `"carrier_pigeon"`: "carrier_pigeon", `null`: "",
	}
	for in, want := range cases {
		var got MessageType
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		assert.Equal(t, want, got, in)
		assert.Equal(t, want != "" && want != "7" && want != "12" && want != "carrier_pigeon", got.Valid(), in)
	}
	var got MessageType
	assert.Error(t, json.Unmarshal([]byte(`{}`), &got))
}

func TestUnknownEnumValuesSurvive(t *testing.T) {
	t.Parallel()
	var c Conversation
	require.NoError(t, decode.Unmarshal([]byte(`{"status":"archived","priority":"blocker","messages":[{"message_type":9,"content_type":"hologram","status":"lost","attachments":[{"file_type":"smell"}]}],"meta":{"assignee":{"role":"owner","availability_status":"asleep"}}}`), &c))
	assert.Equal(t, ConversationStatus("archived"), c.Status)
	assert.False(t, c.Status.Valid())
	assert.Equal(t, Priority("blocker"), c.Priority)
	assert.Equal(t, []Message{{MessageType: "9", ContentType: "hologram", Status: "lost", Attachments: []Attachment{{FileType: "smell"}}}}, c.Messages)
	assert.Equal(t, Agent{Role: "owner", Availability: "asleep"}, c.Meta.Assignee.Agent)
}

func TestOpt(t *testing.T) {
	t.Parallel()
	type params struct {
		A Opt[int64]    `json:"a,omitzero" url:"a"`
		B Opt[Priority] `json:"b,omitzero" url:"b"`
		C Opt[bool]     `json:"c,omitzero" url:"c"`
	}
	p := params{A: Set(int64(0)), B: Null[Priority]()}
	data, err := json.Marshal(p)
	require.NoError(t, err)
	assert.JSONEq(t, `{"a":0,"b":null}`, string(data))
	values, err := query.Values(p)
	require.NoError(t, err)
	assert.Equal(t, url.Values{"a": {"0"}}, values, "null is not sent: an empty parameter is a filter")
	var back params
	require.NoError(t, json.Unmarshal(data, &back))
	assert.Equal(t, p, back)
	assert.Error(t, json.Unmarshal([]byte(`{"a":"x"}`), &back))
	assert.Equal(t, []string{"0", "null", "absent"}, []string{p.A.String(), p.B.String(), p.C.String()})
	v, ok := p.A.Get()
	assert.Equal(t, int64(0), v)
	assert.True(t, ok)
	assert.False(t, p.A.IsNull())
	assert.True(t, p.B.IsNull())
	assert.True(t, p.C.IsZero())
}

func TestAttributes(t *testing.T) {
	t.Parallel()
	var a Attributes
	require.NoError(t, json.Unmarshal([]byte(` {"plan":"gold","seats":12,"ratio":"0.5","vip":true,"since":"2025-06-17","none":null,"list":[1],"deep":{"x":1}} `), &a))
	assert.Equal(t, "gold", a.Text("plan"))
	assert.Equal(t, "12", a.Text("seats"))
	assert.Equal(t, int64(12), a.Int("seats"))
	assert.InDelta(t, 0.5, a.Float("ratio"), 0)
	assert.InDelta(t, 12.0, a.Float("seats"), 0)
	assert.True(t, a.Bool("vip"))
	assert.False(t, a.Bool("plan"))
	assert.Empty(t, a.Text("none"))
	assert.Empty(t, a.Text("list"))
	assert.Empty(t, a.Text("deep"))
	assert.Empty(t, a.Text("absent"))
	assert.Equal(t, int64(0), a.Int("plan"))
	assert.Zero(t, a.Float("plan"))
	assert.Equal(t, Time{time.Date(2025, 6, 17, 0, 0, 0, 0, time.UTC)}, a.Time("since"))
	assert.Zero(t, a.Time("plan"))
	raw, ok := a.Lookup("deep")
	assert.Equal(t, `{"x":1}`, string(raw))
	assert.True(t, ok)
	var names []string
	for name := range a.All() {
		names = append(names, name)
	}
	assert.Equal(t, []string{"plan", "seats", "ratio", "vip", "since", "none", "list", "deep"}, names)
	var decoded struct{ Seats int }
	require.NoError(t, a.Decode(&decoded))
	assert.Equal(t, 12, decoded.Seats)
	data, err := json.Marshal(a)
	require.NoError(t, err)
	assert.JSONEq(t, string(a), string(data))
	assert.Equal(t, string(a), a.String())
}

func TestAttributesThatAreNotObjects(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`null`, `[]`, `{}`, `"{}"`, `""`, `5`, `"text"`} {
		var a Attributes
		require.NoError(t, json.Unmarshal([]byte(in), &a), in)
		assert.Empty(t, a.Text("x"), in)
		assert.Equal(t, "{}", a.String(), in)
		assert.NoError(t, a.Decode(&struct{}{}))
		data, err := json.Marshal(a)
		require.NoError(t, err)
		assert.Equal(t, "{}", string(data), in)
	}
	var a Attributes
	require.NoError(t, json.Unmarshal([]byte(`"{\"a\":1}"`), &a))
	assert.EqualValues(t, 1, a.Int("a"), "an object in a string is taken out of it")
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Number{`2`: 2, `"2"`: 2, `null`: 0, `""`: 0} {
		var n Number
		require.NoError(t, json.Unmarshal([]byte(in), &n), in)
		assert.Equal(t, want, n, in)
	}
	var n Number
	assert.Error(t, json.Unmarshal([]byte(`"two"`), &n))
}

func TestSenderKind(t *testing.T) {
	t.Parallel()
	cases := map[string]SenderKind{
		`{"type":"contact"}`: SenderContact, `{"type":"Contact"}`: SenderContact, `{"type":"user"}`: SenderUser, `{"type":"User"}`: SenderUser,
		`{"type":"agent_bot"}`: SenderAgentBot, `{"type":"AgentBot"}`: SenderAgentBot, `{"type":"captain_assistant"}`: SenderAssistant,
		`{"type":"Captain::Assistant"}`: SenderAssistant, `{"account":{"id":1}}`: SenderContact, `{"phone_number":"+1555"}`: SenderContact,
		`{"id":1,"name":"?"}`: "", `{"type":"alien"}`: "alien",
	}
	for in, want := range cases {
		var s Sender
		require.NoError(t, decode.Unmarshal([]byte(in), &s))
		assert.Equal(t, want, s.Kind(), in)
	}
	assert.Empty(t, (*Sender)(nil).Kind())
}

func TestUnmarshalKeepsUnknownMembersInBothDialects(t *testing.T) {
	t.Parallel()
	var page ConversationPage
	require.NoError(t, decode.Unmarshal([]byte(`{"meta":{"all_count":1,"later_count":2},"payload":[
		{"id":1,"wavoip":true,"META":{"sender":{"id":3,"avatar":"a.png","availability":"online","shoe":42},"assignee":{"id":4,"thumbnail":"t.png","availability_status":"busy","hat":"red"}}},
		{"id":2,"contact":{"id":5},"last_activity_at":9,"timestamp":8}],"more":null}`), &page))
	assert.Equal(t, ConversationPage{
		Counts: ConversationCounts{All: 1, Extra: Attributes(`{"later_count":2}`)},
		Extra:  Attributes(`{"more":null}`),
		Conversations: []Conversation{
			{ID: 1, Extra: Attributes(`{"wavoip":true}`), Meta: ConversationMeta{
				Sender:   &Contact{ID: 3, AvatarURL: "a.png", Availability: AvailabilityOnline, Extra: Attributes(`{"shoe":42}`)},
				Assignee: &Assignee{Agent: Agent{ID: 4, AvatarURL: "t.png", Availability: AvailabilityBusy, Extra: Attributes(`{"hat":"red"}`)}},
			}},
			{ID: 2, Contact: &Contact{ID: 5}, LastActivityAt: Time{time.Unix(9, 0).UTC()}},
		},
	}, page)
	assert.EqualValues(t, 3, page.Conversations[0].Customer().ID)
	assert.EqualValues(t, 5, page.Conversations[1].Customer().ID)
	assert.Nil(t, (&Conversation{}).Customer())
}

func TestUnmarshalSurvivesRepeatedMembers(t *testing.T) {
	t.Parallel()
	var page ConversationPage
	require.NoError(t, decode.Unmarshal([]byte(`{"payload":[{"a":1},{"b":2},{"c":3}],"payload":[{"d":4}]}`), &page))
	assert.Len(t, page.Conversations, 1)
	var c Contact
	assert.Error(t, decode.Unmarshal([]byte(`{"avatar":5}`), &c))
}

// FuzzUnmarshal looks for documents that make the second pass over the text fail or panic although encoding/json
// accepts them.
func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte(`{"data":{"meta":{"all_count":1},"payload":[{"id":1,"meta":{"sender":{"thumbnail":""}},"messages":[{"message_type":0,"sender":null,"attachments":[null]}]}]}}`))
	f.Add([]byte(`{"payload":[null,{"messages":null,"contact":{"x":[{}]}}],"payload":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var page ConversationPage
		if decode.Unmarshal(data, &page) == nil {
			require.True(t, len(page.Extra) == 0 || json.Valid(page.Extra), "%s", page.Extra)
		}
	})
}
