package webhook

import (
	"context"
	"iter"
)

// Journal keeps the events that were accepted until their handlers are done, so that none is lost when the process
// ends in between, and the events that could not be handled. The module github.com/usendoto/ndoto-go/boltjournal
// keeps them in a file. It is used concurrently.
type Journal interface {
	// Append stores a delivery, and returns an id for it. The event is accepted when it returns.
	Append(ctx context.Context, d Delivery) (id string, err error)
	// Attempt notes how often the handlers of a delivery were begun. It returns when that would survive the process.
	Attempt(ctx context.Context, id string, attempts int) error
	// Done forgets a delivery.
	Done(ctx context.Context, id string) error
	// Pending yields the deliveries that are not done, in the order in which they were stored, by their ids.
	Pending(ctx context.Context) iter.Seq2[string, PendingDelivery]
	DeadLetters
}

// PendingDelivery is a delivery that an earlier process has accepted and not finished.
type PendingDelivery struct {
	Delivery Delivery
	// Attempts is what Journal.Attempt noted last.
	Attempts int
	// Err is not nil for an entry that cannot be read, which has an id, and for the end of the journal if it cannot be
	// read any further, which has none.
	Err error
}

// noJournal is the journal of a receiver without one.
type noJournal struct{ memoryDeadLetters }

func (*noJournal) Append(context.Context, Delivery) (string, error) { return "", nil }
func (*noJournal) Attempt(context.Context, string, int) error       { return nil }
func (*noJournal) Done(context.Context, string) error               { return nil }
func (*noJournal) Pending(context.Context) iter.Seq2[string, PendingDelivery] {
	return func(func(string, PendingDelivery) bool) {}
}

// journalEntry is the origin of an event that a journal has.
type journalEntry struct {
	journal Journal
	id      string
}

// begin notes the attempts of events that an earlier process has left behind: one of them may be what ended it. For the
// others it would be a write for each event, to save the first of the attempts.
func (o journalEntry) begin(ctx context.Context, j *job) error {
	j.attempts++
	if o.id == "" || !j.event.Info().Delivery.Replayed {
		return nil
	}
	if err := o.journal.Attempt(context.WithoutCancel(ctx), o.id, j.attempts); err != nil {
		j.attempts--
		return err
	}
	return nil
}

func (o journalEntry) done(ctx context.Context, _ *job) error {
	if o.id == "" {
		return nil
	}
	return o.journal.Done(ctx, o.id)
}
