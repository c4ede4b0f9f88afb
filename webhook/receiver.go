package webhook

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"sync"
	"time"
)

// Receiver is an http.Handler for webhooks: of an account, of API inboxes and of agent bots. See the package for what it
// promises. It is safe for concurrent use.
type Receiver struct {
	signature  *Signature
	urlToken   string
	unverified bool
	store      Store
	ttl        time.Duration
	journal    Journal
	forward    func(context.Context, Event) error
	maxBody    int64
	retry      RetryPolicy
	deadLetter func(context.Context, Event, error)
	holdBack   time.Duration
	counters   counters
	dispatcher

	forwarding sync.Map // keys of the events that are being handed over

	handling sync.RWMutex
	handlers map[reflect.Type][]handler
}

type handler func(context.Context, Event) error

// NewReceiver returns a receiver. One of WithSecrets, WithURLToken and WithoutVerification is needed. An error is of the class
// [ErrBadInput].
func NewReceiver(opts ...Option) (*Receiver, error) {
	r := &Receiver{
		store: newMemory(), ttl: 24 * time.Hour, journal: nothing{}, maxBody: 4 << 20, handlers: map[reflect.Type][]handler{},
		dispatcher: dispatcher{workers: 16, capacity: 10_000, lanes: map[string]*laneQueue{}},
	}
	r.deadLetter = func(ctx context.Context, e Event, err error) {
		slog.ErrorContext(ctx, "webhook: an event could not be handled", "event", string(e.Info().Name), "delivery", e.Info().Delivery.ID, "conversation", conversationOf(e), "error", err)
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, fmt.Errorf("%w: an option is nil", ErrBadInput)
		}
		if err := opt(r); err != nil {
			return nil, err
		}
	}
	if r.signature == nil && r.urlToken == "" && !r.unverified {
		return nil, fmt.Errorf("%w: everybody could send events: give WithSecrets, WithURLToken for servers that do not sign, or WithoutVerification", ErrBadInput)
	}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.run = r.attempt
	return r, nil
}

// On calls f for each event of its type, such as *MessageCreated, or for all with the type Event. An event without a function
// is answered with 200 and forgotten. If f returns an error, or panics, it is called again, up to the limit of [WithRetry]; f
// should do what it does so that twice is the same as once, for example with Messages.SendOnce. Its context ends when
// Shutdown has no more time.
//
// A nil function is none.
func On[E Event](r *Receiver, f func(ctx context.Context, e E) error) {
	if f == nil {
		return
	}
	r.handling.Lock()
	defer r.handling.Unlock()
	t := reflect.TypeFor[E]()
	r.handlers[t] = append(r.handlers[t], func(ctx context.Context, e Event) error { return f(ctx, e.(E)) })
}

func (r *Receiver) handlersOf(e Event) []handler {
	r.handling.RLock()
	defer r.handling.RUnlock()
	own, all := r.handlers[reflect.TypeOf(e)], r.handlers[reflect.TypeFor[Event]()]
	return append(own[:len(own):len(own)], all...)
}

// ServeHTTP answers 200 when an event is accepted, is known already, or has no handler; 401 when it is not verified; 400 or
// 413 when it is no event; 429 when too many wait, or while shutting down; 500 when it could not be stored. Agent bots are tried
// again after 429 and 500.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	began := time.Now()
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "webhooks come as POST", http.StatusMethodNotAllowed)
		return
	}
	e, err := r.read(w, req)
	if err != nil {
		r.counters.note(Observation{Outcome: Refused, Err: err, Duration: time.Since(began)})
		http.Error(w, err.Error(), StatusOf(err))
		return
	}
	if err := r.accept(req.Context(), e, began); err != nil {
		http.Error(w, http.StatusText(StatusOf(err)), StatusOf(err)) // what is wrong here is not for the outside
	}
}

