package bot_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/bot/bottest"
	"github.com/usendoto/ndoto-go/internal/dialects"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// door is the address of a bot: a listener in memory, of the process that lives.
type door struct {
	mu     sync.Mutex
	inside *pipes
}

// pipes is a listener in memory.
type pipes struct {
	connections chan net.Conn
	closed      chan struct{}
	close       func()
}

func newPipes() *pipes {
	p := &pipes{connections: make(chan net.Conn), closed: make(chan struct{})}
	p.close = sync.OnceFunc(func() { close(p.closed) })
	return p
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.connections:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.close(); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "unix"} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.connections <- there:
		return here, nil
	case <-p.closed:
		return nil, errors.New("connection refused")
	}
}

// open lets the desk reach another process.
func (d *door) open() *pipes {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside = newPipes()
	return d.inside
}

// send sends a request to the process, and returns the status, or 0 if nobody listens.
func (d *door) send(r *http.Request) int {
	d.mu.Lock()
	inside := d.inside
	d.mu.Unlock()
	transport := &http.Transport{DialContext: inside.dial, DisableKeepAlives: true}
	resp, err := transport.RoundTrip(r)
	if err != nil {
		return 0
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	return resp.StatusCode
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status := d.send(r)
	if status == 0 {
		panic(http.ErrAbortHandler) // nobody listens
	}
	w.WriteHeader(status)
}

func (d *door) health(t *testing.T) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://bot.example/healthz", nil)
	require.NoError(t, err)
	return d.send(r)
}

// process is a bot that is served.
type process struct {
	bot  *bot.Bot
	stop context.CancelFunc
	end  chan error
}

// serveBot starts a process that the desk reaches through a door.
func serveBot(t *testing.T, dialect dialects.Dialect, srv *ndototest.Server, d *door, h bot.Handler, opts ...bot.Option) *process {
	t.Helper()
	client, err := srv.NewClient(bottest.Token)
	require.NoError(t, err)
	b, err := bot.New(client, append([]bot.Option{
		bot.WithReceiver(trusted(dialect)), bot.WithUserToken(srv.AdminToken), bot.WithInboxes(srv.InboxID), quiet,
	}, opts...)...)
	require.NoError(t, err)
	b.OnMessage(h)
	ctx, stop := context.WithCancel(t.Context())
	p := &process{bot: b, stop: stop, end: make(chan error, 1)}
	listener := d.open()
	go func() { p.end <- b.ServeListener(ctx, listener) }()
	return p
}

// TestADeploy loses and opens nothing: what was received is answered, what comes meanwhile is sent again to the next
// process, and the desk can tell of the last replies.
func TestADeploy(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			srv, entrance := newDesk(t, d, ndototest.WithoutNetwork()), &door{}
			id := srv.AddBot(ndototest.Bot{Handler: entrance, Token: bottest.Token, Secret: secret})
			slow := func(ctx context.Context, t *bot.Turn) error {
				time.Sleep(7 * time.Second)
				return echo(ctx, t)
			}
			first := serveBot(t, d, srv, entrance, slow)
			var customers []*ndototest.Customer
			for range 3 {
				customers = append(customers, srv.Simulate(ndototest.Conversation{Status: "pending", AssigneeBotID: id}))
			}
			customers[0].Says("one")
			time.Sleep(3 * time.Second)
			assert.Equal(t, 200, entrance.health(t))
			first.stop()
			time.Sleep(1500 * time.Millisecond) // the desk comes again after 3 s each, and not while nobody listens
			assert.Equal(t, 503, entrance.health(t))
			customers[1].Says("two")
			time.Sleep(2 * time.Second)
			customers[2].Says("three")
			require.NoError(t, <-first.end)
			assert.Equal(t, 0, entrance.health(t))
			second := serveBot(t, d, srv, entrance, slow)
			time.Sleep(time.Minute)
			for i, want := range [][]string{{"one", "You said: one"}, {"two", "You said: two"}, {"three", "You said: three"}} {
				assert.Equal(t, want, contents(srv.Messages(customers[i].ConversationID)))
				c, _ := srv.Conversation(customers[i].ConversationID)
				assert.Equal(t, "pending", c.Status)
			}
			second.stop()
			require.NoError(t, <-second.end)
		})
	})
}

