package ndoto

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the servers do where a caller would expect something else, as seen on Chatwoot 4.2 and 4.16.

func TestChangingARuleLeavesItsConditions(t *testing.T) {
	t.Parallel()
	body := func(params *AutomationRuleParams) string {
		return sent(t, `{"payload":{"id":3}}`, func(c *Client) error { return err2(c.AutomationRules.Update(t.Context(), 3, params)) })[0].Body
	}
	assert.JSONEq(t, `{"active":false}`, body(&AutomationRuleParams{Active: Set(false)}), "an empty list would make the rule match everything")
	assert.JSONEq(t, `{"conditions":[{"attribute_key":"status","filter_operator":"equal_to","values":["open"],"query_operator":null}]}`,
		body(&AutomationRuleParams{Conditions: Where(FilterStatus.Equal(StatusOpen))}))
}

func TestACreatedRuleComesBare(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(200, `{"id":3,"account_id":1,"name":"route","event_name":"message_created","conditions":[],"actions":[],"active":true}`))
	rule, err := c.AutomationRules.Create(t.Context(), &AutomationRuleParams{
		Name: Set("route"), EventName: Set("message_created"), Actions: []Action{{Name: "resolve_conversation"}},
	})
	require.NoError(t, err)
	assert.Equal(t, &AutomationRule{
		ID: 3, AccountID: 1, Name: "route", EventName: "message_created", Conditions: []RuleMatch{}, Actions: []Action{}, Active: true,
	}, rule)
}

// TestOddRowsDoNotHideTheOthers has columns that old versions filled in another way.
func TestOddRowsDoNotHideTheOthers(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(200, `{"payload":[
		{"id":1,"name":"changed","conditions":[{"attribute_key":"status","filter_operator":"attribute_changed","values":{"from":["open"],"to":["resolved"]}}],"actions":"{}"},
		{"id":2,"name":"other","conditions":{},"actions":[{"action_name":"mute_conversation","action_params":null}],
			"files":[{"id":4,"automation_rule_id":2,"account_id":1,"file_type":"image/png","file_url":"https://x/f.png","blob_id":9,"filename":"f.png"}]}]}`))
	rules, err := c.AutomationRules.List(t.Context())
	require.NoError(t, err)
	require.Len(t, rules, 2)
	assert.JSONEq(t, `{"values":{"from":["open"],"to":["resolved"]}}`, rules[0].Conditions[0].Extra.String())
	assert.Equal(t, []Action{{Name: "mute_conversation"}}, rules[1].Actions)
	assert.Equal(t, []MacroFile{{ID: 4, AccountID: 1, AutomationRuleID: 2, FileType: "image/png", FileURL: "https://x/f.png", BlobID: 9, Filename: "f.png"}}, rules[1].Files)
}

func TestMacrosAreNeverHidden(t *testing.T) {
	t.Parallel()
	got := sent(t, `{"payload":{"id":5,"visibility":"global"}}`, func(c *Client) error {
		if err := err2(c.Macros.Create(t.Context(), &MacroParams{Name: Set("close"), Actions: []Action{{Name: "resolve_conversation"}}})); err != nil {
			return err
		}
		if err := err2(c.Macros.Update(t.Context(), 5, &MacroParams{Name: Set("shut")})); err != nil {
			return err
		}
		return err2(c.Macros.Update(t.Context(), 5, &MacroParams{Visibility: Set(MacroPersonal)}))
	})
	assert.Equal(t, []sentRequest{
		{"POST", account + "macros", "", `{"name":"close","visibility":"personal","actions":[{"action_name":"resolve_conversation","action_params":null}]}`},
		{"GET", account + "macros/5", "", ""},
		{"PATCH", account + "macros/5", "", `{"name":"shut","visibility":"global"}`},
		{"PATCH", account + "macros/5", "", `{"visibility":"personal"}`},
	}, got)
}

func TestAgentsKeepTheirCustomRole(t *testing.T) {
	t.Parallel()
	got := sent(t, `{"id":1,"payload":[{"id":4},{"id":5,"custom_role_id":8}]}`, func(c *Client) error {
		for _, id := range []int64{4, 5} {
			if err := err2(c.Agents.Update(t.Context(), id, &UpdateAgentParams{Name: Set("Ada")})); err != nil {
				return err
			}
		}
		return err2(c.Agents.Update(t.Context(), 5, &UpdateAgentParams{CustomRoleID: Null[int64]()}))
	})
	assert.Equal(t, []sentRequest{
		{"GET", account + "agents", "", ""},
		{"PATCH", account + "agents/4", "", `{"agent":{"name":"Ada"}}`},
		{"GET", account + "agents", "", ""},
		{"PATCH", account + "agents/5", "", `{"agent":{"name":"Ada"},"custom_role_id":8}`},
		{"PATCH", account + "agents/5", "", `{"agent":{},"custom_role_id":null}`},
	}, got)
}

