package ndototest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

func replaceURL(body, url string) string { return strings.ReplaceAll(body, url, "http://desk") }

// documentedDesk is a furnished desk that behaves as Ndoto documents it, under a reading.
func documentedDesk(t *testing.T, reading ndototest.Reading) desk {
	t.Helper()
	d := furnished(t)
	d.AddMessage(d.conversation, ndototest.Message{Type: "outgoing", Content: "hi"})
	d.send("POST", "conversations/{c}/assignments", `{"assignee_id":2}`)
	d.send("POST", "conversations/{c}/assignments", `{"team_id":1}`)
	state, err := d.State()
	require.NoError(t, err)
	d.Server = ndototest.New(t, ndototest.WithState(state), ndototest.WithDialect(ndototest.NdotoDocs), ndototest.WithReading(reading),
		ndototest.WithClock(func() time.Time { return time.Unix(1772625600, 0) }))
	return d
}

const (
	documentedFirst  = `{"id":1,"content":"hello","message_type":"incoming","status":"sent","private":false,"created_at":1772625600,"sender":{"id":1,"name":"Ada","type":"Contact"},"attachments":[]}`
	documentedSecond = `{"id":2,"content":"hi","message_type":"outgoing","status":"sent","private":false,"created_at":1772625600,"sender":{"id":2,"name":"Bo Agent","type":"User"},"attachments":[]}`
	documentedThread = `{"id":1,"inbox_id":1,"status":"open","priority":null,"unread_count":1,"created_at":1772625600,"contact":{"id":1,"name":"Ada","email":"ada@example.com"},` +
		`"meta":{"assignee":{"id":2,"name":"Bo Agent"},"team":{"id":1,"name":"support"}}}`
	documentedCounts  = `{"all_count":1,"mine_count":0,"unassigned_count":0,"assigned_count":1}`
	documentedLabel   = `{"id":1,"title":"billing","description":null,"color":"#1f93ff","show_on_sidebar":null,"created_at":1772625600}`
	documentedTeam    = `{"id":1,"name":"support","description":null,"allow_auto_assign":true,"created_at":1772625600,"updated_at":1772625600}`
	documentedWebhook = `{"id":1,"url":"https://hooks.example/a","name":null,"active":true,"subscriptions":["conversation_status_changed","conversation_updated",` +
		`"conversation_created","contact_created","contact_updated","message_created","message_updated","webwidget_triggered"]}`
)

// TestWhatNdotoDocuments is docs.usendoto.com/docs/api, taken literally.
func TestWhatNdotoDocuments(t *testing.T) {
	t.Parallel()
	docs := documentedDesk(t, ndototest.Reading{})
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "conversations", "", 200, `{"data":{"meta":` + documentedCounts + `,"payload":[` + documentedThread + `]}}`},
		{"GET", "conversations?status=resolved", "", 200, `{"data":{"meta":{"all_count":0,"mine_count":0,"unassigned_count":0,"assigned_count":0},"payload":[]}}`},
		{"GET", "conversations/{c}/messages?filter_internal_messages=true", "", 200, `{"payload":[` + documentedFirst + `,` + documentedSecond + `]}`},
		{"GET", "conversations/{c}/messages?before=1772625600", "", 200, `{"payload":[]}`},
		{"GET", "conversations/{c}/messages?before=1772625601&filter_internal_messages=true", "", 200, `{"payload":[` + documentedFirst + `,` + documentedSecond + `]}`},
		{"GET", "conversations/{c}/messages?after=1772625600", "", 200, `{"payload":[]}`},
		{"GET", "conversations/{c}/messages?after=1772625599&filter_internal_messages=true", "", 200, `{"payload":[` + documentedFirst + `,` + documentedSecond + `]}`},
		{"GET", "labels", "", 200, `{"payload":[` + documentedLabel + `]}`},
		{"GET", "teams", "", 200, `[` + documentedTeam + `]`},
		{"GET", "webhooks", "", 200, `{"payload":[` + documentedWebhook + `]}`},
		{"POST", "labels", `{"title":"billing"}`, 422, `{"error":"Title has already been taken"}`},
		{"POST", "labels", `{"title":"Billing"}`, 422, `{"error":"Title must be lowercase"}`},
		{"POST", "labels", `{}`, 422, `{"error":"Title can't be blank"}`},
		{"DELETE", "labels/1", "", 204, ""},
		{"GET", "conversations/99", "", 404, `{"error":"Resource could not be found"}`},
		{"GET", "conversations/search", "", 422, `{"error":"Q can't be blank"}`},
		{"POST", "conversations", `{"inbox_id":1}`, 422, `{"error":"Contact id can't be blank"}`},
		{"POST", "conversations/{c}/messages", `{"content":"x"}`, 422, `{"error":"Message type can't be blank"}`},
		{"POST", "conversations/{c}/messages", `{"message_type":"outgoing"}`, 422, `{"error":"Content can't be blank"}`},
		{"POST", "conversations/{c}/toggle_status", `{}`, 422, `{"error":"Status can't be blank"}`},
		{"POST", "conversations/{c}/toggle_status", `{"status":"snoozed"}`, 422, `{"error":"Snoozed until can't be blank"}`},
		{"POST", "conversations/{c}/toggle_status", `{"status":"closed"}`, 422, `{"error":"Status is not included in the list"}`},
		{"PATCH", "conversations/{c}", `{"priority":"highest"}`, 422, `{"error":"Priority is not included in the list"}`},
		{"POST", "agents", `{"name":"Cy","email":"cy@example.com"}`, 422, `{"error":"Role can't be blank"}`},
		{"POST", "agents", `{"name":"Cy","email":"cy@example.com","role":"owner"}`, 422, `{"error":"Role is not included in the list"}`},
	} {
		got := docs.send(c.method, c.path, c.body)
		assert.Equal(t, c.status, got.status, c.path)
		if c.want == "" {
			assert.Empty(t, got.body)
			continue
		}
		assert.JSONEq(t, c.want, got.body, c.path)
	}
	assert.Equal(t, 201, docs.send("POST", "conversations/{c}/messages", `{"content":"x","message_type":"outgoing"}`).status)
	refused := docs.send("DELETE", "conversations/{c}", "", "Api-Access-Token", docs.AgentToken)
	assert.Equal(t, 403, refused.status)
	assert.JSONEq(t, `{"error":"You are not authorized to do this action"}`, refused.body)
	assert.Equal(t, 200, docs.send("DELETE", "conversations/{c}/messages/{m}", "").status)
	inboxes := docs.send("GET", "inboxes", "")
	var generic struct {
		Data []map[string]any
		Meta map[string]int
	}
	require.NoError(t, json.Unmarshal([]byte(inboxes.body), &generic))
	assert.Len(t, generic.Data, 1)
	assert.Equal(t, map[string]int{"count": 1, "current_page": 1, "total_pages": 1}, generic.Meta)
	assert.Equal(t, 200, docs.send("GET", "canned_responses", "").status, "as the software does")
}

