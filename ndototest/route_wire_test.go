package ndototest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

// These tests speak HTTP to the server and know nothing of the client. Paths are below the account; {c} is a
// conversation, {m} a message in it and {p} its contact.

// desk is a server that stands still at a moment, with a contact who has written.
type desk struct {
	*ndototest.Server
	t                              *testing.T
	conversation, message, contact int64
}

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func newDesk(t *testing.T, opts ...ndototest.Option) desk {
	t.Helper()
	srv := ndototest.New(t, append([]ndototest.Option{ndototest.WithClock(func() time.Time { return noon })}, opts...)...)
	d := desk{Server: srv, t: t}
	d.contact = srv.AddContact(ndototest.Contact{Name: "Ada", Email: "ada@example.com", PhoneNumber: "+250788123456"})
	d.conversation = srv.AddConversation(ndototest.Conversation{ContactID: d.contact})
	d.message = srv.AddMessage(d.conversation, ndototest.Message{Content: "hello"})
	return d
}

type answer struct {
	status int
	header http.Header
	body   string
}

// request makes a request with the administrator's token; headers are name, value, name, value and win.
func (d desk) request(method, path, body string, headers ...string) *http.Request {
	d.t.Helper()
	path = strings.NewReplacer("{c}", strconv.FormatInt(d.conversation, 10), "{m}", strconv.FormatInt(d.message, 10), "{p}", strconv.FormatInt(d.contact, 10)).Replace(path)
	if !strings.HasPrefix(path, "/") {
		path = "/api/v1/accounts/1/" + path
	}
	req, err := http.NewRequestWithContext(d.t.Context(), method, d.URL+path, strings.NewReader(body))
	require.NoError(d.t, err)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Api-Access-Token", d.AdminToken)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Del(headers[i])
		if headers[i+1] != "" {
			req.Header[headers[i]] = []string{headers[i+1]}
		}
	}
	return req
}

// send sends a request.
func (d desk) send(method, path, body string, headers ...string) answer {
	d.t.Helper()
	req := d.request(method, path, body, headers...)
	// The transport is its own: a test server that ends closes the idle connections of the default one, also those of
	// other tests.
	transport := &http.Transport{DisableKeepAlives: true}
	resp, err := (&http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(req)
	require.NoError(d.t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(d.t, err)
	return answer{resp.StatusCode, resp.Header, string(data)}
}

// direct sends a request as send does, but without a network, and returns the status.
func (d desk) direct(method, path, body string, headers ...string) int {
	d.t.Helper()
	req := d.request(method, path, body, headers...)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, req)
	return w.Code
}

// get digs a value out of an answer: get("data", "payload", 0, "id").
func (a answer) get(t *testing.T, path ...any) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader([]byte(a.body)))
	decoder.UseNumber()
	var v any
	require.NoError(t, decoder.Decode(&v), a.body)
	for _, step := range path {
		switch step := step.(type) {
		case string:
			v = v.(map[string]any)[step]
		case int:
			v = v.([]any)[step]
		}
	}
	if n, ok := v.(json.Number); ok {
		return n.String()
	}
	return v
}

