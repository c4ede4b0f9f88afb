package ndoto

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"sync"
)

// bodyTransport limits the time of an attempt and reads the whole response, up to a limit. So a response that breaks
// off is a failed attempt like any other, and the connection is free again before anything is decoded.
type bodyTransport struct {
	limit int64
	next  http.RoundTripper
}

// maxFailureRead is how much is read of a failure: its class can be in the last member of a long list.
const maxFailureRead = 1 << 20

// maxErrorBody is how much is kept of the body of a failure.
const maxErrorBody = 64 << 10

var errTooLarge = errors.New("the response is larger than the limit")

func (t *bodyTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	timeout := callFrom(req.Context()).settings.timeout
	ctx, cancel := context.WithTimeout(req.Context(), timeout)
	defer cancel()
	if upload, ok := req.Body.(*multipartReader); ok {
		upload.until(ctx.Done())
	}
	resp, err := t.next.RoundTrip(req.WithContext(ctx))
	if err == nil {
		err = t.read(resp)
	}
	if err == nil {
		return resp, nil
	}
	if ctx.Err() != nil && req.Context().Err() == nil {
		// The caller's context has not ended, so the error must not look as if it had.
		return nil, fmt.Errorf("no response within %v: %w", timeout, os.ErrDeadlineExceeded)
	}
	return nil, err
}

// completeTransport makes up for what transports of tests leave out, and net/http allows.
type completeTransport struct{ next http.RoundTripper }

func (t completeTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(req)
	switch {
	case err != nil:
		return nil, err
	case resp == nil:
		return nil, errors.New("the transport returned no response")
	case resp.Body == nil:
		resp.Body = http.NoBody
	}
	return resp, nil
}

// read replaces the body with one that is in memory.
func (t *bodyTransport) read(resp *http.Response) error {
	if !succeeded(resp) {
		readFailure(resp)
		return nil
	}
	defer resp.Body.Close()
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	if err := readAll(b, resp, t.limit); err != nil {
		return err
	}
	body := newResponseBody(b.Bytes())
	body.buffer = b
	resp.Body = body
	return nil
}

// buffers hold the bodies of successful responses until they are decoded. No decoded value points into them.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooled keeps a large response from holding on to its memory forever.
const maxPooled = 1 << 20

// readFailure keeps what there is of the body of a failure, even if it breaks off.
func readFailure(resp *http.Response) {
	defer resp.Body.Close()
	data, _ := io.ReadAll(io.LimitReader(resp.Body, maxFailureRead))
	// Read a little further, so that the connection can be reused.
	_, _ = io.CopyN(io.Discard, resp.Body, maxErrorBody)
	resp.Body = newResponseBody(data)
}

// maxGrow bounds the memory that a Content-Length alone can claim.
const maxGrow = 16 << 20

func readAll(b *bytes.Buffer, resp *http.Response, limit int64) error {
	if resp.Request != nil && resp.Request.Method == http.MethodHead {
		return nil // Content-Length is that of the body a GET would have
	}
	if resp.ContentLength > limit {
		return fmt.Errorf("%w of %d bytes: it has %d", errTooLarge, limit, resp.ContentLength)
	}
	if resp.ContentLength > 0 {
		b.Grow(int(min(resp.ContentLength, maxGrow)) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(resp.Body, min(limit, math.MaxInt64-1)+1))
	if n > limit {
		return fmt.Errorf("%w of %d bytes", errTooLarge, limit)
	}
	return err
}

// responseBody is a body that has been read.
type responseBody struct {
	bytes.Reader
	data   []byte
	buffer *bytes.Buffer // that holds the data, if it is pooled
}

// release returns the buffer to the pool. The data must not be used afterwards.
func (b *responseBody) release() {
	if b == nil || b.buffer == nil || b.buffer.Cap() > maxPooled {
		return
	}
	b.data = nil
	buffers.Put(b.buffer)
	b.buffer = nil
}

func newResponseBody(data []byte) *responseBody {
	return &responseBody{Reader: *bytes.NewReader(data), data: data}
}

func (*responseBody) Close() error { return nil }