// TestOtherReadings turns each ambiguous point of the documentation the other way.
func TestOtherReadings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reading            ndototest.Reading
		method, path, body string
		status             int
		want               string
	}{
		{ndototest.Reading{MessageIDs: true}, "GET", "conversations/{c}/messages?before=2", "", 200, `{"payload":[` + documentedFirst + `]}`},
		{ndototest.Reading{NewestFirst: true}, "GET", "conversations/{c}/messages?filter_internal_messages=true", "", 200, `{"payload":[` + documentedSecond + `,` + documentedFirst + `]}`},
		{ndototest.Reading{GenericLists: true}, "GET", "labels", "", 200, `{"data":[` + documentedLabel + `],"meta":{"count":1,"current_page":1,"total_pages":1}}`},
		{ndototest.Reading{GenericLists: true}, "GET", "teams", "", 200, `{"data":[` + documentedTeam + `],"meta":{"count":1,"current_page":1,"total_pages":1}}`},
		{ndototest.Reading{GenericLists: true}, "GET", "webhooks", "", 200, `{"data":[` + documentedWebhook + `],"meta":{"count":1,"current_page":1,"total_pages":1}}`},
		{ndototest.Reading{GenericLists: true}, "GET", "conversations", "", 200, `{"data":[` + documentedThread + `],"meta":{"count":1,"current_page":1,"total_pages":1}}`},
		{ndototest.Reading{GenericLists: true}, "GET", "conversations?page=2", "", 200, `{"data":[],"meta":{"count":1,"current_page":2,"total_pages":1}}`},
		{ndototest.Reading{FieldErrors: true}, "POST", "labels", `{"title":"billing"}`, 422, `{"description":"Invalid request","errors":[{"field":"title","message":"has already been taken","code":"invalid"}]}`},
		{ndototest.Reading{Unauthorized: true}, "DELETE", "conversations/{c}", "", 401, `{"error":"You are not authorized to do this action"}`},
		{ndototest.Reading{AlwaysOK: true}, "DELETE", "labels/1", "", 200, ""},
		{ndototest.Reading{OnlyDocumented: true}, "GET", "canned_responses", "", 404, `{"error":"Not Found"}`},
		{ndototest.Reading{OnlyDocumented: true}, "GET", "labels", "", 200, `{"payload":[` + documentedLabel + `]}`},
	} {
		docs := documentedDesk(t, c.reading)
		token := docs.AdminToken
		if c.reading.Unauthorized {
			token = docs.AgentToken
		}
		got := docs.send(c.method, c.path, c.body, "Api-Access-Token", token)
		name := fmt.Sprintf("%+v %s", c.reading, c.path)
		assert.Equal(t, c.status, got.status, name)
		if c.want == "" {
			assert.Empty(t, got.body, name)
			continue
		}
		assert.JSONEq(t, c.want, got.body, name)
	}
	one := documentedDesk(t, ndototest.Reading{DataObjects: true}).send("GET", "conversations/{c}", "")
	assert.Contains(t, one.body, `{"data":{`)
	all := documentedDesk(t, ndototest.Reading{AllMembers: true}).send("GET", "conversations/{c}/messages", "")
	assert.Contains(t, all.body, `"content_attributes"`)
	assert.Contains(t, all.body, `"message_type":"incoming"`)
	assert.Equal(t, 200, documentedDesk(t, ndototest.Reading{AlwaysOK: true}).send("POST", "conversations/{c}/messages", `{"content":"x","message_type":"outgoing"}`).status)
}

