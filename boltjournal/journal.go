// Package boltjournal keeps the events that a webhook.Receiver has accepted in a file, so that a process that dies
// loses none, and those that could not be handled. It is a module of its own for its dependency: go.etcd.io/bbolt, a
// store in one file for one process.
//
//	journal, err := boltjournal.Open("events.db")
//	defer journal.Close()
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithJournal(journal))
//	webhook.On(receiver, handle)
//	replayed, err := receiver.Replay(ctx) // what the previous process has not finished
package boltjournal

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime/debug"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/usendoto/ndoto-go/webhook"
)

// Journal is a webhook.Journal in a file. It is safe for concurrent use; events that come at the same time share one
// write.
type Journal struct {
	db    *bolt.DB
	swept []byte // where the store looks next for values that have expired; used in write transactions only
}

var _ webhook.Journal = (*Journal)(nil)

var (
	deliveries = []byte("deliveries")
	letters    = []byte("dead letters")
)

// openTimeout is how long Open waits for another process to let the file go.
const openTimeout = time.Second

// Open opens a file, or creates it. One process can have it open; another gets an error after a second. A file that
// is damaged is an error too: move it away, and keep it.
func Open(path string) (j *Journal, err error) {
	defer func() {
		if p := recover(); p != nil { // bbolt panics over pages that make no sense
			j, err = nil, fmt.Errorf("boltjournal: %s is damaged: %v", path, p)
		}
	}()
	// The list of free pages stays in the file: to find them anew, bbolt walks over all pages in a goroutine of its own,
	// whose panic over a damaged one nothing can catch.
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: openTimeout, FreelistType: bolt.FreelistMapType})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("boltjournal: another process has %s open: give each its own file", path)
	}
	if err != nil {
		return nil, wrap(err)
	}
	// An event waits this long for others to be written with it.
	db.MaxBatchDelay = time.Millisecond
	if err := db.View(readWhole); err != nil {
		return nil, errors.Join(wrap(err), db.Close())
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, name := range [][]byte{deliveries, letters, values} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(wrap(err), db.Close())
	}
	return &Journal{db: db}, nil
}

// readWhole reads every page in use. What is damaged panics here, where Open catches it, and not later in a goroutine
// of bbolt.
func readWhole(tx *bolt.Tx) error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // the file is mapped into memory
	return tx.ForEach(func(_ []byte, b *bolt.Bucket) error {
		return b.ForEach(func(key, value []byte) error {
			_, err := io.Discard.Write(slices.Concat(key, value))
			return err
		})
	})
}

// Close closes the file. Shut the receiver down first.
func (j *Journal) Close() error { return j.db.Close() }

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("boltjournal: %w", err)
}

// stored is a delivery in the file.
type stored struct {
	Metadata map[string]string
	Body     []byte
	Attempts int `json:",omitzero"`
}

func storedOf(d webhook.Delivery, attempts int) stored { return stored{d.Metadata(), d.Body, attempts} }

func (s stored) delivery() webhook.Delivery {
	d, _ := webhook.NewDelivery(s.Metadata, s.Body) // what it does not know stays zero
	return d
}

// Append writes a delivery, and returns when the disk has it.
func (j *Journal) Append(_ context.Context, d webhook.Delivery) (string, error) {
	value, err := json.Marshal(storedOf(d, 0))
	if err != nil {
		return "", err
	}
	var key [8]byte
	err = j.db.Batch(func(tx *bolt.Tx) error {
		b := tx.Bucket(deliveries)
		n, err := b.NextSequence()
		if err != nil {
			return err
		}
		binary.BigEndian.PutUint64(key[:], n)
		b.FillPercent = 0.9 // keys only grow
		return b.Put(key[:], value)
	})
	return string(key[:]), wrap(err)
}

// Attempt writes how often the handlers of a delivery were begun.
func (j *Journal) Attempt(_ context.Context, id string, attempts int) error {
	return wrap(j.db.Batch(func(tx *bolt.Tx) error {
		b := tx.Bucket(deliveries)
		var s stored
		if err := json.Unmarshal(b.Get([]byte(id)), &s); err != nil {
			return err
		}
		s.Attempts = attempts
		value, err := json.Marshal(s)
		if err != nil {
			return err
		}
		return b.Put([]byte(id), value)
	}))
}

// Done removes a delivery.
func (j *Journal) Done(_ context.Context, id string) error {
	return wrap(j.db.Batch(func(tx *bolt.Tx) error { return tx.Bucket(deliveries).Delete([]byte(id)) }))
}

// Pending yields the deliveries that are not done, in their order. One that is damaged is yielded with its id and an
// error, and hides no other.
func (j *Journal) Pending(ctx context.Context) iter.Seq2[string, webhook.PendingDelivery] {
	return func(yield func(string, webhook.PendingDelivery) bool) {
		var after []byte
		for {
			// The file is not held open while the caller works, who may call Done.
			key, value, err := j.next(after)
			if err = errors.Join(ctx.Err(), err); err != nil {
				yield("", webhook.PendingDelivery{Err: wrap(err)})
				return
			}
			if key == nil {
				return
			}
			var s stored
			pending := webhook.PendingDelivery{}
			if err := json.Unmarshal(value, &s); err != nil {
				pending.Err = fmt.Errorf("boltjournal: the entry %x is damaged: %w", key, err)
			}
			pending.Delivery, pending.Attempts = s.delivery(), s.Attempts
			if !yield(string(key), pending) {
				return
			}
			after = key
		}
	}
}

// next is the entry after a key, or none.
func (j *Journal) next(after []byte) (key, value []byte, err error) {
	err = j.db.View(func(tx *bolt.Tx) error {
		c := tx.Bucket(deliveries).Cursor()
		k, v := c.First()
		if after != nil {
			if k, v = c.Seek(after); string(k) == string(after) {
				k, v = c.Next()
			}
		}
		key, value = append(key, k...), append(value, v...)
		return nil
	})
	return key, value, err
}
