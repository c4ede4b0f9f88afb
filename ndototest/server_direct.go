package ndototest

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
)

// WithoutNetwork keeps the server off the network: its clients (see [Server.Client]) call it directly, and it calls
// the handlers of bots, webhooks and inboxes directly. A test can then run in a bubble of testing/synctest, where time
// is virtual and a conversation of hours takes no time. Start the server inside the bubble.
func WithoutNetwork() Option {
	return func(s *Server) { s.direct = &direct{handlers: map[string]http.Handler{}} }
}

// direct is the transport of a server without a network, in both directions.
type direct struct{ handlers map[string]http.Handler } // by host

// The hosts of a server without a network. Nothing listens there.
const (
	directHost     = "127.0.0.1"
	directReceiver = "127.0.0.2"
)

// RoundTrip serves a request in a goroutine of its own, as a server would, and cuts it off with its context.
func (d *direct) RoundTrip(req *http.Request) (*http.Response, error) {
	h := d.handlers[req.URL.Host]
	if h == nil {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, err
		}
	}
	ctx, gone := context.WithCancel(req.Context())
	in := req.Clone(ctx)
	in.Body, in.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	in.RequestURI, in.Host, in.RemoteAddr = req.URL.RequestURI(), cmp.Or(req.Host, req.URL.Host), directHost+":1"
	recorder, aborted := &hijackable{ResponseRecorder: httptest.NewRecorder(), taken: make(chan net.Conn, 1)}, false
	served := make(chan struct{})
	go func() {
		defer close(served)
		defer func() {
			if p := recover(); p != nil {
				aborted = true // as net/http drops the connection
			}
		}()
		h.ServeHTTP(recorder, in)
	}()
	select {
	case conn := <-recorder.taken: // for a websocket
		gone()
		return switched(conn, req)
	case <-served:
		gone()
	case <-ctx.Done():
		gone()
		return nil, ctx.Err()
	}
	if aborted && !recorder.Flushed {
		return nil, io.ErrUnexpectedEOF
	}
	resp := recorder.Result()
	resp.Request = req
	if aborted {
		resp.Body = io.NopCloser(io.MultiReader(resp.Body, cutShort{}))
	}
	return resp, nil
}

// hijackable lets a handler take over the connection, which is a pipe.
type hijackable struct {
	*httptest.ResponseRecorder
	taken chan net.Conn // the client's end
}

// Hijack is part of http.Hijacker.
func (h *hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	client, server := net.Pipe()
	h.taken <- client
	return server, bufio.NewReadWriter(bufio.NewReader(server), bufio.NewWriter(server)), nil
}

// switched reads the response to a handshake. Its body is the connection.
func switched(conn net.Conn, req *http.Request) (*http.Response, error) {
	reader := bufio.NewReader(conn)
	resp, err := http.ReadResponse(reader, req)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	resp.Body = struct {
		io.Reader
		io.WriteCloser
	}{reader, conn}
	return resp, nil
}

// cutShort is the end of a body whose connection was dropped.
type cutShort struct{}

func (cutShort) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
