package ndoto

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// embeddedShapes returns the types of objects inside responses and webhooks, by the files in testdata/embedded. Whole
// events have a test of their own.
var embeddedShapes = map[string]func() any{
	"assignment_agent":          func() any { return new(Assignee) },
	"assignment_bot":            func() any { return new(Assignee) },
	"assignment_null":           func() any { return new(*Team) },
	"webhook_contact":           func() any { return new(Sender) },
	"webhook_user":              func() any { return new(Sender) },
	"embedded_message":          func() any { return new(Message) },
	"agent_bot_event":           func() any { return new(Sender) },
	"agent_bot_webhook":         func() any { return new(Sender) },
	"captain_assistant_event":   func() any { return new(Sender) },
	"contact_event":             func() any { return new(Sender) },
	"contact_event_bare":        func() any { return new(Sender) },
	"contact_webhook":           func() any { return new(Sender) },
	"contact_webhook_bare":      func() any { return new(Sender) },
	"user_event":                func() any { return new(Sender) },
	"user_webhook":              func() any { return new(Sender) },
	"message_embedded":          func() any { return new(Message) },
	"message_embedded_activity": func() any { return new(Message) },
	"message_embedded_captain":  func() any { return new(Message) },
	"message_embedded_outgoing": func() any { return new(Message) },
}

// fixture is a file of testdata: the body of a response, or a part of one.
type fixture struct {
	path, name string // the name has no version at its end
	operation  *operation
}

func (f fixture) isEvent() bool {
	return strings.HasPrefix(f.name, "webhook_") && embeddedShapes[f.name] == nil
}

var (
	acronymEnds = regexp.MustCompile(`([A-Z]+)([A-Z][a-z])`)
	wordEnds    = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// fixtureName is the prefix of an operation's files, such as conversations_toggle_status.
func fixtureName(o *operation) string {
	name := strings.ReplaceAll(o.name, ".", "_")
	name = acronymEnds.ReplaceAllString(name, "${1}_$2")
	return strings.ToLower(wordEnds.ReplaceAllString(name, "${1}_$2"))
}

func fixtures(t *testing.T) []fixture {
	t.Helper()
	files, err := filepath.Glob("testdata/*/*.json")
	require.NoError(t, err)
	var all []fixture
	for _, file := range files {
		if strings.Contains(file, "/errors/") {
			continue
		}
		f := fixture{path: file, name: strings.TrimSuffix(filepath.Base(file), ".json")}
		f.name = strings.TrimSuffix(strings.TrimSuffix(f.name, "_4.2"), "_4.16")
		for _, o := range operations {
			own := f.name == fixtureName(o) || strings.HasPrefix(f.name, fixtureName(o)+"_")
			if own && (f.operation == nil || len(o.name) > len(f.operation.name)) {
				f.operation = o
			}
		}
		all = append(all, f)
	}
	require.Greater(t, len(all), 150)
	return all
}

// TestEveryOperationHasFixture requires a body for each operation that decodes one.
func TestEveryOperationHasFixture(t *testing.T) {
	t.Parallel()
	covered := map[*operation]bool{}
	for _, f := range fixtures(t) {
		covered[f.operation] = true
		if f.operation == nil && embeddedShapes[f.name] == nil && !f.isEvent() {
			t.Errorf("%s: no operation has this name; see operations.go", f.path)
		}
	}
	methods := methodsOfServices()
	for _, o := range operations {
		method, ok := methods[o.name]
		// Files are copied, and the health of a number is kept as WhatsApp has it.
		decodes := ok && o.variantOf == nil && method.Type.NumOut() > 1 && o != opDownloadAttachment && o != opInboxHealth &&
			method.Type.Out(0) != reflect.TypeFor[[]byte]()
		if decodes && !covered[o] {
			t.Errorf("%s: add testdata/chatwoot-4.16/%s.json, a body that the server sends", o.name, fixtureName(o))
		}
	}
}

// decoded is a text and the value that a call has decoded it into.
type decoded struct {
	data  []byte
	value any
}

// decodedBy calls an operation, which gets a body as its response, and returns what it decodes. What a method reads
// before it writes is not there.
func decodedBy(t *testing.T, o *operation, body []byte) (all []decoded) {
	t.Helper()
	noted := WithJSON(func(data []byte, v any) error {
		all = append(all, decoded{bytes.Clone(data), v})
		return json.Unmarshal(data, v)
	})
	removed := false
	c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
		switch {
		case req.Method == o.method:
			removed = true
		case o != opRemoveConversationAttributes && o != opRemoveContactAttributes:
			return respond(req, 200, `{"id":1,"payload":[]}`), nil
		case !removed:
			return respond(req, 200, `{"version":"4.16.2","id":1,"custom_attributes":{"plan":"gold"}}`), nil
		default:
			return respond(req, 200, `{"id":1}`), nil
		}
		return respond(req, 200, string(body)), nil
	}, noted)
	// Some methods look at what they get: a message that was asked for by another id is not found.
	if err := calls(somewhere)[o.name](t.Context(), c); err != nil {
		require.ErrorIs(t, err, ErrNotFound)
	}
	return all
}

