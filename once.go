package ndoto

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
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

// keySupport is what a client has learned about whether its server keeps content attributes.
type keySupport struct{ known, kept atomic.Bool }

func (k *keySupport) learn(kept bool) {
	k.kept.Store(kept)
	k.known.Store(true)
}

// onceSteps says how to send something, and how to look whether it has arrived since some time ago.
type onceSteps[T any] struct {
	send func() (*T, error)
	look func(since time.Duration, opts []RequestOption) (*T, error)
}

// once sends until it is certain whether the object has arrived.
func once[T any](ctx context.Context, c *Client, opts []RequestOption, steps onceSteps[T]) (*T, error) {
	set, _ := c.settingsFor(opts) // send reports what is wrong with the options
	look := func(since time.Duration) (*T, error) { return steps.look(since, withLookToken(opts, set.lookToken)) }
	if set.lookBack > 0 {
		if found, err := look(set.lookBack); err != nil || found != nil {
			return found, err
		}
	}
	began := time.Now()
	for attempt := 1; ; attempt++ {
		v, err := steps.send()
		var e *Error
		if err == nil || !errors.As(err, &e) || !e.doubtful() {
			return v, err
		}
		found, lookErr := settle(ctx, e, set.retry.settle(), func() (*T, error) { return look(time.Since(began)) })
		switch {
		case lookErr != nil:
			e.ambiguous, e.cause = true, fmt.Errorf("and it cannot be determined whether it arrived: %w", lookErr)
			return nil, e
		case found != nil:
			return found, nil
		case !e.ambiguous || attempt >= set.retry.maxAttempts():
			e.ambiguous = false // it did not arrive, so the failure is certain
			return nil, e
		}
		if err := wait.For(ctx, set.retry.backoff(attempt)); err != nil {
			e.ambiguous, e.cause = false, err
			return nil, e
		}
	}
}

// doubtful reports whether the object may have arrived. That includes a 422 that is not a failed validation, because
// the server answers 422 to everything that goes wrong while it creates a message (messages_controller.rb).
func (e *Error) doubtful() bool {
	return e.ambiguous || e.StatusCode == http.StatusUnprocessableEntity && e.class == ErrValidation && e.op.masksErrors &&
		!strings.HasPrefix(e.Message, "Validation failed: ") && len(e.Attributes) == 0
}

// settle looks until something is found, or until the server can no longer be working on the request. After a 500 of
// the application it is not: the response ends its work.
func settle[T any](ctx context.Context, e *Error, longest time.Duration, look func() (*T, error)) (*T, error) {
	if e.StatusCode == http.StatusInternalServerError || e.StatusCode == http.StatusUnprocessableEntity {
		longest = 0
	}
	deadline := time.Now().Add(longest)
	for pause := longest / 64; ; pause *= 2 {
		found, err := look()
		left := time.Until(deadline)
		if found != nil || err != nil || left <= 0 {
			return found, err
		}
		if err := wait.For(ctx, min(max(pause, time.Millisecond), left)); err != nil {
			return nil, err
		}
	}
}
