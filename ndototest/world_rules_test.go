package ndototest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/ndototest"
)

// condition is one of an automation rule, with the join to the next one.
func condition(key, operator, values, join string) string {
	return fmt.Sprintf(`{"attribute_key":%q,"filter_operator":%q,"values":%s,"query_operator":%s}`, key, operator, values, join)
}

const (
	last = "null"
	and  = `"AND"`
	or   = `"OR"`
)

// addRule adds an automation rule.
func (d desk) addRule(event, actions string, conditions ...string) {
	d.t.Helper()
	got := d.send("POST", "automation_rules", fmt.Sprintf(`{"name":"r","event_name":%q,"actions":[%s],"conditions":[%s]}`, event, actions, strings.Join(conditions, ",")))
	require.Equal(d.t, 200, got.status, got.body)
}

// TestConditionsOfRules is about a conversation of a customer from Kigali, labeled "trial" and "gold", who writes
// "Where is my ORDER?".
func TestConditionsOfRules(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule       string
		event      string
		conditions []string
		want       bool
	}{
		{"without conditions it always runs", "message_created", nil, true},
		{"texts of messages are compared regardless of case", "message_created", []string{condition("content", "contains", `["order"]`, last)}, true},
		{"and as a whole", "message_created", []string{condition("content", "equal_to", `["where is my order?"]`, last)}, true},
		{"with all that are named", "message_created", []string{condition("content", "does_not_contain", `["refund","order"]`, last)}, false},
		{"it knows who writes", "message_created", []string{condition("message_type", "equal_to", `["incoming"]`, last)}, true},
		{"and who does not", "message_created", []string{condition("message_type", "equal_to", `["outgoing"]`, last)}, false},
		{"a customer writes no notes", "message_created", []string{condition("private_note", "equal_to", `[true]`, last)}, false},
		{"inboxes go by their ids", "message_created", []string{condition("inbox_id", "equal_to", `["1"]`, last)}, true},
		{"which are numbers", "message_created", []string{condition("inbox_id", "equal_to", `["API"]`, last)}, false},
		{"statuses by their names", "message_created", []string{condition("status", "equal_to", `["open","pending"]`, last)}, true},
		{"all is every status", "message_created", []string{condition("status", "equal_to", `["all"]`, last)}, true},
		{"what is not set is not present", "message_created", []string{condition("assignee_id", "is_present", `[]`, last)}, false},
		{"and differs from nothing", "message_created", []string{condition("assignee_id", "not_equal_to", `[1]`, last)}, false},
		{"the customer counts too", "message_created", []string{condition("city", "equal_to", `["Kigali"]`, last)}, true},
		{"in the case that it is in", "message_created", []string{condition("email", "equal_to", `["ADA@example.com"]`, last)}, false},
		{"phone numbers by how they begin", "message_created", []string{condition("phone_number", "starts_with", `["+250"]`, last)}, true},
		{"attributes of the account, of the conversation", "message_created", []string{`{"attribute_key":"plan","filter_operator":"equal_to","values":["GOLD"],"query_operator":null,"custom_attribute_type":"conversation_attribute"}`}, true},
		{"and of the customer, who has none", "message_created", []string{`{"attribute_key":"plan","filter_operator":"equal_to","values":["gold"],"query_operator":null,"custom_attribute_type":"contact_attribute"}`}, false},
		{"without a model there is no attribute", "message_created", []string{condition("plan", "equal_to", `["gold"]`, last)}, false},
		{"one of the labels is enough", "message_created", []string{condition("labels", "equal_to", `["trial"]`, last)}, true},
		{"to differ as well", "message_created", []string{condition("labels", "not_equal_to", `["trial"]`, last)}, true},
		{"but no label is both", "message_created", []string{condition("labels", "equal_to", `["trial"]`, and), condition("labels", "equal_to", `["gold"]`, last)}, false},
		{"only the first value counts", "message_created", []string{condition("labels", "equal_to", `["vip","gold"]`, last)}, false},
		{"and is both", "message_created", []string{condition("content", "contains", `["order"]`, and), condition("status", "equal_to", `["resolved"]`, last)}, false},
		{"or is either", "message_created", []string{condition("content", "contains", `["refund"]`, or), condition("status", "equal_to", `["open"]`, last)}, true},
		{"and binds tighter", "message_created", []string{condition("status", "equal_to", `["open"]`, or), condition("status", "equal_to", `["open"]`, and), condition("content", "contains", `["refund"]`, last)}, true},
		{"nothing may follow the last join", "message_created", []string{condition("status", "equal_to", `["open"]`, and)}, false},
		{"an operator that the attribute does not have", "message_created", []string{condition("status", "contains", `["open"]`, last)}, false},
		{"a condition without values", "message_created", []string{condition("content", "contains", `[]`, last)}, false},
		{"a message is no change", "message_created", []string{condition("status", "attribute_changed", `{"from":["open"],"to":["resolved"]}`, last)}, false},
		{"a change from and to", "conversation_updated", []string{condition("priority", "attribute_changed", `{"from":[null],"to":["high"]}`, last)}, true},
		{"but not from something else", "conversation_updated", []string{condition("priority", "attribute_changed", `{"from":["low"],"to":["high"]}`, last)}, false},
		{"nor of another attribute", "conversation_updated", []string{condition("team_id", "attribute_changed", `{"from":[null],"to":[1]}`, last)}, false},
		{"a change and another condition, joined by the change", "conversation_updated", []string{condition("priority", "attribute_changed", `{"from":[null],"to":["high"]}`, and), condition("inbox_id", "equal_to", `[2]`, last)}, false},
		{"and joined by the other one, which is no query", "conversation_updated", []string{condition("inbox_id", "equal_to", `[1]`, and), condition("priority", "attribute_changed", `{"from":[null],"to":["high"]}`, last)}, false},
		{"of a conversation any message will do", "conversation_resolved", []string{condition("content", "contains", `["order"]`, last)}, true},
		{"a status is a change", "conversation_resolved", []string{condition("status", "attribute_changed", `{"from":["open"],"to":["resolved"]}`, last)}, true},
		{"opened is not updated only", "conversation_opened", nil, false},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.send("POST", "custom_attribute_definitions", `{"attribute_display_name":"Plan","attribute_display_type":"text","attribute_key":"plan","attribute_model":"conversation_attribute"}`)
			d.send("POST", "custom_attribute_definitions", `{"attribute_display_name":"Plan","attribute_display_type":"text","attribute_key":"plan","attribute_model":"contact_attribute"}`)
			d.contact = d.AddContact(ndototest.Contact{Email: "ada@example.org", PhoneNumber: "+250788000111", AdditionalAttributes: map[string]any{"city": "Kigali"}})
			customer := d.Simulate(ndototest.Conversation{ContactID: d.contact, Labels: []string{"trial", "gold"}, CustomAttributes: map[string]any{"plan": "Gold"}})
			d.conversation = customer.ConversationID
			d.addRule(c.event, `{"action_name":"add_label","action_params":["hit"]}`, c.conditions...)
			customer.Says("Where is my ORDER?")
			d.send("PATCH", "conversations/{c}", `{"priority":"high"}`)
			d.send("POST", "conversations/{c}/toggle_status", `{"status":"resolved"}`)
			conv, _ := d.Conversation(d.conversation)
			assert.Equal(t, c.want, slices.Contains(conv.Labels, "hit"))
		})
	}
}

