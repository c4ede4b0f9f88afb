package ndoto

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
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
	data, err := readAll(resp, t.limit)
	if err != nil {
		return err
	}
	resp.Body = newAnswerBody(data)
	return nil
}

// readFailure keeps what there is of the body of a failure: that says more than that it broke off.
func readFailure(resp *http.Response) {
	defer resp.Body.Close()
	data, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	// Read on for a while, so that the connection can be used again.
	_, _ = io.CopyN(io.Discard, resp.Body, maxErrorBody)
	resp.Body = newAnswerBody(data)
}

func readAll(resp *http.Response, limit int64) ([]byte, error) {
	if resp.ContentLength > limit {
		return nil, fmt.Errorf("%w of %d bytes: it has %d", errTooLarge, limit, resp.ContentLength)
	}
	var b bytes.Buffer
	if resp.ContentLength > 0 {
		b.Grow(int(resp.ContentLength) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(resp.Body, limit+1))
	if n > limit {
		return nil, fmt.Errorf("%w of %d bytes", errTooLarge, limit)
	}
	return b.Bytes(), err
}

// answerBody is a body that was read.
type answerBody struct {
	bytes.Reader
	data []byte
}

func newAnswerBody(data []byte) *answerBody {
	return &answerBody{Reader: *bytes.NewReader(data), data: data}
}

func (*answerBody) Close() error { return nil }
