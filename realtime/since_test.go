package realtime_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/realtime"
)

// heard is what a connection has told.
type heard struct {
	texts []string
	gaps  []realtime.Gap
}

// listen connects until the function that it returns is called.
func listen(t *testing.T, client *ndoto.Client, opts ...realtime.Option) (told *heard, end func()) {
	t.Helper()
	told = &heard{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	opts = append(opts,
		realtime.On(func(_ context.Context, e *realtime.MessageCreated) error {
			told.texts = append(told.texts, e.Message.Content)
			return nil
		}),
		realtime.On(func(_ context.Context, e *realtime.Gap) error {
			told.gaps = append(told.gaps, *e)
			return nil
		}))
	go func() { ended <- realtime.Connect(ctx, client, opts...) }()
	synctest.Wait()
	return told, func() {
		t.Helper()
		cancel()
		require.NoError(t, <-ended)
	}
}

// TestSince delivers what came while the program was not running, and nothing that is much older.
func TestSince(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		talk := srv.Simulate(ndototest.Conversation{})
		talk.Says("long ago")
		time.Sleep(time.Hour)
		stopped := time.Now()
		time.Sleep(time.Minute)
		talk.Says("while it was down")
		time.Sleep(time.Minute)
		told, end := listen(t, srv.Client(), realtime.WithSince(stopped))
		time.Sleep(time.Second)
		talk.Says("now")
		time.Sleep(time.Second)
		end()
		assert.Equal(t, &heard{texts: []string{"while it was down", "now"}}, told)
	})
}

// TestBreakLongerThanTheGap is told with what it leaves out, and the rest is recovered.
func TestBreakLongerThanTheGap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		talk := srv.Simulate(ndototest.Conversation{})
		stopped := time.Now()
		talk.Says("too long ago")
		time.Sleep(2 * time.Hour)
		talk.Says("a while ago")
		time.Sleep(10 * time.Minute)
		told, end := listen(t, srv.Client(), realtime.WithSince(stopped), realtime.WithMaxGap(time.Hour))
		time.Sleep(time.Second)
		end()
		assert.Equal(t, []string{"a while ago"}, told.texts)
		require.Len(t, told.gaps, 1)
		gap := told.gaps[0]
		assert.Zero(t, gap.ConversationID)
		assert.WithinDuration(t, stopped, gap.From, 2*time.Minute)
		assert.WithinDuration(t, time.Now().Add(-time.Hour), gap.To, 2*time.Second)
		require.EqualError(t, gap.Err, "realtime: it is longer ago than 1h0m0s, see WithMaxGap")
	})
}

// TestAnotherAccount is refused: its websocket would be silent.
func TestAnotherAccount(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	client, err := ndoto.New(srv.AccountID+1, srv.AdminToken, ndoto.WithBaseURL(srv.URL))
	require.NoError(t, err)
	err = realtime.Connect(t.Context(), client, realtime.On(func(context.Context, realtime.Event) error { return nil }))
	require.ErrorIs(t, err, realtime.ErrNotMember)
	require.EqualError(t, err, "realtime: the user is not a member of the account 2")
}

// TestHandlersThatFail cost their events only.
func TestHandlersThatFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		talk := srv.Simulate(ndototest.Conversation{})
		var failures []string
		told, end := listen(t, srv.Client(),
			realtime.WithErrorHandler(func(_ context.Context, _ realtime.Event, err error) { failures = append(failures, err.Error()) }),
			realtime.On(func(_ context.Context, e *realtime.MessageCreated) error {
				switch e.Message.Content {
				case "panic":
					panic("a map is nil")
				case "error":
					return errors.New("the shop is closed")
				}
				return nil
			}))
		for _, text := range []string{"panic", "error", "hello"} {
			talk.Says(text)
		}
		time.Sleep(time.Second)
		end()
		require.Len(t, failures, 2)
		assert.Contains(t, failures[0], "a map is nil")
		assert.Contains(t, failures[1], "the shop is closed")
		assert.Contains(t, told.texts, "hello")
	})
}

// TestLogsHoldNoToken goes through every way in which a connection breaks.
func TestLogsHoldNoToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		profile, err := srv.Client().Profile.Get(t.Context())
		require.NoError(t, err)
		var log bytes.Buffer
		handler := slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})
		_, end := listen(t, srv.Client(), realtime.WithLogger(slog.New(handler)))
		for _, how := range []ndototest.SocketBreak{ndototest.SocketCut, ndototest.SocketHalfOpen, ndototest.SocketZombie, ndototest.SocketRestart} {
			srv.BreakSockets(how)
			time.Sleep(3 * time.Minute)
		}
		require.NoError(t, srv.Fail(ndototest.Fault{Operation: "GET /cable", Status: 429, Count: 1}))
		srv.BreakSockets(ndototest.SocketCut)
		time.Sleep(3 * time.Minute)
		end()
		require.Contains(t, log.String(), "disconnected")
		assert.NotContains(t, log.String(), srv.AdminToken)
		assert.NotContains(t, log.String(), string(profile.PubSubToken))
	})
}