func TestEventsOfRules(t *testing.T) {
	t.Parallel()
	for dialect, want := range map[ndototest.Dialect]string{
		ndototest.Chatwoot416: "conversation_created message_created conversation_updated conversation_opened conversation_resolved",
		ndototest.Chatwoot42:  "conversation_created message_created conversation_updated conversation_opened",
	} {
		d := newDesk(t, ndototest.WithDialect(dialect))
		for _, event := range []string{"conversation_created", "message_created", "conversation_updated", "conversation_opened", "conversation_resolved"} {
			d.addRule(event, fmt.Sprintf(`{"action_name":"send_message","action_params":[%q]}`, event))
		}
		d.AddMessage(d.conversation, ndototest.Message{Content: "what a test adds starts no rule"})
		customer := d.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		d.conversation = customer.ConversationID
		for _, status := range []string{"resolved", "open"} {
			d.send("POST", "conversations/{c}/toggle_status", fmt.Sprintf(`{"status":%q}`, status))
		}
		var sent []string
		for _, m := range d.Messages(d.conversation) {
			if m.Type == "outgoing" && !slices.Contains(sent, m.Content) {
				sent = append(sent, m.Content)
			}
		}
		assert.ElementsMatch(t, strings.Fields(want), sent, dialect)
		assert.Len(t, d.Messages(1), 2)
	}
}

