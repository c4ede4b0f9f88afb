package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"
)

// DeadLetter is an event whose handlers failed for good, or an entry of a broker that is not an event.
type DeadLetter struct {
	// ID names the letter in its list. Two letters of one event have the same.
	ID string
	// Delivery is the event as it came; [Parse] reads its body.
	Delivery Delivery
	// Reason is the last error.
	Reason string
	// Attempts is how often the handlers were called.
	Attempts int
	// At is when the event was given up.
	At time.Time
}

// letterJSON is a DeadLetter as it is kept. The body may be anything.
type letterJSON struct {
	ID       string            `json:"id"`
	Metadata map[string]string `json:"metadata"`
	Body     []byte            `json:"body"`
	Reason   string            `json:"reason"`
	Attempts int               `json:"attempts"`
	At       time.Time         `json:"at"`
}

// MarshalJSON writes a form from which UnmarshalJSON restores the letter, with each byte of its body.
func (l DeadLetter) MarshalJSON() ([]byte, error) {
	return json.Marshal(letterJSON{l.ID, l.Delivery.Metadata(), l.Delivery.Body, l.Reason, l.Attempts, l.At})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (l *DeadLetter) UnmarshalJSON(data []byte) error {
	var s letterJSON
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	d, _ := NewDelivery(s.Metadata, s.Body) // an entry that is not an event has no metadata
	*l = DeadLetter{s.ID, d, s.Reason, s.Attempts, s.At}
	return nil
}

// DeadLetters is a list of dead letters. Journals and brokers have one that lasts; a Receiver without either keeps the
// last thousand in memory. It is used concurrently.
type DeadLetters interface {
	// AddDeadLetter adds a letter, or replaces the one with its ID.
	AddDeadLetter(ctx context.Context, letter DeadLetter) error
	// AllDeadLetters yields the letters, the oldest first.
	AllDeadLetters(ctx context.Context) iter.Seq2[DeadLetter, error]
	// RemoveDeadLetter removes a letter. That there is none with the ID is not an error.
	RemoveDeadLetter(ctx context.Context, id string) error
}

// DeadLetters returns the events that could not be handled, to look at, and to send again with [Receiver.Redrive].
func (r *Receiver) DeadLetters() DeadLetters { return r.deadLetters }

// Redrive hands the event of a dead letter to the handlers again, as if it had come just now, and takes the letter
// out of the list. It returns an error of the class [ErrBadInput] if there is no such letter or if it has no event.
func (r *Receiver) Redrive(ctx context.Context, id string) error {
	for letter, err := range r.deadLetters.AllDeadLetters(ctx) {
		if err != nil {
			return err
		}
		if letter.ID != id {
			continue
		}
		e, err := parseDelivery(letter.Delivery)
		if err != nil {
			return fmt.Errorf("%w: the dead letter %q has no event: %w", ErrBadInput, id, err)
		}
		e.Info().Delivery.Replayed = true
		return r.redrive(ctx, e, id)
	}
	return fmt.Errorf("%w: there is no dead letter %q", ErrBadInput, id)
}

// redrive removes the letter once the event is safe, and before it is handled: an event that fails at once is a letter
// of the same ID again.
func (r *Receiver) redrive(ctx context.Context, e Event, letter string) error {
	if r.broker != nil {
		if err := forgetRun(ctx, r.broker.Store(), e); err != nil {
			return err
		}
	}
	j := &job{event: e, handlers: r.handlersOf(e), place: placeOf(e)}
	if err := r.reserve(j); err != nil {
		return err
	}
	if err := r.makeSafe(ctx, j); err != nil {
		r.leave(j)
		return err
	}
	err := r.deadLetters.RemoveDeadLetter(ctx, letter)
	if r.forward != nil {
		r.leave(j)
		return err
	}
	r.enqueue(false, j)
	return err
}

// bury adds an event to the dead letters, and tells the user's function of it. The function may panic as a handler may.
func (r *Receiver) bury(ctx context.Context, j *job, cause error) error {
	letter := DeadLetter{ID: Key(j.event), Delivery: j.event.Info().Delivery, Reason: cause.Error(), Attempts: j.attempts, At: time.Now()}
	if err := r.deadLetters.AddDeadLetter(context.WithoutCancel(ctx), letter); err != nil {
		return fmt.Errorf("webhook: the dead letter was not kept: %w", err)
	}
	err := call(ctx, func(ctx context.Context, e Event) error { r.onDead(ctx, e, cause); return nil }, j.event)
	if err == nil {
		return nil
	}
	r.log.error(ctx, "the function for dead letters failed", "event", string(j.event.Info().Name), "conversation", conversationOf(j.event), "error", err, "cause", cause)
	if _, inMemory := r.deadLetters.(*noJournal); inMemory && j.owed {
		return err
	}
	return nil
}

// memoryDeadLetters keeps the last letters.
type memoryDeadLetters struct {
	mu      sync.Mutex
	letters []DeadLetter
}

const keptDeadLetters = 1000

// AddDeadLetter implements DeadLetters.
func (m *memoryDeadLetters) AddDeadLetter(ctx context.Context, letter DeadLetter) error {
	err := m.RemoveDeadLetter(ctx, letter.ID)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.letters = append(m.letters, letter)
	m.letters = m.letters[max(0, len(m.letters)-keptDeadLetters):]
	return err
}

// AllDeadLetters implements DeadLetters.
func (m *memoryDeadLetters) AllDeadLetters(context.Context) iter.Seq2[DeadLetter, error] {
	m.mu.Lock()
	defer m.mu.Unlock()
	letters := slices.Clone(m.letters)
	return func(yield func(DeadLetter, error) bool) {
		for _, letter := range letters {
			if !yield(letter, nil) {
				return
			}
		}
	}
}

// RemoveDeadLetter implements DeadLetters.
func (m *memoryDeadLetters) RemoveDeadLetter(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.letters = slices.DeleteFunc(m.letters, func(letter DeadLetter) bool { return letter.ID == id })
	return nil
}
