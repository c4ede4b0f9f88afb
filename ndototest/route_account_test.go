package ndototest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go/ndototest"
)

func TestWhatTheServerAnswersOfTheAccount(t *testing.T) {
	t.Parallel()
	const (
		unauthorized = `{"error":"You are not authorized to do this action"}`
		crash        = `{"status":500,"error":"Internal Server Error"}`
		agent        = "token-of-user-2"
	)
	cases := []struct {
		rule, method, path, body, token string
		status                          int
		want                            string
	}{
		{"flat JSON is wrapped", "POST", "teams", `{"name":"Sales"}`, "", 200, `{"id":2,"name":"sales","description":null,"allow_auto_assign":true,"account_id":1,"is_member":false,"icon":"","icon_color":""}`},
		{"team names are unique, whatever their case", "POST", "teams", `{"team":{"name":"SUPPORT"}}`, "", 422, `{"message":"Name has already been taken","attributes":["name"]}`},
		{"an agent cannot change teams", "POST", "teams", `{"name":"x"}`, agent, 401, unauthorized},
		{"foreign team members are 401", "POST", "teams/1/team_members", `{"user_ids":[99]}`, "", 401, `{"error":"Invalid User IDs"}`},
		{"team members without user_ids fail", "PATCH", "teams/1/team_members", `{}`, "", 500, crash},
		{"team members as strings are nobody", "PATCH", "teams/1/team_members", `{"user_ids":["2"]}`, "", 200, `[]`},
		{"team members are removed by a body", "DELETE", "teams/1/team_members", `{"user_ids":[2]}`, "", 200, ``},
		{"an unknown role fails", "PATCH", "agents/2", `{"role":"boss"}`, "", 500, crash},
		{"an agent that exists is taken", "POST", "agents", `{"email":"BO@example.com","name":"x"}`, "", 422, `{"message":"User has already been taken","attributes":["user_id"]}`},
		{"invitations need addresses", "POST", "agents/bulk_create", `{}`, "", 500, crash},
		{"malformed addresses are skipped", "POST", "agents/bulk_create", `{"emails":["x"]}`, "", 200, ``},
		{"label titles are checked", "POST", "labels", `{"title":"a b"}`, "", 422, `{"message":"Title is invalid","attributes":["title"]}`},
		{"label titles are in lower case", "POST", "labels", `{"label":{"title":"VIP"}}`, "", 200, `{"id":1,"title":"vip","description":null,"color":"#1f93ff","show_on_sidebar":null}`},
		{"one label is for administrators", "GET", "labels/1", ``, agent, 401, unauthorized},
		{"webhooks are for administrators", "GET", "webhooks", ``, agent, 401, unauthorized},
		{"webhooks are nested twice", "GET", "webhooks", ``, "", 200, `{"payload":{"webhooks":[]}}`},
		{"a webhook needs events that exist", "POST", "webhooks", `{"url":"https://a.example","subscriptions":["x"]}`, "", 422, `{"message":"Subscriptions Invalid events","attributes":["subscriptions"]}`},
		{"one webhook cannot be read", "GET", "webhooks/1", ``, "", 404, `{"status":404,"error":"Not Found"}`},
		{"an inbox needs a channel", "POST", "inboxes", `{"name":"x"}`, "", 500, crash},
		{"an inbox needs a channel that exists", "POST", "inboxes", `{"name":"x","channel":{"type":"fax"}}`, "", 422, `{"message":"Channel must exist","attributes":["channel"]}`},
		{"an inbox without a bot has an empty object", "GET", "inboxes/1/agent_bot", ``, "", 200, `{}`},
		{"an agent outside of an inbox does not see it", "GET", "inboxes/1", ``, "token-of-user-3", 401, unauthorized},
		{"a deletion is announced", "DELETE", "inboxes/1", ``, "", 200, `{"message":"Your inbox deletion request will be processed in some time."}`},
		{"all members come back", "POST", "inbox_members", `{"inbox_id":1,"user_ids":["3"]}`, agent, 401, unauthorized},
		{"bulk actions of an unknown type", "POST", "bulk_actions", `{"type":"Cat"}`, "", 422, `{"success":false}`},
		{"a filter without a query is a string", "POST", "custom_filters", `{"name":"x"}`, "", 200, `{"id":1,"name":"x","filter_type":"conversation","query":"{}","created_at":"2026-03-04T12:00:00.000Z","updated_at":"2026-03-04T12:00:00.000Z"}`},
		{"profile availability is checked", "POST", "/api/v1/profile/availability", `{"profile":{"account_id":1,"availability":"away"}}`, "", 500, crash},
		{"a wrong password", "PUT", "/api/v1/profile", `{"profile":{"password":"a","current_password":"b"}}`, "", 422, `{"error":"Invalid current password"}`},
		{"another account cannot be made active", "PUT", "/api/v1/profile/set_active_account", `{"profile":{"account_id":9}}`, "", 500, crash},
		{"notifications are in data", "GET", "notifications", ``, "", 200, `{"data":{"meta":{"unread_count":0,"count":0,"current_page":1},"payload":[]}}`},
		{"search is in payload", "GET", "search/contacts?q=nobody", ``, "", 200, `{"payload":{"contacts":[]}}`},
		{"an agent cannot read reports", "GET", "/api/v2/accounts/1/reports/conversations", ``, agent, 401, unauthorized},
		{"an upload needs a file", "POST", "upload", `{}`, "", 422, `{"error":"No file or URL provided"}`},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			headers := []string{}
			if c.token != "" {
				headers = append(headers, "Api-Access-Token", c.token)
			}
			got := newDesk(t).send(c.method, c.path, c.body, headers...)
			assert.Equal(t, c.status, got.status, got.body)
			if c.want == "" {
				assert.Empty(t, got.body)
			} else {
				assert.JSONEq(t, c.want, got.body)
			}
		})
	}
}

func TestDeletionsThatAnswer204(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.send("POST", "custom_filters", `{"name":"x"}`)
	assert.Equal(t, 204, d.send("DELETE", "custom_filters/1", "").status)
	d.send("POST", "custom_attribute_definitions", `{"attribute_key":"a","attribute_display_name":"A","attribute_display_type":"text","attribute_model":"contact_attribute"}`)
	assert.Equal(t, 204, d.send("DELETE", "custom_attribute_definitions/1", "").status)
	d.send("POST", "labels", `{"title":"vip"}`)
	assert.Equal(t, 200, d.send("DELETE", "labels/1", "").status)
}

func TestSecretsAreForAdministratorsOfNewServers(t *testing.T) {
	t.Parallel()
	now, old := newDesk(t), newDesk(t, ndototest.WithDialect(ndototest.Chatwoot42))
	assert.Contains(t, now.send("GET", "inboxes/1", "").body, `"secret":"secret-of-inbox-1"`)
	assert.NotContains(t, now.send("GET", "inboxes/1", "", "Api-Access-Token", now.AgentToken).body, "secret-of-inbox")
	assert.NotContains(t, old.send("GET", "inboxes/1", "").body, "secret-of-inbox")
	assert.Contains(t, old.send("GET", "agent_bots/1", "", "Api-Access-Token", old.AgentToken).body, "token-of-bot-1", "before 4.13.0 everybody saw it")
	assert.NotContains(t, now.send("GET", "agent_bots/1", "", "Api-Access-Token", now.AgentToken).body, "token-of-bot-1")
	assert.Equal(t, 404, old.send("POST", "inboxes/1/reset_secret", "").status)
}
