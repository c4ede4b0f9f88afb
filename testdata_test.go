package ndoto

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/internal/decode"
	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// shapesOfAnswers says which type each file of testdata is decoded into.
var shapesOfAnswers = map[string]func() any{
	"profile_get": func() any { return new(Profile) },
	"conversations_list": func() any {
		return new(struct {
			Data ConversationPage `json:"data"`
		})
	},
	"conversations_meta": func() any {
		return new(struct {
			Meta ConversationCounts `json:"meta"`
		})
	},
	"conversations_search":                func() any { return new(ConversationSearchPage) },
	"conversations_filter":                func() any { return new(ConversationPage) },
	"conversations_get":                   func() any { return new(Conversation) },
	"conversations_toggle_status":         func() any { return new(payload[StatusChange]) },
	"conversations_toggle_status_snoozed": func() any { return new(payload[StatusChange]) },
	"conversations_toggle_status_handoff": func() any { return new(payload[StatusChange]) },
	"conversations_assign_agent":          func() any { return new(Assignee) },
	"conversations_assign_bot":            func() any { return new(Assignee) },
	"conversations_assign_team":           func() any { return new(Team) },
	"conversations_assign_null":           func() any { return new(*Team) },
	"conversations_unread_counts":         func() any { return new(payload[UnreadCounts]) },
	"conversations_labels":                func() any { return new(payload[[]string]) },
	"conversations_participants":          func() any { return new([]Agent) },
	"conversations_custom_attributes":     func() any { return new(customAttributesAnswer) },
	"conversations_attachments":           func() any { return new(AttachmentPage) },
	"messages_list":                       func() any { return new(MessagePage) },
	"messages_create":                     func() any { return new(Message) },
	"messages_update":                     func() any { return new(Message) },
	"messages_delete":                     func() any { return new(Message) },
	"messages_translate":                  func() any { return new(translation) },
	"contacts_list":                       func() any { return new(ContactPage) },
	"contacts_search":                     func() any { return new(ContactPage) },
	"contacts_search_without_q":           func() any { return new(ContactPage) },
	"contacts_filter":                     func() any { return new(ContactPage) },
	"contacts_get":                        func() any { return new(payload[Contact]) },
	"contacts_create":                     func() any { return new(payload[CreatedContact]) },
	"contacts_create_without_inbox":       func() any { return new(payload[CreatedContact]) },
	"contacts_merge":                      func() any { return new(Contact) },
	"contacts_labels":                     func() any { return new(payload[[]string]) },
	"contacts_notes_list":                 func() any { return new([]Note) },
	"contacts_note_get":                   func() any { return new(Note) },
	"contacts_conversations":              func() any { return new(payload[[]Conversation]) },
	"contacts_create_inbox":               func() any { return new(ContactInbox) },
	"contacts_find_by_source":             func() any { return new(Contact) },
	"contacts_contactable_inboxes":        func() any { return new(payload[[]ContactInbox]) },
	"contacts_attachments":                func() any { return new(AttachmentPage) },
	"webhook_contact":                     func() any { return new(Sender) },
	"webhook_user":                        func() any { return new(Sender) },
	"embedded_message":                    func() any { return new(Message) },
	"contacts_update":                     func() any { return new(payload[Contact]) },
	"conversations_get_bot_assignee":      func() any { return new(Conversation) },
	"agent_bot_event":                     func() any { return new(Sender) },
	"agent_bot_webhook":                   func() any { return new(Sender) },
	"captain_assistant_event":             func() any { return new(Sender) },
	"contact_event":                       func() any { return new(Sender) },
	"contact_event_bare":                  func() any { return new(Sender) },
	"contact_webhook":                     func() any { return new(Sender) },
	"contact_webhook_bare":                func() any { return new(Sender) },
	"user_event":                          func() any { return new(Sender) },
	"user_webhook":                        func() any { return new(Sender) },
	"message_embedded":                    func() any { return new(Message) },
	"message_embedded_activity":           func() any { return new(Message) },
	"message_embedded_captain":            func() any { return new(Message) },
	"message_embedded_outgoing":           func() any { return new(Message) },
	"agents_list":                         func() any { return new([]Agent) },
	"agents_create":                       func() any { return new(Agent) },
	"teams_list":                          func() any { return new([]Team) },
	"teams_get":                           func() any { return new(Team) },
	"teams_members":                       func() any { return new([]Agent) },
	"labels_list":                         func() any { return new(payload[[]Label]) },
	"labels_get":                          func() any { return new(Label) },
	"webhooks_create":                     func() any { return new(payload[oneWebhook]) },
	"agent_bots_list":                     func() any { return new([]AgentBot) },
	"agent_bots_get":                      func() any { return new(AgentBot) },
	"canned_responses_list":               func() any { return new([]CannedResponse) },
	"canned_responses_create":             func() any { return new(CannedResponse) },
	"custom_attributes_list":              func() any { return new([]CustomAttribute) },
	"custom_attributes_get":               func() any { return new(CustomAttribute) },
	"account_get":                         func() any { return new(Account) },
	"inboxes_list":                        func() any { return new(payload[[]Inbox]) },
	"inboxes_get":                         func() any { return new(Inbox) },
	"inboxes_members":                     func() any { return new(payload[[]Agent]) },
	"inboxes_assignable_agents":           func() any { return new(payload[[]Agent]) },
	"inboxes_agent_bot": func() any {
		return new(struct {
			AgentBot *AgentBot `json:"agent_bot"`
		})
	},
	"inboxes_agent_bot_none": func() any {
		return new(struct {
			AgentBot *AgentBot `json:"agent_bot"`
		})
	},
	"custom_filters_list":        func() any { return new([]CustomFilter) },
	"custom_filters_get":         func() any { return new(CustomFilter) },
	"macros_list":                func() any { return new(payload[[]Macro]) },
	"macros_get":                 func() any { return new(payload[Macro]) },
	"automation_rules_list":      func() any { return new(payload[[]AutomationRule]) },
	"automation_rules_get":       func() any { return new(payload[AutomationRule]) },
	"search_all":                 func() any { return new(payload[SearchResults]) },
	"notifications_mark_read":    func() any { return new(Notification) },
	"notifications_unread_count": func() any { return new(int) },
	"attachments_upload":         func() any { return new(Upload) },
	"csat_list":                  func() any { return new([]CSATResponse) },
	"csat_metrics":               func() any { return new(CSATMetrics) },
	"reports_summary":            func() any { return new(ReportSummary) },
	"reports_series":             func() any { return new([]ReportPoint) },
	"reports_overview":           func() any { return new(Overview) },
	"reports_by_agent":           func() any { return new([]ReportRow) },
	"audit_log_list":             func() any { return new(AuditPage) },
	"notifications_list": func() any {
		return new(struct {
			Data NotificationPage `json:"data"`
		})
	},
	"campaigns_list":       func() any { return new([]Campaign) },
	"campaigns_get":        func() any { return new(Campaign) },
	"dashboard_apps_list":  func() any { return new([]DashboardApp) },
	"dashboard_apps_get":   func() any { return new(DashboardApp) },
	"sla_policies_list":    func() any { return new(payload[[]SLAPolicy]) },
	"sla_policies_get":     func() any { return new(payload[SLAPolicy]) },
	"custom_roles_list":    func() any { return new([]CustomRole) },
	"custom_roles_get":     func() any { return new(CustomRole) },
	"integrations_list":    func() any { return new(payload[[]Integration]) },
	"integrations_hook":    func() any { return new(IntegrationHook) },
	"account_server_info":  func() any { return new(ServerInfo) },
	"reports_label_matrix": func() any { return new(LabelMatrix) },
	"reports_outgoing":     func() any { return new([]OutgoingCount) },
	"reports_events":       func() any { return new(ReportingEventPage) },
	"account_cache_keys": func() any {
		return new(struct {
			CacheKeys CacheKeys `json:"cache_keys"`
		})
	},
	// This one reads two envelopes by itself.
	"webhooks_list": nil,
	// The events of webhooks have a test of their own.
	"webhook_message_created":             nil,
	"webhook_message_created_bot":         nil,
	"webhook_message_created_captain":     nil,
	"webhook_message_created_outgoing":    nil,
	"webhook_message_created_template":    nil,
	"webhook_message_updated":             nil,
	"webhook_conversation_created":        nil,
	"webhook_conversation_updated":        nil,
	"webhook_conversation_status_changed": nil,
}

