package ndoto

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// RetryPolicy says how often and how fast to retry a call. Zero fields have their defaults. What may be retried at
// all depends on the operation; see the package documentation.
type RetryPolicy struct {
	// MaxAttempts is the total number of attempts, by default 4. With 1, nothing is retried.
	MaxAttempts int
	// MinBackoff is the upper bound of the first wait, by default 500 milliseconds. It doubles with each attempt, and
	// the wait is a random part of it.
	MinBackoff time.Duration
	// MaxBackoff is the longest wait between two attempts, by default 20 seconds.
	MaxBackoff time.Duration
	// Settle is how long the server may go on working on a request after its connection broke, by default 16 seconds:
	// Chatwoot ends requests after 15 (Rack::Timeout). SendOnce, CreateOnce and Ensure wait that long before they send
	// again.
	Settle time.Duration
	// MaxWait is the longest wait for the end of a rate limit, by default 90 seconds. A call that would have to wait
	// longer fails with ErrRateLimited at once, and its error says how long.
	MaxWait time.Duration
}

func (p RetryPolicy) maxAttempts() int          { return orDefault(p.MaxAttempts, 4) }
func (p RetryPolicy) minBackoff() time.Duration { return orDefault(p.MinBackoff, 500*time.Millisecond) }
func (p RetryPolicy) maxBackoff() time.Duration { return orDefault(p.MaxBackoff, 20*time.Second) }
func (p RetryPolicy) settle() time.Duration     { return orDefault(p.Settle, 16*time.Second) }
func (p RetryPolicy) maxWait() time.Duration    { return orDefault(p.MaxWait, 90*time.Second) }

func orDefault[T int | time.Duration](v, byDefault T) T {
	if v == 0 {
		return byDefault
	}
	return v
}

// backoff returns a random wait before attempt n+1, by exponential backoff with full jitter.
func (p RetryPolicy) backoff(n int) time.Duration {
	ceiling := float64(p.minBackoff()) * math.Pow(2, float64(n-1))
	return time.Duration(rand.Float64() * min(ceiling, float64(p.maxBackoff())))
}

// do sends a request until it succeeds or another attempt makes no sense. The default policy of go-retryablehttp
// would send a POST again after a 500, wait as long as any server asks, and log to stderr; the hooks replace it with
// the call's own.
func (k *call) do(hc *http.Client, req *http.Request) (*http.Response, error) {
	k.retrier = retryablehttp.Client{
		HTTPClient:     hc,
		RetryMax:       k.settings.retry.maxAttempts(), // one more than allowed, for the other spelling of the token header
		RequestLogHook: k.startAttempt,
		CheckRetry:     k.endAttempt,
		Backoff:        k.backoff,
		PrepareRetry:   rewind,
		ErrorHandler:   retryablehttp.PassthroughErrorHandler,
	}
	return k.retrier.Do(&retryablehttp.Request{Request: req})
}

func (k *call) startAttempt(_ retryablehttp.Logger, req *http.Request, _ int) {
	k.attempts++
	k.network = networkTrace{}
	k.observe(req)
	if !k.anonymous {
		k.client.auth.sign(req, k)
	}
}

// endAttempt looks at how an attempt ended and decides whether to make another one.
func (k *call) endAttempt(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err == nil && succeeded(resp) {
		k.failure = nil
		k.learn(nil)
		k.client.budget.refill(k.spent)
		k.ended(false)
		return false, nil
	}
	k.failure = k.newError(resp, err)
	retry := k.decide(ctx, resp, err)
	k.ended(retry)
	if retry {
		k.client.logger.LogAttrs(ctx, slog.LevelWarn, "ndoto retry",
			slog.String("operation", k.op.name), slog.Int("attempt", k.attempts), slog.Int("status", k.failure.StatusCode),
			slog.Duration("wait", max(k.pause, k.failure.RetryAfter)), slog.Any("error", k.failure))
	}
	return retry, nil
}

// backoff returns the wait that endAttempt has decided on.
func (k *call) backoff(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return k.pause }

// rewind reopens the body for the next attempt.
func rewind(req *http.Request) error {
	if req.GetBody == nil {
		return nil
	}
	body, err := req.GetBody()
	req.Body = body
	return err
}