func TestWhatTheServerAnswers(t *testing.T) {
	t.Parallel()
	const (
		unauthorized = `{"error":"You are not authorized to do this action"}`
		botRefused   = `{"error":"Access to this endpoint is not authorized for bots"}`
		missing      = `{"error":"Resource could not be found"}`
		crash        = `{"status":500,"error":"Internal Server Error"}`
	)
	cases := []struct {
		rule, method, path, body string
		headers                  []string
		status                   int
		want                     string
	}{
		{"no token reached the app", "GET", "/api/v1/profile", "", []string{"Api-Access-Token", ""}, 401, `{"errors":["You need to sign in or sign up before continuing."]}`},
		{"a blank token counts as absent", "GET", "/api/v1/profile", "", []string{"Api-Access-Token", " "}, 401, `{"errors":["You need to sign in or sign up before continuing."]}`},
		{"an unknown token", "GET", "/api/v1/profile", "", []string{"Api-Access-Token", "x"}, 401, `{"error":"Invalid Access Token"}`},
		{"an unknown account is 404", "GET", "/api/v1/accounts/2/conversations", "", nil, 404, missing},
		{"an unknown id is 404", "GET", "conversations/99", "", nil, 404, missing},
		{"an unknown route is the framework's 404", "GET", "nothing/here", "", nil, 404, `{"status":404,"error":"Not Found"}`},
		{"a permission is 401", "DELETE", "conversations/{c}", "", []string{"Api-Access-Token", "token-of-user-2"}, 401, unauthorized},
		{"an agent outside of the inbox gets 401, not 404", "GET", "conversations/{c}", "", []string{"Api-Access-Token", "token-of-user-3"}, 401, unauthorized},
		{"a bot cannot list messages", "GET", "conversations/{c}/messages", "", []string{"Api-Access-Token", "token-of-bot-1"}, 401, botRefused},
		{"a bot cannot read the profile", "GET", "/api/v1/profile", "", []string{"Api-Access-Token", "token-of-bot-1"}, 401, botRefused},
		{"malformed JSON is an empty 400", "POST", "conversations/filter", "{", nil, 400, ""},
		{"so is half of a surrogate pair", "POST", "labels", `{"title":"\ud83d"}`, nil, 400, ""},
		{"both halves are a character", "POST", "labels", `{"title":"\ud83d\ude00"}`, nil, 422, `{"message":"Title is invalid","attributes":["title"]}`},
		{"an escaped backslash is not half of one", "POST", "conversations/{c}/custom_attributes", `{"custom_attributes":{"a":"\\ud83d"}}`, nil, 200, `{"custom_attributes":{"a":"\\ud83d"}}`},
		{"a filter without payload fails", "POST", "conversations/filter", "{}", nil, 500, crash},
		{"a filter row without query_operator fails", "POST", "conversations/filter", `{"payload":[{"attribute_key":"status","filter_operator":"equal_to","values":["open"]},{"attribute_key":"status","filter_operator":"equal_to","values":["open"]}]}`, nil, 500, crash},
		{"an unknown operator is 422", "POST", "conversations/filter", `{"payload":[{"attribute_key":"status","filter_operator":"contains","values":["open"]}]}`, nil, 422, `{"error":"Invalid operator. The allowed operators for status are [equal_to,not_equal_to]."}`},
		{"an unknown status fails", "POST", "conversations/{c}/toggle_status", `{"status":"closed"}`, nil, 500, crash},
		{"priority none fails", "POST", "conversations/{c}/toggle_priority", `{"priority":"none"}`, nil, 500, crash},
		{"a snooze that is not in epoch seconds fails", "POST", "conversations/{c}/toggle_status", `{"status":"snoozed","snoozed_until":"2030-01-01"}`, nil, 500, crash},
		{"toggle_status has no meta", "POST", "conversations/{c}/toggle_status", `{"status":"resolved"}`, nil, 200, `{"payload":{"success":true,"conversation_id":1,"current_status":"resolved","snoozed_until":null}}`},
		{"toggle_status without a status flips it", "POST", "conversations/{c}/toggle_status", `{}`, nil, 200, `{"payload":{"success":true,"conversation_id":1,"current_status":"resolved","snoozed_until":null}}`},
		{"a snooze is answered in ISO", "POST", "conversations/{c}/toggle_status", `{"status":"snoozed","snoozed_until":1893553445}`, nil, 200, `{"payload":{"success":true,"conversation_id":1,"current_status":"snoozed","snoozed_until":"2030-01-02T03:04:05.000Z"}}`},
		{"an assignment to nobody is null", "POST", "conversations/{c}/assignments", `{"assignee_id":null}`, nil, 200, `null`},
		{"an unknown agent is null", "POST", "conversations/{c}/assignments", `{"assignee_id":99}`, nil, 200, `null`},
		{"no key is null", "POST", "conversations/{c}/assignments", `{}`, nil, 200, `null`},
		{"a team is the raw record", "POST", "conversations/{c}/assignments", `{"team_id":1}`, nil, 200, `{"id":1,"name":"support","description":null,"allow_auto_assign":true,"account_id":1,"icon":"","icon_color":"","created_at":"2026-03-04T12:00:00.000Z","updated_at":"2026-03-04T12:00:00.000Z"}`},
		{"labels are replaced, and split at commas", "POST", "conversations/{c}/labels", `{"labels":["a,b","c"]}`, nil, 200, `{"payload":["a","b","c"]}`},
		{"custom attributes are required", "POST", "conversations/{c}/custom_attributes", `{}`, nil, 500, crash},
		{"a transcript needs an address", "POST", "conversations/{c}/transcript", `{}`, nil, 422, `{"error":"email param missing"}`},
		{"nobody takes part", "POST", "conversations/{c}/participants", `{"user_ids":[]}`, nil, 200, `[]`},
		{"foreign participants are refused", "POST", "conversations/{c}/participants", `{"user_ids":[3]}`, nil, 422, `{"error":"Invalid participant IDs"}`},
		{"an invalid content type is 422", "POST", "conversations/{c}/messages", `{"content":"x","content_type":"song"}`, nil, 422, `{"error":"'song' is not a valid content_type"}`},
		{"content is limited", "POST", "conversations/{c}/messages", `{"content":"` + strings.Repeat("x", 150_001) + `"}`, nil, 422, `{"error":"Validation failed: Content is too long (maximum is 150000 characters)"}`},
		{"a menu needs items", "POST", "conversations/{c}/messages", `{"content_type":"input_select","content_attributes":{"items":[]}}`, nil, 422, `{"error":"Validation failed: Content attributes At least one item is required."}`},
		{"a card needs actions", "POST", "conversations/{c}/messages", `{"content_type":"cards","content_attributes":{"items":[{"title":"x"}]}}`, nil, 422, `{"error":"Validation failed: Content attributes contains items missing actions"}`},
		{"an email that is taken names the attribute", "POST", "contacts", `{"email":"ADA@example.com"}`, nil, 422, `{"message":"Email has already been taken","attributes":["email"]}`},
		{"a phone number must be E.164", "POST", "contacts", `{"phone_number":"0788"}`, nil, 422, `{"message":"Phone number should be in e164 format","attributes":["phone_number"]}`},
		{"an unknown source id is an empty 404", "POST", "contact_inboxes/filter", `{"inbox_id":1,"source_id":"x"}`, nil, 404, ``},
		{"a search without a query finds nothing", "GET", "contacts/search", "", nil, 200, `{"meta":{"count":null,"current_page":1,"has_more":null},"payload":[]}`},
		{"an import needs a file", "POST", "contacts/import", `{}`, nil, 422, `{"error":"File is blank"}`},
		{"a note needs its key", "POST", "contacts/{p}/notes", `{}`, nil, 422, `{"error":"param is missing or the value is empty: note"}`},
		{"a source_id alone must exist", "POST", "conversations", `{"source_id":"x"}`, nil, 404, missing},
		{"counts", "GET", "conversations/meta", "", nil, 200, `{"meta":{"mine_count":0,"assigned_count":0,"unassigned_count":1,"all_count":1}}`},
		{"an unknown team is 404", "GET", "conversations?team_id=", "", nil, 404, missing},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			got := newDesk(t).send(c.method, c.path, c.body, c.headers...)
			assert.Equal(t, c.status, got.status, got.body)
			if c.want == "" {
				assert.Empty(t, got.body)
			} else {
				assert.JSONEq(t, c.want, got.body)
				assert.Equal(t, "application/json; charset=utf-8", strings.ToLower(got.header.Get("Content-Type")))
			}
			assert.NotEmpty(t, got.header.Get("X-Request-Id"))
		})
	}
}