// TestEveryAnswerIsReachable decodes each file, and then walks its leaves: each must have come to a field that is named for
// it, with its value, and not only to Extra.
func TestEveryAnswerIsReachable(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*/*.json")
	require.NoError(t, err)
	files = slices.DeleteFunc(files, func(file string) bool { return strings.Contains(file, "/errors/") })
	require.Greater(t, len(files), 80)
	used := map[string]bool{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		name = strings.TrimSuffix(strings.TrimSuffix(name, "_4.2"), "_4.16")
		used[name] = true
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			shape, known := shapesOfAnswers[name]
			require.True(t, known, "no type is named for this file")
			if shape == nil {
				return
			}
			v := shape()
			require.NoError(t, decode.Unmarshal(data, v))
			assert.Empty(t, lost(name, data, reflect.ValueOf(v).Elem()))
		})
	}
	for name := range shapesOfAnswers {
		assert.True(t, used[name], "%s has no file", name)
	}
}

// lost names the leaves of a text that did not come to a field.
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
		if !ok {
			names = append(names, at+"."+name+" has no field")
			continue
		}
		names = append(names, lost(at+"."+name, raw, v.FieldByIndex(m.Index))...)
	}
	return names
}

// lostLeaf compares the value of a field with the text that it came from. What is null, zero or empty is the zero value.
func lostLeaf(at string, data []byte, v reflect.Value) []string {
	if kind, ok := v.Interface().(MessageType); ok && kind.Valid() {
		return nil // its test compares values
	}
	if slices.Contains([]string{"null", "0", `""`, "false", "[]", "{}", "0.0"}, string(data)) {
		if !v.IsZero() && v.Kind() != reflect.Slice && v.Kind() != reflect.Struct {
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
		if err != nil || !sameJSON(data, written) {
			return []string{fmt.Sprintf("%s is %s, not %s", at, written, data)}
		}
	}
	return nil
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// TestLostNamesWhatIsLost keeps the check above from passing whatever happens.
func TestLostNamesWhatIsLost(t *testing.T) {
	t.Parallel()
	data := []byte(`{"id":1,"name":"Ada","shoe_size":42,"contact_inboxes":[{"source_id":"s","inbox":{"id":2,"roof":"red"}}]}`)
	var c Contact
	require.NoError(t, decode.Unmarshal(data, &c))
	assert.Equal(t, []string{"x.shoe_size has no field", "x.contact_inboxes[0].inbox.roof has no field"}, lost("x", data, reflect.ValueOf(c)))
	c.Name, c.ID = "", 3
	assert.Contains(t, lost("x", data, reflect.ValueOf(c)), "x.name is zero")
	assert.Contains(t, lost("x", data, reflect.ValueOf(c)), "x.id is 3, not 1")
}

// TestWebhooksComeInTwoEnvelopes reads the list of each dialect.
func TestWebhooksComeInTwoEnvelopes(t *testing.T) {
	t.Parallel()
	for dialect, want := range map[string]Webhook{
		"chatwoot-4.16": {
			ID: 7, Name: "CRM", URL: "https://crm.example/hook", AccountID: 1, Subscriptions: []Event{EventMessageCreated, EventTypingOn},
			Inbox: &InboxRef{ID: 4, Name: "Shop"}, Secret: "pQm3xK9vT2rB7nW4cY8dZ5fH",
		},
		"ndoto-docs": {
			ID: 7, Name: "My integration", URL: "https://yourapp.com/webhooks/ndoto", Subscriptions: []Event{EventMessageCreated, EventConversationCreated},
			Active: true,
		},
	} {
		body, err := os.ReadFile("testdata/" + dialect + "/webhooks_list.json")
		require.NoError(t, err)
		got, err := newTestClient(t, always(200, string(body))).Webhooks.List(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []Webhook{want}, got)
	}
}
