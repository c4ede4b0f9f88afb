package ndototest

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// TB is the part of testing.TB that New needs.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// Server is an in-memory support desk listening on the loopback interface. Its methods are safe for concurrent use.
type Server struct {
	// URL is the base URL for a client.
	URL string
	// AccountID is the account that the server begins with.
	AccountID int64
	// AdminToken, AgentToken, OutsiderToken and BotToken are API tokens of an administrator, an agent in the inbox, an
	// agent in no inbox, and an agent bot.
	AdminToken, AgentToken, OutsiderToken, BotToken string
	// PlatformToken is the API token of a platform app.
	PlatformToken string
	// AdminID, AgentID, OutsiderID and BotID are their owners.
	AdminID, AgentID, OutsiderID, BotID int64
	// TeamID is the team "support"; the agent is its member.
	TeamID int64
	// InboxID is an API inbox; the administrator and the agent are its members.
	InboxID int64

	tb      TB
	http    *httptest.Server
	handler http.Handler
	extra   http.ServeMux // what Handle added
	prefix  string
	address string
	clock   func() time.Time
	dialect Dialect
	reading Reading
	rules   DeliveryRules
	initial *State
	hosts   func(string) bool
	captain func(task, text string) string

	moreFeatures []string // of the account

	ctx       context.Context // until Close
	stop      context.CancelFunc
	sending   context.Context // of webhooks, until a little later
	cut       context.CancelFunc
	workers   sync.WaitGroup
	transport http.RoundTripper // of webhooks
	direct    *direct           // instead of a network

	mu        sync.Mutex // guards what follows
	world     *world     // of AccountID
	limits    *rateLimits
	faults    []*fault
	log       requestLog
	queues    map[receiver]*queue
	pending   int // deliveries under way, and retries
	delivered []Delivery
	receiving []*httptest.Server // of the handlers that get webhooks
	shutdowns []func(context.Context) error
	sockets   []*cableSocket
	random    *rand.Rand
	ties      *rand.Rand      // of the orders of lists
	found     []*conversation // room for those of a list
	ranks     []ranked        // room for a list that is put in order
	encoder   encoder
	changed   chan struct{} // closed at the next change
	revision  int64
}

// New starts a server that closes when the test ends.
func New(tb TB, opts ...Option) *Server {
	tb.Helper()
	s, err := Start(opts...)
	if err != nil {
		tb.Fatalf("ndototest: %v", err)
	}
	s.tb = tb
	tb.Cleanup(s.Close)
	return s
}

// Start starts a server outside a test. The caller must call Close.
func Start(opts ...Option) (*Server, error) {
	s := &Server{AccountID: 1, PlatformToken: "token-of-platform-app", clock: time.Now, queues: map[receiver]*queue{}, changed: make(chan struct{})}
	s.world = newInstallation(s).newAccount()
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.sending, s.cut = context.WithCancel(context.Background())
	for _, opt := range opts {
		opt(s)
	}
	s.world.founded = s.clock()
	s.random = rand.New(rand.NewPCG(s.rules.Seed, 0))
	s.ties = rand.New(rand.NewPCG(s.rules.Seed, 2))
	if s.initial == nil {
		s.populate()
	} else if err := s.restore(*s.initial); err != nil {
		s.stop()
		s.cut()
		return nil, err
	}
	s.initial = nil // a large one is not kept twice
	s.handler = s.routes()
	if err := s.listen(); err != nil {
		s.stop()
		s.cut()
		return nil, err
	}
	return s, nil
}

// listen makes the server reachable under its URL.
func (s *Server) listen() error {
	if s.direct != nil {
		s.direct.handlers[directHost] = s
		s.transport = s.direct
		s.URL = "http://" + directHost + s.prefix
		s.world.url = s.URL
		return nil
	}
	listener, err := net.Listen("tcp", cmp.Or(s.address, "127.0.0.1:0"))
	if err != nil {
		return err
	}
	s.transport = &http.Transport{MaxIdleConnsPerHost: 64}
	s.URL = "http://" + listener.Addr().String() + s.prefix
	s.world.url = s.URL
	s.http = &httptest.Server{Listener: listener, Config: &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}}
	s.http.Start()
	return nil
}

// grace is how long receivers may take to respond while the server closes.
const grace = time.Second

// Close shuts the server down, after it has called Shutdown on the handlers that have that method, as those of packages
// webhook and bot do. Queued webhooks are not delivered.
func (s *Server) Close() {
	s.mu.Lock()
	s.stop() // no delivery begins after it
	shutdowns, receiving := s.shutdowns, s.receiving
	s.mu.Unlock()
	for _, shutdown := range shutdowns { // what a bot still does would fail without a server
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		_ = shutdown(ctx)
		cancel()
	}
	late := time.AfterFunc(grace, s.cut)
	s.workers.Wait()
	late.Stop()
	s.cut()
	if s.http != nil {
		s.http.Close()
	}
	for _, r := range receiving {
		r.Close()
	}
	if t, ok := s.transport.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}

// Handle serves something else on the server's port, such as a page. The pattern is that of http.ServeMux. Call it
// before the first request. Requests to h are not logged.
func (s *Server) Handle(pattern string, h http.Handler) { s.extra.Handle(pattern, h) }

// refuse fails the test for a mistake in it. Outside a test, it returns the mistake as an error.
func (s *Server) refuse(format string, args ...any) error {
	if s.tb != nil {
		s.tb.Helper()
		s.tb.Fatalf("%v", fmt.Errorf("ndototest: "+format, args...))
	}
	return fmt.Errorf("ndototest: "+format, args...)
}

// Option configures a Server.
type Option func(*Server)

// WithBasePath serves under a path prefix, like a server behind a proxy.
func WithBasePath(prefix string) Option {
	return func(s *Server) { s.prefix = "/" + strings.Trim(prefix, "/") }
}

// WithClock sets the server's clock.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.clock = now } }

// WithAddress sets the listening address, such as "127.0.0.1:3000". The default is a free loopback port.
func WithAddress(address string) Option { return func(s *Server) { s.address = address } }

// WithRateLimits turns on the server software's rate limits, which are off by default: 3000 requests a minute, and less
// for searching contacts, counting conversations, reports, uploads, transcripts, and creating or deleting agents and
// conversations. All requests count as those of one address.
func WithRateLimits() Option { return func(s *Server) { s.limits = newRateLimits() } }

// WithHosts refuses requests whose Host header is not allowed with 403, which protects a server that a browser can
// reach from DNS rebinding. Tests do not need it.
func WithHosts(allowed func(host string) bool) Option { return func(s *Server) { s.hosts = allowed } }

// Request is a request the server has served, with its response.
type Request struct {
	// At is when the request arrived, by the server's clock.
	At     time.Time
	Method string
	// Path excludes the prefix of WithBasePath.
	Path  string
	Query string
	// Header has "[token]" in place of the token.
	Header http.Header
	// Body is nil once those of later requests take 64 MB, and Answer, the body of the response, once later ones take
	// 8 MB.
	Body   []byte
	Status int
	Answer []byte
}
