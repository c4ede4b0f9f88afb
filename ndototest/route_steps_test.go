package ndototest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go/ndototest"
)

// TestRulesOfSteps are those that take several requests to see. The last one shows them.
func TestRulesOfSteps(t *testing.T) {
	t.Parallel()
	const (
		newest = ndototest.Chatwoot416
		old    = ndototest.Chatwoot42
		rule   = `{"name":"r","event_name":"message_created","conditions":[],"actions":[{"action_name":"mute_conversation"}],"active":%v}`
		report = "GET /api/v2/accounts/1/reports/outgoing_messages_count?since=0&until=1"
	)
	invited := []string{
		`POST agents {"name":"Cy","email":"cy@example.com","role":"administrator"}`,
		`POST macros {"name":"m","visibility":"global","actions":[{"action_name":"assign_agent","action_params":[4]}]}`,
		`POST macros/1/execute {"conversation_ids":[1]}`, `GET conversations/{c}`,
	}
	for _, c := range []struct {
		rule    string
		dialect ndototest.Dialect
		steps   []string // method, path and body
		at      []any
		want    any // an int is the status
	}{
		{"who is snoozed again without a time stays snoozed until then", newest, []string{
			`POST conversations/{c}/toggle_status {"status":"snoozed","snoozed_until":1893553445}`, `POST conversations/{c}/toggle_status {"status":"snoozed"}`,
		}, []any{"payload", "snoozed_until"}, "2030-01-02T03:04:05.000Z"},
		{"many are snoozed without a time", newest, []string{
			`POST bulk_actions {"type":"Conversation","ids":[1],"fields":{"status":"snoozed"}}`, `GET conversations/{c}`,
		}, []any{"snoozed_until"}, nil},
		{"a bot that does not exist replaces none", newest, []string{
			`POST inboxes/1/set_agent_bot {"agent_bot":1}`, `POST inboxes/1/set_agent_bot {"agent_bot":99}`, `GET inboxes/1/agent_bot`,
		}, []any{"agent_bot", "id"}, "1"},
		{"a clone of an active rule is active", newest, []string{`POST automation_rules ` + fmt.Sprintf(rule, true), `POST automation_rules/1/clone`}, []any{"payload", "active"}, true},
		{"that of another is not", newest, []string{`POST automation_rules ` + fmt.Sprintf(rule, false), `POST automation_rules/1/clone`}, []any{"payload", "active"}, false},
		{"API inboxes have no campaigns", newest, []string{`POST campaigns {"title":"Sale","message":"Now!","inbox_id":1}`}, []any{"message"}, "Inbox Unsupported Inbox type"},
		{"nobody works in an inbox that does not exist", newest, []string{`GET assignable_agents?inbox_ids[]=99`}, nil, 404},
		{"messages are counted by something", newest, []string{report}, nil, 422},
		{"in a version that counts them", old, []string{report + "&group_by=agent"}, nil, 404},
		{"a bot is nobody's assignee", newest, []string{`POST conversations/{c}/assignments {"assignee_id":1,"assignee_type":"AgentBot"}`, `GET conversations/meta`}, []any{"meta", "unassigned_count"}, "1"},
		{"an assignee outside the team is dropped", newest, []string{`POST conversations {"inbox_id":1,"contact_id":1,"team_id":1,"assignee_id":1}`}, []any{"meta", "assignee"}, nil},
		{"one within stays", newest, []string{`POST conversations {"inbox_id":1,"contact_id":1,"team_id":1,"assignee_id":2}`}, []any{"meta", "assignee", "id"}, "2"},
		{"who is blocked begins with an end", newest, []string{`POST conversations/{c}/mute`, `POST conversations {"inbox_id":1,"contact_id":1}`}, []any{"status"}, "resolved"},
		{"a lock does not hold who comes without a source id", newest, []string{
			`PATCH inboxes/1 {"lock_to_single_conversation":true}`, `POST conversations {"inbox_id":1,"contact_id":1}`, `POST conversations {"inbox_id":1,"contact_id":1}`,
		}, []any{"id"}, "3"},
		{"settings are merged", newest, []string{`PATCH /api/v1/accounts/1 {"auto_resolve_after":60}`, `PATCH /api/v1/accounts/1 {"auto_resolve_label":"idle"}`}, []any{"settings", "auto_resolve_after"}, "60"},
		{"a team may assign nobody", newest, []string{`PATCH teams/1 {"allow_auto_assign":false}`, `GET teams/1`}, []any{"allow_auto_assign"}, false},
		{"a webhook may be of one inbox", newest, []string{`POST webhooks {"url":"https://hooks.example/a","inbox_id":1}`}, []any{"payload", "webhook", "inbox", "id"}, "1"},
		{"phone numbers contain digits anywhere", newest, []string{
			`POST contacts/filter {"payload":[{"attribute_key":"phone_number","filter_operator":"contains","values":["8123"]}]}`,
		}, []any{"meta", "count"}, "1"},
		{"the log has 25 a page", newest, []string{`GET audit_logs`}, []any{"per_page"}, "25"},
		{"and had 15", old, []string{`GET audit_logs`}, []any{"per_page"}, "15"},
		{"who waits longest comes first, and who does not wait last", newest, []string{
			`POST conversations {"inbox_id":1,"contact_id":1}`, `POST conversations/2/messages {"content":"hi"}`, `GET conversations?sort_by=waiting_since_asc`,
		}, []any{"data", "payload", 0, "id"}, "1"},
		{"also in the other direction", newest, []string{
			`POST conversations {"inbox_id":1,"contact_id":1}`, `POST conversations/2/messages {"content":"hi"}`, `GET conversations?sort_by=waiting_since_desc`,
		}, []any{"data", "payload", 0, "id"}, "1"},
		{"what has no priority comes last", newest, []string{`POST conversations {"inbox_id":1,"contact_id":1}`, `PATCH conversations/2 {"priority":"low"}`, `GET conversations?sort_by=priority_asc`}, []any{"data", "payload", 0, "id"}, "2"},
		{"also where the highest comes first", newest, []string{`POST conversations {"inbox_id":1,"contact_id":1}`, `PATCH conversations/2 {"priority":"low"}`, `GET conversations?sort_by=priority_desc`}, []any{"data", "payload", 0, "id"}, "2"},
		{"who has no phone number comes last", newest, []string{`POST contacts {"name":"Bea","email":"bea@example.com"}`, `GET contacts?sort=phone_number`}, []any{"payload", 0, "id"}, "1"},
		{"also in the other direction, contacts", newest, []string{`POST contacts {"name":"Bea","email":"bea@example.com"}`, `GET contacts?sort=-phone_number`}, []any{"payload", 0, "id"}, "1"},
		{"who was agent once is agent for good", newest, []string{`POST agents {"name":"Bo","email":"bo@example.com","role":"agent"}`}, []any{"message"}, "User has already been taken"},
		{"actions give nothing to who has not accepted the invitation", newest, invited, []any{"meta", "assignee"}, nil},
		{"as they once did", old, invited, []any{"meta", "assignee", "id"}, "4"},
		{"the type of a bulk action may begin small", newest, []string{`POST bulk_actions {"type":"conversation","ids":[1]}`}, nil, 200},
		{"which it might not once", old, []string{`POST bulk_actions {"type":"conversation","ids":[1]}`}, nil, 422},
		{"an API inbox may let agents write for a while only", newest, []string{
			`PATCH inboxes/1 {"channel":{"additional_attributes":{"agent_reply_time_window":1}}}`, `POST conversations {"inbox_id":1,"contact_id":1}`,
		}, []any{"can_reply"}, false},
		{"after a customer has written", newest, []string{
			`PATCH inboxes/1 {"channel":{"additional_attributes":{"agent_reply_time_window":1}}}`, `GET conversations/{c}`,
		}, []any{"can_reply"}, true},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, ndototest.WithDialect(c.dialect))
			var got answer
			for _, step := range c.steps {
				parts := strings.SplitN(step, " ", 3)
				got = d.send(parts[0], parts[1], strings.Join(parts[2:], ""))
			}
			if status, isStatus := c.want.(int); isStatus {
				assert.Equal(t, status, got.status, got.body)
				return
			}
			assert.Equal(t, c.want, got.get(t, c.at...), got.body)
		})
	}
}

// TestADeletedContactIsInTheWay until the job that deletes their conversations has run: views cannot show them.
func TestADeletedContactIsInTheWay(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ndototest.WithHeldJobs())
	paths := []string{"conversations", "conversations/{c}", "conversations/search?q=hello"}
	d.send("DELETE", "contacts/{p}", "")
	for _, path := range paths {
		assert.Equal(t, 500, d.send("GET", path, "").status, path)
	}
	d.Drain()
	for i, path := range paths {
		assert.Equal(t, []int{200, 404, 200}[i], d.send("GET", path, "").status, path)
	}
}
