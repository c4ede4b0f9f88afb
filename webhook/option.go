package webhook

import (
	"context"
	"fmt"
	"time"
)

// Option configures a Receiver.
type Option func(*Receiver) error

// WithSecrets checks signatures, with the secrets of the webhooks that lead to the receiver: each is enough. [Signature] says
// which servers sign.
func WithSecrets(secrets ...string) Option { return WithSignature(Signature{Secrets: secrets}) }

// WithSignature is WithSecrets for headers of another prefix, or another tolerance.
func WithSignature(s Signature) Option {
	return func(r *Receiver) error {
		if len(s.Secrets) == 0 {
			return fmt.Errorf("%w: without a secret no signature can be checked; the API shows it as the secret of the webhook, the inbox or the agent bot", ErrBadInput)
		}
		for _, secret := range s.Secrets {
			if secret == "" {
				return fmt.Errorf("%w: a secret is empty", ErrBadInput)
			}
		}
		r.signature = &s
		return nil
	}
}

// WithURLToken checks the parameter "token" of the address, for servers that do not sign: give them an address such as
// https://example.com/ndoto?token=... Both may be used; then both must hold.
func WithURLToken(token string) Option {
	return func(r *Receiver) error {
		if len(token) < 16 {
			return fmt.Errorf("%w: a token in an address needs at least 16 characters, as it is all that keeps others out", ErrBadInput)
		}
		r.urlToken = token
		return nil
	}
}

// WithoutVerification accepts events from everybody, for a receiver that something else protects.
func WithoutVerification() Option {
	return func(r *Receiver) error { r.unverified = true; return nil }
}

// WithStore remembers events elsewhere than in memory, and how long: 24 hours if ttl is 0. A nil store is the memory.
func WithStore(store Store, ttl time.Duration) Option {
	return func(r *Receiver) error {
		if store != nil {
			r.store = store
		}
		if ttl > 0 {
			r.ttl = ttl
		}
		return nil
	}
}

// WithJournal stores events before they are answered for, so that a process that dies loses none. Those of a process before
// are handled when [Receiver.Replay] is called.
func WithJournal(j Journal) Option {
	return func(r *Receiver) error {
		if j == nil {
			return fmt.Errorf("%w: the journal is nil", ErrBadInput)
		}
		r.journal = j
		return nil
	}
}

// WithForward hands events on, to a message broker for example, in place of handling them. An event is answered for when f
// returns nil. What takes it from there calls [Receiver.Process].
func WithForward(f func(ctx context.Context, e Event) error) Option {
	return func(r *Receiver) error { r.forward = f; return nil }
}

// WithWorkers sets how many conversations are handled at the same time, 16 without it.
func WithWorkers(n int) Option {
	return positive("workers", n, func(r *Receiver) { r.workers = n })
}

// WithQueue sets how many events may wait, 10,000 without it. To more, the receiver answers 429, after which servers try agent
// bots again.
func WithQueue(n int) Option {
	return positive("events that may wait", n, func(r *Receiver) { r.capacity = int64(n) })
}

// WithMaxBody limits the body of a request, in bytes; it is 4 MiB without it.
func WithMaxBody(n int) Option {
	return positive("bytes of a body", n, func(r *Receiver) { r.maxBody = int64(n) })
}

func positive(what string, n int, set func(*Receiver)) Option {
	return func(r *Receiver) error {
		if n <= 0 {
			return fmt.Errorf("%w: the number of %s must be positive, got %d", ErrBadInput, what, n)
		}
		set(r)
		return nil
	}
}

// RetryPolicy says how often a handler is called for an event, and when. Other events of the conversation wait meanwhile.
type RetryPolicy struct {
	// MaxAttempts is 5 if it is 0.
	MaxAttempts int
	// MinBackoff doubles with each attempt up to MaxBackoff: 1 s and 1 min if they are 0.
	MinBackoff, MaxBackoff time.Duration
}

// WithRetry sets how often handlers that fail are called.
func WithRetry(p RetryPolicy) Option {
	return func(r *Receiver) error { r.retry = p; return nil }
}

// WithDeadLetter gives you the events whose handlers failed in all attempts, with the last error. Without it they are logged
// as errors to slog.Default.
func WithDeadLetter(f func(ctx context.Context, e Event, err error)) Option {
	return func(r *Receiver) error {
		if f == nil {
			return fmt.Errorf("%w: the function for dead letters is nil", ErrBadInput)
		}
		r.deadLetter = f
		return nil
	}
}

// WithHoldBack keeps each event for a while before its handlers run, and those that come meanwhile in the order in which they
// happened. Servers send events at the same time, so that a later one can arrive first. Without it, events are handled in the
// order of their arrival.
func WithHoldBack(d time.Duration) Option {
	return func(r *Receiver) error { r.holdBack = d; return nil }
}

// WithObserver tells f of every outcome, for metrics and logs. It is called concurrently, and must not block.
func WithObserver(f func(Observation)) Option {
	return func(r *Receiver) error { r.counters.observe = f; return nil }
}
