package boltjournal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"

	bolt "go.etcd.io/bbolt"

	"github.com/usendoto/ndoto-go/webhook"
)

// AddDeadLetter writes a dead letter, and returns when the disk has it.
func (j *Journal) AddDeadLetter(_ context.Context, letter webhook.DeadLetter) error {
	value, err := json.Marshal(letter)
	if err != nil {
		return err
	}
	return wrap(j.db.Batch(func(tx *bolt.Tx) error { return tx.Bucket(letters).Put([]byte(letter.ID), value) }))
}

// RemoveDeadLetter removes a dead letter.
func (j *Journal) RemoveDeadLetter(_ context.Context, id string) error {
	return wrap(j.db.Batch(func(tx *bolt.Tx) error { return tx.Bucket(letters).Delete([]byte(id)) }))
}

// AllDeadLetters yields the dead letters, the oldest first. A damaged one is yielded as an error, and hides no other.
func (j *Journal) AllDeadLetters(ctx context.Context) iter.Seq2[webhook.DeadLetter, error] {
	return func(yield func(webhook.DeadLetter, error) bool) {
		found, err := j.readLetters()
		if err != nil {
			yield(webhook.DeadLetter{}, wrap(err))
			return
		}
		for _, letter := range found {
			if err := errors.Join(ctx.Err(), letter.err); !yield(letter.DeadLetter, err) || ctx.Err() != nil {
				return
			}
		}
	}
}

type readLetter struct {
	webhook.DeadLetter
	err error
}

func (j *Journal) readLetters() (found []readLetter, err error) {
	err = j.db.View(func(tx *bolt.Tx) error {
		return tx.Bucket(letters).ForEach(func(k, v []byte) error {
			letter := readLetter{DeadLetter: webhook.DeadLetter{ID: string(k)}}
			if err := json.Unmarshal(v, &letter.DeadLetter); err != nil {
				letter.err = fmt.Errorf("boltjournal: the dead letter %q is damaged: %w", k, err)
			}
			found = append(found, letter)
			return nil
		})
	})
	slices.SortStableFunc(found, func(a, b readLetter) int { return a.At.Compare(b.At) })
	return found, err
}
