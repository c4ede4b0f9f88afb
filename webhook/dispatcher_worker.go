package webhook

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// slotTime is how long a handler counts as one of the workers. Those that take longer wait for something, and must
// not keep the other conversations waiting.
const slotTime = 5 * time.Second

// work handles what is ready, and ends when nothing is.
func (d *dispatcher) work() {
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.running--
		d.tell()
	}()
	for {
		l, j := d.next()
		if j == nil || !d.one(l, j) {
			return
		}
	}
}

// one runs a job, and settles it also if its handler ends the goroutine, as the functions of testing do. It reports
// whether the worker still has its slot.
func (d *dispatcher) one(l *laneQueue, j *job) (slotKept bool) {
	v, returned := verdict{kind: again, after: time.Second}, false
	slot := time.AfterFunc(slotTime, d.giveSlotBack)
	defer func() {
		slotKept = slot.Stop()
		d.settle(l, j, v)
		if !returned && slotKept {
			d.giveSlotBack() // another worker takes the place of the one that ends
		}
	}()
	ctx := context.WithValue(j.context(d), behindKey{}, func() []Event { return d.behind(l, j) })
	v = d.run(ctx, j)
	returned = true
	return true
}

func (d *dispatcher) giveSlotBack() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.active--
	d.hire()
}

// behindKey is the key of a function, in the context of handlers.
type behindKey struct{}

// Behind returns the events of the same conversation that wait for the handlers that the context belongs to, in their
// order. The handlers get them one after another later; a bot that answers several messages at once looks at them
// first.
func Behind(ctx context.Context) []Event {
	if behind, ok := ctx.Value(behindKey{}).(func() []Event); ok {
		return behind()
	}
	return nil
}

// patience is how long drain waits for handlers whose contexts it has ended.
const patience = 2 * time.Second

// drain waits until nothing is left, and stops what is in progress when ctx ends first.
func (d *dispatcher) drain(ctx context.Context) error {
	d.mu.Lock()
	if !d.closed {
		d.closed = true
		close(d.closing)
	}
	d.mu.Unlock()
	d.await(func() bool { return d.accepted == 0 }, ctx.Done(), d.ctx.Done())
	d.mu.Lock()
	d.cancel() // no worker begins after it
	ready := d.ready
	d.ready = nil
	for _, l := range ready {
		d.offer(l)
	}
	d.hurry(func(*job) bool { return true })
	d.mu.Unlock()
	late, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	d.await(func() bool { return d.running == 0 }, late.Done(), nil)
	d.mu.Lock()
	defer d.mu.Unlock()
	why := cmp.Or(context.Cause(ctx), ErrClosed)
	switch {
	case d.running > 0:
		return fmt.Errorf("%d handlers go on although their context has ended, and %d events were accepted and not handled: %w", d.running, d.accepted, why)
	case d.accepted > 0:
		return fmt.Errorf("%d events were accepted and not handled: %w", d.accepted, why)
	}
	return nil
}

// await returns when a condition holds, or when one of the channels is closed.
func (d *dispatcher) await(condition func() bool, either, or <-chan struct{}) {
	for {
		d.mu.Lock()
		holds, changed := condition(), d.changed
		d.mu.Unlock()
		if holds {
			return
		}
		select {
		case <-changed:
		case <-either:
			return
		case <-or:
			return
		}
	}
}
