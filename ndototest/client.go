package ndototest

import (
	"net/http"

	"github.com/usendoto/ndoto-go"
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
	own := []ndoto.Option{ndoto.WithBaseURL(s.URL)}
	if s.direct != nil {
		own = append(own, ndoto.WithTransport(s.direct))
	}
	return ndoto.New(s.AccountID, token, append(own, opts...)...)
}

// Transport is what clients reach the server with: in [WithoutNetwork] the server itself.
func (s *Server) Transport() http.RoundTripper {
	if s.direct != nil {
		return s.direct
	}
	return http.DefaultTransport
}
