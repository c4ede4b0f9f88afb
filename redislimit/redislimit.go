// Package redislimit paces the Ndoto clients of several processes together, so that all of them stay below the server's
// rate limits. They share their counters in Redis.
//
//	store := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
//	limiter, err := redislimit.New(store, "ndoto", ndoto.DefaultLimits())
//	client, err := ndoto.New(1, token, ndoto.WithLimiter(limiter))
package redislimit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/wait"
)

// Limiter is an [ndoto.Limiter] over Redis.
type Limiter struct {
	rates  *redis_rate.Limiter
	prefix string
	limits map[string]redis_rate.Limit
}

// New returns a Limiter. The processes that share limits use the same Redis, the same prefix and the same limits; the
// prefix should name the account or, for the limit of an address, the address. As with [ndoto.NewLimiter], a tenth of a
// limit may go at once and the rest is spread over its time, and a limit that is not named is not paced.
func New(client redis.UniversalClient, prefix string, limits map[string]ndoto.Limit) (*Limiter, error) {
	if client == nil || prefix == "" {
		return nil, errors.New("redislimit: a Redis client and a prefix are required")
	}
	l := &Limiter{rates: redis_rate.NewLimiter(client), prefix: prefix, limits: map[string]redis_rate.Limit{}}
	for name, limit := range limits {
		if limit.Requests <= 0 || limit.Per <= 0 {
			return nil, fmt.Errorf("redislimit: the limit %q must be positive, got %d per %v", name, limit.Requests, limit.Per)
		}
		burst := max(limit.Requests/10, 1)
		l.limits[name] = redis_rate.Limit{Rate: max(limit.Requests-burst, 1), Burst: burst, Period: limit.Per}
	}
	return l, nil
}

// Wait returns when a request may be sent. An error of Redis ends the call, whose error says so: a limit that cannot be
// seen is not passed.
func (l *Limiter) Wait(ctx context.Context, limit string) error {
	rate, paced := l.limits[limit]
	if !paced {
		return nil
	}
	for {
		allowed, err := l.rates.Allow(ctx, l.prefix+":"+limit, rate)
		switch {
		case err != nil:
			return fmt.Errorf("redislimit: %w", err)
		case allowed.Allowed > 0:
			return nil
		}
		// Those who wait come back at different times, or they would all meet again.
		pause := allowed.RetryAfter + time.Duration(rand.Int64N(int64(allowed.RetryAfter)+1))
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < allowed.RetryAfter {
			return fmt.Errorf("redislimit: the limit is free in %v: %w", allowed.RetryAfter.Round(time.Millisecond), context.DeadlineExceeded)
		}
		if err := wait.For(ctx, pause); err != nil {
			return err
		}
	}
}

var _ ndoto.Limiter = (*Limiter)(nil)
