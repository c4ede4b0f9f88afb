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

// bodyTransport limits an attempt in time and reads its answer whole, in bounds. An answer that breaks off is therefore
// a failed attempt like any other, and the connection is free again before anything is decoded.
type bodyTransport struct {
	limit int64
	next  http.RoundTripper
}

// maxErrorBody is how much is kept of the body of an answer that is not a success.
const maxErrorBody = 64 << 10

var errTooLarge = errors.New("the answer is larger than the limit")

func (t *bodyTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	timeout := callFrom(req.Context()).settings.timeout
	ctx, cancel := context.WithTimeout(req.Context(), timeout)
	defer cancel()
	resp, err := t.next.RoundTrip(req.WithContext(ctx))
	if err == nil && resp == nil {
		err = errors.New("the transport answered nothing")
	}
	if err == nil && resp.Body == nil {
		resp.Body = http.NoBody // which net/http allows
	}
	if err == nil {
		err = t.read(resp)
	}
	if err == nil {
		return resp, nil
	}
	if ctx.Err() != nil && req.Context().Err() == nil {
		// The caller's context has not ended, so its error must not show.
		return nil, fmt.Errorf("no answer within %v: %w", timeout, os.ErrDeadlineExceeded)
	}
	return nil, err
}

// read replaces the body by its text.
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
	body := newAnswerBody(b.Bytes())
	body.buffer = b
	resp.Body = body
	return nil
}

// buffers hold the bodies of successful answers until they are decoded. Nothing that is decoded points into them.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooled keeps a large answer from holding its memory for ever.
const maxPooled = 1 << 20

// readFailure keeps what there is of the body of a failure: that says more than that it broke off.
func readFailure(resp *http.Response) {
	defer resp.Body.Close()
	data, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	// Read on for a while, so that the connection can be used again.
	_, _ = io.CopyN(io.Discard, resp.Body, maxErrorBody)
	resp.Body = newAnswerBody(data)
}

func readAll(b *bytes.Buffer, resp *http.Response, limit int64) error {
	if resp.Request != nil && resp.Request.Method == http.MethodHead {
		return nil // the length is that of a body that does not come
	}
	if resp.ContentLength > limit {
		return fmt.Errorf("%w of %d bytes: it has %d", errTooLarge, limit, resp.ContentLength)
	}
	if resp.ContentLength > 0 {
		b.Grow(int(resp.ContentLength) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(resp.Body, min(limit, math.MaxInt64-1)+1))
	if n > limit {
		return fmt.Errorf("%w of %d bytes", errTooLarge, limit)
	}
	return err
}

// answerBody is a body that was read.
type answerBody struct {
	bytes.Reader
	data   []byte
	buffer *bytes.Buffer // that the data lies in, if it is pooled
}

// release gives the buffer back. The data must not be used after it.
func (b *answerBody) release() {
	if b == nil || b.buffer == nil || b.buffer.Cap() > maxPooled {
		return
	}
	b.data = nil
	buffers.Put(b.buffer)
	b.buffer = nil
}

func newAnswerBody(data []byte) *answerBody {
	return &answerBody{Reader: *bytes.NewReader(data), data: data}
}

func (*answerBody) Close() error { return nil }
