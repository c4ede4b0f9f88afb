package ndoto

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"math"
	"net"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// left returns how long a call may still wait before its last attempt, and false if the attempt that has failed was
// the last.
func (k *call) left() (time.Duration, bool) {
	if limit := k.settings.retry.MaxAttempts; limit > 0 && k.attempts >= limit {
		return 0, false
	}
	patience := k.settings.patience(k.op.effect)
	if patience == unlimited || k.failing.IsZero() {
		return patience, true
	}
	left := patience - time.Since(k.failing)
	return left, left > 0 || k.attempts < minAttempts
}

// do sends a request until it succeeds or another attempt makes no sense. The default policy of go-retryablehttp
// would send a POST again after a 500, wait as long as any server asks, and log to stderr; the hooks replace it with
// the call's own.
func (k *call) do(hc *http.Client, req *http.Request) (*http.Response, error) {
	k.retrier = retryablehttp.Client{
		HTTPClient:     hc,
		RetryMax:       math.MaxInt, // endAttempt decides
		RequestLogHook: k.startAttempt,
		CheckRetry:     k.endAttempt,
		Backoff:        noBackoff,
		PrepareRetry:   k.prepareAttempt,
		ErrorHandler:   retryablehttp.PassthroughErrorHandler,
	}
	k.ticket, k.gates = k.client.gates.tickets.Add(1), k.gatesFor(req.URL.Host)
	if err := k.admit(req.Context()); err != nil {
		return nil, err
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
	k.dumpRequest(req)
}

// endAttempt looks at how an attempt ended and decides whether to make another one.
func (k *call) endAttempt(ctx context.Context, resp *http.Response, err error) (bool, error) {
	k.dumpResponse(resp, err)
	k.status = 0
	if resp != nil {
		k.status = resp.StatusCode
	}
	if err == nil && succeeded(resp) {
		k.failure = nil
		k.learn(nil)
		k.client.budget.giveBack(float64(k.spent) + budgetOfSuccess)
		k.ended(false)
		return false, nil
	}
	k.failure = k.newError(resp, err)
	switch {
	case k.status == http.StatusTooManyRequests:
		k.closeGate(k.failure.RetryAfter)
	case k.failing.IsZero() && k.failure.class != ErrRateLimited:
		k.failing = time.Now()
	}
	retry := k.decide(ctx, resp, err)
	k.ended(retry)
	if retry {
		k.client.logger.LogAttrs(ctx, slog.LevelWarn, "ndoto retry",
			slog.String("operation", k.op.name), slog.Int("attempt", k.attempts), slog.Int("status", k.failure.StatusCode),
			slog.Duration("wait", cmp.Or(k.pause, k.failure.RetryAfter)), slog.Any("error", k.failure))
	}
	return retry, nil
}

// noBackoff leaves the wait to prepareAttempt. It is not zero, since a timer that is due before it is waited for makes
// the race detector crash in a bubble of testing/synctest (Go 1.26.8).
func noBackoff(time.Duration, time.Duration, int, *http.Response) time.Duration { return 1 }

// prepareAttempt waits until the next attempt may be made, and reopens the body for it.
func (k *call) prepareAttempt(req *http.Request) error {
	if err := wait.For(req.Context(), k.pause); err != nil {
		return err
	}
	if err := k.admit(req.Context()); err != nil {
		return err
	}
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
	left, more := k.left()
	if err == nil {
		k.learn(k.failure.class)
		if !k.anonymous && k.failure.class == ErrUnauthorized && k.rewindable && more && k.client.auth.respell(k) {
			return true
		}
	}
	if k.gone(resp) || k.seemsGone() {
		return false
	}
	untouched, earlier := k.untouched(resp, err), k.doubtful
	k.doubtful = earlier || !untouched
	k.lost = k.lost || !untouched && (err != nil || resp.StatusCode != http.StatusInternalServerError)
	switch k.op.effect {
	case effectCreating:
		k.failure.ambiguous = !untouched
	case effectIdempotent:
		k.failure.ambiguous = untouched && earlier // which this failure, of the last attempt, does not show
	}
	if !untouched && k.op.effect == effectCreating || !k.rewindable || !more || ctx.Err() != nil {
		return false
	}
	switch longest := k.patienceLeft(); {
	case k.status == http.StatusTooManyRequests && k.failure.RetryAfter > 0:
		return k.failure.RetryAfter <= longest && k.fits(ctx, k.failure.RetryAfter) // the gate waits for it
	case k.status == http.StatusTooManyRequests:
		// A server that says "at once" must not be stormed either.
		return k.waits(ctx, k.settings.retry.backoff(k.attempts), longest)
	case k.failure.class == ErrRateLimited:
		// 200 messages in a minute, which rolls: by the last attempt of four it is over.
		return k.waits(ctx, time.Duration(k.attempts)*messageWait, longest)
	case !k.transient(resp, err) || k.failure.RetryAfter > longest:
		return false
	}
	k.pause = max(min(k.settings.retry.backoff(k.attempts), max(left, 0)), k.failure.RetryAfter)
	if deadline, ok := ctx.Deadline(); ok && k.failure.RetryAfter == 0 {
		// A shorter wait than the backoff asks for is better than none.
		if until := time.Until(deadline); until > k.settings.retry.minBackoff() {
			k.pause = min(k.pause, until/2)
		}
	}
	return k.fits(ctx, k.pause) && k.reserve(ctx, left)
}

// waits sets a pause that counts as a wait for a rate limit, and reports whether the call can wait as long.
func (k *call) waits(ctx context.Context, pause, longest time.Duration) bool {
	if pause > longest || !k.fits(ctx, pause) {
		return false
	}
	k.pause = pause
	k.waitedFor(pause)
	return true
}

// reserve takes a retry from the budget of the client, which can make the pause longer.
func (k *call) reserve(ctx context.Context, left time.Duration) bool {
	if k.settings.unbudgeted {
		return true
	}
	wait := k.client.budget.take(time.Now())
	if pause := max(k.pause, wait); pause > k.pause {
		if pause > max(left, 0) || !k.fits(ctx, pause) {
			k.client.budget.giveBack(1)
			return false
		}
		k.pause = pause
	}
	k.spent++
	return true
}

// messageWait is how much longer each wait for the limit of messages in a conversation is than the previous one.
const messageWait = 12 * time.Second

// fits reports whether a wait ends before the context does. If not, the error carries the wait, and the context's
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

// gone reports whether the response to a retried DELETE says that there is nothing, because the attempt before it had
// deleted the object.
func (k *call) gone(resp *http.Response) bool {
	absent := k.failure.class == ErrNotFound ||
		k.op.absentAs == http.StatusUnprocessableEntity && k.failure.class == ErrValidation
	if resp == nil || !absent || k.op.method != http.MethodDelete || !k.doubtful {
		return false
	}
	k.failure = nil
	return true
}

// seemsGone is gone where the server fails with 500 on what it does not find. Only deleteRow can tell.
func (k *call) seemsGone() bool {
	return k.lost && k.status == http.StatusInternalServerError && k.op.absentAs == http.StatusInternalServerError
}

// untouched reports whether the attempt certainly had no effect: it was refused by a response, or the server cannot
// have received all of it.
func (k *call) untouched(resp *http.Response, err error) bool {
	if err == nil {
		return resp.StatusCode < 500 && resp.StatusCode != http.StatusRequestTimeout && !k.failure.masked()
	}
	switch {
	case refused(err), isDialError(err):
		return true
	case k.upload != nil && k.upload.incomplete():
		return true
	}
	return k.network.asked && !k.network.connected
}

// isDialError reports whether there never was a connection.
func isDialError(err error) bool {
	dial, is := errors.AsType[*net.OpError](err)
	return is && dial.Op == "dial"
}

// refused reports whether the client itself ended the attempt, through its rule for redirects.
func refused(err error) bool {
	var redirect *redirectError
	return errors.As(err, &redirect)
}

// transient reports whether another attempt can end better.
func (k *call) transient(resp *http.Response, err error) bool {
	if err != nil {
		return !refused(err) && !errors.Is(err, errTooLarge) && !isFinal(err) && !isTLSError(err) && (k.upload == nil || k.upload.failure() == nil)
	}
	if k.op.refuses500 && resp.StatusCode == http.StatusInternalServerError && k.failure.endedWork() {
		return k.attempts < 2
	}
	if k.op.absentAs == resp.StatusCode && k.op.effect == effectSafe && k.failure.endedWork() {
		return false // it is not there, as far as the server can tell
	}
	return resp.StatusCode >= 500 && resp.StatusCode != http.StatusNotImplemented ||
		resp.StatusCode == http.StatusRequestTimeout || k.failure.masked()
}

// isTLSError reports whether the server cannot prove who it is, refuses who we are, or speaks no TLS, which another
// attempt does not change.
func isTLSError(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		authority    x509.UnknownAuthorityError
		hostname     x509.HostnameError
		invalid      x509.CertificateInvalidError
		refused      tls.AlertError
	)
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &hostname) ||
		errors.As(err, &invalid) || errors.As(err, &refused) || errors.Is(err, http.ErrSchemeMismatch)
}
