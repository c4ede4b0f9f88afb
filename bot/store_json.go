package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// loadJSON decodes the value of a key, and returns it as it is stored, too.
func loadJSON[T any](ctx context.Context, store Store, key string) (*T, []byte, error) {
	data, err := store.Load(ctx, key)
	v := new(T)
	if err != nil || data == nil {
		return v, nil, err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return nil, nil, fmt.Errorf("bot: the store has something else under the bot's key %q: %w", key, err)
	}
	return v, data, nil
}

// swapAttempts is how many writers of one key may come first.
const swapAttempts = 20

// changeJSON applies a change to the value of a key, again if somebody else changed it first.
func changeJSON[T any](ctx context.Context, store Store, key string, ttl time.Duration, f func(*T)) error {
	for range swapAttempts {
		v, old, err := loadJSON[T](ctx, store, key)
		if err != nil {
			return err
		}
		f(v)
		data, err := json.Marshal(v)
		if err != nil {
			return err
		}
		swapped, err := store.CompareAndSwap(ctx, key, old, data, ttl)
		if swapped || err != nil {
			return err
		}
	}
	return errors.New("bot: the store did not take a change: others change the same key all the time")
}
