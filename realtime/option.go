package realtime

import (
	"context"
	"log/slog"
	"net/url"
	"reflect"
	"time"
)

// Option configures a connection, or adds a handler to it.
type Option func(*settings) error

type handler func(ctx context.Context, e Event) error

type settings struct {
	handlers map[reflect.Type][]handler
	since    time.Time
	presence bool
	cable    string
	maxGap   time.Duration
	workers  int
	queue    int
	failed   func(ctx context.Context, e Event, err error)
	logger   *slog.Logger
}

func newSettings(opts []Option) (*settings, error) {
	s := &settings{handlers: map[reflect.Type][]handler{}, maxGap: 24 * time.Hour, workers: 16, queue: 1000, logger: slog.New(slog.DiscardHandler)}
	for _, opt := range opts {
		if opt == nil {
			return nil, badInput("an option is nil")
		}
		if err := opt(s); err != nil {
			return nil, err
		}
	}
	if len(s.handlers) == 0 {
		return nil, badInput("there are no handlers, and the events would be forgotten: give On")
	}
	return s, nil
}

// On calls f for each event of its type, such as *MessageCreated, or for all with the type Event. Events of one
// conversation are handled one after another, those of different ones at the same time. Its context ends with that of
// Connect. An error, or a panic, goes to [WithErrorHandler]; the event does not come again.
func On[E Event](f func(ctx context.Context, e E) error) Option {
	return func(s *settings) error {
		if f == nil {
			return badInput("a handler is nil")
		}
		t := reflect.TypeFor[E]()
		s.handlers[t] = append(s.handlers[t], func(ctx context.Context, e Event) error { return f(ctx, e.(E)) })
		return nil
	}
}

// WithSince also delivers what was missed since a time, such as the last event before the program was restarted.
func WithSince(t time.Time) Option {
	return func(s *settings) error {
		if t.IsZero() || t.After(time.Now()) {
			return badInput("WithSince: %v is not in the past", t)
		}
		s.since = t
		return nil
	}
}

// WithPresence keeps the user present, as long as the connection lasts: others see them online, and the server assigns
// conversations to them and lets their calls ring. It also notices sooner that nothing comes any more. Without it, a
// connection makes its user present for 20 s only; use a user of its own for a program, whose availability is busy or
// offline.
func WithPresence() Option { return func(s *settings) error { s.presence = true; return nil } }

// WithCableURL sets the address of the websocket, where that is not the address of the client with /cable.
func WithCableURL(address string) Option {
	return func(s *settings) error {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "wss" && u.Scheme != "ws" && u.Scheme != "https" && u.Scheme != "http" {
			return badInput("the address of a websocket begins with wss://, got %q", address)
		}
		s.cable = address
		return nil
	}
}

// WithMaxGap sets how far back the API is asked for what was missed; the default is a day. What is older is a [Gap].
func WithMaxGap(d time.Duration) Option {
	return func(s *settings) error {
		if d < overlap {
			return badInput("the longest gap must be at least %v, got %v", overlap, d)
		}
		s.maxGap = d
		return nil
	}
}

// WithWorkers sets how many conversations are handled at the same time, 16 by default, and how many events may wait,
// 1,000 by default. When so many wait, nothing more is read from the server.
func WithWorkers(workers, waiting int) Option {
	return func(s *settings) error {
		if workers < 1 || waiting < 1 {
			return badInput("there must be workers and room for events, got %d and %d", workers, waiting)
		}
		s.workers, s.queue = workers, waiting
		return nil
	}
}

// WithErrorHandler is told of events that a handler could not handle. By default they are logged.
func WithErrorHandler(f func(ctx context.Context, e Event, err error)) Option {
	return func(s *settings) error { s.failed = f; return nil }
}

// WithLogger sets where the state of the connection is logged, without any token. The default is nowhere.
func WithLogger(l *slog.Logger) Option {
	return func(s *settings) error {
		if l == nil {
			return badInput("the logger is nil")
		}
		s.logger = l
		return nil
	}
}
