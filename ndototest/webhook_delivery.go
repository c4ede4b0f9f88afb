package ndototest

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// DeliveryRules configures webhook deliveries. The zero value behaves like the real server, but in order: each receiver
// gets its events one at a time, except for retries to agent bots.
type DeliveryRules struct {
	// Timeout is how long a receiver may take to respond; the default is 5 s.
	Timeout time.Duration
	// RetryPause is the time between the three attempts to an agent bot that responds 429 or 500; the default is 3 s.
	RetryPause time.Duration
	// Delay is the time before each attempt.
	Delay time.Duration
	// Duplicate is the share of deliveries, from 0 to 1, that arrive twice with the same delivery id.
	Duplicate float64
	// Shuffle delivers queued events in random order; with WithHeldJobs that is all of them.
	Shuffle bool
	// Parallel is the number of concurrent deliveries to a receiver; the default is 1.
	Parallel int
	// Seed makes randomness repeatable for receivers that get their events one at a time.
	Seed uint64
}

// WithDeliveries sets how webhooks are delivered.
func WithDeliveries(rules DeliveryRules) Option { return func(s *Server) { s.rules = rules } }

// Delivery is an attempt to deliver an event.
type Delivery struct {
	// At is when the attempt started, by the server's clock.
	At time.Time
	// Kind is "account" for a webhook of the account, "inbox" for the callback of an API inbox, or "bot".
	Kind, URL, Event string
	// ID is the same in every attempt. It is not sent before Chatwoot 4.11.2, and what macros and automation rules send
	// has none.
	ID string
	// Attempt counts from 1.
	Attempt int
	Header  http.Header
	Body    []byte
	// Status is the receiver's status code, or 0 without a response.
	Status int
	// Err says why the attempt failed, and is empty on success. Answer is the beginning of the response body.
	Err, Answer string
}

// Deliveries returns the delivery attempts so far, or the latest 50,000 of them at least.
func (s *Server) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.delivered)
}

// parcel is an event on its way to a receiver.
type parcel struct {
	receiver
	event   string
	account *world
	id      string
	body    []byte
	message *message // which fails with its delivery
}

// queue holds the parcels waiting for a receiver.
type queue struct {
	waiting []*parcel
	workers int
	busy    int // workers that deliver
}

// publish queues a delivery for each receiver of each event of a change and wakes everyone waiting for a change.
func (s *Server) publish() {
	s.world.saveAccounts()
	if !s.world.held {
		s.world.runJobs()
	}
	for _, w := range s.world.accounts {
		w.publish()
	}
	if !s.world.held {
		s.startDeliveries()
	}
	s.wake()
}

func (w *world) publish() {
	events := w.events
	w.events = nil
	for _, e := range events {
		w.tellCable(e)
		if e.cableOnly {
			continue
		}
		var body []byte
		for _, r := range w.receivers(e) {
			if body == nil {
				body = w.server.json(w.inBackground().payload(e))
			}
			w.server.enqueue(&parcel{receiver: r, event: e.name, id: uuid(2_000_000 + w.nextID("delivery")), body: body, account: w, message: e.message})
		}
	}
}

func (s *Server) enqueue(p *parcel) {
	q := s.queues[p.receiver]
	if q == nil {
		q = &queue{}
		s.queues[p.receiver] = q
	}
	q.waiting = append(q.waiting, p)
	if s.rules.Duplicate > 0 && s.random.Float64() < s.rules.Duplicate {
		q.waiting = append(q.waiting, p)
	}
}

// startDeliveries starts workers for the queued parcels.
func (s *Server) startDeliveries() {
	if s.ctx.Err() != nil {
		return
	}
	for _, q := range s.queues {
		for q.workers < max(s.rules.Parallel, 1) && q.workers-q.busy < len(q.waiting) {
			q.workers++
			s.pending++
			s.work(func() { s.deliverAll(q) })
		}
	}
}

// work runs something in the background, until Close.
func (s *Server) work(f func()) {
	s.workers.Go(func() {
		f()
	})
}

// deliverAll delivers a receiver's queued parcels.
func (s *Server) deliverAll(q *queue) {
	for {
		p := s.next(q)
		if p == nil {
			return
		}
		s.attempt(p, 1)
		s.mu.Lock()
		q.busy--
		s.mu.Unlock()
	}
}

// next takes a parcel from the queue. When it is empty, the worker ends.
func (s *Server) next(q *queue) *parcel {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(q.waiting) == 0 || s.ctx.Err() != nil {
		q.workers--
		s.pending--
		s.wake()
		return nil
	}
	i := 0
	if s.rules.Shuffle {
		i = s.random.IntN(len(q.waiting))
	}
	q.busy++
	p := q.waiting[i]
	q.waiting = slices.Delete(q.waiting, i, i+1)
	return p
}

// attemptsForBots is the number of attempts to a bot that responds 429 or 500, from 4.11.2.
const attemptsForBots = 3

// attempt delivers a parcel and handles a failure.
func (s *Server) attempt(p *parcel, number int) {
	if !s.pause(s.rules.Delay) {
		return
	}
	d := Delivery{At: s.clock(), Kind: p.kind, URL: p.url, Event: p.event, ID: p.id, Attempt: number, Body: p.body}
	err := s.request(p, &d)
	if err != nil {
		d.Err = err.Error()
	}
	again := d.Status == http.StatusTooManyRequests || d.Status == http.StatusInternalServerError
	again = again && p.kind == "bot" && s.dialect != Chatwoot42 && number < attemptsForBots
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delivered = appendBounded(s.delivered, d)
	switch {
	case again && s.ctx.Err() == nil:
		s.pending++
		s.work(func() {
			defer s.retried()
			if s.pause(cmp.Or(s.rules.RetryPause, 3*time.Second)) {
				s.attempt(p, number+1)
			}
		})
	case err != nil && !again && s.sending.Err() == nil: // or Close has cut it off, which is nobody's failure
		s.failed(p, d)
	}
	s.publish()
}

func (s *Server) retried() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending--
	s.wake()
}

// failed applies a failure's consequences (lib/webhooks/trigger.rb): the message of an API inbox fails, and from 4.7.0
// an agent bot's pending conversation is opened.
func (s *Server) failed(p *parcel, d Delivery) {
	w, m := p.account, p.message
	if m == nil || w.messages[m.id] != m { // jobs of records that are gone are discarded
		return
	}
	switch {
	case p.kind == "inbox" && (m.status != "failed" || m.attributes["external_error"] != d.Err):
		m.status = "failed"
		m.attributes["external_error"] = d.Err
		w.updated(m)
	case p.kind == "bot" && s.dialect != Chatwoot42 && m.conversation.status == "pending":
		w.track(m.conversation)
		m.conversation.status = "open"
		w.tell(m.conversation, "Conversation was marked open by system due to an error with the agent bot.")
	}
}

// pause waits, and reports whether the server still runs.
func (s *Server) pause(d time.Duration) bool { return wait.For(s.ctx, d) == nil }