// outcome is how a conversation looks after an action, and what was written into it.
type outcome struct {
	status, priority     string
	assignee, team       int64
	labels, written      []string
	snoozed, muted       bool
	authors              []int64 // of messages, 0 for nobody
	privateNotes, events int
}

// TestActionsOfMacrosAndRules: agent 2 of inbox 1 and of team 1 has a conversation with the label "old" and low
// priority.
func TestActionsOfMacrosAndRules(t *testing.T) {
	t.Parallel()
	type change func(*outcome)
	nothing := func(*outcome) {}
	status := func(status, text string) change {
		return func(o *outcome) { o.status, o.written = status, []string{text + " by %s"} }
	}
	for _, c := range []struct {
		action  string
		dialect ndototest.Dialect
		want    change
		byRule  change // where it differs
	}{
		{`{"action_name":"resolve_conversation"}`, 0, status("resolved", "Conversation was marked resolved"), nil},
		{`{"action_name":"open_conversation"}`, 0, nothing, nil},
		{`{"action_name":"pending_conversation"}`, 0, status("pending", "Conversation was marked as pending"), nil},
		{`{"action_name":"remove_assigned_agent"}`, ndototest.Chatwoot42, nothing, nil},
		{`{"action_name":"snooze_conversation"}`, 0, status("snoozed", "Conversation was snoozed"), nil},
		{`{"action_name":"change_status","action_params":["resolved"]}`, 0, status("resolved", "Conversation was marked resolved"), nil},
		{`{"action_name":"change_status","action_params":["closed"]}`, 0, nothing, nil},
		{`{"action_name":"change_status"}`, 0, nothing, nil},
		{
			`{"action_name":"mute_conversation"}`, 0,
			func(o *outcome) {
				o.status, o.muted, o.written = "resolved", true, []string{"Conversation was marked resolved by %s", "%s has muted the conversation"}
			},
			func(o *outcome) {
				o.status, o.muted, o.written = "resolved", true, []string{"Conversation was marked resolved by %s"}
			},
		},
		{`{"action_name":"change_priority","action_params":["high"]}`, 0, func(o *outcome) { o.priority, o.written = "high", []string{"%s changed the priority from low to high"} }, nil},
		{`{"action_name":"change_priority","action_params":["nil"]}`, 0, func(o *outcome) { o.priority, o.written = "", []string{"%s removed the priority"} }, nil},
		{`{"action_name":"change_priority","action_params":["highest"]}`, 0, nothing, nil},
		{`{"action_name":"add_label","action_params":["new","old"]}`, 0, func(o *outcome) { o.labels, o.written = []string{"old", "new"}, []string{"%s added new"} }, nil},
		{`{"action_name":"remove_label","action_params":["old"]}`, 0, func(o *outcome) { o.labels, o.written = nil, []string{"%s removed old"} }, nil},
		{`{"action_name":"assign_agent","action_params":[1]}`, 0, func(o *outcome) { o.assignee, o.written = 1, []string{"%s self-assigned this conversation"} }, func(o *outcome) { o.assignee, o.written = 1, []string{"Assigned to Amara Admin by %s"} }},
		{`{"action_name":"assign_agent","action_params":["self"]}`, 0, func(o *outcome) { o.assignee, o.written = 1, []string{"%s self-assigned this conversation"} }, nothing},
		{`{"action_name":"assign_agent","action_params":["1"]}`, 0, nothing, nil},
		{`{"action_name":"assign_agent","action_params":[3]}`, 0, nothing, nil},
		{`{"action_name":"assign_agent","action_params":["nil"]}`, 0, func(o *outcome) { o.assignee, o.written = 0, []string{"Conversation unassigned by %s"} }, nil},
		{`{"action_name":"remove_assigned_agent"}`, 0, func(o *outcome) { o.assignee, o.written = 0, []string{"Conversation unassigned by %s"} }, nil},
		{`{"action_name":"assign_team","action_params":[2]}`, 0, func(o *outcome) { o.team, o.assignee, o.written = 2, 0, []string{"Assigned to night by %s"} }, nil},
		{`{"action_name":"assign_team","action_params":["2"]}`, 0, nothing, nil},
		{`{"action_name":"assign_team"}`, 0, func(o *outcome) { o.team, o.written = 0, []string{"Unassigned from support by %s"} }, nil},
		{`{"action_name":"remove_assigned_team"}`, 0, func(o *outcome) { o.team, o.written = 0, []string{"Unassigned from support by %s"} }, nil},
		{`{"action_name":"send_message","action_params":["Hi {{contact.name}}"]}`, 0, func(o *outcome) { o.written, o.authors = []string{"Hi Ada"}, []int64{1} }, func(o *outcome) { o.written, o.authors = []string{"Hi Ada"}, []int64{0} }},
		{`{"action_name":"add_private_note","action_params":["see CRM"]}`, 0, func(o *outcome) { o.written, o.authors, o.privateNotes = []string{"see CRM"}, []int64{1}, 1 }, func(o *outcome) { o.written, o.authors, o.privateNotes = []string{"see CRM"}, []int64{0}, 1 }},
		{`{"action_name":"send_webhook_event","action_params":["%s"]}`, 0, func(o *outcome) { o.events = 1 }, nil},
	} {
		for _, by := range []string{"Amara Admin", "Automation System"} {
			t.Run(by+" "+c.action, func(t *testing.T) {
				t.Parallel()
				var hook sink
				d := newDesk(t, ndototest.WithDialect(c.dialect))
				d.AddTeam(ndototest.Team{Name: "night"})
				d.AddWebhook(ndototest.Webhook{Handler: &hook, Subscriptions: []string{}})
				url := d.send("GET", "webhooks", "").get(t, "payload", "webhooks", 0, "url").(string)
				d.conversation = d.AddConversation(ndototest.Conversation{ContactID: d.contact, AssigneeID: d.AgentID, TeamID: d.TeamID, Labels: []string{"old"}, Priority: "low"})
				want := outcome{status: "open", priority: "low", assignee: d.AgentID, team: d.TeamID, labels: []string{"old"}}
				action, change := strings.ReplaceAll(c.action, "%s", url), c.want
				if by == "Amara Admin" {
					made := d.send("POST", "macros", `{"name":"m","visibility":"global","actions":[`+action+`]}`)
					if strings.Contains(made.body, "not supported") { // but in rules
						return
					}
					d.send("POST", "macros/1/execute", fmt.Sprintf(`{"conversation_ids":[%d,99]}`, d.conversation))
				} else {
					made := d.send("POST", "automation_rules", `{"name":"m","event_name":"message_created","conditions":[],"actions":[`+action+`]}`)
					if strings.Contains(made.body, "not supported") { // but in macros
						return
					}
					customer, _ := d.Customer(d.conversation)
					customer.Says("hello")
					if c.byRule != nil {
						change = c.byRule
					}
				}
				d.Drain()
				change(&want)
				for i, text := range want.written {
					want.written[i] = strings.ReplaceAll(text, "%s", by)
				}
				assert.Equal(t, want, d.outcome(&hook))
			})
		}
	}
}

