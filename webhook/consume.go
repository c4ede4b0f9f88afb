package webhook

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	defaultLease = 10 * time.Second
	minLease     = 500 * time.Millisecond
	// drainTime is what handlers have to finish when Consume ends.
	drainTime = 10 * time.Second
)

// Consume calls the handlers for the events on the broker of [WithBroker], until ctx ends or Shutdown is called,
// which is not an error. Processes that consume share the partitions: each has one reader at a time, so the events of a
// conversation are handled in their order and one after another, also while processes come, go and die. [Behind],
// [WithHoldBack] and the retries of one conversation beside the others work as without a broker.
//
// An event is deleted from the broker when its handlers are done, or when it is a dead letter. Its attempts are
// counted in the store of the broker, before they begin, so an event that ends the process is a dead letter in the
// end too. When Consume ends, handlers that run have ten seconds to finish; what has not begun is left to the other
// processes.
//
// Consume returns an error when the broker or its store cannot be reached for longer than the lease ([WithLease]): by
// then other processes may have taken over. It returns one of the class [ErrBadInput] without WithBroker or handlers.
func (r *Receiver) Consume(ctx context.Context) error {
	if r.broker == nil {
		return fmt.Errorf("%w: Consume needs WithBroker", ErrBadInput)
	}
	if !r.hasHandlers() {
		return errNoHandlers
	}
	c := &consumer{
		r: r, partitions: map[int]*partition{}, failed: make(chan error, 1), poke: make(chan struct{}, 1),
		member: newMember(r.broker.Store(), r.broker.Partitions(), r.lease, r.ttl),
	}
	handling, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	c.handling = handling
	return c.consume(ctx)
}

// consumer is one call of Consume: a member of the group, with the partitions that it reads.
type consumer struct {
	r          *Receiver
	member     *member
	handling   context.Context // of handlers, longer than that of Consume
	partitions map[int]*partition
	failed     chan error
	poke       chan struct{} // a partition has stopped
}

func (c *consumer) consume(ctx context.Context) error {
	tick := time.NewTicker(c.r.lease / 6)
	defer tick.Stop()
	ended, closing := ctx.Done(), c.r.closing
	var late <-chan time.Time // set while it stops
	var failure error
	stop := func(err error) {
		if late == nil {
			failure, late = err, time.After(drainTime)
			c.stopAll(false)
		}
		ended, closing = nil, nil
	}
	for {
		if err := c.renew(late != nil); err != nil {
			stop(err)
		}
		if late != nil && len(c.partitions) == 0 {
			return errors.Join(failure, c.member.leave())
		}
		select {
		case <-tick.C:
		case <-c.poke:
		case <-ended:
			stop(nil)
		case <-closing:
			stop(nil)
		case err := <-c.failed:
			stop(err)
		case <-late:
			late = make(chan time.Time) // once
			c.stopAll(true)
			return errors.Join(failure, c.awaitHandlers(), c.member.leave())
		}
	}
}

// renew tells the group that this process lives, and begins and ends partitions as the group has it. It returns an
// error when it did not work for so long that others may have taken over.
func (c *consumer) renew(leaving bool) error {
	var released []int
	for number, p := range c.partitions {
		if p.isDone() {
			released = append(released, number)
		}
	}
	share, err := c.member.renew(released, leaving)
	silent := time.Since(c.member.renewed)
	if err != nil {
		if silent > c.r.lease*2/3 {
			c.stopAll(true)
			return fmt.Errorf("webhook: nothing is consumed, as the store was silent for %v: %w", silent.Round(time.Millisecond), err)
		}
		return nil
	}
	for _, number := range released {
		delete(c.partitions, number)
	}
	for number, p := range c.partitions {
		if !share.owned[number] {
			p.stop(true) // another process has it
		}
	}
	surplus := share.surplus
	for number := range share.owned {
		p := c.partitions[number]
		switch {
		case p == nil && !leaving:
			c.partitions[number] = c.begin(number)
		case p != nil && surplus > 0:
			p.stop(false)
			surplus--
		}
	}
	return nil
}

func (c *consumer) stopAll(atOnce bool) {
	for _, p := range c.partitions {
		p.stop(atOnce)
	}
}

// awaitHandlers waits a moment for handlers whose contexts have ended.
func (c *consumer) awaitHandlers() error {
	deadline := time.After(patience)
	for number, p := range c.partitions {
		select {
		case <-p.done:
			delete(c.partitions, number)
		case <-deadline:
			return fmt.Errorf("webhook: the handlers of %d partitions go on although their context has ended", len(c.partitions))
		}
	}
	return nil
}

// fail ends Consume.
func (c *consumer) fail(err error) {
	select {
	case c.failed <- err:
	default: // it ends already
	}
}
