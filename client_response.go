package ndoto

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// Response is the metadata of a response; see [WithResponse].
type Response struct {
	// StatusCode is 0 if there was no response.
	StatusCode int
	Header     http.Header
	// RequestID is the server's ID of the request, from the header X-Request-Id. The server's operators can find the
	// request by it.
	RequestID string
	// Attempts counts the requests that were sent.
	Attempts int
	// Body is the response as it was received; for a failure, at most the first 64 KiB.
	Body []byte
	// Mismatches are the values that did not fit their fields, at most 100.
	Mismatches []Mismatch
}

// LogValue returns the response without its body.
func (r Response) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("status", r.StatusCode), slog.String("request_id", r.RequestID), slog.Int("attempts", r.Attempts))
}

// answer is a response whose body has been read.
type answer struct {
	call   *call
	status int
	header http.Header
	data   []byte
	body   *answerBody
}

// release returns the memory of the body, once it is decoded.
func (a answer) release() { a.body.release() }

func (k *call) answerOf(resp *http.Response) answer {
	if resp == nil {
		return answer{call: k}
	}
	a := answer{call: k, status: resp.StatusCode, header: resp.Header}
	if body, ok := resp.Body.(*answerBody); ok {
		a.data, a.body = body.data, body
	}
	return a
}

func (a answer) isEmpty() bool { return len(bytes.TrimSpace(a.data)) == 0 }

func (a answer) isSuccess() bool { return a.status >= 200 && a.status < 300 }

func (a answer) isNull() bool { return bytes.Equal(bytes.TrimSpace(a.data), []byte("null")) }

func (a answer) isEmptyObject() bool { return bytes.Equal(bytes.TrimSpace(a.data), []byte("{}")) }

// decode decodes a successful response into a value of the caller's own type, which must fit it.
func (a answer) decode(v any) error {
	if a.isEmpty() {
		return a.unexpected("the body is empty")
	}
	if err := a.unmarshal(a.data, v); err != nil {
		return a.unfit(err)
	}
	for _, m := range a.call.mismatches {
		if !m.Kept { // only the types of this module can keep it
			return a.unfit(m)
		}
	}
	return nil
}

// unexpected returns the error for a successful response that is not what the operation returns.
func (o *operation) unexpected(problem string) *Error {
	e := o.failure(ErrNotJSON)
	e.Message = "unexpected response: " + problem
	return e
}

func (a answer) unexpected(problem string) error {
	e := a.call.op.unexpected(string(a.call.redact([]byte(problem))))
	header := a.call.redactHeader(a.header)
	e.StatusCode, e.RequestID, e.Attempts = a.status, header.Get("X-Request-Id"), a.call.attempts
	data := a.call.redact(a.data)
	e.Body = bytes.Clone(data[:min(len(data), maxErrorBody)])
	if e.foreign = foreignTo(data, header); e.foreign != nil {
		e.Message = "unexpected response: not JSON: " + summary(data)
	}
	e.ambiguous = a.call.op.effect == effectCreating
	return e
}

// do carries out an operation that returns an object.
func do[T any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) (*T, error) {
	return doWith(ctx, c, op, r, opts, decodeObject[T])
}

// doOptional is like do, for an operation that returns null or nothing if there is no object.
func doOptional[T any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) (*T, error) {
	return doWith(ctx, c, op, r, opts, func(a answer) (*T, error) {
		if a.isNull() || a.isEmpty() {
			return nil, nil
		}
		return decodeObject[T](a)
	})
}

// doList carries out an operation that returns a list without pages.
func doList[T any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) ([]T, error) {
	return doWith(ctx, c, op, r, opts, decodeList[T])
}

// doPage carries out an operation that returns a page of a list.
func doPage[P any, PP interface {
	*P
	pager
}](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) (*P, error) {
	return doWith(ctx, c, op, r, opts, decodePage[P, PP])
}

func doWith[V any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption, decode func(answer) (V, error)) (V, error) {
	a, err := c.send(ctx, op, r, opts)
	if err != nil {
		var none V
		return none, err
	}
	defer a.release()
	if !a.isSuccess() { // what a retried DELETE was to delete is gone
		var none V
		return none, nil
	}
	v, err := decode(a)
	if err == nil {
		a.call.reportMismatches(ctx)
	}
	return v, err
}

// doNothing carries out an operation whose response has no content.
func doNothing(ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) error {
	a, err := c.send(ctx, op, r, opts)
	if err != nil {
		return err
	}
	defer a.release()
	if !a.isSuccess() {
		return nil
	}
	if foreignTo(a.data, a.header) != nil {
		return a.unexpected("not JSON")
	}
	for _, name := range []string{"error", "errors"} { // no route of the server succeeds with one; a gateway may
		if raw, ok := jsontext.Member(a.data, name); ok && flatten(raw) != "" {
			return a.unexpected("it says: " + flatten(raw))
		}
	}
	return nil
}
