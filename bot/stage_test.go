package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

func TestMain(m *testing.M) {
	// The goroutine that waits for signals belongs to no bubble of synctest.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGTERM)
	signal.Reset(syscall.SIGTERM)
	goleak.VerifyTestMain(m)
}

const secret = bottest.Secret

// newDesk starts a server of a dialect.
func newDesk(t *testing.T, d dialects.Dialect, opts ...ndototest.Option) *ndototest.Server {
	t.Helper()
	return ndototest.New(t, d.Options(opts...)...)
}

// run tests a bot on a server of a dialect, in virtual time.
func run(t *testing.T, d dialects.Dialect, build bottest.Build, test func(*bottest.Bench)) {
	t.Helper()
	bottest.Run(t, build, test, d.Options()...)
}

// trusted is how webhooks of a dialect are verified.
func trusted(d dialects.Dialect) webhook.Option { return trustedBy(d, secret) }

func trustedBy(d dialects.Dialect, secret string) webhook.Option {
	if d.Signs() {
		return webhook.WithSecrets(secret)
	}
	return webhook.WithoutVerification()
}

// connect ties a bot to a desk, with a token of its own.
func connect(t *testing.T, d dialects.Dialect, srv *ndototest.Server, opts ...bot.Option) *bot.Bot {
	t.Helper()
	client, err := srv.NewClient(bottest.Token, ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 2 * time.Millisecond, Settle: 5 * time.Millisecond}))
	require.NoError(t, err)
	opts = append([]bot.Option{
		bot.WithReceiver(trusted(d), webhook.WithRetry(webhook.RetryPolicy{MaxAttempts: 3, MinBackoff: time.Millisecond})),
		bot.WithUserToken(srv.AdminToken), bot.WithLogger(slog.New(slog.DiscardHandler)),
	}, opts...)
	b, err := bot.New(client, opts...)
	require.NoError(t, err)
	srv.AddBot(ndototest.Bot{Handler: b, Token: bottest.Token, Secret: secret})
	t.Cleanup(func() { assert.NoError(t, b.Shutdown(context.Background())) })
	return b
}

func echo(ctx context.Context, t *bot.Turn) error {
	_, err := t.Reply(ctx, "You said: "+t.Text())
	return err
}

// settled waits until nothing is left to do, on either side.
func settled(t *testing.T, srv *ndototest.Server, b *bot.Bot) {
	t.Helper()
	require.Eventually(t, func() bool {
		srv.Drain()
		return b.Receiver().Stats().Waiting == 0
	}, time.Minute, time.Millisecond)
	srv.Drain()
}

func contents(messages []ndototest.Message) []string {
	var list []string
	for _, m := range messages {
		if m.Type != "activity" {
			list = append(list, m.Content)
		}
	}
	return list
}

func message(conversation, id int64, content string) string {
	return fmt.Sprintf(`{"event":"message_created","id":%d,"content":%q,"message_type":"incoming","account":{"id":1},"sender":{"id":1,"account":{"id":1}},"conversation":{"id":%d,"status":"pending","inbox_id":1}}`, id, content, conversation)
}

func post(t *testing.T, b *bot.Bot, body string) {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	webhook.Sign(req.Header, []byte(body), secret)
	w := httptest.NewRecorder()
	b.ServeHTTP(w, req)
	require.Equal(t, 200, w.Code)
}

func parts(list ...string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, p := range list {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// flaky is a store that fails once, when it is told to.
type flaky struct {
	bot.Store
	fail atomic.Bool
}

func (f *flaky) Load(ctx context.Context, key string) ([]byte, error) {
	if f.fail.CompareAndSwap(true, false) {
		return nil, errors.New("the store is down")
	}
	return f.Store.Load(ctx, key)
}

type table struct{ values map[string][]byte }

func (m table) Load(_ context.Context, key string) ([]byte, error) { return m.values[key], nil }

func (m table) CompareAndSwap(_ context.Context, key string, old, value []byte, _ time.Duration) (bool, error) {
	if current := m.values[key]; (current == nil) != (old == nil) || !bytes.Equal(current, old) {
		return false, nil
	}
	m.values[key] = value
	return true, nil
}

// owner is who has a conversation.
type owner struct {
	Status      string
	Agent, Team int64
}

func ownerOf(c ndototest.Conversation) owner { return owner{c.Status, c.AssigneeID, c.TeamID} }

// quiet keeps what is expected to go wrong out of the output.
var quiet = bot.WithLogger(slog.New(slog.DiscardHandler))

// building makes a bot with handlers.
func building(handlers func(*bot.Bot)) bottest.Build {
	return func(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error) {
		b, err := bot.New(client, append([]bot.Option{quiet}, opts...)...)
		if err == nil {
			handlers(b)
		}
		return b, err
	}
}
