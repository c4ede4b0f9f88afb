package webhook

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// logger writes to the user's logger, and what strangers can provoke at most once a minute.
type logger struct {
	to *slog.Logger

	mu     sync.Mutex
	topics map[string]*logTopic
}

type logTopic struct {
	last    time.Time
	skipped int
}

const (
	logInterval = time.Minute
	logTopics   = 100 // beyond, nothing new is logged until the next interval
)

func (l *logger) slog() *slog.Logger { return cmp.Or(l.to, slog.Default()) }

func (l *logger) warn(ctx context.Context, message string, args ...any) {
	l.slog().WarnContext(ctx, "webhook: "+message, args...)
}

func (l *logger) error(ctx context.Context, message string, args ...any) {
	l.slog().ErrorContext(ctx, "webhook: "+message, args...)
}

// limited warns of a topic at most once in an interval, with the number of warnings that were left out since.
func (l *logger) limited(ctx context.Context, topic, message string, args ...any) {
	now := time.Now()
	l.mu.Lock()
	if l.topics == nil || len(l.topics) >= logTopics && l.topics[topic] == nil {
		l.topics = map[string]*logTopic{}
	}
	t := l.topics[topic]
	if t == nil {
		t = &logTopic{}
		l.topics[topic] = t
	}
	if !t.last.IsZero() && now.Sub(t.last) < logInterval {
		t.skipped++
		l.mu.Unlock()
		return
	}
	skipped := t.skipped
	t.last, t.skipped = now, 0
	l.mu.Unlock()
	if skipped > 0 {
		args = append(args, "skipped", skipped)
	}
	l.warn(ctx, message, args...)
}

// refusalOf is the class of a refusal.
func refusalOf(err error) string {
	for _, class := range []error{ErrUnsigned, ErrSignature, ErrStale, ErrMalformed, ErrTooLarge} {
		if errors.Is(err, class) {
			return class.Error()
		}
	}
	return "other"
}
