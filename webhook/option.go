package webhook

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/usendoto/ndoto-go"
)

// Option configures a Receiver.
type Option func(*Receiver) error

// WithSecrets checks signatures, with the secrets of the webhooks that lead to the receiver: each is enough, so that
// one can be replaced. [Signature] says which servers sign.
func WithSecrets(secrets ...string) Option {
	return func(r *Receiver) error { return r.setSecrets(secrets) }
}

// WithSignature is WithSecrets for headers of another prefix, or another tolerance. Its secrets may be left out if
// WithSecretsFunc or WithTenants has them.
func WithSignature(s Signature) Option {
	return func(r *Receiver) error {
		if s.Tolerance < 0 {
			return fmt.Errorf("%w: the tolerance must not be negative, got %v", ErrBadInput, s.Tolerance)
		}
		r.signature.Prefix, r.signature.Tolerance = s.Prefix, s.Tolerance
		if s.Secrets == nil {
			return nil
		}
		return r.setSecrets(s.Secrets)
	}
}

func (r *Receiver) setSecrets(secrets []string) error {
	if len(secrets) == 0 {
		return fmt.Errorf("%w: without a secret no signature can be checked; the API shows it as the secret of the webhook, the inbox or the agent bot", ErrBadInput)
	}
	for _, secret := range secrets {
		switch secret {
		case "":
			return fmt.Errorf("%w: a secret is empty; the API shows it as the secret of the webhook, the inbox or the agent bot (NDOTO_WEBHOOK_SECRET in the examples)", ErrBadInput)
		case ndoto.Secret(secret).String():
			return fmt.Errorf("%w: a secret is %s, which is what an ndoto.Secret prints: convert it with string() before you print or store it", ErrBadInput, secret)
		}
	}
	r.signature.Secrets, r.signed = secrets, true
	return nil
}

// WithSecretsFunc checks signatures with secrets that may change while the program runs: f is called for each request
// and should remember what it has read, with the secret before the last change: what is under way is signed with it.
// An error of f leads to 500, after which the server sends to agent bots again.
func WithSecretsFunc(f func(ctx context.Context) ([]string, error)) Option {
	return func(r *Receiver) error {
		if f == nil {
			return fmt.Errorf("%w: the function for secrets is nil", ErrBadInput)
		}
		r.tenants, r.secrets = secretsFunc(f), f
		return nil
	}
}

// WithTenants serves several accounts or servers with one receiver. f finds out by the address of a request, such as
// /ndoto/{tenant}, whose it is; it must not read the body. An error of f leads to 500.
func WithTenants(f func(r *http.Request) (Tenant, error)) Option {
	return func(r *Receiver) error {
		if f == nil {
			return fmt.Errorf("%w: the function for tenants is nil", ErrBadInput)
		}
		r.tenants, r.secrets = f, nil
		return nil
	}
}

// WithURLToken checks the parameter "token" of the address, for servers that do not sign: give them an address such as
// https://example.com/ndoto?token=... With WithSecrets too, both must hold.
func WithURLToken(token string) Option {
	return func(r *Receiver) error {
		if len(token) < 16 {
			return fmt.Errorf("%w: a token in an address needs at least 16 characters, as it is all that keeps others out", ErrBadInput)
		}
		r.urlToken = token
		return nil
	}
}

// WithoutVerification accepts events from everybody, for a receiver that something else protects, or that only
// consumes.
func WithoutVerification() Option {
	return func(r *Receiver) error { r.unverified = true; return nil }
}

// WithStore remembers events elsewhere than in memory, and how long: 24 hours if ttl is 0. Processes that receive for
// the same webhook share one. The memory remembers 100,000 events; give NewMemoryStore for another number.
func WithStore(store Store, ttl time.Duration) Option {
	return func(r *Receiver) error {
		if store == nil {
			return fmt.Errorf("%w: the store is nil", ErrBadInput)
		}
		if ttl < 0 {
			return fmt.Errorf("%w: the time to remember an event must not be negative, got %v", ErrBadInput, ttl)
		}
		r.store = store
		if ttl > 0 {
			r.ttl = ttl
		}
		return nil
	}
}

// WithJournal stores events before they are acknowledged, so that a process that dies loses none. Those of an earlier
// process are handled when [Receiver.Replay] is called.
func WithJournal(j Journal) Option {
	return func(r *Receiver) error {
		if j == nil {
			return fmt.Errorf("%w: the journal is nil", ErrBadInput)
		}
		r.journal = j
		return nil
	}
}

// WithForward hands events on, to a message broker for example, in place of handling them. An event is acknowledged
// when f returns nil, within four seconds. What takes it from there calls [Receiver.Process]. See [WithBroker] for
// brokers that share the events among processes.
func WithForward(f func(ctx context.Context, e Event) error) Option {
	return func(r *Receiver) error {
		if f == nil {
			return fmt.Errorf("%w: the function to forward with is nil", ErrBadInput)
		}
		r.forward = f
		return nil
	}
}