func TestSuccessWithoutABody(t *testing.T) {
	t.Parallel()
	for path, body := range map[string]string{
		"mute": "", "unmute": "", "toggle_priority": `{"priority":"low"}`, "toggle_typing_status": `{"typing_status":"on"}`, "transcript": `{"email":"a@b.c"}`,
	} {
		got := newDesk(t).send("POST", "conversations/{c}/"+path, body)
		assert.Equal(t, 200, got.status, path)
		assert.Empty(t, got.body, path)
		assert.Equal(t, "application/json", got.header.Get("Content-Type"), path)
	}
}

func TestBothSpellingsOfTheTokenAreRead(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	assert.Equal(t, 200, d.send("GET", "/api/v1/profile", "", "Api-Access-Token", "", "api_access_token", d.AgentToken).status)
	both := d.send("GET", "/api/v1/profile", "", "api_access_token", d.AgentToken)
	assert.JSONEq(t, `{"error":"Invalid Access Token"}`, both.body, "both are joined")
	assert.Equal(t, "[token]", d.Requests()[0].Header["Api_access_token"][0])
}

func TestPagesWithoutAcceptJSONAreHTML(t *testing.T) {
	t.Parallel()
	got := newDesk(t).send("GET", "nothing", "", "Accept", "*/*")
	assert.Contains(t, got.body, "<title>The page you were looking for doesn't exist (404)</title>")
}

