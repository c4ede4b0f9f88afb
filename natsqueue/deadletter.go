package natsqueue

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/usendoto/ndoto-go/webhook"
)

func (b *Broker) deadSubject(id string) string {
	return b.name + "_dead." + base64.RawURLEncoding.EncodeToString([]byte(id))
}

// AddDeadLetter adds a dead letter to the stream "name_dead".
func (b *Broker) AddDeadLetter(ctx context.Context, letter webhook.DeadLetter) error {
	value, err := json.Marshal(letter)
	if err != nil {
		return wrap(err)
	}
	_, err = b.js.Publish(ctx, b.deadSubject(letter.ID), value, jetstream.WithExpectStream(b.name+"_dead"))
	return wrap(err)
}

// RemoveDeadLetter removes a dead letter.
func (b *Broker) RemoveDeadLetter(ctx context.Context, id string) error {
	return wrap(b.dead.Purge(ctx, jetstream.WithPurgeSubject(b.deadSubject(id))))
}

// AllDeadLetters yields the dead letters, the oldest first.
func (b *Broker) AllDeadLetters(ctx context.Context) iter.Seq2[webhook.DeadLetter, error] {
	return func(yield func(webhook.DeadLetter, error) bool) {
		info, err := b.dead.Info(ctx)
		if err != nil {
			yield(webhook.DeadLetter{}, wrap(err))
			return
		}
		for seq := info.State.FirstSeq; seq <= info.State.LastSeq; seq++ {
			raw, err := b.dead.GetMsg(ctx, seq, jetstream.WithGetMsgSubject(b.name+"_dead.*")) // the first from there on
			if errors.Is(err, jetstream.ErrMsgNotFound) {
				return
			}
			if err != nil {
				yield(webhook.DeadLetter{}, wrap(err))
				return
			}
			seq = raw.Sequence
			var letter webhook.DeadLetter
			if err = json.Unmarshal(raw.Data, &letter); err != nil {
				err = fmt.Errorf("natsqueue: a dead letter at %d: %w", seq, err)
			}
			if !yield(letter, err) {
				return
			}
		}
	}
}
