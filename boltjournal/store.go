package boltjournal

import (
	"bytes"
	"context"
	"encoding/binary"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/usendoto/ndoto-go/webhook"
)

// Store returns a webhook.Store in the same file: for webhook.WithStore, so that an event that comes again after a
// restart is known, and for bot.WithStore, so that a bot remembers. It is for the one process that has the file open.
func (j *Journal) Store() webhook.Store { return store{j} }

type store struct{ *Journal }

var values = []byte("values")

// Load returns the value of a key, or nil if there is none or its time is over.
func (s store) Load(_ context.Context, key string) (value []byte, err error) {
	err = s.db.View(func(tx *bolt.Tx) error {
		if v, live := readValue(tx.Bucket(values).Get([]byte(key))); live {
			value = bytes.Clone(v)
		}
		return nil
	})
	return value, wrap(err)
}

// CompareAndSwap sets the value of a key if its present value is old, and returns when the disk has it.
func (s store) CompareAndSwap(_ context.Context, key string, old, next []byte, ttl time.Duration) (swapped bool, err error) {
	err = s.db.Batch(func(tx *bolt.Tx) error { // which may call it again
		b := tx.Bucket(values)
		present, _ := readValue(b.Get([]byte(key)))
		if swapped = bytes.Equal(present, old); !swapped {
			return nil
		}
		if err := s.sweep(b); err != nil {
			return err
		}
		if len(next) == 0 {
			return b.Delete([]byte(key))
		}
		return b.Put([]byte(key), writeValue(next, ttl))
	})
	return swapped && err == nil, wrap(err)
}

// sweepStep is how many values each write looks at. More than one, so that what has expired does not pile up.
const sweepStep = 4

// sweep removes what has expired of the next values in the order of their keys, and begins anew at the end.
func (s store) sweep(b *bolt.Bucket) error {
	c := b.Cursor()
	var expired [][]byte
	k, v := c.Seek(s.swept)
	for range sweepStep {
		if k == nil {
			break
		}
		if _, live := readValue(v); !live {
			expired = append(expired, bytes.Clone(k))
		}
		k, v = c.Next()
	}
	s.swept = bytes.Clone(k) // nil is the beginning
	for _, key := range expired {
		if err := b.Delete(key); err != nil {
			return err
		}
	}
	return nil
}

// stampSize is that of the time at which a value expires, which stands before it: 0 for never.
const stampSize = 8

func writeValue(value []byte, ttl time.Duration) []byte {
	stamp := uint64(0)
	if ttl > 0 {
		stamp = uint64(time.Now().Add(ttl).UnixNano())
	}
	return append(binary.BigEndian.AppendUint64(nil, stamp), value...)
}

func readValue(stored []byte) (value []byte, live bool) {
	if len(stored) < stampSize {
		return nil, false
	}
	stamp := binary.BigEndian.Uint64(stored)
	if stamp != 0 && uint64(time.Now().UnixNano()) >= stamp {
		return nil, false
	}
	return stored[stampSize:], true
}
