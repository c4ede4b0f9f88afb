package ndoto_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestBulkUpdateInChunks(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	var ids []int64
	for range 250 {
		ids = append(ids, srv.AddConversation(ndototest.Conversation{AssigneeID: srv.AgentID, Labels: []string{"new", "keep"}}))
	}
	err := c.Conversations.BulkUpdate(t.Context(), append(ids, 9999), ndoto.BulkUpdate{
		Status: ndoto.StatusResolved, AgentID: ndoto.Null[int64](), TeamID: ndoto.Set(srv.TeamID), AddLabels: []string{"done"}, RemoveLabels: []string{"new"},
	})
	require.NoError(t, err)
	assert.Len(t, srv.Requests(), 3)
	for _, id := range ids {
		got, _ := srv.Conversation(id)
		assert.Equal(t, "resolved", got.Status)
		assert.Equal(t, int64(0), got.AssigneeID)
		assert.Equal(t, srv.TeamID, got.TeamID)
		assert.Equal(t, []string{"keep", "done"}, got.Labels)
	}
	for want, call := range map[string]error{
		"there is nothing to update":                                    c.Conversations.BulkUpdate(t.Context(), ids, ndoto.BulkUpdate{}),
		"no conversation ids given":                                     c.Conversations.BulkUpdate(t.Context(), nil, ndoto.BulkUpdate{Status: ndoto.StatusOpen}),
		"ids must be positive":                                          c.Conversations.BulkUpdate(t.Context(), []int64{0}, ndoto.BulkUpdate{Status: ndoto.StatusOpen}),
		`status must be open, resolved, pending or snoozed, got "shut"`: c.Conversations.BulkUpdate(t.Context(), ids, ndoto.BulkUpdate{Status: "shut"}),
		"SnoozedUntil needs StatusSnoozed":                              c.Conversations.BulkUpdate(t.Context(), ids, ndoto.BulkUpdate{Status: ndoto.StatusOpen, SnoozedUntil: time.Now()}),
		"contains a comma, at which the server ":                        c.Conversations.BulkUpdate(t.Context(), ids, ndoto.BulkUpdate{AddLabels: []string{"a,b"}}),
	} {
		assert.ErrorIs(t, call, ndoto.ErrBadInput)
		assert.ErrorContains(t, call, want)
	}
}

func TestReportsUseLocationOfPeriod(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	kigali := time.FixedZone("CAT", 2*3600)
	since := time.Date(2026, 3, 1, 0, 0, 0, 0, kigali)
	_, err := c.Reports.Series(t.Context(), ndoto.MetricConversations, &ndoto.ReportParams{
		Since: since, Until: since.AddDate(0, 0, 7), Scope: ndoto.ReportTeam, ScopeID: srv.TeamID, BusinessHours: true, GroupBy: "day",
	})
	require.NoError(t, err)
	got, err := url.ParseQuery(srv.Requests()[0].Query)
	require.NoError(t, err)
	assert.Equal(t, url.Values{
		"since": {"1772316000"}, "until": {"1772920800"}, "timezone_offset": {"2"}, "type": {"team"}, "id": {"1"}, "business_hours": {"true"},
		"group_by": {"day"}, "metric": {"conversations_count"},
	}, got)
	_, err = c.Reports.Summary(t.Context(), &ndoto.ReportParams{Since: since.In(time.FixedZone("", -5*3600-1800)), Until: since.AddDate(0, 0, 7)})
	require.NoError(t, err)
	got, err = url.ParseQuery(srv.Requests()[1].Query)
	require.NoError(t, err)
	assert.Equal(t, []string{"-5.5", "account"}, []string{got.Get("timezone_offset"), got.Get("type")})

	for _, p := range []*ndoto.ReportParams{nil, {}, {Since: since}, {Since: since, Until: since.Add(-1)}, {Since: since, Until: since, Scope: ndoto.ReportInbox}, {Since: since, Until: since, Scope: "planet"}} {
		_, err = c.Reports.Summary(t.Context(), p)
		assert.ErrorIs(t, err, ndoto.ErrBadInput)
	}
	_, err = c.Reports.Series(t.Context(), "", &ndoto.ReportParams{Since: since, Until: since})
	assert.ErrorContains(t, err, "a series needs a metric")
	_, err = c.Reports.ByAgent(t.Context(), nil)
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = c.CSAT.List(t.Context(), &ndoto.CSATParams{Since: since})
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = c.CSAT.Metrics(t.Context(), &ndoto.CSATParams{Rating: 6})
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
}

