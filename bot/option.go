package bot

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// Option configures a Bot.
type Option func(*Bot) error

// WithReceiver configures how webhooks are received: at least webhook.WithSecrets, or what takes its place.
func WithReceiver(opts ...webhook.Option) Option {
	return func(b *Bot) error { b.forwarded = append(b.forwarded, opts...); return nil }
}

// WithName tells the bot from others in the same account: it is part of the keys of its replies. It is "bot" without it, and should
// not change.
func WithName(name string) Option {
	return func(b *Bot) error {
		if name == "" || strings.ContainsAny(name, "/ ") || len(name) > 50 {
			return fmt.Errorf("%w: a name has 1 to 50 characters, without slashes and spaces, got %q", ErrBadInput, name)
		}
		b.name = name
		return nil
	}
}

// WithStatuses sets the statuses of the conversations that the bot answers in, in place of pending: a bot that works beside agents
// answers in open ones too.
func WithStatuses(statuses ...ndoto.ConversationStatus) Option {
	return func(b *Bot) error {
		if len(statuses) == 0 || slices.ContainsFunc(statuses, func(s ndoto.ConversationStatus) bool { return !s.Valid() }) {
			return fmt.Errorf("%w: the statuses are open, pending, snoozed and resolved, got %q", ErrBadInput, statuses)
		}
		b.statuses = statuses
		return nil
	}
}

// WithDebounce waits until a customer has written nothing more for a time, and gives all of it to OnMessage at once: people send
// three short messages where one would do.
func WithDebounce(d time.Duration) Option {
	return func(b *Bot) error {
		if d < 0 {
			return fmt.Errorf("%w: the debounce must not be negative, got %v", ErrBadInput, d)
		}
		b.debounce = d
		return nil
	}
}

// WithTimeLimit ends the context of a turn after a time. If the handler fails for it, or fails for good in all attempts, the
// fallback is called, which may say that somebody will answer soon, or hand over. A webhook.WithDeadLetter of yours takes its
// place for what fails in all attempts.
func WithTimeLimit(d time.Duration, fallback Handler) Option {
	return func(b *Bot) error {
		if d <= 0 {
			return fmt.Errorf("%w: the time of a turn must be positive, got %v", ErrBadInput, d)
		}
		b.limit, b.fallback = d, fallback
		return nil
	}
}

// WithUserToken gives an agent bot the token of a user, for what bots may not do: read the history of a conversation, and look
// whether a reply arrived. An agent bot with a journal or behind a message broker needs it: what was replied before the process
// ended cannot be seen otherwise, and so such an event is not answered.
func WithUserToken(token string) Option {
	return func(b *Bot) error {
		if token == "" {
			return fmt.Errorf("%w: the token is empty", ErrBadInput)
		}
		b.userToken = token
		return nil
	}
}

// WithStore keeps what the bot remembers of conversations elsewhere than in memory.
func WithStore(s Store) Option {
	return func(b *Bot) error {
		if s == nil {
			return fmt.Errorf("%w: the store is nil", ErrBadInput)
		}
		b.store = s
		return nil
	}
}

// WithLogger logs what goes wrong, without what customers wrote, elsewhere than to slog.Default.
func WithLogger(l *slog.Logger) Option {
	return func(b *Bot) error {
		if l == nil {
			return fmt.Errorf("%w: the logger is nil", ErrBadInput)
		}
		b.logger = l
		return nil
	}
}

// asUser are the options of a call that agent bots may not make.
func (b *Bot) asUser() []ndoto.RequestOption {
	if b.userToken == "" {
		return nil
	}
	return []ndoto.RequestOption{ndoto.WithToken(b.userToken)}
}