func TestAMessageInAConversation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.send("GET", "conversations/{c}", "")
	assert.Equal(t, "0", got.get(t, "messages", 0, "message_type"))
	assert.Equal(t, "1772625600", got.get(t, "messages", 0, "created_at"))
	assert.Equal(t, "2026-03-04T12:00:00.000Z", got.get(t, "messages", 0, "updated_at"))
	assert.Equal(t, "Contact", got.get(t, "messages", 0, "sender_type"))
	assert.Equal(t, "1772625600", got.get(t, "waiting_since"))
	assert.Equal(t, "1772625600.0", got.get(t, "updated_at"))
	assert.Equal(t, "0", got.get(t, "first_reply_created_at"))
	assert.Nil(t, got.get(t, "priority"))
	assert.Equal(t, "1", got.get(t, "unread_count"))
	assert.Empty(t, got.get(t, "meta", "sender", "thumbnail"))
	assert.Equal(t, false, got.get(t, "muted"))
	_, assigned := got.get(t, "meta").(map[string]any)["assignee"]
	assert.False(t, assigned, "without an assignee the key is missing")

	reply := d.send("POST", "conversations/{c}/messages", `{"content":"hi","echo_id":7}`)
	assert.JSONEq(t, `{"id":2,"content":"hi","inbox_id":1,"conversation_id":1,"message_type":1,"content_type":"text","status":"sent","content_attributes":{},"created_at":1772625600,
		"private":false,"source_id":null,"echo_id":7,"sender":{"id":1,"name":"Amara Admin","available_name":"Amara Admin","avatar_url":"","type":"user","availability_status":"offline","thumbnail":""}}`, reply.body)
	got = d.send("GET", "conversations/{c}", "")
	assert.Equal(t, "0", got.get(t, "waiting_since"), "a reply ends the wait")
	assert.Equal(t, "1772625600", got.get(t, "first_reply_created_at"), "a reply ends the wait")
}

func TestMessagesComeInPartsByID(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 1200 {
		d.AddMessage(d.conversation, ndototest.Message{Content: "more"})
	}
	for query, want := range map[string][]string{
		"": {"1182", "1201"}, "?before=50": {"30", "49"}, "?after=50": {"51", "150"}, "?after=0": {"1", "100"}, "?after=10&before=2000": {"10", "1009"},
	} {
		got := d.send("GET", "conversations/{c}/messages"+query, "")
		rows := got.get(t, "payload").([]any)
		assert.Equal(t, want, []string{got.get(t, "payload", 0, "id").(string), got.get(t, "payload", len(rows)-1, "id").(string)}, query)
	}
}

