package realtime_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/realtime"
)

// TestBot runs a bot without an address: it answers each customer of its inbox once, also those who write while the
// connection is broken, and is silent on notes, in other inboxes, and after a human took over.
func TestBot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		srv.AddBot(ndototest.Bot{ID: 77, Token: "bot-token"})
		other := srv.AddInbox(ndototest.Inbox{Name: "Other", MemberIDs: []int64{srv.AdminID}})
		client, err := srv.NewClient("bot-token")
		require.NoError(t, err)
		b, err := bot.New(client, bot.WithoutWebhook(), bot.WithBotID(77), bot.WithUserToken(srv.AdminToken), bot.WithLogger(slog.New(slog.DiscardHandler)))
		require.NoError(t, err)
		b.OnMessage(func(ctx context.Context, turn *bot.Turn) error {
			_, err := turn.Reply(ctx, "You said: "+turn.Text())
			return err
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Listen(ctx, realtime.Webhooks(srv.Client())) }()
		synctest.Wait()
		require.Equal(t, []ndototest.Subscription{{UserID: srv.AdminID}}, srv.Subscriptions())

		ours := srv.Simulate(ndototest.Conversation{Status: "pending"})
		theirs := srv.Simulate(ndototest.Conversation{InboxID: other, Status: "pending"})
		theirs.Says("is anybody there?")
		ours.Says("hello")
		time.Sleep(time.Second)
		_, err = srv.Client().Messages.Create(t.Context(), ours.ConversationID, messageOf("a note", true))
		require.NoError(t, err)
		want := []string{"hello", "You said: hello", "a note"}
		for i, how := range []ndototest.SocketBreak{ndototest.SocketCut, ndototest.SocketHalfOpen, ndototest.SocketZombie, ndototest.SocketRestart} {
			srv.BreakSockets(how)
			text := fmt.Sprintf("break %d", i)
			ours.Says(text)
			time.Sleep(3 * time.Minute)
			want = append(want, text, "You said: "+text)
		}
		_, err = srv.Client().Conversations.ToggleStatus(t.Context(), ours.ConversationID, ndoto.StatusOpen)
		require.NoError(t, err)
		ours.Says("a human, please")
		time.Sleep(time.Minute)
		cancel()
		require.NoError(t, <-ended)
		assert.Equal(t, append(want, "a human, please"), textsOf(t, srv, ours.ConversationID))
		assert.Equal(t, []string{"is anybody there?"}, textsOf(t, srv, theirs.ConversationID))
	})
}

// textsOf are the messages of a conversation, without activities.
func textsOf(t *testing.T, srv *ndototest.Server, id int64) []string {
	t.Helper()
	var texts []string
	for m, err := range srv.Client().Messages.All(t.Context(), id, nil) {
		require.NoError(t, err)
		if m.MessageType != ndoto.MessageActivity {
			texts = append(texts, m.Content)
		}
	}
	return texts
}

// TestBotWithoutInboxes refuses a bot that would answer in the whole account.
func TestBotWithoutInboxes(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	b, err := bot.New(srv.Client(), bot.WithoutWebhook())
	require.NoError(t, err)
	assert.ErrorIs(t, b.Listen(t.Context(), realtime.Webhooks(srv.Client())), bot.ErrBadInput)
}
