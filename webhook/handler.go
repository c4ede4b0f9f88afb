package webhook

import (
	"context"
	"fmt"
	"reflect"
	"slices"
)

// Handler handles an event. If it returns an error, or panics, it is called again, up to the limit of [WithRetry],
// unless the error is [Permanent].
type Handler func(ctx context.Context, e Event) error

type handler = Handler

// Middleware wraps handlers, for logs, traces, or what is to happen around each of them.
type Middleware func(next Handler) Handler

// On calls f for each event of its type, such as *MessageCreated, or for all with the type Event. An event without a
// handler is acknowledged and forgotten. f should do what it does so that twice is the same as once, for example with
// Messages.SendOnce and the ID of the message that it answers as the key: a second call with a key sends nothing. Its
// context ends when Shutdown has no more time.
//
// A nil function registers nothing.
func On[E Event](r *Receiver, f func(ctx context.Context, e E) error) {
	if f == nil {
		return
	}
	r.handling.Lock()
	defer r.handling.Unlock()
	t := reflect.TypeFor[E]()
	r.handlers[t] = append(r.handlers[t], func(ctx context.Context, e Event) error { return f(ctx, e.(E)) })
}

// Use wraps every handler, also those of On that come later, with middleware. The first is the outermost. A nil
// middleware is ignored.
func (r *Receiver) Use(middleware ...Middleware) {
	r.handling.Lock()
	defer r.handling.Unlock()
	for _, m := range middleware {
		if m != nil {
			r.middleware = append(r.middleware, m)
		}
	}
}

// handlersOf returns the handlers of an event, with their middleware around them.
func (r *Receiver) handlersOf(e Event) []handler {
	r.handling.RLock()
	defer r.handling.RUnlock()
	own, all := r.handlers[reflect.TypeOf(e)], r.handlers[reflect.TypeFor[Event]()]
	handlers := slices.Concat(own, all)
	if len(r.middleware) == 0 {
		return handlers
	}
	wrapped := make([]handler, len(handlers))
	for i, h := range handlers {
		for _, m := range slices.Backward(r.middleware) {
			h = m(h)
		}
		wrapped[i] = h
	}
	return wrapped
}

func (r *Receiver) hasHandlers() bool {
	r.handling.RLock()
	defer r.handling.RUnlock()
	return len(r.handlers) > 0
}

var errNoHandlers = fmt.Errorf("%w: there are no handlers yet, and the events would be forgotten: call On first", ErrBadInput)