func TestReportsOfActivity(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	id := srv.AddConversation(ndototest.Conversation{AssigneeID: srv.AgentID})
	srv.AddMessage(id, ndototest.Message{Content: "hi"})
	_, err := c.Messages.Create(t.Context(), id, &ndoto.CreateMessageParams{Content: "hello"})
	require.NoError(t, err)
	srv.AddMessage(id, ndototest.Message{Type: "template", ContentType: "input_csat", ContentAttributes: map[string]any{
		"submitted_values": map[string]any{"csat_survey_response": map[string]any{"rating": 4}},
	}})
	overview, err := c.Reports.Overview(t.Context())
	require.NoError(t, err)
	assert.Equal(t, &ndoto.Overview{Open: 1}, overview)
	_, err = c.Conversations.ToggleStatus(t.Context(), id, ndoto.StatusResolved)
	require.NoError(t, err)
	period := &ndoto.PeriodParams{Since: time.Now().Add(-time.Hour), Until: time.Now().Add(time.Hour)}
	summary, err := c.Reports.Summary(t.Context(), &ndoto.ReportParams{Since: period.Since, Until: period.Until, Scope: ndoto.ReportAgent, ScopeID: srv.AgentID})
	require.NoError(t, err)
	assert.Equal(t, []int{1, 0, 0, 1}, []int{summary.ConversationsCount, summary.IncomingMessagesCount, summary.OutgoingMessagesCount, summary.ResolutionsCount})
	assert.Zero(t, summary.Previous.ConversationsCount)
	rows, err := c.Reports.ByAgent(t.Context(), period)
	require.NoError(t, err)
	for _, row := range rows {
		assert.Equal(t, row.ID == srv.AgentID, row.ConversationsCount == 1)
	}
	metrics, err := c.CSAT.Metrics(t.Context(), nil)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"4": 1}, metrics.RatingsCount)
	for r, err := range c.CSAT.All(t.Context(), nil) {
		require.NoError(t, err)
		assert.Equal(t, 4, r.Rating)
		assert.Equal(t, id, r.ConversationID)
		assert.Equal(t, srv.AgentID, r.AssignedAgent.ID)
	}
}

func TestNotificationsOfAssignment(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	admin := srv.Client()
	agent := ndoto.WithToken(srv.AgentToken)
	for range 20 {
		_, err := admin.Conversations.Assign(t.Context(), srv.AddConversation(ndototest.Conversation{}), ndoto.AssignParams{AgentID: srv.AgentID})
		require.NoError(t, err)
	}
	n := admin.Notifications
	seen := 0
	for notification, err := range n.All(t.Context(), nil, agent) {
		require.NoError(t, err)
		assert.Equal(t, "conversation_assignment", notification.Type)
		seen++
	}
	assert.Equal(t, 20, seen)
	_, err := n.MarkRead(t.Context(), 1, agent)
	require.NoError(t, err)
	count, err := n.UnreadCount(t.Context(), agent)
	require.NoError(t, err)
	assert.Equal(t, 19, count)
	require.NoError(t, n.DeleteAll(t.Context(), true, agent))
	page, err := n.List(t.Context(), nil, agent)
	require.NoError(t, err)
	assert.Equal(t, []int{19, 15}, []int{page.Total, len(page.Notifications)})
	_, err = n.Snooze(t.Context(), 2, time.Now(), agent)
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
	require.NoError(t, n.MarkAllRead(t.Context(), nil, agent))
	count, err = n.UnreadCount(t.Context(), agent)
	require.NoError(t, err)
	assert.Zero(t, count)
}