func TestNotificationsThatAreReadOrSnoozed(t *testing.T) {
	t.Parallel()
	got := sent(t, `{"data":{"payload":[]}}`, func(c *Client) error {
		if err := err2(c.Notifications.List(t.Context(), &ListNotificationsParams{Read: true, Snoozed: true, Sort: NotificationsOldestFirst, Page: 2})); err != nil {
			return err
		}
		if err := err2(c.Notifications.List(t.Context(), nil)); err != nil {
			return err
		}
		return c.Notifications.MarkAllRead(t.Context(), &Notification{PrimaryActorType: "Conversation", PrimaryActorID: 184})
	})
	assert.Equal(t, []sentRequest{
		{"GET", account + "notifications", "includes%5B%5D=read&includes%5B%5D=snoozed&page=2&sort_order=asc", ""},
		{"GET", account + "notifications", "", ""},
		{"POST", account + "notifications/read_all", "", `{"primary_actor_type":"Conversation","primary_actor_id":184}`},
	}, got)
	c := newTestClient(t, always(200, ""))
	assert.ErrorIs(t, c.Notifications.MarkAllRead(t.Context(), &Notification{}), ErrBadInput, "the server would mark all")
}

func TestHooksAreSwitchedByANumber(t *testing.T) {
	t.Parallel()
	var hook *IntegrationHook
	got := sent(t, `{"id":2,"app_id":"slack","status":true,"reference_id":"C1"}`, func(c *Client) (err error) {
		if hook, err = c.Integrations.CreateHook(t.Context(), &CreateHookParams{AppID: "slack", Enabled: Set(true)}); err != nil {
			return err
		}
		return err2(c.Integrations.UpdateHook(t.Context(), 2, &UpdateHookParams{Enabled: Set(false)}))
	})
	assert.Equal(t, &IntegrationHook{ID: 2, AppID: "slack", Enabled: true, ReferenceID: "C1"}, hook)
	assert.Equal(t, []sentRequest{
		{"POST", account + "integrations/hooks", "", `{"hook":{"app_id":"slack","status":1}}`},
		{"PATCH", account + "integrations/hooks/2", "", `{"hook":{"status":0}}`},
	}, got)
}

func TestSurveyResponsesAreOrdered(t *testing.T) {
	t.Parallel()
	got := sent(t, "[]", func(c *Client) error {
		if err := err2(c.CSAT.List(t.Context(), nil)); err != nil {
			return err
		}
		return all(c.CSAT.All(t.Context(), &CSATParams{Rating: 5}))
	})
	assert.Equal(t, []sentRequest{
		{"GET", account + "csat_survey_responses", "sort=-created_at", ""},
		{"GET", account + "csat_survey_responses", "page=1&rating=5&sort=created_at", ""},
	}, got)
}

func TestQueriesOfReportsAndSearches(t *testing.T) {
	t.Parallel()
	since, until := time.Unix(100, 0), time.Unix(200, 0)
	cases := map[string]func(*Client) error{
		"reporting_events?inbox_id=3&name=first_response&since=100&until=200&user_id=4": func(c *Client) error {
			return err2(c.Reports.Events(t.Context(), &ReportingEventsParams{Since: since, Until: until, InboxID: 3, AgentID: 4, Name: "first_response"}))
		},
		"reports/inbox_label_matrix?inbox_ids%5B%5D=3&label_ids%5B%5D=5&since=100&until=200": func(c *Client) error {
			return err2(c.Reports.LabelsByInbox(t.Context(), &LabelMatrixParams{PeriodParams: PeriodParams{Since: since, Until: until}, InboxIDs: []int64{3}, LabelIDs: []int64{5}}))
		},
		"search/messages?from=contact%3A1&inbox_id=3&q=ada&since=100&until=200": func(c *Client) error {
			return err2(c.Search.Messages(t.Context(), "ada", &SearchParams{Since: since, Until: until, FromContact: 1, InboxID: 3}))
		},
		"search/messages?q=ada&since=100": func(c *Client) error {
			assert.ErrorIs(t, err2(c.Search.Messages(t.Context(), "ada", &SearchParams{Since: until, Until: since})), ErrBadInput)
			return err2(c.Search.Messages(t.Context(), "ada", &SearchParams{Since: since}))
		},
		"assignable_agents?inbox_ids%5B%5D=3&include_agent_bots=true": func(c *Client) error {
			return err2(c.Inboxes.Assignees(t.Context(), []int64{3}))
		},
	}
	for want, call := range cases {
		var got string
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			got = strings.TrimPrefix(req.URL.EscapedPath(), "/prefix/api/")[len("v1/accounts/7/"):] + "?" + req.URL.RawQuery
			return respond(req, 200, `{"payload":[],"inboxes":[],"messages":[]}`), nil
		})
		require.NoError(t, call(c), want)
		assert.Equal(t, want, got)
	}
}