// TestADeployWithinARecovery: what a sweep has begun is answered, too.
func TestADeployWithinARecovery(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			srv, entrance := newDesk(t, d, ndototest.WithoutNetwork()), &door{}
			customer := srv.Simulate(ndototest.Conversation{Status: "pending"})
			customer.Says("hello")
			time.Sleep(time.Minute)
			srv.AddBot(ndototest.Bot{Handler: entrance, Token: bottest.Token, Secret: secret})
			p := serveBot(t, d, srv, entrance, func(ctx context.Context, t *bot.Turn) error {
				select {
				case <-time.After(7 * time.Second):
					return echo(ctx, t)
				case <-ctx.Done():
					return ctx.Err()
				}
			})
			time.Sleep(time.Second)
			p.stop()
			require.NoError(t, <-p.end)
			assert.Equal(t, []string{"hello", "You said: hello"}, contents(srv.Messages(customer.ConversationID)))
		})
	})
}

// TestAHandlerOutlastsADeploy: Serve says what is left, and returns before the platform kills the process.
func TestAHandlerOutlastsADeploy(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			srv, entrance := newDesk(t, d, ndototest.WithoutNetwork()), &door{}
			srv.AddBot(ndototest.Bot{Handler: entrance, Token: bottest.Token, Secret: secret})
			p := serveBot(t, d, srv, entrance, func(ctx context.Context, _ *bot.Turn) error { <-ctx.Done(); return ctx.Err() })
			srv.Simulate(ndototest.Conversation{Status: "pending"}).Says("hello")
			time.Sleep(time.Second)
			p.stop()
			began := time.Now()
			require.ErrorContains(t, <-p.end, "1 events were accepted and not handled")
			assert.LessOrEqual(t, time.Since(began), 28*time.Second)
		})
	})
}

// TestServeRefuses what cannot work, before it listens.
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		client, err := srv.NewClient("a-token-that-is-wrong")
		require.NoError(t, err)
		b, err := bot.New(client, bot.WithReceiver(trusted(d)), quiet)
		require.NoError(t, err)
		b.OnMessage(echo)
		require.ErrorContains(t, b.Serve(t.Context(), "127.0.0.1:0"), "a bot's token is in Settings, Bots")
		require.ErrorContains(t, b.Serve(t.Context(), "256.0.0.1:http"), "bot: listen tcp")
		require.NoError(t, b.Shutdown(t.Context()))
	})
}

// writer is a function as an io.Writer.
type writer func(p []byte)

func (w writer) Write(p []byte) (int, error) { w(p); return len(p), nil }

func TestServeSaysWhereItListens(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	client, err := srv.NewClient(srv.BotToken)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(writer(func(p []byte) {
		log.Write(p)
		if strings.Contains(string(p), `msg="bot: it listens" address=127.0.0.1:`) {
			stop()
		}
	}), nil))
	b, err := bot.New(client, bot.WithReceiver(webhook.WithSecrets("secret")), bot.WithLogger(logger))
	require.NoError(t, err)
	b.OnMessage(echo)
	require.NoError(t, b.Serve(ctx, "127.0.0.1:0"))
	assert.NotContains(t, log.String(), "it may not work")
}

// TestAListenerThatBreaks ends Serve with its error.
func TestAListenerThatBreaks(t *testing.T) {
	t.Parallel()
	dialects.Each(t, func(t *testing.T, d dialects.Dialect) {
		t.Parallel()
		srv := newDesk(t, d)
		client, err := srv.NewClient(srv.AdminToken)
		require.NoError(t, err)
		b, err := bot.New(client, bot.WithReceiver(trusted(d)), quiet)
		require.NoError(t, err)
		b.OnMessage(echo)
		listener := newPipes()
		listener.close()
		require.ErrorIs(t, b.ServeListener(t.Context(), listener), net.ErrClosed)
	})
}

// TestSIGTERM stops Serve as the end of its context does. Nothing else may serve in the meantime.
func TestSIGTERM(t *testing.T) { //nolint:paralleltest // the signal reaches the whole process
	srv := ndototest.New(t)
	client, err := srv.NewClient(srv.AdminToken)
	require.NoError(t, err)
	b, err := bot.New(client, bot.WithReceiver(webhook.WithSecrets(secret)), quiet)
	require.NoError(t, err)
	b.OnMessage(func(ctx context.Context, t *bot.Turn) error {
		self, err := os.FindProcess(os.Getpid())
		if err != nil {
			return err
		}
		if err := self.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		return echo(ctx, t)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ended := make(chan error, 1)
	go func() { ended <- b.ServeListener(t.Context(), listener) }()
	srv.AddBot(ndototest.Bot{URL: "http://" + listener.Addr().String() + "/", Token: bottest.Token, Secret: secret})
	customer := srv.Simulate(ndototest.Conversation{Status: "pending"})
	customer.Says("hello")
	require.NoError(t, <-ended)
	assert.Equal(t, []string{"hello", "You said: hello"}, contents(srv.Messages(customer.ConversationID)))
}
