package webhook

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

const (
	// readLimit is how many messages one request reads.
	readLimit = 100
	// partitionLimit is how many events of a partition may wait in a process. Those of one conversation that fails wait
	// too.
	partitionLimit = 1000
	// readPause is the time between requests to a broker that fails.
	readPause = 200 * time.Millisecond
)

// partition is one that this process reads.
type partition struct {
	consumer *consumer
	number   int
	handling context.Context
	cancel   context.CancelFunc // of handlers
	reading  context.Context
	unread   context.CancelFunc

	mu       sync.Mutex
	stopped  bool // no job begins anymore
	inFlight int
	room     chan struct{} // closed and replaced when inFlight gets less
	read     bool          // the reader has ended
	done     chan struct{} // closed when the reader and all jobs have ended
}

func (c *consumer) begin(number int) *partition {
	p := &partition{consumer: c, number: number, room: make(chan struct{}), done: make(chan struct{})}
	p.handling, p.cancel = context.WithCancel(c.handling)
	p.reading, p.unread = context.WithCancel(p.handling)
	go p.run()
	return p
}

// stop ends a partition: after the handlers that run, or with them, when another process may have it already.
func (p *partition) stop(atOnce bool) {
	p.mu.Lock()
	p.stopped = true
	p.mu.Unlock()
	p.unread()
	if atOnce {
		p.cancel()
	}
	p.consumer.r.wake(func(j *job) bool { return j.stopping != nil && j.stopping() }) // those that wait for a retry
}

func (p *partition) isStopped() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stopped
}

func (p *partition) isDone() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// run reads until the partition is stopped. What was there at the beginning is enqueued together, so that it is
// sorted, and bursts are seen as one.
func (p *partition) run() {
	defer p.ended(func() { p.read = true })
	r := p.consumer.r
	after, behind := "", true
	var backlog []*job
	var failing time.Time
	for p.awaitRoom() == nil && r.waitForPlace(p.reading) == nil {
		messages, err := r.broker.Read(p.reading, p.number, after, readLimit)
		if err != nil {
			if p.reading.Err() != nil {
				break
			}
			if failing.IsZero() {
				failing = time.Now()
			}
			r.log.limited(p.reading, "read", "a partition cannot be read", "partition", p.number, "error", err)
			if isPermanent(err) || time.Since(failing) > r.lease {
				p.consumer.fail(fmt.Errorf("webhook: partition %d cannot be read: %w", p.number, err))
				break
			}
			if wait.For(p.reading, readPause) != nil {
				break
			}
			continue
		}
		failing = time.Time{}
		for _, m := range messages {
			after = m.ID
			if j := p.job(m); j != nil {
				backlog = append(backlog, j)
			}
		}
		behind = behind && len(messages) >= readLimit && len(backlog) < partitionLimit
		if behind || len(backlog) == 0 {
			continue
		}
		p.enqueue(backlog)
		backlog = nil
	}
}

func (p *partition) enqueue(jobs []*job) {
	p.mu.Lock()
	p.inFlight += len(jobs)
	p.mu.Unlock()
	for _, j := range jobs {
		p.consumer.r.admit(j)
	}
	p.consumer.r.enqueue(p.consumer.r.holdBack > 0, jobs...)
}

// job makes a job of a message. What is not an event goes to the dead letters, and does not stop the others.
func (p *partition) job(m Message) *job {
	r := p.consumer.r
	e, err := parseDelivery(m.Delivery)
	if err = errors.Join(m.Err, err); err != nil {
		r.counters.note(Observation{Outcome: Dead, Err: err})
		r.log.limited(p.handling, "foreign", "an entry of the broker is not an event, and goes to the dead letters", "partition", p.number, "id", m.ID, "error", err)
		letter := DeadLetter{ID: fmt.Sprintf("entry/%d/%s", p.number, m.ID), Delivery: m.Delivery, Reason: err.Error(), At: time.Now()}
		if err = r.deadLetters.AddDeadLetter(p.handling, letter); err == nil {
			err = r.broker.Delete(p.handling, p.number, m.ID)
		}
		if err != nil { // the next reader finds it again
			r.log.limited(p.handling, "bury", "an entry that is not an event could not be moved to the dead letters", "error", err)
		}
		return nil
	}
	entry := &brokerEntry{run: run{store: r.broker.Store(), ttl: r.ttl}.of(e), partition: p, id: m.ID}
	return &job{
		event: e, origin: entry, handlers: r.handlersOf(e), place: placeOf(e), due: e.Info().Delivery.Received.Add(r.holdBack),
		base: p.handling, stopping: p.isStopped, settled: func() { p.ended(func() { p.inFlight-- }) },
	}
}

func (p *partition) ended(what func()) {
	p.mu.Lock()
	what()
	close(p.room)
	p.room = make(chan struct{})
	over := p.read && p.inFlight == 0
	p.mu.Unlock()
	if over {
		p.cancel()
		close(p.done)
		select {
		case p.consumer.poke <- struct{}{}:
		default: // it will look anyway
		}
	}
}

// awaitRoom waits while too many events of the partition are here.
func (p *partition) awaitRoom() error {
	for {
		p.mu.Lock()
		full, room := p.inFlight >= partitionLimit, p.room
		p.mu.Unlock()
		if !full {
			return p.reading.Err()
		}
		select {
		case <-room:
		case <-p.reading.Done():
			return p.reading.Err()
		}
	}
}

// brokerEntry is the origin of an event that a broker has.
type brokerEntry struct {
	*run
	partition *partition
	id        string
}

func (o *brokerEntry) done(ctx context.Context, j *job) error {
	if err := o.run.done(ctx, j); err != nil {
		return err
	}
	ctx, cancel := storeContext(ctx)
	defer cancel()
	return o.partition.consumer.r.broker.Delete(ctx, o.partition.number, o.id)
}