// outcome looks at the conversation, but not at what its customer wrote.
func (d desk) outcome(hook *sink) outcome {
	conv, _ := d.Conversation(d.conversation)
	who, _ := d.Contact(d.contact)
	o := outcome{
		status: conv.Status, priority: conv.Priority, assignee: conv.AssigneeID, team: conv.TeamID, labels: conv.Labels, snoozed: !conv.SnoozedUntil.IsZero(),
		muted: who.Blocked, events: len(hook.events()),
	}
	for _, m := range d.Messages(d.conversation) {
		switch m.Type {
		case "outgoing":
			o.authors = append(o.authors, m.SenderID)
			if m.Private {
				o.privateNotes++
			}
			fallthrough
		case "activity":
			o.written = append(o.written, m.Content)
		}
	}
	if len(o.labels) == 0 {
		o.labels = nil
	}
	return o
}

// TestTheLastWhoAnswered is whom a word in a rule assigns.
func TestTheLastWhoAnswered(t *testing.T) {
	t.Parallel()
	for dialect, assigned := range map[ndototest.Dialect]bool{ndototest.Chatwoot416: true, ndototest.Chatwoot42: false} {
		d := newDesk(t, ndototest.WithDialect(dialect))
		d.send("POST", "conversations/{c}/messages", `{"content":"hi"}`, "Api-Access-Token", d.AgentToken)
		d.send("POST", "conversations/{c}/messages", `{"content":"a note","private":true}`)
		d.addRule("conversation_updated", `{"action_name":"assign_agent","action_params":["last_responding_agent"]}`)
		d.send("PATCH", "conversations/{c}", `{"priority":"high"}`)
		conv, _ := d.Conversation(d.conversation)
		assert.Equal(t, assigned, conv.AssigneeID == d.AgentID)
	}
}

