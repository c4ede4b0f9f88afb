package ndototest_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

// furnished is a desk with one of each.
func furnished(t *testing.T, opts ...ndototest.Option) desk {
	d := newDesk(t, opts...)
	for path, body := range map[string]string{
		"labels": `{"title":"billing"}`, "webhooks": `{"url":"https://hooks.example/a"}`, "canned_responses": `{"short_code":"hi","content":"Hello"}`,
		"custom_filters":               `{"name":"mine","query":{"payload":[]}}`,
		"custom_attribute_definitions": `{"attribute_display_name":"Plan","attribute_display_type":"text","attribute_key":"plan","attribute_model":"contact_attribute"}`,
		"contacts/{p}/notes":           `{"note":{"content":"first"}}`,
	} {
		assert.Equal(t, 200, d.send("POST", path, body).status, path)
	}
	return d
}

// TestEnvelopes is the shape around what a route answers with: the members of an object, or "[]".
func TestEnvelopes(t *testing.T) {
	t.Parallel()
	d := furnished(t)
	for call, want := range map[string]string{
		"GET conversations": "data", "GET conversations data": "meta payload", "GET conversations/search?q=hello": "meta payload",
		"GET conversations/meta": "meta", "GET contacts": "meta payload", "GET contacts/search?q=a": "meta payload", "GET contacts/active": "meta payload",
		"GET conversations/{c}/messages": "meta payload", "GET conversations/{c}/attachments": "meta payload", "GET inboxes": "payload",
		"GET inbox_members/1": "payload", "GET labels": "payload", "GET conversations/{c}/labels": "payload", "GET contacts/{p}/labels": "payload",
		"GET contacts/{p}/contactable_inboxes": "payload", "GET contacts/{p}/conversations": "payload", "GET assignable_agents?inbox_ids[]=1": "payload",
		"GET contacts/{p}": "payload", "GET webhooks": "payload", "GET webhooks payload": "webhooks", "GET inboxes/1/agent_bot": "", "GET agents": "[]",
		"GET teams": "[]", "GET teams/1/team_members": "[]", "GET agent_bots": "[]", "GET canned_responses": "[]", "GET custom_attribute_definitions": "[]",
		"GET custom_filters": "[]", "GET conversations/{c}/participants": "[]", "GET contacts/{p}/notes": "[]", "GET notifications": "data",
	} {
		parts := strings.Fields(call)
		var at []any
		for _, name := range parts[2:] {
			at = append(at, name)
		}
		got := d.send(parts[0], parts[1], "")
		assert.Equal(t, 200, got.status, call)
		switch v := got.get(t, at...).(type) {
		case []any:
			assert.Equal(t, want, "[]", call)
		case map[string]any:
			assert.Equal(t, want, strings.Join(slices.Sorted(maps.Keys(v)), " "), call)
		default:
			t.Errorf("%s: %s", call, got.body)
		}
	}
}

// TestWhatHasNoBody are the routes that answer 200, or 204, with nothing.
func TestWhatHasNoBody(t *testing.T) {
	t.Parallel()
	for call, status := range map[string]int{
		"POST conversations/{c}/mute": 200, "POST conversations/{c}/unmute": 200, `POST conversations/{c}/toggle_priority {"priority":null}`: 200,
		`POST conversations/{c}/toggle_typing_status {"typing_status":"off"}`: 200, `POST conversations/{c}/transcript {"email":"a@example.com"}`: 200,
		"DELETE conversations/{c}": 200, "DELETE contacts/{p}": 200, "DELETE teams/1": 200, "DELETE labels/1": 200, "DELETE webhooks/1": 200,
		"DELETE agents/2": 200, "DELETE agent_bots/1": 200, "DELETE canned_responses/1": 200, "DELETE contacts/{p}/notes/1": 200,
		`DELETE conversations/{c}/participants {"user_ids":[1]}`: 200, `DELETE inbox_members {"inbox_id":1,"user_ids":[1]}`: 200,
		`DELETE teams/1/team_members {"user_ids":[1]}`: 200, `POST inboxes/1/set_agent_bot {"agent_bot":1}`: 200, "DELETE inboxes/1/avatar": 200,
		`POST agents/bulk_create {"emails":["new@example.com"]}`: 200, `POST contacts/export {}`: 200, "DELETE custom_filters/1": 204,
		"DELETE custom_attribute_definitions/1": 204, `POST bulk_actions {"type":"Conversation","ids":[1],"fields":{"status":"resolved"}}`: 200,
	} {
		parts := strings.SplitN(call, " ", 3)
		got := furnished(t).send(parts[0], parts[1], strings.Join(parts[2:], ""))
		assert.Equal(t, status, got.status, call)
		assert.Empty(t, got.body, call)
		if status == 200 {
			assert.Equal(t, "application/json", got.header.Get("Content-Type"), "%s has no charset", call)
		}
	}
}

