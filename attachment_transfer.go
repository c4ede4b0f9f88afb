package ndoto

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// downloadTransport writes a file to the caller's writer as it arrives, so that a file that breaks off is a failed
// attempt like any other, and the next one asks for the rest.
type downloadTransport struct{ next http.RoundTripper }

var (
	errStalled  = errors.New("the server has stalled")
	errNotThere = errors.New("the server does not continue the file")
)

// finalError ends a download: another attempt cannot end better.
type finalError struct{ class, cause error }

func (e *finalError) Error() string { return e.cause.Error() }
func (e *finalError) Unwrap() error { return e.cause }

func isFinal(err error) bool {
	_, final := errors.AsType[*finalError](err)
	return final
}

func (t downloadTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	k := callFrom(req.Context())
	ctx, cancel := context.WithCancelCause(req.Context())
	defer cancel(nil)
	idle := &idleTimer{timeout: k.settings.timeout}
	idle.timer = time.AfterFunc(idle.timeout, func() { cancel(errStalled) })
	defer idle.timer.Stop()

	resp, err := t.attempt(ctx, k, req, idle)
	if err != nil && errors.Is(context.Cause(ctx), errStalled) && !isFinal(err) {
		err = fmt.Errorf("no byte within %v: %w", idle.timeout, os.ErrDeadlineExceeded)
	}
	return resp, err
}

func (t downloadTransport) attempt(ctx context.Context, k *call, req *http.Request, idle *idleTimer) (*http.Response, error) {
	d := k.file
	out := req.Clone(ctx)
	d.ask(out.Header)
	resp, err := t.next.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	if !succeeded(resp) {
		readFailure(resp)
		if resp.StatusCode == http.StatusRequestedRangeNotSatisfiable && out.Header.Get("Range") != "" {
			d.noRanges = true
			return nil, errNotThere
		}
		return resp, nil
	}
	furthest := d.furthest.Load()
	if err := d.receive(ctx, resp, idle); err != nil {
		if d.furthest.Load() > furthest {
			k.failing = time.Time{} // the server is well, only its connections are not
		}
		return nil, err
	}
	resp.Body = newResponseBody(nil)
	return resp, nil
}

// receive writes the body of a response. A Read or a Write that hangs does not hold it up when its context ends.
func (d *download) receive(ctx context.Context, resp *http.Response, idle *idleTimer) error {
	done := make(chan error, 1)
	go func() {
		err := d.copy(resp, idle)
		_ = resp.Body.Close()
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	late := time.NewTimer(graceOfRead)
	defer late.Stop()
	select {
	case err := <-done:
		return err
	case <-late.C:
	}
	ended := ctx.Err()
	if errors.Is(context.Cause(ctx), errStalled) {
		ended = os.ErrDeadlineExceeded // the caller's context has not ended
	}
	return &finalError{ErrNoResponse, fmt.Errorf("%w, which the writer or the transport has ignored", ended)}
}

func (d *download) copy(resp *http.Response, idle *idleTimer) error {
	body, err := fileBody(resp, &idleReader{resp.Body, idle})
	if err != nil {
		return err
	}
	if err := d.begin(resp, body); err != nil {
		return err
	}
	buffer := make([]byte, 32<<10)
	for {
		n, err := body.Read(buffer)
		if writeErr := d.write(buffer[:n]); writeErr != nil {
			return writeErr
		}
		switch {
		case d.written.Load() == d.size, errors.Is(err, io.EOF):
			return d.end()
		case err != nil:
			return d.brokenOff(err)
		}
	}
}

// fileBody returns the body as the file has it. Some proxies and stores compress although no encoding was asked for.
func fileBody(resp *http.Response, body io.Reader) (io.Reader, error) {
	switch encoding := strings.ToLower(resp.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		if resp.StatusCode == http.StatusPartialContent {
			return body, nil // which begin refuses
		}
		return gzip.NewReader(body)
	default:
		return nil, &finalError{ErrNotJSON, fmt.Errorf("the file is encoded as %q, which was not asked for", shorten(encoding, 20))}
	}
}

// isEncoded reports whether the sizes and ranges of a response are not those of the file.
func isEncoded(resp *http.Response) bool {
	encoding := resp.Header.Get("Content-Encoding")
	return resp.Uncompressed || encoding != "" && !strings.EqualFold(encoding, "identity")
}

// idleTimer ends an attempt while which nothing arrives for too long.
type idleTimer struct {
	timer   *time.Timer
	timeout time.Duration
}

// idleReader lets the timer run only while it reads: a slow writer is none of the server's fault.
type idleReader struct {
	body io.Reader
	idle *idleTimer
}

func (r *idleReader) Read(p []byte) (int, error) {
	r.idle.timer.Reset(r.idle.timeout)
	defer r.idle.timer.Stop()
	return r.body.Read(p)
}
