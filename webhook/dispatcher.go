package webhook

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// dispatcher runs the events of each lane one after another, and several lanes at the same time. A lane that waits, for a
// retry or because its events are held back, keeps no worker.
type dispatcher struct {
	workers  int
	capacity int64
	// run handles a job, and returns when to do so again, 0 for never.
	run    func(context.Context, *job) time.Duration
	ctx    context.Context
	cancel context.CancelFunc

	mu       sync.Mutex
	closed   bool
	accepted int64 // events that are not done
	lanes    map[string]*laneQueue
	ready    []*laneQueue // those that a worker may take
	active   int          // workers
	running  sync.WaitGroup
	idle     chan struct{} // closed when nothing is left, after drain was called
}

// job is an event on its way through its handlers.
type job struct {
	event     Event
	journalID string
	handlers  []handler
	done      int // how many of them have succeeded
	attempts  int
	place     place
	due       time.Time // not before
}

// laneQueue are the jobs of a lane. It is in ready, or has a timer, or a worker, and never two of them.
type laneQueue struct {
	name  string
	jobs  []*job
	timer *time.Timer
}

// reserve takes a place in the queue.
func (d *dispatcher) reserve() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.closed:
		return ErrClosed
	case d.accepted >= d.capacity:
		return ErrFull
	}
	d.accepted++
	return nil
}

// admit takes a place although there may be none: the event was accepted before.
func (d *dispatcher) admit() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.accepted++
}

// leave gives a place back.
func (d *dispatcher) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.finished()
}

func (d *dispatcher) finished() {
	d.accepted--
	if d.accepted == 0 && d.idle != nil {
		close(d.idle)
		d.idle = nil
	}
}

func (d *dispatcher) waiting() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.accepted
}

// enqueue puts a job into its lane, behind the others or, if they are sorted, where it belongs.
func (d *dispatcher) enqueue(j *job, sorted bool) {
	name := OrderKey(j.event)
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.lanes[name]
	if l == nil {
		l = &laneQueue{name: name, jobs: []*job{j}}
		d.lanes[name] = l
		d.schedule(l)
		return
	}
	at := len(l.jobs)
	if sorted {
		for at > 0 && l.jobs[at-1].attempts == 0 && j.place.compare(l.jobs[at-1].place) < 0 {
			at--
		}
	}
	l.jobs = slices.Insert(l.jobs, at, j)
}

// schedule lets a worker take the lane when the first of its jobs is due.
func (d *dispatcher) schedule(l *laneQueue) {
	due := l.jobs[0].due
	if l.jobs[0].attempts == 0 {
		for _, j := range l.jobs[1:] { // one that came first may have been sorted behind another
			if j.due.Before(due) {
				due = j.due
			}
		}
	}
	if wait := time.Until(due); wait > 0 {
		l.timer = time.AfterFunc(wait, func() {
			d.mu.Lock()
			defer d.mu.Unlock()
			l.timer = nil
			d.offer(l)
		})
		return
	}
	d.offer(l)
}

func (d *dispatcher) offer(l *laneQueue) {
	if d.ctx.Err() != nil {
		return
	}
	d.ready = append(d.ready, l)
	if d.active < d.workers {
		d.active++
		d.running.Add(1)
		go d.work()
	}
}

// work handles what is ready, and ends when nothing is.
func (d *dispatcher) work() {
	defer d.running.Done()
	for {
		l, j := d.next()
		if j == nil {
			return
		}
		d.one(l, j)
	}
}

// one runs a job, and settles it also if its handler ends the goroutine, as the functions of testing do.
func (d *dispatcher) one(l *laneQueue, j *job) {
	again, returned := time.Duration(0), false
	defer func() {
		d.settle(l, j, again)
		if !returned {
			d.replace()
		}
	}()
	again = d.run(context.WithValue(d.ctx, behindKey{}, func() []Event { return d.behind(l, j) }), j)
	returned = true
}

// replace starts a worker in place of one that ends.
func (d *dispatcher) replace() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running.Add(1)
	go d.work()
}

// behindKey is the key of a function, in the context of handlers.
type behindKey struct{}

// Behind returns the events of the same conversation that wait for the handlers that the context belongs to, in their order. The
// handlers get them one after another later; a bot that answers several messages at once looks at them before.
func Behind(ctx context.Context) []Event {
	if behind, ok := ctx.Value(behindKey{}).(func() []Event); ok {
		return behind()
	}
	return nil
}

// behind is empty once the job is done.
func (d *dispatcher) behind(l *laneQueue, first *job) []Event {
	d.mu.Lock()
	defer d.mu.Unlock()
	var events []Event
	if len(l.jobs) == 0 || l.jobs[0] != first {
		return nil
	}
	for _, j := range l.jobs[1:] {
		events = append(events, j.event)
	}
	return events
}

func (d *dispatcher) next() (*laneQueue, *job) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.ready) == 0 || d.ctx.Err() != nil {
		d.active--
		return nil, nil
	}
	l := d.ready[0]
	d.ready = d.ready[1:]
	j := l.jobs[0]
	j.attempts++ // it keeps its place from now on
	return l, j
}

// settle takes a job out that is done, or makes it wait, and goes on with the lane.
func (d *dispatcher) settle(l *laneQueue, j *job, again time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.ctx.Err() != nil && again != 0:
		return // it is left, for the journal
	case again > 0:
		j.due = time.Now().Add(again)
	default:
		l.jobs = l.jobs[1:]
		d.finished()
	}
	if len(l.jobs) == 0 {
		delete(d.lanes, l.name)
		return
	}
	d.schedule(l)
}

// drain waits until nothing is left, and stops what is under way when ctx ends before.
func (d *dispatcher) drain(ctx context.Context) error {
	d.mu.Lock()
	d.closed = true
	var idle chan struct{}
	if d.accepted > 0 {
		if d.idle == nil {
			d.idle = make(chan struct{})
		}
		idle = d.idle
	}
	d.mu.Unlock()
	if idle != nil {
		select {
		case <-idle:
		case <-ctx.Done():
		case <-d.ctx.Done(): // another call has ended it
		}
	}
	d.mu.Lock()
	d.cancel() // no worker begins after it
	d.mu.Unlock()
	d.running.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.lanes {
		if l.timer != nil {
			l.timer.Stop()
		}
	}
	if d.accepted > 0 {
		return fmt.Errorf("%d events were accepted and not handled: %w", d.accepted, cmp.Or(context.Cause(ctx), error(ErrClosed)))
	}
	return nil
}
