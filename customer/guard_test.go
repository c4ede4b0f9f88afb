package customer_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

func operationsByName() map[string]*bridge.Operation {
	byName := map[string]*bridge.Operation{}
	for _, o := range bridge.Operations() {
		if name, ours := strings.CutPrefix(o.Name, "customer."); ours {
			byName[name] = o
		}
	}
	return byName
}

// methods returns the methods that make calls, by name.
func methods() map[string]reflect.Method {
	found := map[string]reflect.Method{}
	client := reflect.TypeFor[customer.Client]()
	for service := range client.Fields() {
		if service.IsExported() {
			for method := range service.Type.Methods() {
				found[service.Name+"."+method.Name] = method
			}
		}
	}
	inbox, _ := reflect.TypeFor[*customer.Client]().MethodByName("Inbox")
	found["Client.Inbox"] = inbox
	return found
}

func TestEveryMethodIsCalledAndEveryOperationHasMethod(t *testing.T) {
	t.Parallel()
	found, called := methods(), calls()
	for name := range found {
		assert.Contains(t, called, name)
	}
	assert.Len(t, called, len(found))
	routes := map[string]bool{}
	for name, o := range operationsByName() {
		assert.Contains(t, found, name)
		assert.False(t, routes[o.Method+o.Path], "%s has its route twice", name)
		routes[o.Method+o.Path] = true
	}
	assert.Len(t, routes, 15)
}

func TestEveryMethodDocumentsRouteAndSource(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	route := regexp.MustCompile(`(GET|POST|PATCH)( and POST)? (/public/\S+?), known from the server software\.`)
	byName, checked := operationsByName(), 0
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, decl := range parsed.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() {
				continue
			}
			star, _ := f.Recv.List[0].Type.(*ast.StarExpr)
			if star == nil {
				continue
			}
			name := strings.TrimSuffix(star.X.(*ast.Ident).Name, "Service") + "." + f.Name.Name
			if _, calls := methods()[name]; !calls {
				continue
			}
			checked++
			doc := strings.Join(strings.Fields(f.Doc.Text()), " ")
			assert.True(t, strings.HasPrefix(doc, f.Name.Name+" "), name)
			match := route.FindStringSubmatch(doc)
			require.NotNil(t, match, "%s names its route", name)
			if o, ok := byName[name]; ok {
				assert.Equal(t, []string{o.Method, o.Path}, []string{match[1], match[3]}, name)
			}
		}
	}
	assert.Equal(t, len(methods()), checked)
}

func TestEveryMethodWithEveryFailure(t *testing.T) {
	t.Parallel()
	for name, call := range calls() {
		for _, f := range []struct {
			status int
			body   string
			class  error
		}{
			{404, `{"status":404,"error":"Not Found"}`, ndoto.ErrNotFound},
			{422, `{"message":"Email Invalid email","attributes":["email"]}`, ndoto.ErrValidation},
			{422, `{"error":"You cannot update the CSAT survey after 14 days"}`, ndoto.ErrValidation},
			{422, `{"message":"Too many messages","attributes":["base"]}`, ndoto.ErrRateLimited},
			{401, ``, ndoto.ErrUnauthorized},
			{429, "Retry later\n", ndoto.ErrRateLimited},
			{500, `{"status":500,"error":"Internal Server Error"}`, ndoto.ErrServer},
			{502, "<html>Bad Gateway</html>", ndoto.ErrServer},
		} {
			err := call(t.Context(), newClient(t, always(f.status, f.body), ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1, Settle: 1})))
			require.ErrorIs(t, err, f.class, "%s: %d %s", name, f.status, f.body)
			var e *ndoto.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, f.status, e.StatusCode, name)
			assert.True(t, strings.HasPrefix(e.Operation, "customer."), "%s: %s", name, e.Operation)
			assert.NotContains(t, err.Error(), "source-1", "the source id is a credential")
		}
	}
}

// TestARedirectShowsNoSession: the path of a request has the source id of the customer, and so has the target.
func TestARedirectShowsNoSession(t *testing.T) {
	t.Parallel()
	for name, call := range calls() {
		for _, host := range []string{"https://elsewhere.example", "https://desk.example/prefix"} {
			rt := func(req *http.Request) (*http.Response, error) {
				target := host + strings.TrimPrefix(req.URL.Path, "/prefix")
				return &http.Response{StatusCode: 302, Header: http.Header{"Location": {target}}, Request: req, Body: http.NoBody}, nil
			}
			err := call(t.Context(), newClient(t, rt, ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1, Settle: 1})))
			require.ErrorIs(t, err, ndoto.ErrRedirect, name)
			assert.NotContains(t, fmt.Sprintf("%v %+v", err, err), "source-1", name)
			assert.NotContains(t, err.Error(), "example/public]", "the hint names a base URL")
		}
	}
}

