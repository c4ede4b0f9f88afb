package ndoto

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// roundTripper is a function as a transport.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

const testToken = "tok-5ecret-dont-print"

// newTestClient returns a client whose requests go to rt.
func newTestClient(t testing.TB, rt roundTripper, opts ...Option) *Client {
	t.Helper()
	c, err := New(7, testToken, append([]Option{WithBaseURL("https://desk.example/prefix"), WithTransport(rt)}, opts...)...)
	require.NoError(t, err)
	return c
}

// respond returns a response; headers are name, value, name, value.
func respond(req *http.Request, status int, body string, headers ...string) *http.Response {
	h := http.Header{}
	if body != "" && (body[0] == '{' || body[0] == '[') {
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h, Request: req,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// always gives the same response to every request.
func always(status int, body string, headers ...string) roundTripper {
	return func(req *http.Request) (*http.Response, error) { return respond(req, status, body, headers...), nil }
}
