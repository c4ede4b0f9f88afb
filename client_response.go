package ndoto

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/usendoto/ndoto-go/internal/decode"
)

// Response is what is known of an answer besides its value; see [WithResponse].
type Response struct {
	// StatusCode is 0 when there was no answer.
	StatusCode int
	Header     http.Header
	// RequestID is the server's, from the header X-Request-Id: its operators find the request by it.
	RequestID string
	// Attempts counts the requests that were sent.
	Attempts int
	// Body is the answer as it came; of a failure at most 64 KiB.
	Body []byte
}

// LogValue is the response without its body.
func (r Response) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("status", r.StatusCode), slog.String("request_id", r.RequestID), slog.Int("attempts", r.Attempts))
}

// answer is a response whose body was read.
type answer struct {
	call   *call
	status int
	header http.Header
	data   []byte
	body   *answerBody
}

// release gives the memory of the body back, once it is decoded.
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

// decode decodes a successful answer into v. An answer that does not fit, such as the start page of an application that
// a wrong base URL leads to, is ErrNotJSON.
func (a answer) decode(v any) error {
	if a.isEmpty() {
		return a.unexpected("the body is empty")
	}
	if err := a.call.client.unmarshal(a.data, v); err != nil {
		return a.unexpected(strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

// unexpected is the error of a successful response that is not what the operation returns.
func (o *operation) unexpected(problem string) *Error {
	e := o.failure(ErrNotJSON)
	e.Message = "unexpected response: " + problem
	return e
}

func (a answer) unexpected(problem string) error {
	e := a.call.op.unexpected(problem)
	e.StatusCode, e.RequestID, e.Attempts = a.status, a.header.Get("X-Request-Id"), a.call.attempts
	e.Body = bytes.Clone(a.data[:min(len(a.data), maxErrorBody)])
	e.ambiguous = a.call.op.effect == effectCreating
	return e
}

// unmarshal decodes an answer: the only way of all operations from a text to a value.
func (c *Client) unmarshal(data []byte, v any) error {
	if c.json != nil {
		return decode.Standard(data, v, c.json)
	}
	return decode.Unmarshal(data, v)
}

// do carries out an operation that answers with an object.
func do[T any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) (*T, error) {
	a, err := c.send(ctx, op, r, opts)
	if err != nil {
		return nil, err
	}
	defer a.release()
	if a.isNull() {
		return nil, a.unexpected("null")
	}
	v := new(T)
	if err := a.decode(v); err != nil {
		return nil, err
	}
	return v, nil
}

// doOptional is do for an operation that answers null, or nothing, where there is no object.
func doOptional[T any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) (*T, error) {
	a, err := c.send(ctx, op, r, opts)
	if err != nil {
		return nil, err
	}
	defer a.release()
	if a.isNull() || a.isEmpty() {
		return nil, nil
	}
	v := new(T)
	if err := a.decode(v); err != nil {
		return nil, err
	}
	return v, nil
}

// doList carries out an operation that answers with a bare array.
func doList[T any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) ([]T, error) {
	list, err := do[[]T](ctx, c, op, r, opts)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

// payload is the envelope of most answers.
type payload[T any] struct {
	Payload T `json:"payload"`
}

// doPayload is do for a response in the envelope "payload".
func doPayload[T any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) (*T, error) {
	v, err := do[payload[T]](ctx, c, op, r, opts)
	if err != nil {
		return nil, err
	}
	return &v.Payload, nil
}

// doPayloadList is doList for a response in the envelope "payload".
func doPayloadList[T any](ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) ([]T, error) {
	list, err := doPayload[[]T](ctx, c, op, r, opts)
	if err != nil {
		return nil, err
	}
	return *list, nil
}

// doNothing carries out an operation whose answer has no content.
func doNothing(ctx context.Context, c *Client, op *operation, r request, opts []RequestOption) error {
	a, err := c.send(ctx, op, r, opts)
	a.release()
	return err
}
