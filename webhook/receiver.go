package webhook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"sync"
	"time"
)

// Receiver is an http.Handler for webhooks: of an account, of API inboxes and of agent bots. See the package for what
// it promises. It is safe for concurrent use.
type Receiver struct {
	verifier
	store       Store
	ttl         time.Duration
	journal     Journal
	broker      Broker
	lease       time.Duration
	deadLetters DeadLetters
	forward     handler
	maxBody     int64
	retry       RetryPolicy
	onDead      func(context.Context, Event, error)
	expendable  func(Event) bool // may be nil
	holdBack    time.Duration
	counters    counters
	log         logger
	dispatcher

	handling   sync.RWMutex
	handlers   map[reflect.Type][]handler
	middleware []Middleware
}

// NewReceiver returns a receiver. One of WithSecrets, WithSecretsFunc, WithTenants, WithURLToken and
// WithoutVerification is needed. An error is of the class [ErrBadInput].
func NewReceiver(opts ...Option) (*Receiver, error) {
	r := &Receiver{
		ttl: 24 * time.Hour, lease: defaultLease, journal: &noJournal{}, maxBody: 4 << 20, handlers: map[reflect.Type][]handler{},
		dispatcher: dispatcher{workers: 256, capacity: 10_000, lanes: map[string]*laneQueue{}, changed: make(chan struct{}), closing: make(chan struct{})},
	}
	r.onDead = func(ctx context.Context, e Event, err error) {
		r.log.error(ctx, "an event could not be handled", "event", string(e.Info().Name), "delivery", e.Info().Delivery.ID, "conversation", conversationOf(e), "error", err)
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, fmt.Errorf("%w: an option is nil", ErrBadInput)
		}
		if err := opt(r); err != nil {
			return nil, err
		}
	}
	if err := r.complete(); err != nil {
		return nil, err
	}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.run = r.attempt
	return r, nil
}

// complete checks what options say together, and fills in what follows from them.
func (r *Receiver) complete() error {
	if err := r.verifier.check(); err != nil {
		return err
	}
	if least := 2 * r.signature.tolerance(); r.ttl < least {
		return fmt.Errorf("%w: events must be remembered for at least %v, twice the tolerance of signatures, got %v: a recorded request could be sent again", ErrBadInput, least, r.ttl)
	}
	r.deadLetters = r.journal
	if r.broker != nil {
		if _, none := r.journal.(*noJournal); r.forward != nil || !none {
			return fmt.Errorf("%w: a broker takes the place of WithForward and of WithJournal: give one of them", ErrBadInput)
		}
		r.forward, r.deadLetters = r.publish, r.broker
		if r.store == nil {
			r.store = r.broker.Store()
		}
	}
	if r.store == nil {
		r.store = NewMemoryStore(0)
	}
	return nil
}

// ServeHTTP responds with 200 when an event is accepted, is known already, or has no handler; with 401 when it is not
// verified; 400 or 413 when it is not an event; 429 when too many wait, while its twin is in progress, and while
// shutting down; and 500 when it could not be stored. The server sends to agent bots again after 429 and 500, three
// times within 15 s; then, and to API inboxes at once, it gives up. What is wrong is logged, and not told to whoever
// sent the request.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	began := time.Now()
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "webhooks are sent with POST", http.StatusMethodNotAllowed)
		return
	}
	e, err := r.read(w, req)
	if err != nil {
		r.counters.note(Observation{Outcome: Refused, Err: err, Duration: time.Since(began)})
		r.log.limited(req.Context(), refusalOf(err), "a delivery was refused; if it is the desk's, check the secret given to WithSecrets (NDOTO_WEBHOOK_SECRET in the examples)", "error", err, "path", req.URL.Path, "from", req.RemoteAddr)
	} else {
		err = r.accept(req.Context(), e, began)
	}
	if err != nil {
		http.Error(w, http.StatusText(StatusOf(err)), StatusOf(err))
	}
}

// read verifies and parses a request.
func (r *Receiver) read(w http.ResponseWriter, req *http.Request) (Event, error) {
	check, err := r.verifier.begin(req)
	if err != nil {
		return nil, err // before anything is read
	}
	body, err := readBody(w, req, r.maxBody)
	if err != nil {
		return nil, err
	}
	d := Delivery{Received: time.Now(), Body: body, Tenant: check.tenant, TraceParent: req.Header.Get("Traceparent")}
	if err := check.end(req.Header, &d); err != nil {
		return nil, err
	}
	e, err := parseDelivery(d)
	if err == nil && len(e.Info().Dropped) > 0 {
		r.log.limited(req.Context(), "dropped "+string(e.Info().Name), "an event has members of unexpected types, which are left out", "event", string(e.Info().Name), "members", e.Info().Dropped)
	}
	return e, err
}

const (
	// firstRead is the memory that a request gets before its body has come.
	firstRead = 64 << 10
	// bodyTime is how long a body may take. The server gives up after five seconds.
	bodyTime = 10 * time.Second
)

func readBody(w http.ResponseWriter, req *http.Request, limit int64) ([]byte, error) {
	if req.ContentLength > limit {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are read", ErrTooLarge, req.ContentLength, limit)
	}
	if connection := http.NewResponseController(w); connection.SetReadDeadline(time.Now().Add(bodyTime)) == nil {
		defer func() { _ = connection.SetReadDeadline(time.Time{}) }()
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

// Durable reports whether accepted events outlive the process: whether there is a journal or a broker.
func (r *Receiver) Durable() bool {
	_, none := r.journal.(*noJournal)
	return !none || r.broker != nil
}

// Stats returns the counters.
func (r *Receiver) Stats() Stats {
	s := r.counters.stats()
	var oldest time.Time
	if s.Waiting, oldest = r.waiting(); !oldest.IsZero() {
		s.OldestWaiting = time.Since(oldest)
	}
	return s
}

// Shutdown responds to new requests with 429, and returns when the events that were accepted are handled. When ctx
// ends first, it ends the contexts of the handlers, waits a moment for them, and returns an error that says how many
// events are left: they are in the journal, if there is one, and lost otherwise. Shut the receiver down before the
// HTTP server, so that the server of the desk is asked to come again: a connection that is refused opens
// conversations of agent bots at once.
func (r *Receiver) Shutdown(ctx context.Context) error { return r.drain(ctx) }
