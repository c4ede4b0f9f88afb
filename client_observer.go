package ndoto

import (
	"context"
	"net/http"
	"time"
)

// Observer is told of every attempt, for traces and metrics. The module github.com/usendoto/ndoto-go/otel makes
// OpenTelemetry's of it. It is called concurrently, and must not block.
type Observer interface {
	// StartAttempt is called before an attempt is sent; the function that it returns is called after its end. It may add
	// headers, such as traceparent.
	StartAttempt(ctx context.Context, a Attempt) (end func(AttemptResult))
}

// Attempt is a request that is about to be sent.
type Attempt struct {
	// Operation is the Go method, such as "Conversations.Get".
	Operation string
	// Method and Path are those of the route; the path has placeholders in place of ids, and is empty for Client.Do.
	Method, Path string
	// Host is the server's, with its port if it has one in the base URL; Scheme is http or https.
	Host, Scheme string
	// Number counts the attempts of the call from 1.
	Number int
	// Header is what will be sent, without the token.
	Header http.Header
}

// AttemptResult is how an attempt ended.
type AttemptResult struct {
	// StatusCode is 0 when there was no answer.
	StatusCode int
	// Err is nil when the attempt succeeded.
	Err      error
	Duration time.Duration
	// Retry tells whether there will be another attempt.
	Retry bool
}

// WithObserver tells o of every attempt.
func WithObserver(o Observer) Option {
	return clientOption(func(c *Client) error {
		if o == nil {
			return badInput("WithObserver: the observer is nil")
		}
		c.observer = o
		return nil
	})
}

// observe begins the observation of an attempt, before the token is put into its header.
func (k *call) observe(req *http.Request) {
	if k.client.observer == nil {
		return
	}
	if k.header != "" {
		req.Header = req.Header.Clone() // the transport may still be reading that of the attempt before
		delete(req.Header, k.header)
	}
	route := k.op.route()
	if k.op.name == rawName {
		route = ""
	}
	end := k.client.observer.StartAttempt(req.Context(), Attempt{
		Operation: k.op.name, Method: req.Method, Path: route, Host: req.URL.Host, Scheme: req.URL.Scheme, Number: k.attempts, Header: req.Header,
	})
	start := time.Now()
	k.observed = func(retry bool) {
		if end == nil {
			return
		}
		r := AttemptResult{StatusCode: http.StatusOK, Duration: time.Since(start), Retry: retry}
		if k.failure != nil {
			r.StatusCode, r.Err = k.failure.StatusCode, k.failure
		}
		end(r)
	}
}