// WithBroker puts events on a broker, from which all processes with [Receiver.Consume] take them. Without WithStore,
// the store of the broker is used.
func WithBroker(b Broker) Option {
	return func(r *Receiver) error {
		if b == nil {
			return fmt.Errorf("%w: the broker is nil", ErrBadInput)
		}
		r.broker = b
		return nil
	}
}

// WithLease sets how long a process that consumes from a broker may be silent before the others take over what it
// has, 10 s without it. Less means that a crash delays events less, and a slow store disturbs more.
func WithLease(d time.Duration) Option {
	return func(r *Receiver) error {
		if d < minLease {
			return fmt.Errorf("%w: a lease must be at least %v, got %v", ErrBadInput, minLease, d)
		}
		r.lease = d
		return nil
	}
}

// WithWorkers sets how many conversations are handled at the same time, 256 without it. A handler that takes longer
// than 5 s waits for something, and counts no longer.
func WithWorkers(n int) Option {
	return positive("workers", n, func(r *Receiver) { r.workers = n })
}

// WithQueue sets how many events may wait, 10,000 without it; a tenth of them, and at least 100, may be of one
// conversation, and their bodies may take 256 MiB. To more, the receiver responds with 429. The server then sends to
// agent bots again for about 15 s, and opens the conversation for humans if that is not enough. So a queue that is
// shorter than what the workers can handle in 15 s gives conversations away in a burst, while a longer one only costs
// memory.
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

// WithRetry sets how often handlers that fail are called.
func WithRetry(p RetryPolicy) Option {
	return func(r *Receiver) error {
		if p.MaxAttempts < 0 || p.MinBackoff < 0 || p.MaxBackoff < 0 {
			return fmt.Errorf("%w: the attempts and the backoff of a retry policy must not be negative, got %+v", ErrBadInput, p)
		}
		r.retry = p
		return nil
	}
}

// WithDeadLetter calls f for each event whose handlers failed for good, with the last error. Without it they are
// logged as errors. [Receiver.DeadLetters] has them in either case.
func WithDeadLetter(f func(ctx context.Context, e Event, err error)) Option {
	return func(r *Receiver) error {
		if f == nil {
			return fmt.Errorf("%w: the function for dead letters is nil", ErrBadInput)
		}
		r.onDead = f
		return nil
	}
}

// WithHoldBack keeps each event for a while before its handlers run, and those that arrive in the meantime in the
// order in which they happened. Servers send events concurrently, so a later one can arrive first. Without it, events
// are handled in the order of their arrival.
func WithHoldBack(d time.Duration) Option {
	return func(r *Receiver) error {
		if d < 0 {
			return fmt.Errorf("%w: the time to hold events back must not be negative, got %v", ErrBadInput, d)
		}
		r.holdBack = d
		return nil
	}
}

// WithArrival calls f as soon as an event is queued, while those before it are handled: a bot stops thinking when an
// agent takes over. f must not block. The event is not to be changed.
func WithArrival(f func(e Event)) Option {
	return func(r *Receiver) error {
		if f == nil {
			return fmt.Errorf("%w: the function for arrivals is nil", ErrBadInput)
		}
		before := r.arrived
		r.arrived = f
		if before != nil {
			r.arrived = func(e Event) { before(e); f(e) }
		}
		return nil
	}
}

// WithExpendable names events that nobody misses, such as the echoes of a program's own messages. While the receiver
// shuts down they are acknowledged, and not asked to come again: whoever comes next is not there yet, and the server
// opens conversations of agent bots when it cannot deliver.
func WithExpendable(f func(e Event) bool) Option {
	return func(r *Receiver) error {
		if f == nil {
			return fmt.Errorf("%w: the function for expendable events is nil", ErrBadInput)
		}
		r.expendable = f
		return nil
	}
}

// WithObserver calls f for every outcome, for metrics and logs. It is called concurrently, and must not block. Several
// observers are all called.
func WithObserver(f func(Observation)) Option {
	return func(r *Receiver) error {
		if f == nil {
			return fmt.Errorf("%w: the observer is nil", ErrBadInput)
		}
		r.counters.observers = append(r.counters.observers, f)
		return nil
	}
}

// WithLogger logs what goes wrong elsewhere than to slog.Default: refused requests at most once a minute for each
// reason, and never what customers wrote.
func WithLogger(l *slog.Logger) Option {
	return func(r *Receiver) error {
		if l == nil {
			return fmt.Errorf("%w: the logger is nil", ErrBadInput)
		}
		r.log.to = l
		return nil
	}
}
