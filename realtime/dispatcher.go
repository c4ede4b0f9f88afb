package realtime

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
)

// dispatcher calls the handlers: in order within a lane, and for several lanes at the same time.
type dispatcher struct {
	*settings
	slots chan struct{} // one for each event that waits or is handled
	ready chan lane     // with something to do; it has room for all

	mu    sync.Mutex
	lanes map[lane][]Event
}

func newDispatcher(s *settings) *dispatcher {
	return &dispatcher{settings: s, slots: make(chan struct{}, s.queue), ready: make(chan lane, s.queue), lanes: map[lane][]Event{}}
}

// push hands an event over, and waits for room.
func (d *dispatcher) push(ctx context.Context, e Event) error {
	if len(d.handlersOf(e)) == 0 {
		return ctx.Err()
	}
	select {
	case d.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	l := e.lane()
	waiting, active := d.lanes[l]
	d.lanes[l] = append(waiting, e)
	if !active {
		d.ready <- l
	}
	return nil
}

// run handles events until ctx ends, and returns when no handler works any more.
func (d *dispatcher) run(ctx context.Context) {
	var workers sync.WaitGroup
	for range d.workers {
		workers.Go(func() { d.work(ctx) })
	}
	workers.Wait()
}

func (d *dispatcher) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case l := <-d.ready:
			d.handle(ctx, d.first(l))
			d.next(l)
		}
	}
}

// first is the event of a lane that is handled now. It stays in the lane, which is active as long.
func (d *dispatcher) first(l lane) Event {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lanes[l][0]
}

// next ends an event of a lane.
func (d *dispatcher) next(l lane) {
	d.mu.Lock()
	defer d.mu.Unlock()
	waiting := d.lanes[l]
	waiting[0] = nil
	if d.lanes[l] = waiting[1:]; len(waiting) == 1 {
		delete(d.lanes, l)
	} else {
		d.ready <- l
	}
	<-d.slots
}

func (d *dispatcher) handlersOf(e Event) []handler {
	return slices.Concat(d.handlers[reflect.TypeOf(e)], d.handlers[reflect.TypeFor[Event]()])
}

func (d *dispatcher) handle(ctx context.Context, e Event) {
	for _, h := range d.handlersOf(e) {
		if err := call(ctx, h, e); err != nil {
			d.fail(ctx, e, err)
		}
	}
}

func (d *dispatcher) fail(ctx context.Context, e Event, err error) {
	if d.failed != nil {
		d.failed(ctx, e, err)
		return
	}
	d.logger.ErrorContext(ctx, "realtime: an event could not be handled", "event", e.Info().Name, "conversation", e.lane().conversation, "error", err)
}

var errPanic = errors.New("realtime: the handler panicked")

func call(ctx context.Context, h handler, e Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errPanic, p)
		}
	}()
	return h(ctx, e)
}
