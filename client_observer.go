package ndoto

import (
	"context"
	"net/http"
	"time"
)

// Observer observes every attempt, for traces and metrics. The module github.com/usendoto/ndoto-go/otel has one for
// OpenTelemetry. It is called concurrently and must not block.
type Observer interface {
	// StartAttempt is called before an attempt is sent, and the function that it returns after the attempt has ended. It
	// may add headers, such as traceparent.
	StartAttempt(ctx context.Context, a Attempt) (end func(AttemptResult))
}

// Attempt is a request that is about to be sent.
type Attempt struct {
	// Operation is the Go method, such as "Conversations.Get".
	Operation string
	// Method and Path are those of the route. The path has placeholders instead of IDs, and is empty for Client.Do.
	Method, Path string
	// Host is the server's host, with the port if the base URL has one; Scheme is http or https.
	Host, Scheme string
	// Number counts the attempts of the call from 1.
	Number int
	// Header is what will be sent, without the token. It is the observer's own: what it sets until StartAttempt returns is
	// sent, and it may keep it.
	Header http.Header
}

// AttemptResult says how an attempt ended.
type AttemptResult struct {
	// StatusCode is 0 if there was no response.
	StatusCode int
	// Err is nil if the attempt succeeded.
	Err error
	// Duration is the time from sending to the last byte of the response. The waits before are not part of it.
	Duration time.Duration
	// Retry reports whether there will be another attempt.
	Retry bool
}

// WithObserver makes o observe every attempt.
func WithObserver(o Observer) Option {
	return clientOption(func(c *Client) error {
		if o == nil {
			return badInput("WithObserver: the observer is nil")
		}
		c.observer = o
		return nil
	})
}

// observe starts the observation of an attempt, before the token is added to its header.
func (k *call) observe(req *http.Request) {
	if k.client.observer == nil {
		return
	}
	if k.header != "" {
		req.Header = req.Header.Clone() // the transport may still be reading that of the previous attempt
		delete(req.Header, k.header)
	}
	route := k.op.route()
	if k.op.name == rawName {
		route = ""
	}
	theirs := req.Header.Clone()
	end := k.client.observer.StartAttempt(req.Context(), Attempt{
		Operation: k.op.name, Method: req.Method, Path: route, Host: req.URL.Host, Scheme: req.URL.Scheme, Number: k.attempts, Header: theirs,
	})
	req.Header = theirs.Clone()
	start := time.Now()
	k.observed = func(retry bool) {
		if end == nil {
			return
		}
		r := AttemptResult{StatusCode: k.status, Duration: time.Since(start), Retry: retry}
		if k.failure != nil {
			r.Err = k.failure
		}
		end(r)
	}
}
