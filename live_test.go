package ndoto_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestLiveReports(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t)
	c := srv.Client()
	srv.AddConversation(ndototest.Conversation{AssigneeID: srv.AgentID, TeamID: srv.TeamID})
	srv.AddConversation(ndototest.Conversation{TeamID: srv.TeamID})
	srv.AddConversation(ndototest.Conversation{})
	srv.AddConversation(ndototest.Conversation{Status: "pending"})
	srv.AddConversation(ndototest.Conversation{Status: "resolved"})

	all, err := c.Reports.Live(ctx, nil)
	require.NoError(t, err)
	assert.Equal(t, ndoto.LiveReport{Open: 3, Unattended: 3, Unassigned: 2, Pending: 1}, *all)
	team, err := c.Reports.Live(ctx, &ndoto.LiveReportParams{TeamID: srv.TeamID})
	require.NoError(t, err)
	assert.Equal(t, ndoto.LiveReport{Open: 2, Unattended: 2, Unassigned: 1}, *team)
	byAgent, err := c.Reports.LiveByAgent(ctx, nil)
	require.NoError(t, err)
	assert.Equal(t, []ndoto.LiveReportRow{
		{AgentID: srv.AgentID, Open: 1, Unattended: 1}, {Open: 2, Unattended: 2, Unassigned: 2},
	}, byAgent)
	byTeam, err := c.Reports.LiveByTeam(ctx, nil)
	require.NoError(t, err)
	assert.Equal(t, []ndoto.LiveReportRow{
		{TeamID: srv.TeamID, Open: 2, Unattended: 2, Unassigned: 1}, {Open: 1, Unattended: 1, Unassigned: 1},
	}, byTeam)

	now := time.Now()
	period := &ndoto.PeriodParams{Since: now.Add(-time.Hour), Until: now.Add(time.Hour)}
	channels, err := c.Reports.ByChannel(ctx, period)
	require.NoError(t, err)
	assert.Equal(t, map[string]ndoto.ChannelCounts{"Channel::Api": {Open: 3, Resolved: 1, Pending: 1, Total: 5}}, channels)
	_, err = c.Reports.ByChannel(ctx, &ndoto.PeriodParams{Since: now.AddDate(-1, 0, 0), Until: now})
	require.ErrorIs(t, err, ndoto.ErrValidation)
	bots, err := c.Reports.Bots(ctx, period)
	require.NoError(t, err)
	assert.Equal(t, ndoto.BotReport{}, *bots, "the inbox has no bot")
}

func TestFirstResponseTimes(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	conversation := srv.AddConversation(ndototest.Conversation{})
	srv.AddMessage(conversation, ndototest.Message{Content: "hello"})
	_, err := c.Messages.Create(t.Context(), conversation, &ndoto.CreateMessageParams{Content: "hi"})
	require.NoError(t, err)
	now := time.Now()
	times, err := c.Reports.FirstResponseTimes(t.Context(), &ndoto.PeriodParams{Since: now.Add(-time.Hour), Until: now.Add(time.Hour)})
	require.NoError(t, err)
	assert.Equal(t, map[string]ndoto.ResponseTimes{"Channel::Api": {Hours0To1: 1}}, times)
}

// TestDraft leaves a suggestion in the editor of the agents.
func TestDraft(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t)
	c := srv.Client()
	conversation := srv.AddConversation(ndototest.Conversation{})
	text, err := c.Conversations.Draft(ctx, conversation)
	require.NoError(t, err)
	assert.Empty(t, text)
	require.NoError(t, c.Conversations.SetDraft(ctx, conversation, "We have sent it today."))
	text, err = c.Conversations.Draft(ctx, conversation, ndoto.WithToken(srv.AgentToken))
	require.NoError(t, err)
	assert.Equal(t, "We have sent it today.", text)
	require.NoError(t, c.Conversations.DeleteDraft(ctx, conversation))
	require.ErrorIs(t, c.Conversations.SetDraft(ctx, conversation, ""), ndoto.ErrBadInput)
	assert.Empty(t, srv.Messages(conversation), "nothing is sent")
}

func TestNotificationSettings(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	c := ndototest.New(t).Client()
	before, err := c.Notifications.Settings(ctx)
	require.NoError(t, err)
	assert.Equal(t, []string{"push_conversation_assignment"}, before.SelectedPushFlags)
	after, err := c.Notifications.SetSettings(ctx, []string{"email_conversation_mention"}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"email_conversation_mention"}, after.SelectedEmailFlags)
	assert.Empty(t, after.SelectedPushFlags, "replaced")

	phone, err := c.Notifications.Subscribe(ctx, &ndoto.PushParams{DeviceID: "phone", PushToken: "one"})
	require.NoError(t, err)
	again, err := c.Notifications.Subscribe(ctx, &ndoto.PushParams{DeviceID: "phone", PushToken: "two"})
	require.NoError(t, err)
	assert.Equal(t, phone.ID, again.ID, "a device is known again")
	assert.Equal(t, ndoto.PushFCM, again.Kind)
	require.NoError(t, c.Notifications.Unsubscribe(ctx, "two"))
	_, err = c.Notifications.Subscribe(ctx, &ndoto.PushParams{DeviceID: "phone"})
	require.ErrorIs(t, err, ndoto.ErrBadInput)
}