func TestAServerThatFailsSaysWhy(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(500, `{"status":500,"error":"Internal Server Error"}`), oneAttempt)
	for want, err := range map[string]error{
		"this server responds 500 for an id that does not exist":                         err2(c.AutomationRules.Get(t.Context(), 99)),
		"this server cannot show an agent bot a conversation that has a team":            err2(c.Conversations.Get(t.Context(), 9)),
		"this server fails while a conversation that is found has no message":            err2(c.Search.Conversations(t.Context(), "ada", nil)),
		"this server fails while a conversation belongs to a contact that is being dele": err2(c.Conversations.List(t.Context(), nil)),
	} {
		assert.ErrorIs(t, err, ErrServer)
		assert.ErrorContains(t, err, want)
	}
	assert.NotContains(t, c.Macros.Delete(t.Context(), 1).Error(), "while", "each has its own")
}

func TestAssignTellsWhatTheServerLeft(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(200, "null"))
	_, err := c.Conversations.Assign(t.Context(), 1, AssignParams{AgentBotID: 2})
	assert.ErrorIs(t, err, ErrNotFound)
	assert.ErrorContains(t, err, "the account has no agent bot 2, and the conversation is as it was")
}

func TestEffectsThatFollowFromTheParams(t *testing.T) {
	t.Parallel()
	attempts := func(call func(*Client) error) (n int, err error) {
		c := newTestClient(t, func(req *http.Request) (*http.Response, error) {
			n++
			return respond(req, 503, ""), nil
		}, WithRetry(RetryPolicy{MaxAttempts: 3, MinBackoff: 1}))
		return n, call(c)
	}
	cases := map[string]struct {
		call      func(*Client) error
		ambiguous bool
	}{
		"a new name is the same twice": {func(c *Client) error {
			return err2(c.Profile.Update(t.Context(), &UpdateProfileParams{Name: Set("Ada")}))
		}, false},
		"a new password is refused twice": {func(c *Client) error {
			return err2(c.Profile.Update(t.Context(), &UpdateProfileParams{Password: "b", CurrentPassword: "a"}))
		}, true},
		"an inbox by a source id is found": {func(c *Client) error {
			return err2(c.Contacts.CreateInbox(t.Context(), 1, 2, &ContactInboxParams{SourceID: "s"}))
		}, false},
		"an inbox by no source id is made":   {func(c *Client) error { return err2(c.Contacts.CreateInbox(t.Context(), 1, 2, nil)) }, true},
		"each mute leaves one more activity": {func(c *Client) error { return c.Conversations.Mute(t.Context(), 1) }, true},
	}
	for name, tt := range cases {
		_, err := attempts(tt.call)
		if tt.ambiguous {
			assert.ErrorIs(t, err, ErrAmbiguous, name)
		} else {
			assert.NotErrorIs(t, err, ErrAmbiguous, name)
		}
	}
}

func TestFormsWithAFileCarryTextsOnly(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(200, `{"id":1}`))
	image := func() *File { return &File{Name: "a.png", Reader: strings.NewReader("png")} }
	for name, err := range map[string]error{
		"contact": err2(c.Contacts.Update(t.Context(), 1, &ContactParams{Avatar: image(), CustomAttributes: map[string]any{"seats": 5}})),
		"profile": err2(c.Profile.Update(t.Context(), &UpdateProfileParams{Avatar: image(), UISettings: map[string]any{"open": true}})),
		"inbox":   err2(c.Inboxes.Update(t.Context(), 1, &UpdateInboxParams{Avatar: image(), InboxParams: InboxParams{CSATConfig: map[string]any{"x": 1}}})),
		"bot":     err2(c.AgentBots.Update(t.Context(), 1, &AgentBotParams{Avatar: image(), BotConfig: map[string]any{"turns": 3}})),
	} {
		assert.ErrorIs(t, err, ErrBadInput, name)
	}
	assert.NoError(t, err2(c.Contacts.Update(t.Context(), 1, &ContactParams{Avatar: image(), CustomAttributes: map[string]any{"plan": "gold"}})))
}