// TestWhoMayCallWhat is app/policies and the list of what agent bots may call.
func TestWhoMayCallWhat(t *testing.T) {
	t.Parallel()
	const refused = `{"error":"You are not authorized to do this action"}`
	for _, call := range []string{
		`POST inboxes {"name":"x","channel":{"type":"api"}}`, `PATCH inboxes/1 {"name":"x"}`, "DELETE inboxes/1", "DELETE inboxes/1/avatar",
		`POST inboxes/1/set_agent_bot {"agent_bot":1}`, `POST inbox_members {"inbox_id":1,"user_ids":[3]}`, `PATCH inbox_members {"inbox_id":1,"user_ids":[3]}`,
		`DELETE inbox_members {"inbox_id":1,"user_ids":[3]}`, `POST agents {"name":"x","email":"x@example.com"}`, `PATCH agents/3 {"name":"x"}`, "DELETE agents/3",
		`POST teams {"name":"x"}`, `PATCH teams/1 {"name":"x"}`, "DELETE teams/1", `POST teams/1/team_members {"user_ids":[3]}`, "GET labels/1",
		`POST labels {"title":"xx"}`, `PATCH labels/1 {"color":"#000000"}`, "DELETE labels/1", "GET webhooks", `POST webhooks {"url":"https://hooks.example/b"}`,
		`PATCH webhooks/1 {"name":"x"}`, "DELETE webhooks/1", `POST agent_bots {"name":"x"}`, `PATCH agent_bots/1 {"name":"x"}`, "DELETE agent_bots/1",
		"DELETE conversations/{c}", "DELETE contacts/{p}", `POST contacts/export {}`, `PATCH /api/v1/accounts/1 {"name":"x"}`,
	} {
		parts := strings.SplitN(call, " ", 3)
		d := furnished(t)
		body := strings.Join(parts[2:], "")
		asAgent := d.send(parts[0], parts[1], body, "Api-Access-Token", d.AgentToken)
		assert.Equal(t, 401, asAgent.status, call)
		assert.JSONEq(t, refused, asAgent.body, call)
		assert.Less(t, d.send(parts[0], parts[1], body).status, 300, call)
	}
	for _, call := range []string{"GET contacts", "GET teams", "GET labels", "GET agents", "GET agent_bots", "GET canned_responses", "GET inboxes", "GET contacts/{p}/notes"} {
		parts := strings.Fields(call)
		d := furnished(t)
		assert.Equal(t, 200, d.send(parts[0], parts[1], "", "Api-Access-Token", d.AgentToken).status, call)
	}
}

func TestWhatBotsMayCall(t *testing.T) {
	t.Parallel()
	for call, since := range map[string]string{
		`POST conversations {"inbox_id":1,"contact_id":1}`: "4.2", `PATCH conversations/{c} {"priority":"low"}`: "4.2",
		`POST conversations/{c}/toggle_status {"status":"open"}`: "4.2", `POST conversations/{c}/toggle_priority {"priority":"low"}`: "4.2",
		`POST conversations/{c}/custom_attributes {"custom_attributes":{"a":1}}`: "4.2", `POST conversations/{c}/messages {"content":"x"}`: "4.2",
		`POST conversations/{c}/assignments {"assignee_id":2}`: "4.2", `POST conversations/{c}/toggle_typing_status {"typing_status":"on"}`: "4.16",
		"GET conversations/{c}": "4.16", "GET conversations/{c}/labels": "4.16", `POST conversations/{c}/labels {"labels":["x"]}`: "4.16",
		"GET conversations/{c}/messages": "never", "GET contacts/{p}": "never", "GET /api/v1/profile": "never", "GET conversations": "never",
	} {
		for dialect, version := range map[ndototest.Dialect]string{ndototest.Chatwoot42: "4.2", ndototest.Chatwoot416: "4.16"} {
			d := newDesk(t, ndototest.WithDialect(dialect))
			d.send("POST", "inboxes/1/set_agent_bot", `{"agent_bot":1}`)
			parts := strings.SplitN(call, " ", 3)
			got := d.send(parts[0], parts[1], strings.Join(parts[2:], ""), "Api-Access-Token", d.BotToken)
			want := 401
			if since == version || since == "4.2" {
				want = 200
			}
			assert.Equal(t, want, got.status, "%s on %s: %s", call, version, got.body)
		}
	}
}

