package stage

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var silent = Example{
	About: "A bot that says nothing.",
	New:   bot.New,
	Needs: []Variable{{Name: "SHOP_URL", What: "the shop"}},
}

func TestAllThatIsMissingIsToldAtOnce(t *testing.T) {
	for _, v := range silent.variables() {
		t.Setenv(v.Name, "")
	}
	t.Setenv("NDOTO_API_TOKEN", "token")
	assert.EqualError(t, Run(t.Context(), &bytes.Buffer{}, silent), `these variables of the environment are not set:
  NDOTO_ACCOUNT_ID       the number after /accounts/ in the address of the desk
  NDOTO_WEBHOOK_SECRET   the secret of the agent bot, which the API shows to administrators: AgentBots.List
  SHOP_URL               the shop`)
}

// newProgram returns the program of silent, and what it writes.
func newProgram() (p program, out, errs *bytes.Buffer) {
	out, errs = &bytes.Buffer{}, &bytes.Buffer{}
	p = program{"silent", silent.About, silent.variables(), flag.NewFlagSet("", flag.ContinueOnError), out, errs}
	p.flags.Int("n", 0, "a number")
	return p, out, errs
}

func TestHelp(t *testing.T) {
	t.Parallel()
	p, out, errs := newProgram()
	assert.Equal(t, 0, p.exec([]string{"--help"}, nil))
	for _, want := range []string{"silent: A bot that says nothing.", "a number", "NDOTO_USER_TOKEN", "(optional)", "SHOP_URL", "SAFE_FETCH_ALLOW_PRIVATE_NETWORK", "Exit codes:"} {
		assert.Contains(t, out.String(), want)
	}
	assert.Empty(t, errs.String())
}

func TestExitCodes(t *testing.T) {
	for _, v := range silent.variables() {
		t.Setenv(v.Name, "")
	}
	type outcome struct {
		code int
		errs string
	}
	for name, c := range map[string]struct {
		args []string
		run  func(context.Context) error
		want outcome
	}{
		"done":         {run: func(context.Context) error { return nil }},
		"failed":       {run: func(context.Context) error { return errors.New("no luck") }, want: outcome{1, "silent: no luck\n"}},
		"unknown flag": {args: []string{"-x"}, want: outcome{2, "silent: flag provided but not defined: -x\nSee silent --help.\n"}},
		"an argument":  {args: []string{"x"}, want: outcome{2, "silent: unknown argument \"x\"\nSee silent --help.\n"}},
		"missing variable": {run: func(context.Context) error { return Missing([]Variable{{Name: "SHOP_URL", What: "the shop"}}) },
			want: outcome{2, "silent: these variables of the environment are not set:\n  SHOP_URL               the shop\nSee silent --help.\n"}},
		"interrupted": {run: func(ctx context.Context) error {
			self, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = self.Signal(syscall.SIGTERM)
			}
			if err != nil {
				return err
			}
			<-ctx.Done()
			return ctx.Err()
		}, want: outcome{130, "silent: interrupted\n"}},
	} {
		p, _, errs := newProgram()
		code := p.exec(c.args, c.run)
		assert.Equal(t, c.want, outcome{code, errs.String()}, name)
	}
}

// TestSIGTERM ends a bot for an account, after it has answered.
func TestSIGTERM(t *testing.T) {
	srv := ndototest.New(t)
	for name, value := range map[string]string{
		"NDOTO_API_TOKEN": srv.BotToken, "NDOTO_ACCOUNT_ID": "1", "NDOTO_WEBHOOK_SECRET": "secret", "NDOTO_BASE_URL": srv.URL,
		"NDOTO_USER_TOKEN": srv.AdminToken, "NDOTO_LISTEN": "127.0.0.1:0", "SHOP_URL": "x",
	} {
		t.Setenv(name, value)
	}
	out := &waiting{begun: make(chan string, 1)}
	ended := make(chan error, 1)
	go func() { ended <- Run(t.Context(), out, silent) }()
	url := <-out.begun
	require.Eventually(t, func() bool {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"healthz", nil)
		if err != nil {
			return false
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		return err == nil && resp.StatusCode == http.StatusOK
	}, 10*time.Second, 10*time.Millisecond)
	self, err := os.FindProcess(os.Getpid())
	require.NoError(t, err)
	require.NoError(t, self.Signal(syscall.SIGTERM))
	require.NoError(t, <-ended)
	http.DefaultClient.CloseIdleConnections()
}

// waiting passes the address on that an example waits at.
type waiting struct{ begun chan string }

func (w *waiting) Write(p []byte) (int, error) {
	for word := range strings.FieldsSeq(string(p)) {
		if strings.HasPrefix(word, "http://") {
			w.begun <- word
			break
		}
	}
	return len(p), nil
}

func TestServeListensWhileItStops(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	stopping, stop := context.WithCancel(t.Context())
	stop()
	transport := &http.Transport{DisableKeepAlives: true}
	busy := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) })
	require.NoError(t, Serve(stopping, listener, busy, func(context.Context) error {
		resp, err := transport.RoundTrip(mustRequest(t, "http://"+listener.Addr().String()))
		require.NoError(t, err)
		assert.Equal(t, http.StatusTooManyRequests, resp.StatusCode)
		return resp.Body.Close()
	}))
}

func mustRequest(t *testing.T, url string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	return r
}
