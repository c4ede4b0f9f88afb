package webhooktest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/webhook"
)

// ledger writes down what handlers do.
type ledger struct {
	t *testing.T

	mu      sync.Mutex
	order   map[int64][]int64
	busy    map[int64]bool
	handled int
	failed  map[int64]bool
	changed chan struct{}
}

// handle fails for the first attempt of every seventh event.
func (l *ledger) handle(ctx context.Context, e *webhook.MessageCreated) error {
	conversation, id := e.Conversation.ID, e.ID
	l.mu.Lock()
	if l.busy[conversation] {
		l.t.Errorf("two events of conversation %d are handled at one time", conversation)
	}
	l.busy[conversation] = true
	l.mu.Unlock()
	err := wait.For(ctx, time.Millisecond)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.busy[conversation] = false
	if err != nil {
		return err
	}
	if id%7 == 0 && !l.failed[id] {
		l.failed[id] = true
		return errors.New("not yet")
	}
	l.order[conversation] = append(l.order[conversation], id)
	l.handled++
	close(l.changed)
	l.changed = make(chan struct{})
	return nil
}

func (l *ledger) await(n int) {
	for {
		l.mu.Lock()
		handled, changed := l.handled, l.changed
		l.mu.Unlock()
		if handled >= n {
			return
		}
		select {
		case <-changed:
		case <-time.After(30 * time.Second):
			l.t.Errorf("%d of %d events are handled, and no more for 30 s", handled, n)
			return
		}
	}
}

// testConsumers lets consumers come and go while events come twice, and looks that each is handled once and in order.
func testConsumers(t *testing.T, open func(t *testing.T) webhook.Broker) {
	t.Helper()
	const events, conversations = 300, 12
	l := &ledger{t: t, order: map[int64][]int64{}, busy: map[int64]bool{}, failed: map[int64]bool{}, changed: make(chan struct{})}
	receiver := func() *webhook.Receiver {
		r, err := webhook.NewReceiver(webhook.WithoutVerification(), webhook.WithBroker(open(t)), webhook.WithLease(time.Second),
			webhook.WithRetry(webhook.RetryPolicy{MinBackoff: 10 * time.Millisecond}))
		if err != nil {
			t.Fatal(err)
		}
		webhook.On(r, l.handle)
		return r
	}
	var running sync.WaitGroup
	consume := func() (stop func()) {
		r := receiver()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		running.Go(func() {
			defer close(ended)
			if err := r.Consume(ctx); err != nil {
				t.Error(err)
			}
			if err := r.Shutdown(context.WithoutCancel(ctx)); err != nil {
				t.Error(err)
			}
		})
		return func() { cancel(); <-ended }
	}
	in, second := receiver(), receiver()
	stopFirst := consume()
	stopSecond := consume()
	for id := 1; id <= events; id++ {
		body := fmt.Appendf(nil, `{"event":"message_created","id":%d,"account":{"id":1},"conversation":{"id":%d}}`, id, id%conversations+1)
		for _, r := range []*webhook.Receiver{in, second}[:1+id%3/2] { // every third comes to both
			if status := Post(r, body); status != 200 {
				t.Errorf("event %d: status %d", id, status)
			}
		}
		if id == events/3 {
			l.await(events / 10)
			stopFirst()
		}
	}
	stopThird := consume()
	l.await(events / 2)
	stopSecond()
	l.await(events)
	stopThird()
	running.Wait()
	handled := 0
	for conversation, ids := range l.order {
		handled += len(ids)
		if !slices.IsSorted(ids) {
			t.Errorf("conversation %d is out of order: %v", conversation, ids)
		}
	}
	if handled != events {
		t.Errorf("%d events were handled, %d times", events, handled)
	}
	b := open(t)
	for partition := range b.Partitions() {
		if messages, err := b.Read(t.Context(), partition, "", 10); len(messages) > 0 || err != nil {
			t.Errorf("%d messages are left in partition %d, error %v", len(messages), partition, err)
		}
	}
	for _, r := range []*webhook.Receiver{in, second} {
		if err := r.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
