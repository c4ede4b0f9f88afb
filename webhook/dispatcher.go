package webhook

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// dispatcher runs the jobs of each lane one after another, and those of several lanes at the same time. A lane that
// waits, for a retry or because its events are held back, keeps no worker.
type dispatcher struct {
	workers  int
	capacity int64
	// run handles a job once, and says what becomes of it.
	run     func(context.Context, *job) verdict
	arrived func(Event) // may be nil
	ctx     context.Context
	cancel  context.CancelFunc

	mu       sync.Mutex
	closed   bool
	closing  chan struct{} // closed when drain begins
	accepted int64         // jobs that are not finished
	bytes    int64         // of their bodies
	lanes    map[string]*laneQueue
	ready    []*laneQueue  // those that a worker may take
	active   int           // workers that keep a slot
	running  int           // workers, with those that have given their slot back
	changed  chan struct{} // closed and replaced when accepted or running gets less
}

// capacityBytes is what the bodies of all jobs may take together.
const capacityBytes = 256 << 20

// job is an event on its way through its handlers.
type job struct {
	event    Event
	origin   origin
	handlers []handler
	place    place
	due      time.Time // not before

	base     context.Context // of the handlers; that of the dispatcher if it is nil
	stopping func() bool     // reports whether the job is not to begin anymore; may be nil
	settled  func()          // called when the job leaves the queue; may be nil
	done     int             // how many of the handlers have succeeded
	attempts int
	failures int     // how often what surrounds the handlers failed
	begun    bool    // keeps its place
	cause    error   // why it is given up
	owed     bool    // somebody else keeps the event until it is handled, or safe as a dead letter
	outcome  Outcome // Handled or Dead once that is decided, else 0
}

// laneQueue are the jobs of a lane. It is in ready, or has a timer, or a worker, and never two of them.
type laneQueue struct {
	name  string
	jobs  []*job
	timer *time.Timer
}

// laneLimit keeps one conversation from taking the places of all others.
func (d *dispatcher) laneLimit() int { return max(int(d.capacity/10), min(int(d.capacity), 100)) }

// reserve takes a place in the queue.
func (d *dispatcher) reserve(j *job) error {
	size := int64(len(j.event.Info().Delivery.Body))
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.lanes[OrderKey(j.event)]
	switch {
	case d.closed:
		return ErrClosed
	case d.accepted >= d.capacity, d.bytes+size > capacityBytes, l != nil && len(l.jobs) >= d.laneLimit():
		return ErrFull
	}
	d.accepted++
	d.bytes += size
	return nil
}

// admit takes a place although there may be none: the event was accepted before.
func (d *dispatcher) admit(j *job) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.accepted++
	d.bytes += int64(len(j.event.Info().Delivery.Body))
}

// waitForPlace returns when the queue has a place, for an event that is safe elsewhere until then.
func (d *dispatcher) waitForPlace(ctx context.Context) error {
	for {
		d.mu.Lock()
		full, changed := d.accepted >= d.capacity || d.bytes >= capacityBytes, d.changed
		d.mu.Unlock()
		if !full {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-d.ctx.Done():
			return ErrClosed
		case <-changed:
		}
	}
}

// leave gives a place back.
func (d *dispatcher) leave(j *job) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.finished(j)
}

func (d *dispatcher) finished(j *job) {
	d.accepted--
	d.bytes -= int64(len(j.event.Info().Delivery.Body))
	if j.settled != nil {
		j.settled()
	}
	d.tell()
}

// disown settles the jobs that are left to another process, and returns the others. None of them begins anymore.
func (d *dispatcher) disown(jobs []*job) (kept []*job) {
	for _, j := range jobs {
		if j.settled == nil {
			kept = append(kept, j)
		} else {
			d.finished(j)
		}
	}
	return kept
}

func (d *dispatcher) tell() {
	close(d.changed)
	d.changed = make(chan struct{})
}

func (d *dispatcher) waiting() (n int64, oldest time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, l := range d.lanes {
		if received := l.jobs[0].event.Info().Delivery.Received; oldest.IsZero() || received.Before(oldest) {
			oldest = received
		}
	}
	return d.accepted, oldest
}

// enqueue puts jobs into their lanes, behind the others or, if they are sorted, where they belong. None of them begins
// before all are in.
func (d *dispatcher) enqueue(sorted bool, jobs ...*job) {
	if d.arrived != nil {
		for _, j := range jobs {
			d.arrived(j.event)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx.Err() != nil {
		d.disown(jobs)
		return
	}
	var idle []*laneQueue
	for _, j := range jobs {
		name := OrderKey(j.event)
		l := d.lanes[name]
		if l == nil {
			l = &laneQueue{name: name}
			d.lanes[name] = l
			idle = append(idle, l)
		}
		at := len(l.jobs)
		if sorted {
			for at > 0 && !l.jobs[at-1].begun && j.place.compare(l.jobs[at-1].place) < 0 {
				at--
			}
		}
		l.jobs = slices.Insert(l.jobs, at, j)
	}
	for _, l := range idle {
		d.schedule(l)
	}
}

// schedule lets a worker take the lane when the first of its jobs is due.
func (d *dispatcher) schedule(l *laneQueue) {
	due := l.jobs[0].due
	if !l.jobs[0].begun {
		for _, j := range l.jobs[1:] { // one that came first may have been sorted behind another
			if j.due.Before(due) {
				due = j.due
			}
		}
	}
	stopping := l.jobs[0].stopping
	if wait := time.Until(due); wait > 0 && d.ctx.Err() == nil && (stopping == nil || !stopping()) {
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
		if l.jobs = d.disown(l.jobs); len(l.jobs) == 0 {
			delete(d.lanes, l.name)
		}
		return
	}
	d.ready = append(d.ready, l)
	d.hire()
}

// hire starts a worker if one is needed and allowed.
func (d *dispatcher) hire() {
	if len(d.ready) == 0 || d.active >= d.workers || d.ctx.Err() != nil {
		return
	}
	d.active++
	d.running++
	go d.work()
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
	l.jobs[0].begun = true
	return l, l.jobs[0]
}

// settle takes a job out that is finished or abandoned, or makes it wait, and goes on with the lane.
func (d *dispatcher) settle(l *laneQueue, j *job, v verdict) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case v.kind != finished && d.ctx.Err() != nil: // it is left, for the journal or another process
	case v.kind == again:
		j.due = time.Now().Add(v.after)
	default:
		l.jobs = l.jobs[1:]
		d.finished(j)
	}
	if len(l.jobs) == 0 {
		delete(d.lanes, l.name)
		return
	}
	d.schedule(l)
}

// wake lets the lanes that wait for a time go on at once, so that jobs that are to stop do.
func (d *dispatcher) wake(of func(*job) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hurry(of)
}

func (d *dispatcher) hurry(of func(*job) bool) {
	for _, l := range d.lanes {
		if l.timer != nil && of(l.jobs[0]) && l.timer.Stop() {
			l.timer = nil
			d.offer(l)
		}
	}
}

// behind returns the jobs that wait behind one, and nothing once it is finished.
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

func (j *job) context(d *dispatcher) context.Context { return cmp.Or(j.base, d.ctx) }