func TestSavedFiltersMacrosAndRules(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	id := srv.AddConversation(ndototest.Conversation{})
	saved, err := c.CustomFilters.Create(t.Context(), &ndoto.CustomFilterParams{Name: ndoto.Set("open"), Query: ndoto.Where(ndoto.FilterStatus.Equal(ndoto.StatusOpen))})
	require.NoError(t, err)
	assert.JSONEq(t, `{"payload":[{"attribute_key":"status","filter_operator":"equal_to","values":["open"],"query_operator":null}]}`, saved.Query.String())
	empty, err := c.CustomFilters.Create(t.Context(), &ndoto.CustomFilterParams{Name: ndoto.Set("people"), Kind: ndoto.Set(ndoto.FilterContacts)})
	require.NoError(t, err)
	assert.Equal(t, "{}", empty.Query.String(), "the server says so in a string")
	contacts, err := c.CustomFilters.List(t.Context(), ndoto.FilterContacts)
	require.NoError(t, err)
	assert.Len(t, contacts, 1)

	macro, err := c.Macros.Create(t.Context(), &ndoto.MacroParams{Name: ndoto.Set("close"), Actions: []ndoto.Action{
		{Name: "resolve_conversation"}, {Name: "add_label", Params: []any{"done"}},
	}})
	require.NoError(t, err)
	require.NoError(t, c.Macros.Execute(t.Context(), macro.ID, []int64{id}))
	got, _ := srv.Conversation(id)
	assert.Equal(t, "resolved", got.Status)
	assert.Equal(t, []string{"done"}, got.Labels)

	rule, err := c.AutomationRules.Create(t.Context(), &ndoto.AutomationRuleParams{
		Name: ndoto.Set("route"), EventName: ndoto.Set("message_created"), Actions: []ndoto.Action{{Name: "resolve_conversation"}}, Conditions: ndoto.Where(ndoto.FilterInbox.Equal(srv.InboxID)).Or(ndoto.FilterTeam.IsNotPresent()),
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"OR", ""}, []string{rule.Conditions[0].QueryOperator, rule.Conditions[1].QueryOperator})
	clone, err := c.AutomationRules.Clone(t.Context(), rule.ID)
	require.NoError(t, err)
	assert.True(t, clone.Active)
	for _, call := range []func() error{
		func() error {
			_, err := c.Macros.Create(t.Context(), &ndoto.MacroParams{Name: ndoto.Set("x"), Actions: []ndoto.Action{{}}})
			return err
		},
		func() error { _, err := c.Macros.Create(t.Context(), nil); return err },
		func() error {
			_, err := c.Macros.Update(t.Context(), 1, &ndoto.MacroParams{Visibility: ndoto.Set(ndoto.MacroVisibility("x"))})
			return err
		},
		func() error { return c.Macros.Execute(t.Context(), 1, nil) },
		func() error { return c.Macros.Execute(t.Context(), 1, []int64{-1}) },
		func() error { _, err := c.CustomFilters.List(t.Context(), "x"); return err },
		func() error {
			_, err := c.CustomFilters.Create(t.Context(), &ndoto.CustomFilterParams{Name: ndoto.Set("x"), Kind: ndoto.Set(ndoto.CustomFilterKind("x"))})
			return err
		},
		func() error {
			_, err := c.CustomFilters.Create(t.Context(), &ndoto.CustomFilterParams{Name: ndoto.Set("x"), Query: ndoto.Where(ndoto.Condition{})})
			return err
		},
		func() error {
			_, err := c.AutomationRules.Create(t.Context(), &ndoto.AutomationRuleParams{Name: ndoto.Set("x"), Conditions: ndoto.Where(ndoto.Condition{})})
			return err
		},
		func() error {
			_, err := c.AutomationRules.Update(t.Context(), 1, &ndoto.AutomationRuleParams{Actions: []ndoto.Action{{}}})
			return err
		},
		func() error { _, err := c.Attachments.Upload(t.Context(), ndoto.File{}); return err },
		func() error { _, err := c.Search.All(t.Context(), "", nil); return err },
	} {
		assert.ErrorIs(t, call(), ndoto.ErrBadInput)
	}
}

func TestSearchFindsEveryKind(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	contact := srv.AddContact(ndototest.Contact{Name: "Ada Lovelace", Email: "ada@example.com"})
	id := srv.AddConversation(ndototest.Conversation{ContactID: contact})
	srv.AddMessage(id, ndototest.Message{Content: "Ada was here"})
	all, err := c.Search.All(t.Context(), "ada", nil)
	require.NoError(t, err)
	assert.Equal(t, []int{1, 1, 1, 0}, []int{len(all.Conversations), len(all.Messages), len(all.Contacts), len(all.Articles)})
	messages, err := c.Search.Messages(t.Context(), "was here", nil)
	require.NoError(t, err)
	assert.Equal(t, id, messages[0].ConversationID)
}

func TestUploadedBlobFitsMessage(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	up, err := srv.Client().Attachments.Upload(t.Context(), ndoto.File{Name: "a.txt", Reader: strings.NewReader("x")})
	require.NoError(t, err)
	assert.NotEmpty(t, up.BlobID)
	old := ndototest.New(t, ndototest.WithDialect(ndototest.Chatwoot42))
	up, err = old.Client().Attachments.Upload(t.Context(), ndoto.File{Name: "a.txt", Reader: strings.NewReader("x")})
	require.NoError(t, err)
	assert.Equal(t, "1", up.BlobID)
	assert.NotEmpty(t, up.BlobKey)
}

func TestAuditLog(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	_, err := c.Teams.Create(t.Context(), &ndoto.TeamParams{Name: ndoto.Set("x")})
	require.NoError(t, err)
	var changes []string
	for entry, err := range c.AuditLog.All(t.Context()) {
		require.NoError(t, err)
		if entry.UserID == srv.AdminID { // nobody made what was there before
			changes = append(changes, entry.Action+" "+entry.AuditableType)
		}
	}
	assert.Equal(t, []string{"create Team"}, changes)
}
