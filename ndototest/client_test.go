package ndototest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestTheClientReadsWhatNdotoDocuments goes through the documented routes in the documented forms.
func TestTheClientReadsWhatNdotoDocuments(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t, ndototest.WithDialect(ndototest.NdotoDocs), ndototest.WithReading(ndototest.Reading{MessageIDs: true}))
	c, ctx := srv.Client(), t.Context()
	customer := srv.Simulate(ndototest.Conversation{ContactID: srv.AddContact(ndototest.Contact{Name: "Jane", Email: "jane@example.com"})})
	customer.Says("hello")
	sent, err := c.Messages.SendOnce(ctx, customer.ConversationID, "key", &ndoto.CreateMessageParams{Content: "hi"})
	require.NoError(t, err)
	_, err = c.Conversations.Assign(ctx, customer.ConversationID, ndoto.AssignParams{AgentID: srv.AgentID, TeamID: srv.TeamID})
	require.NoError(t, err)
	label, err := c.Labels.Create(ctx, &ndoto.LabelParams{Title: ndoto.Set("billing")})
	require.NoError(t, err)
	_, err = c.Webhooks.Create(ctx, &ndoto.WebhookParams{URL: ndoto.Set("https://hooks.example/a")})
	require.NoError(t, err)

	var conversations []string
	for conv, err := range c.Conversations.All(ctx, nil) {
		require.NoError(t, err)
		conversations = append(conversations, conv.Customer().Name+" "+conv.Meta.Assignee.Name+" "+conv.Meta.Team.Name)
	}
	assert.Equal(t, []string{"Jane Bo Agent support"}, conversations)
	var messages []string
	for m, err := range c.Messages.All(ctx, customer.ConversationID, nil) {
		require.NoError(t, err)
		if m.MessageType != ndoto.MessageActivity {
			messages = append(messages, string(m.MessageType)+" "+string(m.Sender.Kind())+" "+m.Content)
		}
	}
	assert.Equal(t, []string{"incoming contact hello", "outgoing user hi"}, messages)
	agents, err := c.Agents.List(ctx)
	require.NoError(t, err)
	assert.Equal(t, ndoto.Availability("offline"), agents[0].Availability, "who only has a token is not connected")
	teams, err := c.Teams.List(ctx)
	require.NoError(t, err)
	webhooks, err := c.Webhooks.List(ctx)
	require.NoError(t, err)
	labels, err := c.Labels.List(ctx)
	require.NoError(t, err)
	assert.Equal(t, []int{3, 1, 1, 1}, []int{len(agents), len(teams), len(webhooks), len(labels)})
	contacts, err := c.Contacts.List(ctx, nil)
	require.NoError(t, err)
	assert.Equal(t, "jane@example.com", contacts.Contacts[0].Email)

	assert.NoError(t, c.Labels.Delete(ctx, label.ID))
	_, err = c.Messages.Delete(ctx, customer.ConversationID, sent.ID)
	assert.NoError(t, err)
	err = c.Conversations.Delete(ctx, customer.ConversationID, ndoto.WithToken(srv.AgentToken))
	assert.ErrorIs(t, err, ndoto.ErrForbidden)
	_, err = c.Labels.Create(ctx, &ndoto.LabelParams{Title: ndoto.Set("x y")})
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
}
