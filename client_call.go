package ndoto

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/usendoto/ndoto-go/internal/decode"
)

// call is the state of one call. The transports below net/http find it in the request's context.
type call struct {
	client   *Client
	op       *operation
	settings settings
	retrier  retryablehttp.Client // whose hooks are the call's own methods

	rewindable bool           // whether the body can be sent again
	upload     *multipartBody // the body, if it is one with files
	file       *download      // what the response is written to, if it is a file
	anonymous  bool           // whether the token stays away
	secrets    []string       // values that must not be in its errors

	ticket  uint64        // its place in the order in which calls leave a gate
	gates   [2]gateKey    // of the limits that it counts against
	hasLeft [2]bool       // which of them the attempt has left
	waited  time.Duration // for rate limits

	attempts  int
	status    int           // of the last response
	header    string        // the spelling of the token header that the last attempt used
	respelled string        // the spelling that this call has switched to
	pause     time.Duration // to wait before the next attempt
	failure   *Error        // what the last attempt ended with
	failing   time.Time     // since when its attempts have failed
	spent     int           // how many retries the call took from the budget
	doubtful  bool          // whether an earlier attempt may have taken effect
	lost      bool          // whether an attempt may have, other than one that the server says it failed on
	network   networkTrace
	observed  func(retry bool) // ends the observation of the attempt
	dumped    int              // the number of the request in the dump, or 0
	dumpedAt  time.Time

	mismatches []decode.Mismatch // of the last text that was decoded
}

// networkTrace records how far an attempt got, as net/http reports it.
type networkTrace struct{ asked, connected bool }

type callKey struct{}

func callFrom(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// newCall returns a call with the client's settings, as changed by the options.
func (c *Client) newCall(ctx context.Context, op *operation, opts []RequestOption) (*call, error) {
	k := &call{client: c, op: op, settings: c.defaults}
	switch err := k.settings.apply(opts); {
	case err != nil:
		return nil, op.refuse(err)
	case ctx == nil:
		return nil, op.refuse(badInput("the context is nil"))
	case ctx.Err() != nil:
		return nil, op.refuse(ctx.Err())
	}
	return k, nil
}

// send carries out one call. All operations reach the network through it.
func (c *Client) send(ctx context.Context, op *operation, r request, opts []RequestOption) (rawResponse, error) {
	k, err := c.newCall(ctx, op, opts)
	if err != nil {
		return rawResponse{}, err
	}
	if upload, ok := r.body.(*multipartBody); ok {
		k.upload = upload
		defer upload.end()
	}
	req, err := c.build(k.traced(context.WithValue(ctx, callKey{}, k)), op, r, &k.settings)
	if err != nil {
		return rawResponse{}, op.refuse(err)
	}
	k.rewindable, k.secrets = r.body == nil || r.body.rewindable(), r.secrets
	start := time.Now()
	resp, err := k.do(c.httpClient, req) //nolint:bodyclose // conclude closes it
	raw, err := k.conclude(resp, err)
	if err != nil {
		k.failure.tooOld = k.tooOld(ctx)
	}
	k.log(ctx, raw, time.Since(start))
	return raw, err
}

// traced makes net/http report how far an attempt gets, if it matters whether any of it was sent.
func (k *call) traced(ctx context.Context) context.Context {
	if k.op.effect != effectCreating {
		return ctx
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { k.network.asked = true },
		GotConn: func(httptrace.GotConnInfo) { k.network.connected = true },
	})
}

// conclude turns the result of the last attempt into an answer or an error, and fills the caller's Response.
func (k *call) conclude(resp *http.Response, err error) (rawResponse, error) {
	raw := k.responseOf(resp)
	if k.settings.dated != nil {
		k.settings.dated(raw.header)
	}
	if k.settings.response != nil {
		*k.settings.response = Response{
			StatusCode: raw.status, Header: raw.header, RequestID: raw.header.Get("X-Request-Id"), Attempts: k.attempts, Body: bytes.Clone(raw.data),
		}
	}
	switch {
	case err == nil && k.failure == nil:
		return raw, nil
	case k.failure == nil: // it ended before an attempt, for example because a body could not be opened
		k.failure = k.newError(nil, err)
	}
	failure := *k.failure // an observer or a logger may still be reading the one that it was given
	k.failure = &failure
	if attempt := (*url.Error)(nil); err != nil && !errors.As(err, &attempt) { // net/http wraps all errors of an attempt
		k.failure.interrupt(err)
	}
	k.failure.Attempts, k.failure.lost = k.attempts, k.lost
	return raw, k.failure
}

func (k *call) log(ctx context.Context, raw rawResponse, took time.Duration) {
	logger := k.client.logger
	if !logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("operation", k.op.name), slog.Int("status", raw.status),
		slog.Int("attempts", k.attempts), slog.Duration("duration", took),
	}
	if k.failure != nil {
		attrs = append(attrs, slog.Any("error", k.failure))
	}
	logger.LogAttrs(ctx, slog.LevelDebug, "ndoto request", attrs...)
}
