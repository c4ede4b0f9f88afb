// Package boltjournal keeps the events that a webhook.Receiver has accepted in a file, so that a process that dies loses none.
// It is a module of its own for what it depends on: go.etcd.io/bbolt, a store in one file for one process.
//
//	journal, err := boltjournal.Open("events.db")
//	defer journal.Close()
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithJournal(journal))
//	webhook.On(receiver, handle)
//	replayed, err := receiver.Replay(ctx) // what the process before has not finished
package boltjournal

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/usendoto/ndoto-go/webhook"
)

// Journal is a webhook.Journal in a file. It is safe for concurrent use; events that come at the same time share one write.
type Journal struct{ db *bolt.DB }

var bucket = []byte("deliveries")

// openTimeout is how long Open waits for another process to let the file go.
const openTimeout = time.Second

// Open opens a file, or makes it. One process can have it open; another gets an error after a second.
func Open(path string) (*Journal, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: openTimeout, FreelistType: bolt.FreelistMapType, NoFreelistSync: true})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("boltjournal: another process has %s open: give each its own file", path)
	}
	if err != nil {
		return nil, fmt.Errorf("boltjournal: %w", err)
	}
	// An event waits this long for others to be written with it.
	db.MaxBatchDelay = time.Millisecond
	err = db.Update(func(tx *bolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(bucket)
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("boltjournal: %w", err), db.Close())
	}
	return &Journal{db}, nil
}

// Close closes the file. Shut the receiver down before.
func (j *Journal) Close() error { return j.db.Close() }

// stored is a delivery in the file.
type stored struct {
	ID       string
	Received time.Time
	Body     []byte
}

// Append writes a delivery, and returns when the disk has it.
func (j *Journal) Append(_ context.Context, d webhook.Delivery) (string, error) {
	value, err := json.Marshal(stored{d.ID, d.Received, d.Body})
	if err != nil {
		return "", err
	}
	var key [8]byte
	err = j.db.Batch(func(tx *bolt.Tx) error {
		b := tx.Bucket(bucket)
		n, err := b.NextSequence()
		if err != nil {
			return err
		}
		binary.BigEndian.PutUint64(key[:], n)
		b.FillPercent = 0.9 // keys only grow
		return b.Put(key[:], value)
	})
	if err != nil {
		return "", fmt.Errorf("boltjournal: %w", err)
	}
	return string(key[:]), nil
}

// Done removes a delivery.
func (j *Journal) Done(_ context.Context, id string) error {
	err := j.db.Batch(func(tx *bolt.Tx) error { return tx.Bucket(bucket).Delete([]byte(id)) })
	if err != nil {
		return fmt.Errorf("boltjournal: %w", err)
	}
	return nil
}

// Pending yields the deliveries that are not done, in their order.
func (j *Journal) Pending(ctx context.Context) iter.Seq2[string, webhook.PendingDelivery] {
	return func(yield func(string, webhook.PendingDelivery) bool) {
		var after []byte
		for {
			// The file is not held open while the caller works, who may call Done.
			key, s, err := j.next(after)
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(string(key), webhook.PendingDelivery{Err: fmt.Errorf("boltjournal: %w", err)})
				return
			}
			if key == nil || !yield(string(key), webhook.PendingDelivery{Delivery: webhook.Delivery{ID: s.ID, Received: s.Received, Body: s.Body}}) {
				return
			}
			after = key
		}
	}
}

// next is the delivery after a key, or none.
func (j *Journal) next(after []byte) (key []byte, s stored, err error) {
	err = j.db.View(func(tx *bolt.Tx) error {
		c := tx.Bucket(bucket).Cursor()
		k, v := c.First()
		if after != nil {
			if k, v = c.Seek(after); string(k) == string(after) {
				k, v = c.Next()
			}
		}
		if k == nil {
			return nil
		}
		key = append([]byte(nil), k...)
		return json.Unmarshal(v, &s)
	})
	return key, s, err
}
