// Package redislimit paces the Ndoto clients of several processes together, so that all of them stay below the server's
// rate limits. They share their counters in Redis.
//
//	store := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
//	limiter, err := redislimit.New(store, "ndoto", ndoto.DefaultLimits())
//	client, err := ndoto.New(1, token, ndoto.WithLimiter(limiter))
package redislimit

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/wait"
)

// Limiter is an [ndoto.Limiter] over Redis 6 or newer. A request that has to wait takes the next free turn with one
// command, and sleeps until then; who asks first goes first. A wait that is canceled gives its turn back. Redis keeps
// the time of each turn of a limit for as long as the limit's: 3000 for the general one.
type Limiter struct {
	client redis.UniversalClient
	prefix string
	limits map[string]window
}

// window is a limit as a window that slides: whichever stretch of its span one looks at, no more turns are in it.
type window struct {
	limit int
	span  time.Duration
}

// New returns a Limiter. The processes that share limits use the same Redis, the same prefix and the same limits; the
// prefix should name the account or, for the limit of an address, the address. As with [ndoto.NewLimiter], requests are
// sent as soon as they come, up to a limit, and the next when its time, and a little more, has passed since the first.
// Limits that are not in the map are not paced.
func New(client redis.UniversalClient, prefix string, limits map[string]ndoto.Limit) (*Limiter, error) {
	if client == nil || prefix == "" {
		return nil, errors.New("redislimit: a Redis client and a prefix are required")
	}
	l := &Limiter{client: client, prefix: prefix, limits: map[string]window{}}
	for name, limit := range limits {
		if limit.Requests <= 0 || limit.Per <= 0 {
			return nil, fmt.Errorf("redislimit: the limit %q must be positive, got %d per %v", name, limit.Requests, limit.Per)
		}
		l.limits[name] = window{limit: limit.Requests, span: wait.SpanOf(limit.Per)}
	}
	return l, nil
}

// The scripts keep the turns of a limit in one list.
var (
	//go:embed take.lua
	takeScript string
	take       = redis.NewScript(takeScript)

	//go:embed give_back.lua
	giveBackScript string
	giveBack       = redis.NewScript(giveBackScript)
)

// Wait returns when a request may be sent. It fails at once if that would be after the deadline of ctx. An error of
// Redis ends the call, whose error says so: a limit that cannot be seen is not passed.
func (l *Limiter) Wait(ctx context.Context, limit string) error {
	paced, ok := l.limits[limit]
	if !ok {
		return nil
	}
	longest := int64(-1)
	if deadline, ok := ctx.Deadline(); ok {
		longest = max(0, time.Until(deadline).Microseconds())
	}
	key := []string{l.prefix + ":turns:" + limit}
	reply, err := take.Run(ctx, l.client, key, paced.limit, paced.span.Microseconds(), longest).Int64Slice()
	if err == nil && len(reply) != 3 {
		err = fmt.Errorf("the reply of Redis has %d parts in place of 3", len(reply))
	}
	if err != nil {
		return fmt.Errorf("redislimit: %w", err)
	}
	taken, turn, pause := reply[0] == 1, reply[1], time.Duration(reply[2])*time.Microsecond
	if !taken {
		return &lateError{limit: limit, free: pause}
	}
	if err := wait.For(ctx, pause); err != nil {
		give, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		// Without it, one turn goes unused.
		_ = giveBack.Run(give, l.client, key, turn).Err()
		return err
	}
	return nil
}

// lateError is the refusal of a wait that would outlast the context. It has taken no turn.
type lateError struct {
	limit string
	free  time.Duration
}

func (e *lateError) Error() string {
	return fmt.Sprintf("redislimit: the limit %q is free in %v", e.limit, e.free.Round(time.Millisecond))
}

// RetryAfter becomes the RetryAfter of an ndoto.Error.
func (e *lateError) RetryAfter() time.Duration { return e.free }

func (e *lateError) Unwrap() error { return context.DeadlineExceeded }

var _ ndoto.Limiter = (*Limiter)(nil)