// read verifies and parses a request.
func (r *Receiver) read(w http.ResponseWriter, req *http.Request) (Event, error) {
	if r.urlToken != "" {
		switch given := req.URL.Query().Get("token"); {
		case given == "":
			return nil, fmt.Errorf("%w: the address has no parameter token", ErrUnsigned)
		case subtle.ConstantTimeCompare([]byte(given), []byte(r.urlToken)) != 1:
			return nil, fmt.Errorf("%w: the token of the address is another", ErrSignature)
		}
	}
	body, err := readBody(w, req, r.maxBody)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	if r.signature != nil {
		if err := r.signature.Verify(req.Header, body, now); err != nil {
			return nil, err
		}
	}
	e, err := parseOwned(body)
	if err != nil {
		return nil, err
	}
	d := &e.Info().Delivery
	d.Received = now
	d.ID = r.scheme().header(req.Header, "Delivery")
	if r.signature != nil {
		d.signature = r.signature.header(req.Header, "Signature")
	}
	return e, nil
}

func (r *Receiver) scheme() Signature {
	if r.signature != nil {
		return *r.signature
	}
	return Signature{}
}

func readBody(w http.ResponseWriter, req *http.Request, limit int64) ([]byte, error) {
	if req.ContentLength > limit {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are read", ErrTooLarge, req.ContentLength, limit)
	}
	body := make([]byte, 0, min(max(req.ContentLength+1, 512), firstRead)) // nobody has proven anything yet
	reader := http.MaxBytesReader(w, req.Body, limit)
	for {
		n, err := reader.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		var tooLarge *http.MaxBytesError
		switch {
		case errors.Is(err, io.EOF):
			return body, nil
		case errors.As(err, &tooLarge):
			return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
		case err != nil:
			return nil, fmt.Errorf("%w: the body ended early: %w", ErrMalformed, err)
		}
		if len(body) == cap(body) {
			body = append(body, 0)[:len(body)]
		}
	}
}

// firstRead is the memory that a request gets before its body has come.
const firstRead = 64 << 10

// accept stores an event, lets its handlers run, and notes the outcome. The error is nil if it may be answered with 200.
func (r *Receiver) accept(ctx context.Context, e Event, began time.Time) error {
	outcome, err := r.take(ctx, e, began)
	if outcome != Accepted {
		r.counters.note(Observation{Outcome: outcome, Event: e, Err: err, Duration: time.Since(began)})
	}
	return err
}

func (r *Receiver) take(ctx context.Context, e Event, began time.Time) (Outcome, error) {
	handlers := r.handlersOf(e)
	if r.forward == nil && len(handlers) == 0 {
		return Ignored, nil
	}
	if err := r.reserve(); err != nil {
		return Rejected, err
	}
	accepted := false
	defer func() {
		if !accepted {
			r.leave()
		}
	}()
	if r.forward != nil {
		outcome, err := r.handOver(ctx, e)
		if outcome == Accepted {
			r.counters.note(Observation{Outcome: outcome, Event: e, Duration: time.Since(began)})
		}
		return outcome, err
	}
	// It is stored before it is claimed: if its twin comes meanwhile, each of them is safe when it is answered for.
	id, err := r.journal.Append(ctx, e.Info().Delivery)
	if err != nil {
		return Rejected, fmt.Errorf("webhook: the event was not stored: %w", err)
	}
	isNew, err := r.claim(ctx, e)
	if err != nil || !isNew {
		err = errors.Join(err, r.done(ctx, id))
		if err != nil {
			return Rejected, fmt.Errorf("webhook: whether the event is new could not be seen: %w", err)
		}
		return Duplicate, nil
	}
	accepted = true
	r.counters.note(Observation{Outcome: Accepted, Event: e, Duration: time.Since(began)}) // before its handlers change it
	r.enqueue(&job{event: e, journalID: id, handlers: handlers, place: placeOf(e), due: e.Info().Delivery.Received.Add(r.holdBack)}, r.holdBack > 0)
	return Accepted, nil
}

// Stats returns the counters.
func (r *Receiver) Stats() Stats {
	s := r.counters.stats()
	s.Waiting = r.waiting()
	return s
}

// Shutdown answers new requests with 503, and returns when the events that were accepted are handled. When ctx ends before, it
// ends the contexts of the handlers, waits for them, and returns an error that says how many events are left: they are in the
// journal, if there is one, and lost otherwise.
func (r *Receiver) Shutdown(ctx context.Context) error { return r.drain(ctx) }