func TestEveryMethodSurvivesMalformedResponses(t *testing.T) {
	t.Parallel()
	found := methods()
	for name, call := range calls() {
		for _, body := range []string{"", "null", "5", `"x"`, "[]", "[null]", "{}", `{"error":"x"}`, `{"message":"x"}`, `{"data":{"payload":{}}}`, "<html>", `{"id":"`} {
			err := call(t.Context(), newClient(t, always(200, body), ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1, Settle: 1})))
			lists := strings.HasSuffix(name, ".List") || strings.HasSuffix(name, ".All") || name == "Conversations.Ensure"
			fits := strings.HasPrefix(body, "[") && lists
			returns := found[name].Type.NumOut() > 1 || strings.HasSuffix(name, ".All")
			if (returns || body == `{"error":"x"}` || body == "<html>") && !fits {
				require.ErrorIs(t, err, ndoto.ErrNotJSON, "%s: %q", name, body)
			}
		}
	}
}

// TestEveryCreateIsSentOnce counts the requests that arrive while the server fails.
func TestEveryCreateIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, call := range calls() {
		var mu sync.Mutex
		sent := map[string]int{}
		c := newClient(t, func(req *http.Request) (*http.Response, error) {
			mu.Lock()
			sent[req.Method]++
			mu.Unlock()
			if req.Method == http.MethodGet && (name == "Messages.SendOnce" || name == "Conversations.Ensure") && sent["POST"] == 0 {
				return always(200, "[]")(req)
			}
			return always(503, "")(req)
		}, ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 3, MinBackoff: 1, Settle: 1}))
		err := call(t.Context(), c)
		creates := name == "Messages.Create" || name == "Messages.SendOnce" || name == "Conversations.Create" || name == "Conversations.Ensure"
		assert.Equal(t, creates, errors.Is(err, ndoto.ErrAmbiguous), "%s: %v", name, err)
		if creates {
			assert.Equal(t, 1, sent["POST"], name)
		} else {
			assert.Equal(t, 3, sent["POST"]+sent["GET"]+sent["PATCH"], name)
		}
	}
}

func TestBadCallsAreNotSent(t *testing.T) {
	t.Parallel()
	for name, call := range badCalls() {
		c := newClient(t, func(*http.Request) (*http.Response, error) { panic(name) })
		require.ErrorIs(t, call(t.Context(), c), ndoto.ErrBadInput, name)
	}
	for _, identifier := range []string{"", " ", "a/b", "a.json", "abc\n", "a b", "a?b", "a%2fb"} {
		_, err := customer.New(identifier)
		require.ErrorIs(t, err, ndoto.ErrBadInput, identifier)
	}
	c := newClient(t, func(*http.Request) (*http.Response, error) { panic("sent") })
	_, err := c.Messages.SendOnce(t.Context(), "source-1", 5, "key", &customer.MessageParams{Attachments: []ndoto.File{{Name: "a.txt"}}})
	require.ErrorContains(t, err, "attachment 1 has no Reader")
	_, err = customer.New("inbox-1", ndoto.WithToken("agent"))
	require.ErrorIs(t, err, ndoto.ErrBadInput)
}

// request is what goes over the wire.
type request struct{ method, url, body string }