// TestRulesOfConventions are those that one request shows.
func TestRulesOfConventions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, method, path, body string
		at                       []any
		want                     any
	}{
		{"a trailing slash and .json are accepted", "GET", "conversations/{c}.json/", "", []any{"id"}, "1"},
		{"a create answers 200", "POST", "teams", `{"name":"Sales"}`, []any{"name"}, "sales"},
		{"a flat body is wrapped", "POST", "labels", `{"title":"VIP"}`, []any{"title"}, "vip"},
		{"a wrapped body is read", "POST", "labels", `{"label":{"title":"vip"}}`, []any{"title"}, "vip"},
		{"e-mail addresses are kept in lower case", "POST", "contacts", `{"email":"NEW@Example.com"}`, []any{"payload", "contact", "email"}, "new@example.com"},
		{"without an inbox its contact_inbox is null inside", "POST", "contacts", `{}`, []any{"payload", "contact_inbox", "inbox"}, nil},
		{"current_page is a text when it was in the query", "GET", "contacts?page=1", "", []any{"meta", "current_page"}, "1"},
		{"a date of the message list's meta is ISO or null", "GET", "conversations/{c}/messages", "", []any{"meta", "agent_last_seen_at"}, nil},
		{"a date of a conversation is 0 when it is not set", "GET", "conversations/{c}", "", []any{"agent_last_seen_at"}, "0"},
		{"a contact in a message has its type", "GET", "conversations/{c}/messages", "", []any{"payload", 0, "sender", "type"}, "contact"},
		{"an embedded message has the class of its sender", "GET", "conversations/{c}", "", []any{"messages", 0, "sender_type"}, "Contact"},
		{"an avatar that is not there is an empty text", "GET", "contacts/{p}", "", []any{"payload", "thumbnail"}, ""},
		{"a JSON boolean counts the other way round", "POST", "contacts/filter", `{"payload":[{"attribute_key":"name","filter_operator":"equal_to","values":["Ada"]}],"include_contact_inboxes":false}`, []any{"payload", 0, "contact_inboxes", 0, "inbox", "id"}, "1"},
		{"an unread count counts", "GET", "conversations/{c}", "", []any{"unread_count"}, "1"},
		{"a filter's query is a text by default", "POST", "custom_filters", `{"name":"all"}`, []any{"query"}, "{}"},
		{"an unknown channel does not exist", "POST", "inboxes", `{"name":"x","channel":{"type":"pigeon"}}`, []any{"message"}, "Channel must exist"},
		{"an inbox is deleted later", "DELETE", "inboxes/1", "", []any{"message"}, "Your inbox deletion request will be processed in some time."},
		{"events that do not exist cannot be subscribed to", "POST", "webhooks", `{"url":"https://hooks.example/b","subscriptions":["contact_deleted"]}`, []any{"message"}, "Subscriptions Invalid events"},
		{"a webhook without subscriptions has eight", "POST", "webhooks", `{"url":"https://hooks.example/b"}`, []any{"payload", "webhook", "subscriptions", 7}, "webwidget_triggered"},
		{"foreign members of a team are refused", "POST", "teams/1/team_members", `{"user_ids":[99]}`, []any{"error"}, "Invalid User IDs"},
		{"a template needs a name", "POST", "conversations/{c}/messages", `{"template_params":{"language":"en"}}`, []any{"error"}, "Validation failed: Name is required"},
		{"an unknown message to reply to becomes null", "POST", "conversations/{c}/messages", `{"content":"x","content_attributes":{"in_reply_to":99}}`, []any{"content_attributes", "in_reply_to"}, nil},
		{"a reply has the external id of what it replies to", "POST", "conversations/{c}/messages", `{"content":"x","content_attributes":{"in_reply_to":1}}`, []any{"content_attributes", "in_reply_to_external_id"}, nil},
		{"a deleted message says so", "DELETE", "conversations/{c}/messages/{m}", "", []any{"content_attributes", "deleted"}, true},
		{"a retried message is sent", "POST", "conversations/{c}/messages/{m}/retry", "", []any{"status"}, "sent"},
		{"a read message is not delivered again", "PATCH", "conversations/{c}/messages/{m}", `{"status":"nonsense"}`, []any{"status"}, "sent"},
		{"a snooze at creation is ISO", "POST", "conversations", `{"inbox_id":1,"contact_id":1,"status":"snoozed","snoozed_until":"2030-01-02T03:04:05Z"}`, []any{"snoozed_until"}, "2030-01-02T03:04:05.000Z"},
		{"an epoch is ignored there", "POST", "conversations", `{"inbox_id":1,"contact_id":1,"status":"snoozed","snoozed_until":"1893553445"}`, []any{"snoozed_until"}, nil},
		{"attributes are limited", "POST", "conversations/{c}/custom_attributes", `{"custom_attributes":{"a":99999999999}}`, []any{"message"}, "Custom attributes a value should be < 9999999999"},
	} {
		assert.Equal(t, c.want, newDesk(t).send(c.method, c.path, c.body).get(t, c.at...), c.rule)
	}
}

