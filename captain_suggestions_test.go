package ndoto_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestSuggestionsAreReviewed approves one suggestion with other words, dismisses another, and leaves the rest.
func TestSuggestionsAreReviewed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t)
	c := srv.Client()
	assistant, err := c.CaptainAssistants.Create(ctx, &ndoto.CaptainAssistantParams{Name: ndoto.Set("Cap"), Description: ndoto.Set("Knows the shop")})
	require.NoError(t, err)
	theirs := srv.AddInbox(ndototest.Inbox{})
	ours := []int64{srv.AddConversation(ndototest.Conversation{}), srv.AddConversation(ndototest.Conversation{})}
	hidden := srv.AddConversation(ndototest.Conversation{InboxID: theirs})
	add := func(question string, conversations ...int64) int64 {
		return srv.AddSuggestion(ndototest.Suggestion{AssistantID: assistant.ID, Question: question, Answer: "See the page.", Conversations: conversations})
	}
	refunds, payment := add("Refunds?", ours[0]), add("Payment?", ours[0], ours[1], hidden)
	secret := add("Secret?", hidden)
	questions := func(params *ndoto.ListCaptainSuggestionsParams, opts ...ndoto.RequestOption) (all []string) {
		for s, err := range c.CaptainSuggestions.All(ctx, params, opts...) {
			require.NoError(t, err)
			all = append(all, s.Question+" "+string(s.Status))
		}
		return all
	}
	agent := ndoto.WithToken(srv.AgentToken)
	assert.Equal(t, []string{"Payment? open", "Refunds? open"}, questions(nil, agent), "agents see what is from their conversations")
	assert.Equal(t, []string{"Secret? open"}, questions(&ndoto.ListCaptainSuggestionsParams{Search: "secret", AssistantID: assistant.ID}))
	_, err = c.CaptainSuggestions.Get(ctx, secret, agent)
	assert.ErrorIs(t, err, ndoto.ErrNotFound)
	seen, err := c.CaptainSuggestions.Get(ctx, payment, agent)
	require.NoError(t, err)
	assert.Equal(t, 3, seen.Sources)
	assert.Equal(t, []int64{ours[1], ours[0]}, observedIn(seen.Observations))

	_, err = c.CaptainSuggestions.Update(ctx, payment, &ndoto.CaptainSuggestionParams{Question: ndoto.Set("How can I pay?")}, agent)
	require.NoError(t, err)
	answer, err := c.CaptainSuggestions.Approve(ctx, payment, &ndoto.CaptainSuggestionParams{Answer: ndoto.Set("By card.")}, agent)
	require.NoError(t, err)
	assert.Equal(t, []string{"How can I pay?", "By card.", "approved"}, []string{answer.Question, answer.Answer, answer.Status})
	_, err = c.CaptainSuggestions.Approve(ctx, payment, nil)
	assert.ErrorIs(t, err, ndoto.ErrNotFound, "it is decided")
	dismissed, err := c.CaptainSuggestions.Dismiss(ctx, refunds)
	require.NoError(t, err)
	assert.Equal(t, ndoto.SuggestionDismissed, dismissed.Status)
	assert.Equal(t, []string{"Secret? open"}, questions(&ndoto.ListCaptainSuggestionsParams{Status: ndoto.SuggestionOpen}))
	known, err := c.CaptainResponses.List(ctx, nil)
	require.NoError(t, err)
	require.Len(t, known.Responses, 1)
	assert.Equal(t, answer.ID, known.Responses[0].ID)

	sent := len(srv.Requests())
	for name, err := range map[string]error{
		"no text":      errOf(c.CaptainSuggestions.Update(ctx, secret, nil)),
		"empty answer": errOf(c.CaptainSuggestions.Approve(ctx, secret, &ndoto.CaptainSuggestionParams{Answer: ndoto.Set(" ")})),
		"status":       errOf(c.CaptainSuggestions.List(ctx, &ndoto.ListCaptainSuggestionsParams{Status: "new"})),
	} {
		assert.ErrorIs(t, err, ndoto.ErrBadInput, name)
	}
	assert.Len(t, srv.Requests(), sent)
}

func observedIn(observations []ndoto.CaptainObservation) (ids []int64) {
	for _, o := range observations {
		ids = append(ids, o.Conversation.DisplayID)
	}
	return ids
}
