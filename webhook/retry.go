package webhook

import (
	"errors"
	"time"
)

// RetryPolicy says how often a handler is called for an event, and when. Other events of the conversation wait for it.
type RetryPolicy struct {
	// MaxAttempts is 5 if it is 0.
	MaxAttempts int
	// MinBackoff doubles with each attempt up to MaxBackoff: 1 s and 1 min if they are 0.
	MinBackoff, MaxBackoff time.Duration
}

// Permanent returns an error for a handler whose next attempt would fail too: the event goes to the dead letters at
// once. A nil error stays nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

// RetryAfter returns an error for a handler that is to be called again after a time, in place of the backoff. It
// counts as an attempt.
func RetryAfter(d time.Duration, err error) error {
	if err == nil {
		return nil
	}
	return &retryAfterError{err, d}
}

type permanentError struct{ error }

func (e *permanentError) Unwrap() error { return e.error }

type retryAfterError struct {
	error
	after time.Duration
}

func (e *retryAfterError) Unwrap() error { return e.error }

func isPermanent(err error) bool {
	_, permanent := errors.AsType[*permanentError](err)
	return permanent || errors.Is(err, ErrBadInput)
}

func (p RetryPolicy) maxAttempts() int {
	if p.MaxAttempts == 0 {
		return 5
	}
	return p.MaxAttempts
}

// delay is how long to wait after an attempt.
func (p RetryPolicy) delay(attempt int, err error) time.Duration {
	if later, ok := errors.AsType[*retryAfterError](err); ok {
		return max(later.after, 0)
	}
	return p.backoff(attempt)
}

// backoff doubles from the least to the most.
func (p RetryPolicy) backoff(attempt int) time.Duration {
	least, most := p.MinBackoff, p.MaxBackoff
	if least == 0 {
		least = time.Second
	}
	if most == 0 {
		most = time.Minute
	}
	for range attempt - 1 {
		if least >= most {
			break
		}
		least *= 2
	}
	return min(least, most)
}
