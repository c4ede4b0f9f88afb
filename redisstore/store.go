// Package redisstore keeps what processes that receive webhooks must agree on in Redis: which events are in progress
// or done, and what a bot remembers. It is a module of its own for its dependency: github.com/redis/go-redis/v9.
//
//	client := redis.NewClient(&redis.Options{Addr: "localhost:6379"})
//	store, err := redisstore.New(client, "ndoto")
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithStore(store, 0))
//
// Redis forgets what it has not written to its disk when it dies, and what its replica has not got when it fails
// over: set appendonly, and min-replicas-to-write if there are replicas. Its maxmemory-policy must be noeviction, or
// events are handled twice.
package redisstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/usendoto/ndoto-go/webhook"
)

// Store is a webhook.Store over Redis, or over a server that speaks its protocol and runs its scripts, such as
// Valkey. It is safe for concurrent use, and works with clusters: each step concerns one key.
type Store struct {
	client redis.UniversalClient
	prefix string
}

var _ webhook.Store = (*Store)(nil)

// New returns a store whose keys begin with a prefix and a colon. Processes that share it use the same. It does not
// close the client.
func New(client redis.UniversalClient, prefix string) (*Store, error) {
	if client == nil || prefix == "" {
		return nil, errors.New("redisstore: a Redis client and a prefix are required")
	}
	return &Store{client, prefix + ":"}, nil
}

// Load returns the value of a key, or nil if there is none.
func (s *Store) Load(ctx context.Context, key string) ([]byte, error) {
	value, err := s.client.Get(ctx, s.prefix+key).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("redisstore: %w", err)
	}
	return value, nil
}

// compareAndSwap takes the old value, the new one and its time in milliseconds. An empty value is none.
var compareAndSwap = redis.NewScript(`
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
	return 0
end
if ARGV[2] == '' then
	redis.call('DEL', KEYS[1])
elseif ARGV[3] == '0' then
	redis.call('SET', KEYS[1], ARGV[2])
else
	redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return 1`)

// CompareAndSwap sets the value of a key if its present value is old.
func (s *Store) CompareAndSwap(ctx context.Context, key string, old, next []byte, ttl time.Duration) (bool, error) {
	swapped, err := compareAndSwap.Run(ctx, s.client, []string{s.prefix + key}, old, next, milliseconds(ttl)).Bool()
	if err != nil {
		return false, fmt.Errorf("redisstore: %w", err)
	}
	return swapped, nil
}

// milliseconds rounds up, as 0 is forever.
func milliseconds(ttl time.Duration) int64 {
	if ttl <= 0 {
		return 0
	}
	return max((ttl + time.Millisecond - 1).Milliseconds(), 1)
}
