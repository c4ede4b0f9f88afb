package realtime

import (
	"errors"
	"fmt"
	"time"

	"github.com/usendoto/ndoto-go"
)

// The classes of the errors that Connect and Disconnected have, beside those of package ndoto.
var (
	// ErrBadInput means that an argument is invalid.
	ErrBadInput = ndoto.ErrBadInput
	// ErrNoUpgrade means that something between here and the server does not let websockets through.
	ErrNoUpgrade = errors.New("realtime: the server did not answer with a websocket")
	// ErrNotMember means that the user is not a member of the account.
	ErrNotMember = errors.New("realtime: the user is not a member of the account")
	// ErrNotConfirmed means that the server has not confirmed the subscription. It never rejects one.
	ErrNotConfirmed = errors.New("realtime: the subscription was not confirmed")
	// ErrSilent means that the connection is there, but nothing comes through it.
	ErrSilent = errors.New("realtime: nothing comes any more")
	// ErrRestarting means that the server has said that it restarts.
	ErrRestarting = errors.New("realtime: the server restarts")
)

// fatal is an error that another attempt does not mend.
type fatal struct{ error }

func (f fatal) Unwrap() error { return f.error }

// later is an error after which the next attempt should wait.
type later struct {
	error
	after time.Duration
}

func (l later) Unwrap() error { return l.error }

func badInput(format string, args ...any) error {
	return fmt.Errorf("%w: realtime: "+format, append([]any{ErrBadInput}, args...)...)
}
