package ndoto

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/usendoto/ndoto-go/internal/bridge"
)

// Server is the server software that a client talks to.
type Server struct {
	// Version is what the server says it is, such as "4.16.2". Forks, Ndoto among them, may count in their own way.
	Version string
	release release
}

// String returns the version, or "unknown".
func (s *Server) String() string {
	if s == nil || s.Version == "" {
		return "unknown"
	}
	return s.Version
}

// AtLeast reports whether the server is of a version, such as "4.13.0", or newer. It is false where the version is
// unknown.
func (s *Server) AtLeast(version string) bool {
	r, ok := parseRelease(version)
	return ok && s.known() && !s.release.before(r)
}

// Has reports whether the server has the route of a method, such as "Contacts.Attachments" or "platform.Accounts.List",
// by its version. It is true where the version is unknown, for methods that are made of several routes, and for those
// of packages that the program does not import. A feature may be off, or need an enterprise server, all the same.
func (s *Server) Has(method string) bool {
	for _, op := range operations {
		if op.name == method {
			return !s.lacks(op)
		}
	}
	for _, op := range bridge.Operations() {
		if op.Name == method {
			return !s.olderThan(op.Since)
		}
	}
	return true
}

func (s *Server) known() bool { return s != nil && s.release != release{} }

// lacks reports whether the server is known to be too old for an operation.
func (s *Server) lacks(op *operation) bool { return s.olderThan(op.since) }

// olderThan reports whether the server is known to be older than a version.
func (s *Server) olderThan(version string) bool {
	r, ok := parseRelease(version)
	return ok && s.known() && s.release.before(r)
}

// release is a version in numbers. Its zero value is unknown.
type release [3]int

func (r release) before(other release) bool {
	for i := range r {
		if r[i] != other[i] {
			return r[i] < other[i]
		}
	}
	return false
}

// parseRelease reads a version such as 4.16, 4.16.2 or v4.16.2-ee.
func parseRelease(version string) (r release, ok bool) {
	parts := strings.SplitN(strings.TrimPrefix(version, "v"), ".", len(r))
	for i, part := range parts {
		digits := part[:len(part)-len(strings.TrimLeft(part, "0123456789"))]
		n, err := strconv.Atoi(digits)
		if err != nil {
			return release{}, false
		}
		r[i] = n
	}
	return r, len(parts) > 1
}

// Server returns what the server is. It asks once: the result is kept for the life of the client. Any token may ask,
// those of agent bots included. A server that does not say its version is not an error.
//
// GET /api, known from the server software.
func (c *Client) Server(ctx context.Context, opts ...RequestOption) (*Server, error) {
	version, err := c.versionOfServer(ctx, opts)
	if err != nil {
		return nil, err
	}
	s := &Server{Version: version}
	s.release, _ = parseRelease(version)
	return s, nil
}

// serverIfKnown is Server for calls that only go better with it: it returns nil if the server did not say what it is.
func (c *Client) serverIfKnown(ctx context.Context) *Server {
	server, _ := c.Server(ctx)
	return server
}

// requireVersion refuses what the server is known to be too old for.
func (c *Client) requireVersion(ctx context.Context, r request, version, what string) request {
	if r.problem != nil {
		return r
	}
	server := c.serverIfKnown(ctx)
	return r.require(!server.olderThan(version), "this server is %s; %s from %s", server, what, version)
}

// tooOld returns what an error says of a server that is older than the route. It asks the server only after a failure
// that this can explain.
func (k *call) tooOld(ctx context.Context) string {
	if k.op.since == "" || k.failure == nil || k.failure.class != ErrNotFound {
		return ""
	}
	if server := k.client.serverIfKnown(ctx); server.lacks(k.op) {
		return fmt.Sprintf("this server is %s; the route exists from %s", server, k.op.since)
	}
	return ""
}
