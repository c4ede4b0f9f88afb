package webhook

import (
	"errors"
	"net/http"
)

// The classes of errors of this package, for errors.Is.
var (
	// ErrUnsigned is returned for a request without a signature, or without the token of its address.
	ErrUnsigned = errors.New("webhook: not signed")
	// ErrSignature is returned for a signature, or a token, that is wrong.
	ErrSignature = errors.New("webhook: wrong signature")
	// ErrStale is returned for a signature that is too old, or of the future: somebody sends a recorded request, or a
	// clock is wrong.
	ErrStale = errors.New("webhook: the time of the signature is too far from now")
	// ErrMalformed is returned for a body that is not an event.
	ErrMalformed = errors.New("webhook: not an event")
	// ErrTooLarge is returned for a body over the limit.
	ErrTooLarge = errors.New("webhook: too large")
	// ErrFull is returned if the queue has no place.
	ErrFull = errors.New("webhook: the queue is full")
	// ErrInProgress is returned for an event that is being accepted from another request: whether it will be is not
	// known yet.
	ErrInProgress = errors.New("webhook: the event is being accepted")
	// ErrClosed is returned by a receiver that is shutting down.
	ErrClosed = errors.New("webhook: shutting down")
	// ErrBadInput is returned for an argument that cannot work.
	ErrBadInput = errors.New("webhook: bad input")
)

// StatusOf returns the HTTP status to respond with to an error of this package. The server sends to agent bots again
// after 429 and 500.
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
	case errors.Is(err, ErrFull), errors.Is(err, ErrClosed), errors.Is(err, ErrInProgress):
		return http.StatusTooManyRequests
	}
	return http.StatusInternalServerError
}
