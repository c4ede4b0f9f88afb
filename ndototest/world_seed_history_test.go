package ndototest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestHistoryOfConversation seeds one that was resolved a month ago.
func TestHistoryOfConversation(t *testing.T) {
	t.Parallel()
	month := time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC)
	srv := ndototest.New(t)
	srv.AddWebhook(ndototest.Webhook{URL: "http://127.0.0.1:1/"})
	id := srv.AddConversation(ndototest.Conversation{
		CreatedAt: month,
		Messages: []ndototest.Message{
			{Content: "Where is my order?"},
			{Content: "On its way.", Type: "outgoing", CreatedAt: month.Add(time.Hour)},
			{Content: "Thanks!"},
		},
		ResolvedAt: month.AddDate(0, 0, 1),
	})
	c := srv.Client()
	got, err := c.Conversations.Get(t.Context(), id)
	require.NoError(t, err)
	type times struct{ created, active, firstReply time.Time }
	assert.Equal(t, ndoto.StatusResolved, got.Status)
	assert.Equal(t, times{month, month.AddDate(0, 0, 1), month.Add(time.Hour)}, times{got.CreatedAt.Time, got.LastActivityAt.Time, got.FirstReplyCreatedAt.Time})
	type said struct {
		text string
		at   time.Time
	}
	var messages []said
	for m, err := range c.Messages.All(t.Context(), id, nil) {
		require.NoError(t, err)
		messages = append(messages, said{m.Content, m.CreatedAt.Time})
	}
	assert.Equal(t, []said{
		{"Where is my order?", month}, {"On its way.", month.Add(time.Hour)}, {"Thanks!", month.Add(time.Hour)},
		{"Conversation was marked resolved", month.AddDate(0, 0, 1)},
	}, messages)
	period := &ndoto.ReportParams{Since: month, Until: month.AddDate(0, 0, 7)}
	summary, err := c.Reports.Summary(t.Context(), period)
	require.NoError(t, err)
	assert.Equal(t, 1, summary.ResolutionsCount)
	assert.Empty(t, srv.Deliveries(), "history is not told to webhooks")
}

// TestHistoryHasBeenSeen begins with a conversation that goes on.
func TestHistoryHasBeenSeen(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	customer := srv.Simulate(ndototest.Conversation{Messages: []ndototest.Message{{Content: "hi"}, {Content: "old reply", Type: "outgoing"}}})
	_, err := srv.Client().Messages.Create(t.Context(), customer.ConversationID, &ndoto.CreateMessageParams{Content: "new reply"})
	require.NoError(t, err)
	assert.Equal(t, "new reply", customer.Reply().Content)
}