func TestPagesOfLists(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 29 {
		d.AddConversation(ndototest.Conversation{AssigneeID: d.AgentID})
		d.AddContact(ndototest.Contact{Identifier: strconv.Itoa(len(d.Requests())) + "-" + strconv.FormatInt(d.AddContact(ndototest.Contact{}), 10)})
	}
	size := func(path string, at ...any) int { return len(d.send("GET", path, "").get(t, at...).([]any)) }
	assert.Equal(t, []int{25, 5, 0, 25, 25}, []int{
		size("conversations", "data", "payload"), size("conversations?page=2", "data", "payload"), size("conversations?page=3", "data", "payload"),
		size("conversations?page=x", "data", "payload"), size("conversations?page=-1", "data", "payload"),
	})
	assert.Equal(t, 30, size("conversations?updated_within=60", "data", "payload"), "such a list has no pages")
	assert.Equal(t, []int{15, 15, 0}, []int{size("contacts", "payload"), size("contacts?page=2", "payload"), size("contacts?page=3", "payload")})
	assert.Equal(t, "2", d.send("GET", "contacts?page=2", "").get(t, "meta", "current_page"))
	assert.Equal(t, "1", d.send("GET", "contacts", "").get(t, "meta", "current_page"))
	meta := d.send("GET", "conversations?assignee_type=unassigned", "").get(t, "data", "meta")
	assert.Equal(t, map[string]any{"mine_count": json.Number("0"), "assigned_count": json.Number("29"), "unassigned_count": json.Number("1"), "all_count": json.Number("30")}, meta,
		"the counters leave assignee_type aside")
}

func TestWhatDialectsDifferIn(t *testing.T) {
	t.Parallel()
	old, now := newDesk(t, ndototest.WithDialect(ndototest.Chatwoot42)), newDesk(t)
	search := "contacts/search?q=ada"
	assert.Nil(t, old.send("GET", search, "").get(t, "meta", "has_more"))
	assert.Equal(t, false, now.send("GET", search, "").get(t, "meta", "has_more"))
	dropped := `{"content":"x","content_attributes":{"mine":1,"in_reply_to":1}}`
	assert.NotContains(t, old.send("POST", "conversations/{c}/messages", dropped).body, "mine")
	assert.Contains(t, now.send("POST", "conversations/{c}/messages", dropped).body, `"mine":1`)
	for _, d := range []desk{old, now} {
		d.send("POST", "conversations/{c}/custom_attributes", `{"custom_attributes":{"a":1}}`)
	}
	assert.JSONEq(t, `{"custom_attributes":{"b":2}}`, old.send("POST", "conversations/{c}/custom_attributes", `{"custom_attributes":{"b":2},"merge":true}`).body)
	assert.JSONEq(t, `{"custom_attributes":{"a":1,"b":2}}`, now.send("POST", "conversations/{c}/custom_attributes", `{"custom_attributes":{"b":2},"merge":true}`).body)
	assert.Equal(t, []int{401, 200}, []int{
		old.send("GET", "conversations/{c}", "", "Api-Access-Token", old.BotToken).status, now.send("GET", "conversations/{c}", "", "Api-Access-Token", now.BotToken).status,
	})
	assert.JSONEq(t, `{"error":"Bot is not authorized to access this account"}`, old.send("POST", "conversations/{c}/messages", `{"content":"x"}`, "Api-Access-Token", old.BotToken).body)
}