// TestDocumentedListsAndAssignments are the parameters that Ndoto names otherwise, or in another sense.
func TestDocumentedListsAndAssignments(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	list := func(reading ndototest.Reading, query string) (ids []int) {
		srv := ndototest.New(t, ndototest.WithDialect(ndototest.NdotoDocs), ndototest.WithReading(reading), ndototest.WithClock(func() time.Time { return now }))
		for i := range 3 {
			status := "open"
			if i == 2 {
				status = "resolved"
			}
			srv.AddConversation(ndototest.Conversation{Status: status, Labels: []string{fmt.Sprint("l", i)}})
			now = now.Add(time.Minute)
		}
		d := desk{t: t, Server: srv}
		var page struct {
			Data struct {
				Payload []struct{ ID int }
			}
		}
		require.NoError(t, json.Unmarshal([]byte(d.send("GET", "conversations?"+query, "").body), &page))
		for _, c := range page.Data.Payload {
			ids = append(ids, c.ID)
		}
		return ids
	}
	assert.Equal(t, []int{2, 1}, list(ndototest.Reading{}, "sort=created_at"))
	assert.Equal(t, []int{2, 1}, list(ndototest.Reading{}, "sort=updated_at"))
	assert.Equal(t, []int{2, 1}, list(ndototest.Reading{}, "sort=last_activity_at"))
	assert.Equal(t, []int{1}, list(ndototest.Reading{}, "labels=l0"))
	assert.Equal(t, []int{3, 2, 1}, list(ndototest.Reading{EveryStatus: true}, "sort=created_at"))

	for _, c := range []struct {
		reading ndototest.Reading
		team    any
	}{{ndototest.Reading{}, "support"}, {ndototest.Reading{OneAssignment: true}, nil}} {
		srv := ndototest.New(t, ndototest.WithDialect(ndototest.NdotoDocs), ndototest.WithReading(c.reading))
		id := srv.AddConversation(ndototest.Conversation{})
		d := desk{t: t, Server: srv}
		d.send("POST", fmt.Sprintf("conversations/%d/assignments", id), fmt.Sprintf(`{"assignee_id":%d,"team_id":%d}`, srv.AgentID, srv.TeamID))
		var got struct {
			Meta struct {
				Assignee, Team struct{ Name any }
			}
		}
		require.NoError(t, json.Unmarshal([]byte(d.send("GET", fmt.Sprintf("conversations/%d", id), "").body), &got))
		assert.Equal(t, "Bo Agent", got.Meta.Assignee.Name)
		assert.Equal(t, c.team, got.Meta.Team.Name)
	}
}

// TestDocumentedMessagesInShortPages goes by times, 20 at a time.
func TestDocumentedMessagesInShortPages(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	srv := ndototest.New(t, ndototest.WithDialect(ndototest.NdotoDocs), ndototest.WithReading(ndototest.Reading{ShortPages: true}), ndototest.WithClock(func() time.Time { return now }))
	id := srv.AddConversation(ndototest.Conversation{})
	for range 50 {
		now = now.Add(time.Second)
		srv.AddMessage(id, ndototest.Message{Content: "x"})
	}
	ids := func(query string) [2]int {
		var page struct{ Payload []struct{ ID int } }
		require.NoError(t, json.Unmarshal([]byte(desk{t: t, Server: srv}.send("GET", fmt.Sprintf("conversations/%d/messages?%s", id, query), "").body), &page))
		require.Len(t, page.Payload, 20)
		return [2]int{page.Payload[0].ID, page.Payload[19].ID}
	}
	start := now.Add(-50 * time.Second).Unix()
	assert.Equal(t, [2]int{31, 50}, ids(""))
	assert.Equal(t, [2]int{1, 20}, ids(fmt.Sprint("after=", start)))
	assert.Equal(t, [2]int{11, 30}, ids(fmt.Sprint("before=", start+31)))
}
