package ndoto_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestAnAssistantLearns gives an inbox an assistant with an answer and a page.
func TestAnAssistantLearns(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t, ndototest.WithCaptain(func(task, _ string) string { return task }))
	c := srv.Client()
	conversation := srv.AddConversation(ndototest.Conversation{})
	none, err := c.Conversations.Assistant(ctx, conversation)
	require.NoError(t, err)
	assert.Nil(t, none)

	helper, err := c.CaptainAssistants.Create(ctx, &ndoto.CaptainAssistantParams{
		Name: ndoto.Set("Cap"), Description: ndoto.Set("Knows the shop"), Config: ndoto.Set(ndoto.CaptainConfig{ProductName: "Shop", Temperature: 0.5}),
		Guardrails: []string{"never promise"},
	})
	require.NoError(t, err)
	assert.Equal(t, ndoto.CaptainAssistant{
		ID: helper.ID, AccountID: srv.AccountID, Name: "Cap", Description: "Knows the shop", Config: ndoto.CaptainConfig{ProductName: "Shop", Temperature: 0.5},
		ResponseGuidelines: []string{}, Guardrails: []string{"never promise"}, CreatedAt: helper.CreatedAt, UpdatedAt: helper.UpdatedAt,
	}, *helper)
	_, err = c.CaptainAssistants.Connect(ctx, helper.ID, srv.InboxID)
	require.NoError(t, err)
	_, err = c.CaptainAssistants.Connect(ctx, helper.ID, srv.InboxID)
	require.ErrorIs(t, err, ndoto.ErrConflict)
	ref, err := c.Conversations.Assistant(ctx, conversation)
	require.NoError(t, err)
	assert.Equal(t, &ndoto.AssistantRef{ID: helper.ID, Name: "Cap"}, ref)

	answer, err := c.CaptainResponses.Create(ctx, &ndoto.CaptainResponseParams{
		Question: ndoto.Set("When do you open?"), Answer: ndoto.Set("At 9."), AssistantID: ndoto.Set(helper.ID),
	})
	require.NoError(t, err)
	assert.False(t, answer.Edited)
	edited, err := c.CaptainResponses.Update(ctx, answer.ID, &ndoto.CaptainResponseParams{Answer: ndoto.Set("At 10.")})
	require.NoError(t, err)
	assert.True(t, edited.Edited)
	found, err := c.CaptainResponses.List(ctx, &ndoto.ListCaptainResponsesParams{Search: "open"})
	require.NoError(t, err)
	assert.Equal(t, 1, found.Total)

	page, err := c.CaptainDocuments.Create(ctx, &ndoto.CaptainDocumentParams{AssistantID: helper.ID, Name: "FAQ", URL: "https://shop.example/faq/"})
	require.NoError(t, err)
	assert.Equal(t, "https://shop.example/faq", page.ExternalLink)
	assert.Equal(t, "in_progress", page.Status)
	require.NoError(t, c.CaptainDocuments.Sync(ctx, page.ID), "it has been read by now")
	_, err = c.CaptainDocuments.Create(ctx, &ndoto.CaptainDocumentParams{AssistantID: helper.ID, URL: "https://shop.example/faq"})
	require.ErrorIs(t, err, ndoto.ErrValidation)

	require.NoError(t, c.CaptainAssistants.Disconnect(ctx, helper.ID, srv.InboxID))
	_, err = c.CaptainAssistants.Create(ctx, &ndoto.CaptainAssistantParams{Name: ndoto.Set("Cap")})
	require.ErrorIs(t, err, ndoto.ErrBadInput)
}

func TestCaptainWrites(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t, ndototest.WithCaptain(func(task, text string) string { return task + ": " + strings.TrimSpace(text) }))
	conversation := srv.AddConversation(ndototest.Conversation{})
	srv.AddMessage(conversation, ndototest.Message{Content: "where is my parcel"})
	c := srv.Client()
	summary, err := c.CaptainTasks.Summarize(ctx, conversation)
	require.NoError(t, err)
	assert.Equal(t, "summarize: where is my parcel", summary.Message)
	shorter, err := c.CaptainTasks.FollowUp(ctx, conversation, summary, "shorter")
	require.NoError(t, err)
	assert.Equal(t, "follow_up: shorter", shorter.Message)
	friendly, err := c.CaptainTasks.Rewrite(ctx, 0, "wait", ndoto.RewriteFriendly)
	require.NoError(t, err)
	assert.Equal(t, "rewrite: wait", friendly.Message)

	_, err = c.CaptainTasks.Rewrite(ctx, 0, "wait", ndoto.RewriteImprove)
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = c.CaptainTasks.Rewrite(ctx, 0, "wait", "angry")
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = c.CaptainTasks.FollowUp(ctx, conversation, &ndoto.CaptainText{}, "shorter")
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = c.CaptainTasks.Summarize(ctx, 0)
	require.ErrorIs(t, err, ndoto.ErrBadInput)
}

// TestAServerWithoutAModel says so.
func TestAServerWithoutAModel(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	conversation := srv.AddConversation(ndototest.Conversation{})
	c := srv.Client()
	_, err := c.CaptainTasks.SuggestReply(t.Context(), conversation)
	require.ErrorIs(t, err, ndoto.ErrValidation)
	assert.ErrorContains(t, err, "Captain AI API key is not configured.")
	nothing, err := c.CaptainTasks.SuggestLabels(t.Context(), conversation)
	require.NoError(t, err)
	assert.Equal(t, ndoto.CaptainText{}, *nothing)
}
