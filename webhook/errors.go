package webhook

import (
	"errors"
	"net/http"
)

// The classes of errors of this package, for errors.Is.
var (
	// ErrUnsigned is a request without a signature, or without the token of its address.
	ErrUnsigned = errors.New("webhook: not signed")
	// ErrSignature is a signature, or a token, that is wrong.
	ErrSignature = errors.New("webhook: wrong signature")
	// ErrStale is a signature that is too old, or of the future: a request that somebody repeats, or a clock that is wrong.
	ErrStale = errors.New("webhook: the time of the signature is too far from now")
	// ErrMalformed is a body that is no event.
	ErrMalformed = errors.New("webhook: not an event")
	// ErrTooLarge is a body over the limit.
	ErrTooLarge = errors.New("webhook: too large")
	// ErrFull is a queue without a place.
	ErrFull = errors.New("webhook: the queue is full")
	// ErrClosed is a receiver that is shutting down.
	ErrClosed = errors.New("webhook: shutting down")
	// ErrBadInput is an argument that cannot work.
	ErrBadInput = errors.New("webhook: bad input")
)

// StatusOf is the HTTP status to answer an error of this package with. Agent bots are tried again after 429 and 500.
func StatusOf(err error) int {
	switch {
	case err == nil:
		return http.StatusOK
	case errors.Is(err, ErrUnsigned), errors.Is(err, ErrSignature), errors.Is(err, ErrStale):
		return http.StatusUnauthorized
	case errors.Is(err, ErrMalformed):
		return http.StatusBadRequest
	case errors.Is(err, ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, ErrFull), errors.Is(err, ErrClosed):
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}
