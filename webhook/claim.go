package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// record is what a Store keeps of an event.
type record struct {
	State recordState `json:"state"`
	// Owner is a random name of whoever set the record, so that no two of them are equal.
	Owner string `json:"owner"`
	// Attempts counts the attempts that were begun, Handlers the handlers that have succeeded.
	Attempts int `json:"attempts,omitempty"`
	Handlers int `json:"handlers,omitempty"`
	// Result is the outcome of an event that is done.
	Result string `json:"result,omitempty"`
}

type recordState string

const (
	stateInProgress recordState = "in progress"
	stateDone       recordState = "done"
)

func (r record) encode() []byte {
	data, _ := json.Marshal(r) // strings and numbers
	return data
}

// decodeRecord reads a record. One that is not readable counts as done: another program's value must not lead to a
// second effect.
func decodeRecord(data []byte) record {
	var r record
	if json.Unmarshal(data, &r) != nil {
		return record{State: stateDone}
	}
	return r
}

func newOwner() string { return rand.Text() }

// leaseTime is how long an event is in progress between its arrival and the moment in which it is safe. It is as long
// as a server waits for the response: when the process dies, the server's next attempt finds the event free.
const leaseTime = 5 * time.Second

// errKnown is returned for an event that is done.
var errKnown = errors.New("webhook: the event is known")

// claim is the right to accept an event, under one or two keys.
type claim struct {
	keys  []string
	lease []byte
	done  []byte
}

// claim takes an event, or returns errKnown or ErrInProgress.
func (r *Receiver) claim(ctx context.Context, e Event) (*claim, error) {
	ctx, cancel := storeContext(ctx)
	defer cancel()
	owner := newOwner()
	c := &claim{
		lease: record{State: stateInProgress, Owner: owner}.encode(),
		done:  record{State: stateDone, Owner: owner, Result: Accepted.String()}.encode(),
	}
	for _, key := range claimKeys(e) {
		c.keys = append(c.keys, key) // also if it fails: an error may hide that it was set
		if err := r.claimKey(ctx, key, c.lease); err != nil {
			return nil, errors.Join(err, r.release(ctx, c))
		}
	}
	return c, nil
}

// claimKeys are what an event is known by. Whoever has recorded a request can send it again, with other headers
// around what is signed. So where the body alone does not name the event, the signature does.
func claimKeys(e Event) []string {
	keys := []string{Key(e)}
	if d := e.Info().Delivery; d.signature != "" && createdID(e) == 0 {
		keys = append(keys, tenantPrefix(d)+"signature/"+d.signature)
	}
	return keys
}

// twinTime is how long a request waits for what becomes of its twin, which most often is accepted within a millisecond.
const (
	twinTime  = 2 * time.Second
	twinPause = 20 * time.Millisecond
)

func (r *Receiver) claimKey(ctx context.Context, key string, lease []byte) error {
	for began := time.Now(); time.Since(began) < twinTime; {
		swapped, err := r.store.CompareAndSwap(ctx, key, nil, lease, leaseTime)
		if err != nil {
			return storeError("claim an event", err)
		}
		if swapped {
			return nil
		}
		present, err := r.store.Load(ctx, key)
		switch {
		case err != nil:
			return storeError("look for an event", err)
		case present == nil:
			continue // it has expired, or was released, just now
		case bytes.Equal(present, lease): // a first try whose response was lost
			return nil
		case decodeRecord(present).State == stateDone:
			return errKnown
		}
		if err := wait.For(ctx, twinPause); err != nil {
			return fmt.Errorf("%w: %w", ErrInProgress, err)
		}
	}
	return ErrInProgress
}

// release gives a claim back. What it cannot give back ends with its lease.
func (r *Receiver) release(ctx context.Context, c *claim) error {
	ctx, cancel := storeContext(ctx)
	defer cancel()
	for _, key := range c.keys {
		if _, err := r.store.CompareAndSwap(ctx, key, c.lease, nil, 0); err != nil {
			return storeError("release an event", err)
		}
	}
	return nil
}

// confirm makes a claim known for long: its event is safe.
func (r *Receiver) confirm(ctx context.Context, c *claim) error {
	ctx, cancel := storeContext(ctx)
	defer cancel()
	for _, key := range c.keys {
		swapped, err := r.store.CompareAndSwap(ctx, key, c.lease, c.done, r.ttl)
		if err == nil && !swapped { // the lease has ended in the meantime
			_, err = r.store.CompareAndSwap(ctx, key, nil, c.done, r.ttl)
		}
		if err != nil {
			return storeError(fmt.Sprintf("remember the event %s", key), err)
		}
	}
	return nil
}