func TestWhatChannelsRefuse(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	web := d.AddInbox(ndototest.Inbox{ChannelType: "Channel::WebWidget"})
	d.conversation = d.AddConversation(ndototest.Conversation{InboxID: web})
	d.message = d.AddMessage(d.conversation, ndototest.Message{})
	assert.JSONEq(t, `{"error":"Message status update is only allowed for API inboxes"}`, d.send("PATCH", "conversations/{c}/messages/{m}", `{"status":"read"}`).body)
	assert.JSONEq(t, `{"error":"Incoming messages are only allowed in Api inboxes"}`, d.send("POST", "conversations/{c}/messages", `{"content":"x","message_type":"incoming"}`).body)
	online := d.AddContact(ndototest.Contact{Name: "ada", Online: true})
	assert.JSONEq(t, `{"message":"Ada is Online, please try again later"}`, d.send("DELETE", "contacts/"+strconv.FormatInt(online, 10), "").body)
}

func TestRowsMoveWhileOneWalks(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ndototest.WithClock(time.Now))
	for range 30 {
		d.AddMessage(d.AddConversation(ndototest.Conversation{}), ndototest.Message{})
	}
	ids := func(path string) []string {
		var list []string
		for _, row := range d.send("GET", path, "").get(t, "data", "payload").([]any) {
			list = append(list, row.(map[string]any)["id"].(json.Number).String())
		}
		return list
	}
	first := ids("conversations")
	d.AddMessage(2, ndototest.Message{Content: "again"})
	second := ids("conversations?page=2")
	assert.Equal(t, first[24], second[0], "the last of the first page is the first of the second now")
	assert.NotContains(t, append(first, second...), "2", "and this one was on neither")
	assert.Equal(t, ids("conversations?sort_by=created_at_asc&page=2"), ids("conversations?sort_by=created_at_asc&page=2"))
}