// TestListsAreAskedForInBothForms has the parameters of a list as the server software reads them beside those that
// Ndoto documents.
func TestListsAreAskedForInBothForms(t *testing.T) {
	t.Parallel()
	for sort, want := range map[ConversationSort]string{
		"":                      "",
		SortLastActivityDesc:    "sort=last_activity_at&sort_by=last_activity_at_desc",
		SortCreatedAsc:          "sort=created_at&sort_by=created_at_asc",
		SortUpdated:             "sort=updated_at&sort_by=updated_at",
		SortPriorityDesc:        "sort_by=priority_desc",
		SortPriorityThenCreated: "sort_by=priority_desc_created_at_asc",
	} {
		got := sent(t, `{"data":{"payload":[]}}`, func(c *Client) error {
			return err2(c.Conversations.List(t.Context(), &ListConversationsParams{Sort: sort}))
		})
		assert.Equal(t, want, got[0].Query)
	}
	got := sent(t, `{"data":{"payload":[]}}`, func(c *Client) error {
		return err2(c.Conversations.List(t.Context(), &ListConversationsParams{Labels: []string{"vip", "billing"}}))
	})
	assert.Equal(t, "labels=vip%2Cbilling", got[0].Query)
}

// TestWhatNdotoDocumentsIsDecoded has the statuses and members of Ndoto's documentation that the server software lacks.
func TestWhatNdotoDocumentsIsDecoded(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(201, `{"data":{"id":101,"message_type":"incoming","created_at":1712001000,"sender":{"id":10,"name":"Jane","type":"Contact"},"attachments":[]}}`))
	message, err := c.Messages.Create(t.Context(), 1, &CreateMessageParams{Content: "x"})
	require.NoError(t, err)
	assert.Equal(t, MessageIncoming, message.MessageType)
	assert.Equal(t, SenderContact, message.Sender.Kind())
	assert.Equal(t, int64(1712001000), message.CreatedAt.Unix())

	conversation, err := newTestClient(t, always(200, `{"id":1,"contact":{"id":10,"name":"Jane"},"meta":{"team":{"id":1,"name":"Support"}}}`)).Conversations.Get(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, int64(10), conversation.Customer().ID)

	webhooks, err := newTestClient(t, always(200, `{"payload":[{"id":7,"active":false},{"id":8}]}`)).Webhooks.List(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []Webhook{{ID: 7, Active: Set(false)}, {ID: 8}}, webhooks)

	gone := newTestClient(t, always(204, ""))
	require.NoError(t, gone.Contacts.Delete(t.Context(), 1))
	none, err := gone.Messages.Delete(t.Context(), 1, 2)
	require.NoError(t, err)
	assert.Nil(t, none)
	_, err = gone.Labels.Update(t.Context(), 1, &LabelParams{Title: Set("vip")})
	assert.ErrorContains(t, err, "the server carried it out, and returned no content")

	failures := map[string]struct {
		status     int
		body, text string
		class      error
		attributes []string
	}{
		"forbidden":          {403, `{"error":"Insufficient permissions"}`, "Insufficient permissions", ErrForbidden, nil},
		"validation":         {422, `{"error":"Label is too long"}`, "Label is too long", ErrValidation, nil},
		"fields":             {422, `{"description":"Invalid request","errors":[{"field":"email","message":"is invalid","code":"invalid"}]}`, "email is invalid", ErrValidation, []string{"email"}},
		"lists by attribute": {422, `{"error":{"conditions":["Automation conditions bogus not supported."]}}`, "conditions Automation conditions bogus not supported.", ErrValidation, []string{"conditions"}},
	}
	for name, f := range failures {
		_, err := newTestClient(t, always(f.status, f.body)).Labels.Update(t.Context(), 1, &LabelParams{Title: Set("vip")})
		var e *Error
		require.ErrorAs(t, err, &e, name)
		assert.ErrorIs(t, err, f.class, name)
		assert.Equal(t, f.text, e.Message, name)
		assert.Equal(t, f.attributes, e.Attributes, name)
	}
}
