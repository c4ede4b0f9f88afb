package redisqueue

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"github.com/usendoto/ndoto-go/webhook"
)

func (b *Broker) deadLetters() string { return b.name + ":dead" }

// AddDeadLetter adds a dead letter to the hash "name:dead".
func (b *Broker) AddDeadLetter(ctx context.Context, letter webhook.DeadLetter) error {
	value, err := json.Marshal(letter)
	if err != nil {
		return wrap(err)
	}
	return wrap(b.client.HSet(ctx, b.deadLetters(), letter.ID, value).Err())
}

// RemoveDeadLetter removes a dead letter.
func (b *Broker) RemoveDeadLetter(ctx context.Context, id string) error {
	return wrap(b.client.HDel(ctx, b.deadLetters(), id).Err())
}

// AllDeadLetters yields the dead letters, the oldest first.
func (b *Broker) AllDeadLetters(ctx context.Context) iter.Seq2[webhook.DeadLetter, error] {
	return func(yield func(webhook.DeadLetter, error) bool) {
		values, err := b.client.HGetAll(ctx, b.deadLetters()).Result()
		if err != nil {
			yield(webhook.DeadLetter{}, wrap(err))
			return
		}
		var letters []webhook.DeadLetter
		for id, value := range values {
			var letter webhook.DeadLetter
			if err := json.Unmarshal([]byte(value), &letter); err != nil {
				if !yield(webhook.DeadLetter{ID: id}, fmt.Errorf("redisqueue: the dead letter %q: %w", id, err)) {
					return
				}
				continue
			}
			letters = append(letters, letter)
		}
		slices.SortFunc(letters, func(a, b webhook.DeadLetter) int { return a.At.Compare(b.At) })
		for _, letter := range letters {
			if !yield(letter, nil) {
				return
			}
		}
	}
}
