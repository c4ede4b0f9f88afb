package ndoto

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// call is the state of one call on its way. It travels in the request's context, because go-retryablehttp tells its
// hooks nothing else when an attempt ends without an answer.
type call struct {
	client   *Client
	op       *operation
	settings settings

	rewindable bool // whether the body can be sent again
	anonymous  bool // whether the token stays away

	attempts  int
	header    string        // the spelling of the token header that the last attempt used
	respelled bool          // whether this call has switched to the documented spelling
	pause     time.Duration // to wait before the next attempt
	failure   *Error        // what the last attempt ended with
	spent     int           // what the retries of the call took from the budget
	doubtful  bool          // whether an attempt before may have taken effect
	network   networkTrace
	observed  func(retry bool) // ends the observation of the attempt
}

// networkTrace tells how far an attempt got, as net/http reports it.
type networkTrace struct{ asked, connected bool }

type callKey struct{}

func callFrom(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// send carries out one call: the only way of all operations to the network.
func (c *Client) send(ctx context.Context, op *operation, r request, opts []RequestOption) (answer, error) {
	k := &call{client: c, op: op, settings: c.defaults}
	if err := k.settings.with(opts); err != nil {
		return answer{}, k.refuse(err)
	}
	if ctx == nil {
		return answer{}, k.refuse(badInput("the context is nil"))
	}
	if err := ctx.Err(); err != nil {
		return answer{}, k.refuse(err)
	}
	req, err := c.build(context.WithValue(ctx, callKey{}, k), op, r, &k.settings)
	if err != nil {
		return answer{}, k.refuse(err)
	}
	k.rewindable = r.body == nil || r.body.rewindable()
	if op.effect == creating {
		req = req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
			GetConn: func(string) { k.network.asked = true },
			GotConn: func(httptrace.GotConnInfo) { k.network.connected = true },
		}))
	}
	if b, ok := r.body.(io.Closer); ok {
		defer b.Close()
	}
	start := time.Now()
	resp, err := c.retrier.Do(&retryablehttp.Request{Request: req})
	a, err := k.conclude(resp, err)
	k.log(ctx, a, time.Since(start))
	return a, err
}

func (k *call) refuse(err error) error { return refuse(k.op, err) }

// refuse names the operation in an error about its input.
func refuse(op *operation, err error) error {
	return &Error{Operation: op.name, Method: op.method, Path: op.path, cause: err}
}

// conclude turns the end of the last attempt into an answer or an error, and fills the caller's Response.
func (k *call) conclude(resp *http.Response, err error) (answer, error) {
	a := k.answerOf(resp)
	if k.settings.response != nil {
		*k.settings.response = Response{
			StatusCode: a.status, Header: a.header, RequestID: a.header.Get("X-Request-Id"), Attempts: k.attempts, Body: bytes.Clone(a.data),
		}
	}
	switch {
	case err == nil && k.failure == nil:
		return a, nil
	case k.failure == nil: // the chain ended without an attempt that failed, such as a body that could not be opened
		k.failure = k.newError(nil, err)
	}
	failure := *k.failure // an observer or a logger may still read the one that it was given
	k.failure = &failure
	if err != nil && failure.cause == nil {
		failure.cause = err // a context that ended while the call waited to try again
	}
	k.failure.Attempts = k.attempts
	return a, k.failure
}

func (k *call) log(ctx context.Context, a answer, took time.Duration) {
	logger := k.client.logger
	if !logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", k.op.name), slog.Int("status", a.status),
		slog.Int("attempts", k.attempts), slog.Duration("duration", took),
	}
	if k.failure != nil {
		attrs = append(attrs, slog.Any("error", k.failure))
	}
	logger.LogAttrs(ctx, slog.LevelDebug, "ndoto request", attrs...)
}