// learn remembers a spelling of the token header that worked.
func (k *call) learn(class error) {
	if !k.anonymous {
		k.client.auth.observe(k, class)
	}
}

func (k *call) ended(retry bool) {
	if k.observed != nil {
		k.observed(retry)
		k.observed = nil
	}
}

func succeeded(resp *http.Response) bool { return resp.StatusCode >= 200 && resp.StatusCode < 300 }

// decide sets the pause before the next attempt and reports whether there is one.
func (k *call) decide(ctx context.Context, resp *http.Response, err error) bool {
	k.pause = 0
	if err == nil {
		k.learn(k.failure.class)
		if !k.anonymous && k.failure.class == ErrUnauthorized && k.rewindable && k.client.auth.respell(k) {
			return true
		}
	}
	if k.gone(resp) {
		return false
	}
	untouched := k.untouched(resp, err)
	k.failure.ambiguous = !untouched && k.op.effect == effectCreating
	k.doubtful = k.doubtful || !untouched
	if k.failure.ambiguous || !k.rewindable || k.attempts >= k.settings.retry.maxAttempts() || ctx.Err() != nil {
		return false
	}
	if err == nil && k.failure.class == ErrRateLimited && resp.StatusCode != http.StatusTooManyRequests {
		// 200 messages in a rolling minute, which is over by the last attempt of four.
		k.pause = time.Duration(k.attempts) * messageWait
		return k.pause <= k.settings.retry.maxWait() && k.fits(ctx, k.pause)
	}
	if err == nil && resp.StatusCode == http.StatusTooManyRequests {
		if k.failure.RetryAfter == 0 {
			k.pause = k.settings.retry.backoff(k.attempts) // a server that says "at once" must not be stormed either
		}
		return k.failure.RetryAfter <= k.settings.retry.maxWait() && k.fits(ctx, k.failure.RetryAfter)
	}
	if !transient(resp, err) {
		return false
	}
	k.pause = k.settings.retry.backoff(k.attempts)
	if after := k.failure.RetryAfter; after > k.pause {
		if after > k.settings.retry.maxWait() {
			return false
		}
		k.pause = after
	}
	if !k.fits(ctx, k.pause) || !k.client.budget.spend() {
		return false
	}
	k.spent += budgetRetry
	return true
}

// messageWait is how much longer each wait for the limit of messages in a conversation is than the previous one.
const messageWait = 12 * time.Second

// fits reports whether a wait ends before the context does. If not, the error carries the wait and the context's
// error.
func (k *call) fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	if !ok || time.Until(deadline) > wait {
		return true
	}
	k.failure.RetryAfter = wait
	if k.failure.cause == nil {
		k.failure.cause = context.DeadlineExceeded
	}
	return false
}

// gone reports whether the response to a retried DELETE is a 404, because the attempt before it had deleted the
// object.
func (k *call) gone(resp *http.Response) bool {
	if resp == nil || resp.StatusCode != http.StatusNotFound || k.op.method != http.MethodDelete || !k.doubtful {
		return false
	}
	k.failure = nil
	return true
}

// untouched reports whether the attempt certainly had no effect: the server refused it, or no byte was sent.
func (k *call) untouched(resp *http.Response, err error) bool {
	if err == nil {
		return resp.StatusCode < 500 && resp.StatusCode != http.StatusRequestTimeout
	}
	var dial *net.OpError
	switch {
	case refused(err):
		return true
	case errors.As(err, &dial) && dial.Op == "dial":
		return true
	}
	return k.network.asked && !k.network.connected
}

// refused reports whether the client itself ended the attempt, through its gate, its limiter or its rule for
// redirects.
func refused(err error) bool {
	var wait *gateError
	var limiter *limiterError
	var redirect *redirectError
	return errors.As(err, &wait) || errors.As(err, &limiter) || errors.As(err, &redirect)
}

// transient reports whether another attempt may succeed.
func transient(resp *http.Response, err error) bool {
	if err != nil {
		return !refused(err) && !errors.Is(err, errTooLarge)
	}
	return resp.StatusCode >= 500 && resp.StatusCode != http.StatusNotImplemented || resp.StatusCode == http.StatusRequestTimeout
}