func TestWhatTheServerDoesByItself(t *testing.T) {
	t.Parallel()
	now := noon      // a Wednesday
	const online = 4 // the id of the only agent who is online
	newServer := func(t *testing.T, settings map[string]any) (*ndototest.Server, *ndototest.Customer) {
		srv := ndototest.New(t, ndototest.WithClock(func() time.Time { return now }))
		assert.EqualValues(t, online, srv.AddAgent(ndototest.Agent{Availability: "online"}))
		inbox := srv.AddInbox(ndototest.Inbox{MemberIDs: []int64{srv.AdminID, srv.AgentID, online}, Settings: settings})
		return srv, srv.Simulate(ndototest.Conversation{InboxID: inbox})
	}
	contents := func(srv *ndototest.Server, id int64) []string {
		var list []string
		for _, m := range srv.Messages(id) {
			list = append(list, m.Type+": "+m.Content)
		}
		return list
	}
	t.Run("a greeting follows the first message", func(t *testing.T) {
		t.Parallel()
		srv, customer := newServer(t, map[string]any{"greeting_enabled": true, "greeting_message": "Welcome!"})
		customer.Says("hello")
		customer.Says("anybody?")
		assert.Equal(t, []string{"incoming: hello", "template: Welcome!", "incoming: anybody?"}, contents(srv, customer.ConversationID))
	})
	t.Run("out of hours a notice follows, once a day", func(t *testing.T) {
		t.Parallel()
		closed := map[string]any{"day_of_week": 3, "closed_all_day": true}
		srv, customer := newServer(t, map[string]any{"working_hours_enabled": true, "out_of_office_message": "We sleep.", "working_hours": []any{closed}})
		customer.Says("hello")
		customer.Says("anybody?")
		assert.Equal(t, []string{"incoming: hello", "template: We sleep.", "incoming: anybody?"}, contents(srv, customer.ConversationID))
	})
	t.Run("in working hours there is none", func(t *testing.T) {
		t.Parallel()
		open := map[string]any{"day_of_week": 3, "open_hour": 9, "open_minutes": 0, "close_hour": 17, "close_minutes": 0}
		srv, customer := newServer(t, map[string]any{"working_hours_enabled": true, "out_of_office_message": "We sleep.", "working_hours": []any{open}})
		customer.Says("hello")
		assert.Equal(t, []string{"incoming: hello"}, contents(srv, customer.ConversationID))
	})
	t.Run("a survey follows the end", func(t *testing.T) {
		t.Parallel()
		srv, customer := newServer(t, map[string]any{"csat_survey_enabled": true})
		desk{Server: srv, t: t, conversation: customer.ConversationID}.send("POST", "conversations/{c}/toggle_status", `{"status":"resolved"}`)
		messages := srv.Messages(customer.ConversationID)
		assert.Equal(t, []string{"template", "input_csat"}, []string{messages[1].Type, messages[1].ContentType})
		require.NoError(t, customer.Rates(4, "quick"))
		responses, err := srv.Client().CSAT.List(t.Context(), nil)
		require.NoError(t, err)
		require.Len(t, responses, 1)
		assert.Equal(t, 4, responses[0].Rating)
		assert.Equal(t, "quick", responses[0].FeedbackMessage)
	})
	t.Run("opening assigns a member who is online", func(t *testing.T) {
		t.Parallel()
		srv, customer := newServer(t, map[string]any{"enable_auto_assignment": true})
		d := desk{Server: srv, t: t, conversation: customer.ConversationID}
		d.send("POST", "conversations/{c}/toggle_status", `{"status":"resolved"}`)
		d.send("POST", "conversations/{c}/toggle_status", `{"status":"open"}`)
		c, _ := srv.Conversation(customer.ConversationID)
		assert.EqualValues(t, online, c.AssigneeID)
	})
	t.Run("a team takes an assignee out who is not in it", func(t *testing.T) {
		t.Parallel()
		srv, customer := newServer(t, nil)
		d := desk{Server: srv, t: t, conversation: customer.ConversationID}
		d.send("POST", "conversations/{c}/assignments", `{"assignee_id":1}`)
		d.send("POST", "conversations/{c}/assignments", `{"team_id":1}`)
		c, _ := srv.Conversation(customer.ConversationID)
		assert.Equal(t, []int64{0, 1}, []int64{c.AssigneeID, c.TeamID})
	})
	t.Run("unread messages are counted up to ten, until they are seen", func(t *testing.T) {
		t.Parallel()
		srv, customer := newServer(t, nil)
		d := desk{Server: srv, t: t, conversation: customer.ConversationID}
		for range 12 {
			customer.Says("hello")
		}
		assert.Equal(t, "10", d.send("GET", "conversations/{c}", "").get(t, "unread_count"))
		assert.Equal(t, "0", d.send("POST", "conversations/{c}/update_last_seen", "").get(t, "unread_count"))
		assert.Equal(t, "10", d.send("POST", "conversations/{c}/unread", "").get(t, "unread_count"))
	})
	t.Run("activities are the newest message, but not the last one that is none", func(t *testing.T) {
		t.Parallel()
		srv, customer := newServer(t, nil)
		customer.Says("hello")
		d := desk{Server: srv, t: t, conversation: customer.ConversationID}
		d.send("PATCH", "conversations/{c}", `{"priority":"high"}`)
		got := d.send("GET", "conversations/{c}", "")
		assert.Equal(t, "2", got.get(t, "messages", 0, "message_type"))
		assert.Equal(t, "0", got.get(t, "last_non_activity_message", "message_type"))
	})
	t.Run("a blocked contact reopens nothing", func(t *testing.T) {
		t.Parallel()
		srv, customer := newServer(t, nil)
		d := desk{Server: srv, t: t, conversation: customer.ConversationID}
		d.send("POST", "conversations/{c}/mute", "")
		customer.Says("hello")
		assert.Equal(t, "resolved", d.send("GET", "conversations/{c}", "").get(t, "status"))
	})
}
