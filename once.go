package ndoto

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go/internal/oncekey"
	"github.com/usendoto/ndoto-go/internal/wait"
)

func checkOnce(op *operation, key string, params validator) error {
	if strings.TrimSpace(key) == "" || len(key) > maxStringColumn {
		return op.refuse(badInput("the key must have 1 to %d characters, got %d", maxStringColumn, len(key)))
	}
	if err := params.validate(); err != nil {
		return op.refuse(err)
	}
	return nil
}

func withKey(attributes map[string]any, key string) map[string]any {
	keyed := map[string]any{oncekey.Attribute: key}
	maps.Copy(keyed, attributes)
	keyed[oncekey.Attribute] = key
	return keyed
}

// sendOnce is how to send something once.
type sendOnce[T any] struct {
	op *operation
	// before looks whether it is there already; it is called before the first attempt.
	before func(opts []RequestOption) (*T, error)
	send   func() (*T, error)
	// look looks whether an attempt whose outcome is open has arrived. Its error says that this cannot be seen.
	look func(opts []RequestOption) (*T, error)
}

// once sends until it is certain that what is sent has arrived, or that it has not.
func once[T any](ctx context.Context, c *Client, opts []RequestOption, o sendOnce[T]) (*T, error) {
	set, err := c.settingsFor(opts)
	if err != nil {
		return nil, o.op.refuse(err)
	}
	looking := lookOptions(opts, set)
	if !set.newKey && !c.blind(set) {
		found, err := o.before(looking)
		if errors.Is(err, ErrBotNotAllowed) {
			c.learnBlind(set)
		} else if err != nil || found != nil {
			return found, o.op.notSent(err)
		}
	}
	for attempt := 1; ; attempt++ {
		v, err := o.send()
		var e *Error
		if err == nil || !errors.As(err, &e) || !e.ambiguous {
			return v, err
		}
		found, lookErr := settle(ctx, e, set.retry, func() (*T, error) { return o.look(looking) })
		switch {
		case lookErr != nil:
			e.cause = fmt.Errorf("and it cannot be determined whether it arrived: %w", lookErr)
			return nil, e
		case found != nil:
			return found, nil
		}
		e.ambiguous = false // it did not arrive, so the error is only what it says
		if attempt >= cmp.Or(set.retry.MaxAttempts, minAttempts) || e.op.refuses500 && e.endedWork() {
			return nil, e
		}
		if err := wait.For(ctx, set.retry.backoff(attempt)); err != nil {
			e.cause = err
			return nil, e
		}
	}
}

// notSent is the error of a call whose first look failed: nothing was sent.
func (o *operation) notSent(err error) error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &e):
		return o.refuse(err)
	}
	failed := *e
	failed.op, failed.Operation, failed.Method, failed.Path = o, o.name, o.method, o.path
	return &failed
}

// settle looks until something is found, or until the server cannot be at work any more and shows that nothing is
// there. A look that fails for a reason that passes is made again.
func settle[T any](ctx context.Context, e *Error, p RetryPolicy, look func() (*T, error)) (*T, error) {
	longest, calm := p.settle(), p.settle()/16
	if e.endedWork() {
		longest = 0
	}
	deadline := time.Now().Add(longest)
	givingUp := deadline.Add(max(p.settle(), 60*p.minBackoff()))
	for pause := p.settle() / 64; ; pause *= 2 {
		began := time.Now()
		found, err := look()
		now := time.Now()
		switch {
		case found != nil:
			return found, nil
		case err != nil && (ctx.Err() != nil || !passing(err) || now.After(givingUp)):
			return nil, err
		case err == nil && !began.Before(deadline):
			return nil, nil
		case err == nil && now.Sub(began) > calm && deadline.Before(now.Add(calm)):
			deadline = now.Add(calm) // a server that was stuck may be about to carry out what it had received
		}
		next := max(pause, time.Millisecond)
		if left := time.Until(deadline); err == nil || left > 0 {
			next = min(next, max(left, 0))
		}
		if err := wait.For(ctx, next); err != nil {
			return nil, err
		}
	}
}

// endedWork reports whether the response shows that the application has ended its work on the request.
func (e *Error) endedWork() bool {
	return len(e.Body) > 0 && e.foreign == nil && (e.StatusCode == http.StatusInternalServerError || e.StatusCode == http.StatusUnprocessableEntity)
}

// passing reports whether an error of a look may be gone at the next.
func passing(err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.class == ErrBadInput || e.class == ErrRedirect || e.class == ErrTooLarge || errors.Is(err, ErrBadInput) {
		return false
	}
	return e.StatusCode < 400 || e.StatusCode >= 500 || e.class == ErrRateLimited || e.StatusCode == http.StatusRequestTimeout || e.masked()
}