func TestWhatHappensByItself(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.send("POST", "conversations/{c}/toggle_status", `{"status":"snoozed","snoozed_until":1893553445}`)
	d.AddMessage(d.conversation, ndototest.Message{})
	c, _ := d.Conversation(d.conversation)
	assert.Equal(t, "open", c.Status, "a message ends a snooze")
	assert.True(t, c.SnoozedUntil.IsZero(), "a message ends a snooze")
	d.send("POST", "conversations/{c}/toggle_status", `{"status":"resolved"}`)
	d.send("POST", "conversations/{c}/toggle_status", `{"status":"open"}`, "Api-Access-Token", d.AgentToken)
	c, _ = d.Conversation(d.conversation)
	assert.Equal(t, d.AgentID, c.AssigneeID, "an agent who opens a conversation is assigned to it")
	messages := d.Messages(d.conversation)
	assert.Equal(t, "activity", messages[len(messages)-1].Type, "a change of status is told in the conversation")

	botInbox := d.AddInbox(ndototest.Inbox{BotID: d.BotID})
	got := d.send("POST", "conversations", `{"inbox_id":`+strconv.FormatInt(botInbox, 10)+`,"contact_id":1,"status":"open"}`)
	assert.Equal(t, "pending", got.get(t, "status"), "a bot takes new conversations")
	handOff := d.send("POST", "conversations/"+got.get(t, "id").(string)+"/toggle_status", `{"status":"open"}`, "Api-Access-Token", d.BotToken)
	assert.Nil(t, handOff.get(t, "payload", "success"), "a hand-over does not say that it worked")

	locked := d.AddInbox(ndototest.Inbox{LockToSingleConversation: true})
	open := `{"inbox_id":` + strconv.FormatInt(locked, 10) + `,"contact_id":1,"source_id":"a-thread"}`
	assert.Equal(t, d.send("POST", "conversations", open).get(t, "id"), d.send("POST", "conversations", open).get(t, "id"))

	d.send("POST", "conversations/{c}/mute", "")
	muted := d.send("GET", "conversations/{c}", "")
	assert.Equal(t, true, muted.get(t, "muted"))
	assert.Equal(t, "resolved", muted.get(t, "status"))
}

func TestNotesAndMergedContacts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	note := d.send("POST", "contacts/{p}/notes", `{"content":"flat works too"}`)
	assert.Nil(t, note.get(t, "account_id"))
	assert.Nil(t, note.get(t, "contact_id"))
	assert.Equal(t, "flat works too", note.get(t, "content"))
	unsaved := d.send("PUT", "contacts/{p}/notes/1", `{"note":{"content":""}}`)
	assert.Equal(t, 200, unsaved.status)
	assert.Empty(t, unsaved.get(t, "content"))
	assert.Equal(t, "flat works too", d.send("GET", "contacts/{p}/notes", "").get(t, 0, "content"))

	other := d.AddContact(ndototest.Contact{Name: "Other", Identifier: "crm-1"})
	merged := d.send("POST", "actions/contact_merge", `{"base_contact_id":`+strconv.FormatInt(other, 10)+`,"mergee_contact_id":1}`)
	assert.Equal(t, "Other", merged.get(t, "name"))
	assert.Equal(t, "ada@example.com", merged.get(t, "email"))
	assert.Equal(t, "crm-1", merged.get(t, "identifier"))
	assert.Equal(t, 404, d.send("GET", "contacts/{p}", "").status)
	c, _ := d.Conversation(d.conversation)
	assert.Equal(t, other, c.ContactID)
}

func TestFilesRedirectToTheStorage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	form := "--b\r\nContent-Disposition: form-data; name=\"attachments[]\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--\r\n"
	sent := d.send("POST", "conversations/{c}/messages", form, "Content-Type", "multipart/form-data; boundary=b")
	require.Equal(t, 200, sent.status, sent.body)
	assert.Equal(t, "image", sent.get(t, "attachments", 0, "file_type"))
	assert.Equal(t, "3", sent.get(t, "attachments", 0, "file_size"))
	assert.Nil(t, sent.get(t, "content"))
	path := strings.TrimPrefix(sent.get(t, "attachments", 0, "data_url").(string), d.URL)
	moved := d.send("GET", path, "", "Api-Access-Token", "")
	assert.Equal(t, 302, moved.status)
	stored := d.send("GET", strings.TrimPrefix(moved.header.Get("Location"), d.URL), "", "Api-Access-Token", "")
	assert.Equal(t, 200, stored.status)
	assert.Equal(t, "PNG", stored.body)
	assert.Equal(t, "image/png", stored.header.Get("Content-Type"))
}

