package bot

import (
	"errors"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// The classes of errors of this package, for errors.Is.
var (
	// ErrBadInput is returned for an argument that cannot work.
	ErrBadInput = errors.New("bot: bad input")
	// ErrTakenOver is returned for what a bot must not do any more: the conversation is a human's or another bot's now, or
	// is resolved or snoozed. Return it from the handler: the turn then ends silently, and is not tried again.
	ErrTakenOver = errors.New("bot: the conversation is not the bot's")
)

// errNewerMessage ends a turn whose customer has written again, with WithInterrupt.
var errNewerMessage = errors.New("bot: the customer has written again")

// Permanent returns an error for a handler that would fail again: the conversation is opened for humans at once. So it
// is without Permanent for errors of the API that no retry mends, such as ndoto.ErrForbidden. A nil error stays nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

// RetryAfter returns an error for a handler that is to be called again after a time, in place of the backoff. A nil
// error stays nil.
func RetryAfter(d time.Duration, err error) error { return webhook.RetryAfter(d, err) }

type permanentError struct{ error }

func (e *permanentError) Unwrap() error { return e.error }

// permanentClasses are errors of the API that the next attempt would meet again.
var permanentClasses = []error{
	ndoto.ErrUnauthorized, ndoto.ErrForbidden, ndoto.ErrNotFound, ndoto.ErrValidation, ndoto.ErrConflict, ndoto.ErrBadInput, ndoto.ErrPaymentRequired,
	ErrBadInput, webhook.ErrBadInput,
}

func isPermanent(err error) bool {
	if _, ok := errors.AsType[*permanentError](err); ok {
		return true
	}
	if errors.Is(err, ndoto.ErrAmbiguous) || errors.Is(err, ndoto.ErrRateLimited) {
		return false
	}
	for _, class := range permanentClasses {
		if errors.Is(err, class) {
			return true
		}
	}
	return false
}