func TestRequests(t *testing.T) {
	t.Parallel()
	const inbox = "https://desk.example/prefix/public/api/v1/inboxes/inbox-1"
	const contact = inbox + "/contacts/source-1"
	const conversation = contact + "/conversations/5"
	const identity = "identifier=user-7&identifier_hash="
	hash := string(customer.Identify("key", "user-7").Hash)
	want := map[string]request{
		"Client.Inbox": {"GET", inbox, ""},
		"Contacts.Create": {"POST", inbox + "/contacts", `{"source_id":"source-1","identifier":"user-7","identifier_hash":"` + hash +
			`","name":"Ada","email":"ada@example.com","phone_number":"+4915123456789","avatar_url":"https://example.com/a.png","custom_attributes":{"plan":"gold"}}`},
		"Contacts.Get":            {"GET", contact + "?" + identity + hash, ""},
		"Contacts.Update":         {"PATCH", contact, `{"name":"Ada L."}`},
		"Conversations.List":      {"GET", contact + "/conversations", ""},
		"Conversations.Get":       {"GET", conversation, ""},
		"Conversations.Create":    {"POST", contact + "/conversations", `{"custom_attributes":{"order":"A-1"}}`},
		"Conversations.Resolve":   {"POST", conversation + "/toggle_status", ""},
		"Conversations.SetTyping": {"POST", conversation + "/toggle_typing", `{"typing_status":"on"}`},
		"Conversations.MarkRead":  {"POST", conversation + "/update_last_seen", ""},
		"Messages.List":           {"GET", conversation + "/messages?before=9", ""},
		"Messages.Create":         {"POST", conversation + "/messages", `{"content":"Hello","echo_id":"e-1"}`},
		"Messages.Answer":         {"PATCH", conversation + "/messages/7", `{"submitted_values":{"csat_survey_response":{"rating":5,"feedback_message":"great"}}}`},
		"Surveys.Get":             {"GET", "https://desk.example/prefix/public/api/v1/csat_survey/" + someUUID, ""},
		"Surveys.Answer": {"PATCH", "https://desk.example/prefix/public/api/v1/csat_survey/" + someUUID,
			`{"message":{"submitted_values":{"csat_survey_response":{"rating":5,"feedback_message":"great"}}}}`},
	}
	for name := range operationsByName() {
		var got request
		c := newClient(t, func(req *http.Request) (*http.Response, error) {
			got = request{method: req.Method, url: req.URL.String()}
			if req.Body != nil {
				data, err := io.ReadAll(req.Body)
				require.NoError(t, err)
				got.body = string(data)
			}
			for header := range req.Header {
				assert.NotContains(t, strings.ToLower(header), "token")
			}
			return always(404, "")(req)
		})
		require.Error(t, calls()[name](t.Context(), c))
		assert.Equal(t, want[name], got, name)
	}
	assert.Len(t, want, len(operationsByName()))
}

// TestFixtures decodes what real servers have sent: every member reaches a field.
func TestFixtures(t *testing.T) {
	t.Parallel()
	// Those of a contact that stand for other things in the account's API, and what a survey has for agents.
	known := map[string]bool{
		"account_id": true, "updated_at": true, "contact_type": true, "middle_name": true, "last_name": true, "location": true, "country_code": true, "label_list": true,
		"conversation_id": true, "message_id": true, "contact_id": true, "assigned_agent_id": true, "csat_review_notes": true, "review_notes_updated_at": true,
		"review_notes_updated_by_id": true,
		// Before Chatwoot 4.15, the update of a contact returned the record as it is.
		"additional_attributes": true, "blocked": true, "created_at": true, "custom_attributes": true, "identifier": true, "last_activity_at": true,
	}
	for _, version := range []string{"4.16", "4.2"} {
		for name, o := range operationsByName() {
			if methods()[name].Type.NumOut() == 1 {
				continue
			}
			service, method, _ := strings.Cut(strings.ToLower(name), ".")
			body, err := os.ReadFile("testdata/chatwoot-" + version + "/" + service + "_" + method + ".json")
			require.NoError(t, err)
			var values []any
			noted := ndoto.WithJSON(func(data []byte, v any) error {
				values = append(values, v)
				return json.Unmarshal(data, v)
			})
			for _, opt := range []ndoto.Option{ndoto.WithStrictDecoding(), noted} {
				require.NoError(t, calls()[name](t.Context(), newClient(t, always(200, string(body)), opt)), "%s %s", version, o.Name)
			}
			require.NotEmpty(t, values)
			for _, v := range values {
				eachExtra(reflect.ValueOf(v), func(member string) {
					assert.True(t, known[member], "%s %s: no field has %s", version, name, member)
				})
			}
		}
	}
}

// eachExtra calls f with each member that is in a field Extra.
func eachExtra(v reflect.Value, f func(string)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			eachExtra(v.Elem(), f)
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[ndoto.Attributes]() || v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			eachExtra(v.Index(i), f)
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			switch {
			case field.Name == "Extra":
				for member := range value.Interface().(ndoto.Attributes).All() {
					f(member)
				}
			case field.IsExported() && field.PkgPath == "":
				eachExtra(value, f)
			}
		}
	}
}