// TestEveryResponseMemberIsReachable decodes each file as its operation does, and then goes through its leaves: each
// must have reached the field for it, with its value, and not only Extra.
func TestEveryResponseMemberIsReachable(t *testing.T) {
	t.Parallel()
	for _, f := range fixtures(t) {
		if f.isEvent() {
			continue
		}
		t.Run(f.path, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(f.path)
			require.NoError(t, err)
			if shape := embeddedShapes[f.name]; shape != nil {
				v := shape()
				require.NoError(t, decode.Unmarshal(data, v))
				assert.Empty(t, lost(f.name, data, reflect.ValueOf(v).Elem()))
				return
			}
			require.NotNil(t, f.operation, "no operation has this name; see operations.go")
			if strings.TrimSpace(string(data)) == "{}" {
				return // there is nothing to reach
			}
			all := decodedBy(t, f.operation, data)
			require.NotEmpty(t, all, "%s decodes nothing", f.operation.name)
			// Content in an envelope is decoded bare in the end, and a call may take several requests.
			fewest := lost(f.name, all[0].data, reflect.ValueOf(all[0].value).Elem())
			for _, d := range all[1:] {
				if others := lost(f.name, d.data, reflect.ValueOf(d.value).Elem()); len(others) < len(fewest) {
					fewest = others
				}
			}
			assert.Empty(t, fewest)
		})
	}
}

// lost returns the leaves of a text that reached no field.
func lost(at string, data []byte, v reflect.Value) []string {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			if strings.TrimSpace(string(data)) == "null" {
				return nil
			}
			return []string{at + " is nil"}
		}
		v = v.Elem()
	}
	switch {
	case v.Type() == reflect.TypeFor[Attributes]():
		if !sameJSON(data, v.Bytes()) && strings.Trim(string(data), "\"{}[]nul \n") != "" {
			return []string{at + " was changed"}
		}
		return nil
	case decode.IsNested(v.Type()) && v.Kind() == reflect.Slice:
		var names []string
		i := 0
		for element := range jsontext.Elements(data) {
			names = append(names, lost(fmt.Sprintf("%s[%d]", at, i), element, v.Index(i))...)
			i++
		}
		return names
	case v.Kind() == reflect.Map && decode.IsNested(v.Type().Elem()):
		var names []string
		for name, member := range jsontext.Members(data) {
			names = append(names, lost(at+"."+name, member, v.MapIndex(reflect.ValueOf(name)))...)
		}
		return names
	case decode.IsNested(v.Type()):
		return lostMembers(at, data, v)
	}
	return lostLeaf(at, data, v)
}

func lostMembers(at string, data []byte, v reflect.Value) []string {
	var names []string
	s := decode.ShapeOf(v.Type())
	for name, raw := range jsontext.Members(data) {
		m, ok := s.Find(name)
		if name == "meta" && v.NumField() == 1 {
			continue // how many rows a list without pages has
		}
		if !ok {
			names = append(names, at+"."+name+" has no field")
			continue
		}
		names = append(names, lost(at+"."+name, raw, v.FieldByIndex(m.Index))...)
	}
	return names
}

// lostLeaf compares the value of a field with the text that it came from. Null, zero and empty are the zero value.
func lostLeaf(at string, data []byte, v reflect.Value) []string {
	if kind, ok := reflect.TypeAssert[MessageType](v); ok && kind.Valid() {
		return nil // its test compares values
	}
	if slices.Contains([]string{"null", "0", `""`, "false", "[]", "{}", "0.0"}, string(data)) {
		if text, ok := reflect.TypeAssert[LooseText](v); ok && string(text) == string(data) {
			return nil
		}
		if !v.IsZero() && v.Kind() != reflect.Slice && v.Kind() != reflect.Map && v.Kind() != reflect.Struct {
			return []string{at + " is not zero"}
		}
		return nil
	}
	if v.IsZero() {
		return []string{at + " is zero"}
	}
	switch value := v.Interface().(type) {
	case Time, Number, Decimal, LooseText, Secret, SecretAttributes:
		return nil // their tests compare values
	default:
		written, err := json.Marshal(value)
		isTextID := v.Kind() == reflect.Int64 && string(data) == `"`+string(written)+`"`
		if err != nil || !isTextID && !sameJSON(data, written) {
			return []string{fmt.Sprintf("%s is %s, not %s", at, written, data)}
		}
	}
	return nil
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// TestLost checks that the check above can fail.
func TestLost(t *testing.T) {
	t.Parallel()
	data := []byte(`{"id":1,"name":"Ada","shoe_size":42,"contact_inboxes":[{"source_id":"s","inbox":{"id":2,"roof":"red"}}]}`)
	var c Contact
	require.NoError(t, decode.Unmarshal(data, &c))
	assert.Equal(t, []string{"x.shoe_size has no field", "x.contact_inboxes[0].inbox.roof has no field"}, lost("x", data, reflect.ValueOf(c)))
	c.Name, c.ID = "", 3
	assert.Contains(t, lost("x", data, reflect.ValueOf(c)), "x.name is zero")
	assert.Contains(t, lost("x", data, reflect.ValueOf(c)), "x.id is 3, not 1")
}

// TestWebhookEnvelopes decodes the list of each dialect.
func TestWebhookEnvelopes(t *testing.T) {
	t.Parallel()
	for dialect, want := range map[string]Webhook{
		"chatwoot-4.16": {
			ID: 7, Name: "CRM", URL: "https://crm.example/hook", AccountID: 1, Subscriptions: []Event{EventMessageCreated, EventTypingOn},
			Inbox: &InboxRef{ID: 4, Name: "Shop"}, Secret: "pQm3xK9vT2rB7nW4cY8dZ5fH",
		},
		"ndoto-docs": {
			ID: 7, Name: "My integration", URL: "https://yourapp.com/webhooks/ndoto", Subscriptions: []Event{EventMessageCreated, EventConversationCreated},
			Active: Set(true),
		},
	} {
		body, err := os.ReadFile("testdata/" + dialect + "/webhooks_list.json")
		require.NoError(t, err)
		got, err := newTestClient(t, always(200, string(body))).Webhooks.List(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []Webhook{want}, got)
	}
}
