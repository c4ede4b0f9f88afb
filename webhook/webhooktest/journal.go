// Package webhooktest has what tests of programs that receive webhooks need: a journal in memory, stores that fail,
// and the tests that every Store and Broker has to pass.
package webhooktest

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/usendoto/ndoto-go/webhook"
)

// Journal is a webhook.Journal in memory, which outlives receivers and can be down.
type Journal struct {
	webhook.DeadLetters
	// Entries are the pending deliveries by their ids. Err is returned by every method if it is not nil.
	Entries map[string]webhook.PendingDelivery
	Err     error

	mu   sync.Mutex
	last int
}

// NewJournal returns a journal with deliveries that are pending.
func NewJournal(deliveries ...webhook.Delivery) *Journal {
	j := &Journal{DeadLetters: newDeadLetters(), Entries: map[string]webhook.PendingDelivery{}}
	for _, d := range deliveries {
		_, _ = j.Append(context.Background(), d)
	}
	return j
}

// Append implements webhook.Journal.
func (j *Journal) Append(_ context.Context, d webhook.Delivery) (string, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.Err != nil {
		return "", j.Err
	}
	j.last++
	id := fmt.Sprint(1000 + j.last)
	j.Entries[id] = webhook.PendingDelivery{Delivery: d}
	return id, nil
}

// Attempt implements webhook.Journal.
func (j *Journal) Attempt(_ context.Context, id string, attempts int) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	entry := j.Entries[id]
	entry.Attempts = attempts
	j.Entries[id] = entry
	return j.Err
}

// Done implements webhook.Journal.
func (j *Journal) Done(_ context.Context, id string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.Entries, id)
	return j.Err
}

// Pending implements webhook.Journal.
func (j *Journal) Pending(context.Context) iter.Seq2[string, webhook.PendingDelivery] {
	j.mu.Lock()
	entries := maps.Clone(j.Entries)
	j.mu.Unlock()
	return func(yield func(string, webhook.PendingDelivery) bool) {
		for _, id := range slices.Sorted(maps.Keys(entries)) {
			if !yield(id, entries[id]) {
				return
			}
		}
		if j.Err != nil {
			yield("", webhook.PendingDelivery{Err: j.Err})
		}
	}
}

// newDeadLetters is the list in memory of a receiver without a journal.
func newDeadLetters() webhook.DeadLetters {
	r, _ := webhook.NewReceiver(webhook.WithoutVerification()) // nothing can be wrong
	return r.DeadLetters()
}

// Letters returns the ids of the dead letters of a receiver.
func Letters(r *webhook.Receiver) []string {
	var ids []string
	for letter, err := range r.DeadLetters().AllDeadLetters(context.Background()) {
		if err != nil {
			return append(ids, err.Error())
		}
		ids = append(ids, letter.ID)
	}
	return ids
}
