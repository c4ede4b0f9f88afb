package ndoto_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestAssignmentPolicyOfAnInbox(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t)
	c := srv.Client()
	_, err := c.Inboxes.AssignmentPolicy(ctx, srv.InboxID)
	require.ErrorIs(t, err, ndoto.ErrNotFound, "it has none")

	params := &ndoto.AssignmentPolicyParams{Name: ndoto.Set("Fair"), ConversationPriority: ndoto.Set(ndoto.LongestWaiting), FairDistributionLimit: ndoto.Set(10)}
	fair, created, err := c.AssignmentPolicies.Ensure(ctx, params)
	require.NoError(t, err)
	assert.True(t, created)
	again, created, err := c.AssignmentPolicies.Ensure(ctx, params)
	require.NoError(t, err)
	assert.False(t, created)
	assert.Equal(t, fair, again)
	assert.Equal(t, ndoto.AssignmentPolicy{
		ID: fair.ID, Name: "Fair", AssignmentOrder: ndoto.AssignRoundRobin, ConversationPriority: ndoto.LongestWaiting, FairDistributionLimit: 10,
		FairDistributionWindow: 3600, ExcludeOlderThanHours: 168, Enabled: true, CreatedAt: fair.CreatedAt, UpdatedAt: fair.UpdatedAt,
	}, *fair)

	set, err := c.Inboxes.SetAssignmentPolicy(ctx, srv.InboxID, fair.ID)
	require.NoError(t, err)
	assert.Equal(t, 1, set.AssignedInboxCount)
	inboxes, err := c.AssignmentPolicies.Inboxes(ctx, fair.ID)
	require.NoError(t, err)
	require.Len(t, inboxes, 1)
	assert.Equal(t, srv.InboxID, inboxes[0].ID)
	require.NoError(t, c.Inboxes.RemoveAssignmentPolicy(ctx, srv.InboxID))
	require.ErrorIs(t, c.Inboxes.RemoveAssignmentPolicy(ctx, srv.InboxID), ndoto.ErrNotFound)

	_, err = c.AssignmentPolicies.Update(ctx, fair.ID, &ndoto.AssignmentPolicyParams{AssignmentOrder: ndoto.Set[ndoto.AssignmentOrder]("random")})
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = c.AssignmentPolicies.Update(ctx, fair.ID, &ndoto.AssignmentPolicyParams{FairDistributionLimit: ndoto.Set(0)})
	require.ErrorIs(t, err, ndoto.ErrBadInput)
}

func TestCapacityPolicy(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t)
	c := srv.Client()
	five, err := c.CapacityPolicies.Create(ctx, &ndoto.CapacityPolicyParams{
		Name: ndoto.Set("Five"), ExclusionRules: ndoto.Set(ndoto.CapacityExclusions{OlderThanHours: 72, Labels: []string{"vip"}}),
	})
	require.NoError(t, err)
	agent, err := c.CapacityPolicies.AddAgent(ctx, five.ID, srv.AgentID)
	require.NoError(t, err)
	assert.Equal(t, srv.AgentID, agent.ID)
	assert.NotContains(t, agent.AccessToken.String(), srv.AgentToken, "the token that the server sends is no text to print")
	limit, err := c.CapacityPolicies.CreateInboxLimit(ctx, five.ID, srv.InboxID, 5)
	require.NoError(t, err)
	_, err = c.CapacityPolicies.CreateInboxLimit(ctx, five.ID, srv.InboxID, 6)
	require.ErrorIs(t, err, ndoto.ErrValidation)
	_, err = c.CapacityPolicies.UpdateInboxLimit(ctx, five.ID, limit.ID, 7)
	require.NoError(t, err)

	got, err := c.CapacityPolicies.Get(ctx, five.ID)
	require.NoError(t, err)
	assert.Equal(t, ndoto.CapacityPolicy{
		ID: five.ID, AccountID: srv.AccountID, Name: "Five", ExclusionRules: ndoto.CapacityExclusions{OlderThanHours: 72, Labels: []string{"vip"}},
		AssignedAgentCount: 1, InboxLimits: []ndoto.InboxLimit{{ID: limit.ID, InboxID: srv.InboxID, ConversationLimit: 7}},
		CreatedAt: five.CreatedAt, UpdatedAt: five.UpdatedAt,
	}, *got)
	require.NoError(t, c.CapacityPolicies.DeleteInboxLimit(ctx, five.ID, limit.ID))
	require.NoError(t, c.CapacityPolicies.RemoveAgent(ctx, five.ID, srv.AgentID))
	agents, err := c.CapacityPolicies.Agents(ctx, five.ID)
	require.NoError(t, err)
	assert.Empty(t, agents)
	_, err = c.CapacityPolicies.UpdateInboxLimit(ctx, five.ID, limit.ID, -1)
	require.ErrorIs(t, err, ndoto.ErrBadInput)
}
