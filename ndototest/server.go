package ndototest

import (
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

// Server is a support desk in memory, on a port of the loopback interface. Its methods are safe for concurrent use.
type Server struct {
	// URL is the base URL for a client.
	URL string
	// AccountID is the only account.
	AccountID int64
	// AdminToken, AgentToken, OutsiderToken and BotToken are API tokens: of an administrator, of an agent in the inbox, of
	// an agent in no inbox, and of an agent bot.
	AdminToken, AgentToken, OutsiderToken, BotToken string
	// AdminID, AgentID and OutsiderID are the users of these tokens, BotID is the bot.
	AdminID, AgentID, OutsiderID, BotID int64
	// TeamID is the team "support", with the agent.
	TeamID int64
	// InboxID is an API inbox, with the administrator and the agent.
	InboxID int64

	mu      sync.Mutex
	tb      TB
	http    *httptest.Server
	handler http.Handler
	prefix  string
	clock   func() time.Time
	dialect Dialect
	limits  *rateLimits
	world   *world
	log     []Request
	faults  []reply
}

// New starts a server that ends with the test.
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

// Start starts a server for a program that is no test; Close ends it.
func Start(opts ...Option) (*Server, error) {
	s := &Server{AccountID: 1, clock: time.Now}
	for _, opt := range opts {
		opt(s)
	}
	s.world = newWorld(s.clock)
	s.populate()
	s.handler = s.routes()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.http = &httptest.Server{Listener: listener, Config: &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}}
	s.http.Start()
	s.URL = s.http.URL + s.prefix
	s.world.url = s.URL
	return s, nil
}

// Close ends the server.
func (s *Server) Close() { s.http.Close() }

// Option configures a Server.
type Option func(*Server)

// WithBasePath serves below a path, as behind a proxy that adds a prefix.
func WithBasePath(prefix string) Option {
	return func(s *Server) { s.prefix = "/" + strings.Trim(prefix, "/") }
}

// WithClock makes the server read the time from a function.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.clock = now } }

// WithDialect makes the server behave as a version of the software.
func WithDialect(d Dialect) Option { return func(s *Server) { s.dialect = d } }

// WithRateLimits turns on the rate limits of the software, which are off without it.
func WithRateLimits() Option { return func(s *Server) { s.limits = newRateLimits() } }

// Dialect is a version of the server software.
type Dialect int

// The dialects that a Server knows.
const (
	Chatwoot416 Dialect = iota
	Chatwoot42
)

// Request is a request that the server has answered.
type Request struct {
	Method string
	// Path is without the prefix of WithBasePath.
	Path  string
	Query string
	// Header has "[token]" in place of the token.
	Header http.Header
	Body   []byte
	Status int
}

// Requests returns the requests that were answered so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.log...)
}

// FailNext answers the next n requests with a status and a body, without any effect.
func (s *Server) FailNext(n, status int, contentType, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.faults = append(s.faults, reply{status: status, contentType: contentType, body: []byte(body)})
	}
}