func TestRateLimitsCountInWindowsOfTheClock(t *testing.T) {
	t.Parallel()
	now := noon.Add(59 * time.Second)
	d := newDesk(t, ndototest.WithRateLimits(), ndototest.WithClock(func() time.Time { return now }))
	for range 30 {
		require.Equal(t, 200, d.send("GET", "conversations/meta", "").status)
	}
	refused := d.send("GET", "conversations/meta", "")
	assert.Equal(t, 429, refused.status)
	assert.Equal(t, "Retry later\n", refused.body)
	assert.Equal(t, "text/plain", refused.header.Get("Content-Type"))
	assert.Empty(t, refused.header.Get("Retry-After"))
	assert.Equal(t, "Wed, 04 Mar 2026 12:00:59 GMT", refused.header.Get("Date"))
	assert.Equal(t, 200, d.send("GET", "conversations/meta", "", "Api-Access-Token", d.AgentToken).status, "this limit is each token's own")
	now = now.Add(time.Second)
	assert.Equal(t, 200, d.send("GET", "conversations/meta", "").status, "a new window")
}

// TestRateLimitsByVersion counts how many requests are let through.
func TestRateLimitsByVersion(t *testing.T) {
	t.Parallel()
	const report = "/api/v2/accounts/1/reports?metric=conversations_count&type=account&since=0&until=1"
	for _, c := range []struct {
		limit, method, path, body string
		newest, old               int
	}{
		{"searches of contacts", "GET", "contacts/search?q=ada", "", 100, 100},
		{"counts of conversations", "GET", "conversations/meta", "", 30, 200},
		{"transcripts", "POST", "conversations/{c}/transcript", `{"email":"ada@example.com"}`, 200, 30},
		{"deletions of conversations", "DELETE", "conversations/99", "", 60, 200},
		{"invitations of agents", "POST", "agents/bulk_create", `{"emails":[]}`, 100, 200},
		{"deletions of agents", "DELETE", "agents/99", "", 50, 200},
		{"uploads", "POST", "upload", "", 60, 60},
		{"reports", "GET", report, "", 100, 100},
		{"confirmations", "POST", "/api/v1/profile/resend_confirmation", "", 5, 5},
		{"all else", "GET", "labels", "", 200, 200},
	} {
		for dialect, want := range map[ndototest.Dialect]int{ndototest.Chatwoot416: c.newest, ndototest.Chatwoot42: c.old} {
			d := newDesk(t, ndototest.WithRateLimits(), ndototest.WithDialect(dialect))
			served := 0
			for served < 200 && d.direct(c.method, c.path, c.body) != 429 {
				served++
			}
			assert.Equal(t, want, served, "%s in dialect %d", c.limit, dialect)
		}
	}
}

// TestRateLimitsOfAccountsAndTokens: each account has its own, and those of a token end at the account's.
func TestRateLimitsOfAccountsAndTokens(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ndototest.WithRateLimits())
	for range 100 {
		d.direct("GET", "contacts/search?q=ada", "")
	}
	assert.Equal(t, 429, d.direct("GET", "contacts/search?q=ada", "", "Api-Access-Token", d.AgentToken), "of all tokens")
	assert.Equal(t, 404, d.direct("GET", "/api/v1/accounts/2/contacts/search?q=ada", ""), "of another account")
	const report = "/api/v2/accounts/1/reports?metric=conversations_count&type=account&since=0&until=1"
	for token := range 10 {
		for range 100 {
			assert.NotEqual(t, 429, d.direct("GET", report, "", "Api-Access-Token", strconv.Itoa(token)))
		}
	}
	assert.Equal(t, 429, d.direct("GET", report, "", "Api-Access-Token", "10"), "a thousand for all tokens")
}

func TestTwoHundredMessagesAMinute(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 199 {
		d.AddMessage(d.conversation, ndototest.Message{})
	}
	got := d.send("POST", "conversations/{c}/messages", `{"content":"one more"}`)
	assert.Equal(t, 422, got.status)
	assert.JSONEq(t, `{"error":"Validation failed: Too many messages"}`, got.body)
}