// TestWhatARuleSends names the rule, is nobody's first reply, and neither starts a rule nor is signed.
func TestWhatARuleSends(t *testing.T) {
	t.Parallel()
	var hook sink
	d := newDesk(t)
	d.AddWebhook(ndototest.Webhook{Handler: &hook, Subscriptions: []string{}, Secret: "secret"})
	url := d.send("GET", "webhooks", "").get(t, "payload", "webhooks", 0, "url").(string)
	d.addRule("message_created", `{"action_name":"send_message","action_params":["We have it."]},{"action_name":"send_webhook_event","action_params":["`+url+`"]}`)
	customer := d.Simulate(ndototest.Conversation{ContactID: d.contact})
	customer.Says("hello")
	d.Drain()
	messages := d.Messages(customer.ConversationID)
	require.Len(t, messages, 2)
	assert.Equal(t, map[string]any{"automation_rule_id": int64(1)}, messages[1].ContentAttributes)
	conv, _ := d.Conversation(customer.ConversationID)
	assert.Equal(t, []bool{true, false}, []bool{conv.FirstReplyAt.IsZero(), conv.WaitingSince.IsZero()})
	d.conversation = customer.ConversationID
	d.send("PATCH", "automation_rules/1", `{"active":false}`)
	d.send("POST", "conversations/{c}/messages", `{"content":"It left."}`)
	conv, _ = d.Conversation(customer.ConversationID)
	assert.False(t, conv.FirstReplyAt.IsZero(), "the first who replies is an agent")
	require.Len(t, hook.events(), 1)
	e := hook.events()[0]
	assert.Equal(t, []any{"automation_event.message_created", float64(customer.ConversationID)}, []any{e.event["event"], e.event["id"]})
	assert.Equal(t, "We have it.", e.event["messages"].([]any)[0].(map[string]any)["content"], "what was done before")
	assert.Empty(t, e.header.Get("X-Chatwoot-Signature")+e.header.Get("X-Chatwoot-Delivery"))
}

// TestRulesRunInTheBackground: the response does not show what they do.
func TestRulesRunInTheBackground(t *testing.T) {
	t.Parallel()
	d := newDesk(t, ndototest.WithHeldJobs())
	d.addRule("conversation_created", `{"action_name":"assign_team","action_params":[1]}`)
	made := d.send("POST", "conversations", `{"inbox_id":1,"contact_id":1}`)
	assert.Nil(t, made.get(t, "meta").(map[string]any)["team"])
	d.Drain()
	assert.Equal(t, "support", d.send("GET", "conversations/"+made.get(t, "id").(string), "").get(t, "meta", "team", "name"))
	inactive := d.send("PATCH", "automation_rules/1", `{"active":false}`)
	assert.Equal(t, 200, inactive.status)
	made = d.send("POST", "conversations", `{"inbox_id":1,"contact_id":1}`)
	d.Drain()
	assert.Nil(t, d.send("GET", "conversations/"+made.get(t, "id").(string), "").get(t, "meta").(map[string]any)["team"])
}
