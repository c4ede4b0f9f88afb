package ndoto

import (
	"bytes"
	"context"
	"log/slog"
	"mime"
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

// rawResponse is a response whose body has been read.
type rawResponse struct {
	call   *call
	status int
	header http.Header
	data   []byte
	body   *responseBody
}

// release returns the memory of the body, once it is decoded.
func (raw rawResponse) release() { raw.body.release() }

func (k *call) responseOf(resp *http.Response) rawResponse {
	if resp == nil {
		return rawResponse{call: k}
	}
	raw := rawResponse{call: k, status: resp.StatusCode, header: resp.Header}
	if body, ok := resp.Body.(*responseBody); ok {
		raw.data, raw.body = body.data, body
	}
	return raw
}

func (raw rawResponse) isEmpty() bool { return len(bytes.TrimSpace(raw.data)) == 0 }

func (raw rawResponse) isSuccess() bool { return raw.status >= 200 && raw.status < 300 }

func (raw rawResponse) isNull() bool { return bytes.Equal(bytes.TrimSpace(raw.data), []byte("null")) }

func (raw rawResponse) isEmptyObject() bool {
	return bytes.Equal(bytes.TrimSpace(raw.data), []byte("{}"))
}

// decode decodes a successful response into a value of the caller's own type, which must fit it.
func (raw rawResponse) decode(v any) error {
	if raw.isEmpty() {
		return raw.unexpected("the body is empty")
	}
	if err := raw.unmarshal(raw.data, v); err != nil {
		return raw.unfit(err)
	}
	for _, m := range raw.call.mismatches {
		if !m.Kept { // only the types of this module can keep it
			return raw.unfit(m)
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

func (raw rawResponse) unexpected(problem string) error {
	e := raw.call.op.unexpected(string(raw.call.redact([]byte(problem))))
	header := raw.call.redactHeader(raw.header)
	e.StatusCode, e.RequestID, e.Attempts = raw.status, header.Get("X-Request-Id"), raw.call.attempts
	data := raw.call.redact(raw.data)
	e.Body = bytes.Clone(data[:min(len(data), maxErrorBody)])
	if e.foreign = foreignTo(data, header); e.foreign != nil {
		e.Message = "unexpected response: not JSON: " + summary(data)
	}
	e.ambiguous = raw.call.op.effect == effectCreating
	return e
}

// do carries out an operation that returns an object.
func do[T any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) (*T, error) {
	return doWith(ctx, c, op, r, opts, decodeObject[T])
}

// doOptional is like do, for an operation that returns null or nothing if there is no object.
func doOptional[T any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) (*T, error) {
	return doWith(ctx, c, op, r, opts, func(raw rawResponse) (*T, error) {
		if raw.isNull() || raw.isEmpty() {
			return nil, nil
		}
		return decodeObject[T](raw)
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

func doWith[V any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption, decode func(rawResponse) (V, error)) (V, error) {
	raw, err := c.send(ctx, op, r, opts)
	if err != nil {
		var none V
		return none, err
	}
	defer raw.release()
	if !raw.isSuccess() { // what a retried DELETE was to delete is gone
		var none V
		return none, nil
	}
	v, err := decode(raw)
	if err == nil {
		raw.call.reportMismatches(ctx)
	}
	return v, err
}

// doNothing carries out an operation whose response has no content.
func doNothing(ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) error {
	raw, err := c.send(ctx, op, r, opts)
	if err != nil {
		return err
	}
	defer raw.release()
	if !raw.isSuccess() {
		return nil
	}
	if foreignTo(raw.data, raw.header) != nil {
		return raw.unexpected("not JSON")
	}
	for _, name := range []string{"error", "errors"} { // no route of the server succeeds with one; a gateway may
		if said, ok := jsontext.Member(raw.data, name); ok && flatten(said) != "" {
			return raw.unexpected("it says: " + flatten(said))
		}
	}
	return nil
}

// doCSV carries out an operation that returns a CSV file.
func doCSV(ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) ([]byte, error) {
	return doWith(ctx, c, op, r, opts, func(raw rawResponse) ([]byte, error) {
		if kind, _, _ := mime.ParseMediaType(raw.header.Get("Content-Type")); kind != "text/csv" {
			return nil, raw.unexpected("not CSV")
		}
		return bytes.Clone(raw.data), nil
	})
}
