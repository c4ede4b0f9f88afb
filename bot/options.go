package bot

import (
	"context"
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

// WithName tells the bot from others in the same account: it is part of the keys of its replies. The default is "bot".
// It should not change.
func WithName(name string) Option {
	return func(b *Bot) error {
		if name == "" || strings.ContainsAny(name, "/ ") || len(name) > 50 {
			return fmt.Errorf("%w: a name has 1 to 50 characters, without slashes and spaces, got %q", ErrBadInput, name)
		}
		b.name = name
		return nil
	}
}

// WithBotID says which agent bot the client's token belongs to. Without it the bot learns that from the first message
// that it sends; until then it takes a conversation that is assigned to another bot for its own.
func WithBotID(id int64) Option {
	return func(b *Bot) error {
		if id <= 0 {
			return fmt.Errorf("%w: the id of an agent bot must be positive, got %d", ErrBadInput, id)
		}
		b.botID = id
		return nil
	}
}

// WithInboxes limits the bot to some inboxes. A bot that listens to a webhook of the account needs it, unless all
// inboxes are the bot's.
func WithInboxes(ids ...int64) Option {
	return func(b *Bot) error {
		if len(ids) == 0 || slices.ContainsFunc(ids, func(id int64) bool { return id <= 0 }) {
			return fmt.Errorf("%w: ids of inboxes must be positive, got %v", ErrBadInput, ids)
		}
		b.inboxIDs = ids
		return nil
	}
}

// WithStatuses sets the statuses of the conversations that the bot answers in, in place of pending: a bot that works
// beside agents answers in open ones too.
func WithStatuses(statuses ...ndoto.ConversationStatus) Option {
	return func(b *Bot) error {
		if len(statuses) == 0 || slices.ContainsFunc(statuses, func(s ndoto.ConversationStatus) bool { return !s.Valid() }) {
			return fmt.Errorf("%w: the statuses are open, pending, snoozed and resolved, got %q", ErrBadInput, statuses)
		}
		b.statuses = statuses
		return nil
	}
}

// WithDebounce waits until a customer has written nothing more for a time, and gives all of it to OnMessage at once:
// people send three short messages where one would do. The bot waits at most five times as long. It works behind a
// message broker, too, where it costs a request for each message.
func WithDebounce(d time.Duration) Option {
	return func(b *Bot) error {
		if d < 0 {
			return fmt.Errorf("%w: the debounce must not be negative, got %v", ErrBadInput, d)
		}
		b.debounce = d
		return nil
	}
}

// WithInterrupt ends the context of a turn whose customer writes again before the bot has sent anything: the next turn
// then answers both messages.
func WithInterrupt() Option { return func(b *Bot) error { b.interrupt = true; return nil } }

// WithTimeLimit ends the context of a turn with a customer after a time, and returns although its handler may not. If
// the handler fails because of it, or fails for good, the fallback is called, which may say that somebody will answer
// soon, or hand over. If the fallback is nil or fails too, the conversation is opened for humans, as it is without a
// time limit.
func WithTimeLimit(d time.Duration, fallback Handler) Option {
	return func(b *Bot) error {
		if d <= 0 {
			return fmt.Errorf("%w: the time of a turn must be positive, got %v", ErrBadInput, d)
		}
		b.limit, b.fallback = d, fallback
		return nil
	}
}

// WithStillWorking sends a text to a customer whose turn takes longer than a time and has sent nothing yet.
func WithStillWorking(after time.Duration, text string) Option {
	return func(b *Bot) error {
		if after <= 0 || text == "" {
			return fmt.Errorf("%w: WithStillWorking needs a positive time and a text, got %v and %q", ErrBadInput, after, text)
		}
		b.stillAfter, b.stillText = after, text
		return nil
	}
}

// WithMaxAge sets how old a message may be that the bot answers, one hour by default. An older one, which waited during
// an outage or in a journal, is handed over to the team.
func WithMaxAge(d time.Duration) Option {
	return func(b *Bot) error {
		if d <= 0 {
			return fmt.Errorf("%w: the maximum age of a message must be positive, got %v", ErrBadInput, d)
		}
		b.maxAge = d
		return nil
	}
}

// WithCustomerLimit sets how many messages of one customer the bot answers in a time, 60 in a minute by default: with
// two machines that answer each other it ends there. Beyond it the conversation is handed over.
func WithCustomerLimit(n int, per time.Duration) Option {
	return func(b *Bot) error {
		if n <= 0 || per <= 0 {
			return fmt.Errorf("%w: the limit for a customer must be positive, got %d in %v", ErrBadInput, n, per)
		}
		b.customerMost, b.customerPer = n, per
		return nil
	}
}

// WithUserToken gives an agent bot the token of a user, for what bots may not do: read the history of a conversation,
// look whether a reply arrived, find what was missed in an outage, and open a conversation when the bot's own token is
// dead. [New] requires it with a journal or a message broker, as what was replied before a process ended cannot be seen
// otherwise.
func WithUserToken(token string) Option {
	return func(b *Bot) error {
		if token == "" {
			return fmt.Errorf("%w: the token is empty", ErrBadInput)
		}
		b.userToken = token
		return nil
	}
}

// WithTenants lets the bot answer in many accounts: f returns the client of an account, or a zero Tenant for one that
// is not the bot's. It is called for each event; keep what it looks up. Use webhook.WithTenants to verify the events.
func WithTenants(f func(ctx context.Context, accountID int64) (Tenant, error)) Option {
	return func(b *Bot) error {
		if f == nil {
			return fmt.Errorf("%w: the function for tenants is nil", ErrBadInput)
		}
		b.tenants = f
		return nil
	}
}

// WithStore keeps what the bot remembers of conversations and contacts elsewhere than in memory.
func WithStore(s Store) Option {
	return func(b *Bot) error {
		if s == nil {
			return fmt.Errorf("%w: the store is nil", ErrBadInput)
		}
		b.store = s
		return nil
	}
}

// WithLogger logs elsewhere than to slog.Default. What customers wrote is not logged.
func WithLogger(l *slog.Logger) Option {
	return func(b *Bot) error {
		if l == nil {
			return fmt.Errorf("%w: the logger is nil", ErrBadInput)
		}
		b.logger = l
		return nil
	}
}
