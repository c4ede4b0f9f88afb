package ndototest

import (
	"net/http"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/helpcenter"
	"github.com/usendoto/ndoto-go/platform"
)

// Client returns a client with the token of the administrator.
func (s *Server) Client(opts ...ndoto.Option) *ndoto.Client {
	c, err := s.NewClient(s.AdminToken, opts...)
	if err != nil && s.tb != nil {
		s.tb.Helper()
		s.tb.Fatalf("ndototest: %v", err)
	}
	return c
}

// NewClient returns a client with another token.
func (s *Server) NewClient(token string, opts ...ndoto.Option) (*ndoto.Client, error) {
	return ndoto.New(s.AccountID, token, append(s.reach(), opts...)...)
}

// Dashboard returns a client that does what an administrator does in the application itself, such as to change the
// settings of an inbox. Unlike [Server.Client], it has every route also where [Reading.OnlyDocumented] takes those away
// from programs.
func (s *Server) Dashboard(opts ...ndoto.Option) *ndoto.Client {
	return s.Client(append([]ndoto.Option{ndoto.WithTransport(dashboard{s.Transport()})}, opts...)...)
}

// dashboard marks requests as those of the application.
type dashboard struct{ http.RoundTripper }

// dashboardHeader is sent with the requests of the application.
const dashboardHeader = "X-Ndototest-Dashboard"

func (d dashboard) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set(dashboardHeader, "true")
	return d.RoundTripper.RoundTrip(r)
}

// CustomerClient returns a client of the customer's side of an API inbox.
func (s *Server) CustomerClient(inboxID int64, opts ...ndoto.Option) (*customer.Client, error) {
	s.mu.Lock()
	in := s.world.inbox(inboxID)
	s.mu.Unlock()
	if in == nil || in.channel != "Channel::Api" {
		return nil, s.refuse("there is no API inbox %d", inboxID)
	}
	return customer.New(toText(in.fields["inbox_identifier"]), append(s.reach(), opts...)...)
}

// HelpCenterClient returns a client that reads a portal without a token.
func (s *Server) HelpCenterClient(portalSlug string, opts ...ndoto.Option) (*helpcenter.Client, error) {
	return helpcenter.New(portalSlug, append(s.reach(), opts...)...)
}

// PlatformClient returns a client with the token of a platform app, which opens further accounts. What is in those is
// reached with [ndoto.New], [Server.URL] and [Server.Transport]; the methods of Server are about its first account.
func (s *Server) PlatformClient(opts ...ndoto.Option) (*platform.Client, error) {
	return platform.New(s.PlatformToken, append(s.reach(), opts...)...)
}

// reach returns the options that lead to the server.
func (s *Server) reach() []ndoto.Option {
	own := []ndoto.Option{ndoto.WithBaseURL(s.URL)}
	if s.direct != nil {
		own = append(own, ndoto.WithTransport(s.direct))
	}
	return own
}

// Transport is what clients reach the server with: in [WithoutNetwork] the server itself.
func (s *Server) Transport() http.RoundTripper {
	if s.direct != nil {
		return s.direct
	}
	return http.DefaultTransport
}
