package webhook

import (
	"context"
	"iter"
)

// Journal keeps the events that were accepted until their handlers are done, so that none is lost when the process ends in
// between. The module github.com/usendoto/ndoto-go/boltjournal keeps them in a file. It is used concurrently.
type Journal interface {
	// Append stores a delivery, and returns an id for it. The event is accepted when it returns.
	Append(ctx context.Context, d Delivery) (id string, err error)
	// Done forgets a delivery.
	Done(ctx context.Context, id string) error
	// Pending yields the deliveries that are not done, in the order in which they were stored, by their ids.
	Pending(ctx context.Context) iter.Seq2[string, PendingDelivery]
}

// PendingDelivery is a delivery that a process before has accepted and not finished, or an error of the journal.
type PendingDelivery struct {
	Delivery Delivery
	Err      error
}

// nothing is the journal of a receiver without one.
type nothing struct{}

func (nothing) Append(context.Context, Delivery) (string, error) { return "", nil }
func (nothing) Done(context.Context, string) error               { return nil }
func (nothing) Pending(context.Context) iter.Seq2[string, PendingDelivery] {
	return func(func(string, PendingDelivery) bool) {}
}
