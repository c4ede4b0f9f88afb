package webhooktest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/usendoto/ndoto-go/webhook"
)

// TestBroker checks what a receiver expects of a broker with at least two partitions, which must be empty at first.
// Then it lets several receivers consume from it, each over a connection of its own that open returns.
func TestBroker(t *testing.T, open func(t *testing.T) webhook.Broker) {
	t.Helper()
	b := open(t)
	t.Run("messages", func(t *testing.T) { testMessages(t, b) })
	t.Run("dead letters", func(t *testing.T) { testDeadLetters(t, b) })
	t.Run("store", func(t *testing.T) { TestStore(t, b.Store()) })
	t.Run("consumers", func(t *testing.T) { testConsumers(t, open) })
}

func testMessages(t *testing.T, b webhook.Broker) {
	t.Helper()
	if b.Partitions() < 2 {
		t.Fatalf("%d partitions are too few to test", b.Partitions())
	}
	delivery := func(n int) webhook.Delivery {
		return webhook.Delivery{
			ID: fmt.Sprint("d", n), Received: time.Date(2026, 3, 4, 12, 0, 0, n, time.UTC), Body: fmt.Appendf(nil, "{ \"n\": %d, \"é\": \"\\u0000<\" }", n),
			Tenant: "acme", TraceParent: "00-1-2-01", Replayed: n == 3,
		}
	}
	for n := 1; n <= 5; n++ {
		if err := b.Publish(t.Context(), n%2, webhook.Message{Key: fmt.Sprint("key", n), Delivery: delivery(n)}); err != nil {
			t.Fatal(err)
		}
	}
	first := read(t, b, 1, "", 2)
	rest := read(t, b, 1, first[len(first)-1].ID, 10)
	var got []webhook.Delivery
	for _, m := range append(first, rest...) {
		got = append(got, m.Delivery)
	}
	if want := []webhook.Delivery{delivery(1), delivery(3), delivery(5)}; !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v, published\n%+v", got, want)
	}
	if err := b.Delete(t.Context(), 1, first[0].ID); err != nil {
		t.Error(err)
	}
	if err := b.Delete(t.Context(), 1, first[0].ID); err != nil {
		t.Errorf("what is deleted already is not an error: %v", err)
	}
	if left := read(t, b, 1, "", 10); len(left) != 2 || left[0].ID != first[1].ID {
		t.Errorf("after the first was deleted, %+v is left", left)
	}
	for partition := range 2 {
		for _, m := range read(t, b, partition, "", 10) {
			if err := b.Delete(t.Context(), partition, m.ID); err != nil {
				t.Error(err)
			}
		}
	}
	if messages, err := b.Read(t.Context(), 1, "", 10); len(messages) > 0 || err != nil {
		t.Errorf("an empty partition has %d messages, error %v", len(messages), err)
	}
	// A reader that waits is told.
	go func() {
		_ = b.Publish(context.WithoutCancel(t.Context()), 0, webhook.Message{Key: "late", Delivery: delivery(9)})
	}()
	late := read(t, b, 0, "", 10)
	if err := b.Delete(t.Context(), 0, late[0].ID); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	for ctx.Err() == nil {
		_, _ = b.Read(ctx, 0, "", 10)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("a read went on for %v after its context", took)
	}
}

// read reads until something comes.
func read(t *testing.T, b webhook.Broker, partition int, after string, limit int) []webhook.Message {
	t.Helper()
	for range 20 {
		messages, err := b.Read(t.Context(), partition, after, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(messages) > 0 {
			return messages
		}
	}
	t.Fatalf("nothing comes from partition %d after %q", partition, after)
	return nil
}

func testDeadLetters(t *testing.T, list webhook.DeadLetters) {
	t.Helper()
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	letter := func(id, reason string) webhook.DeadLetter {
		return webhook.DeadLetter{ID: id, Delivery: webhook.Delivery{ID: "d", Received: at, Body: []byte(`{"event":"x"}`)}, Reason: reason, Attempts: 5, At: at}
	}
	for _, l := range []webhook.DeadLetter{letter("a/1", "first"), letter("b 2", "second"), letter("a/1", "again"), letter("c", "third")} {
		if err := list.AddDeadLetter(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := list.RemoveDeadLetter(t.Context(), "c"); err != nil {
			t.Error(err)
		}
	}
	got := map[string]webhook.DeadLetter{}
	for l, err := range list.AllDeadLetters(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := got[l.ID]; twice {
			t.Errorf("%s comes twice", l.ID)
		}
		got[l.ID] = l
	}
	if want := (map[string]webhook.DeadLetter{"a/1": letter("a/1", "again"), "b 2": letter("b 2", "second")}); !reflect.DeepEqual(got, want) {
		t.Errorf("the list has\n%+v, not\n%+v", got, want)
	}
	var all error
	for id := range got {
		all = errors.Join(all, list.RemoveDeadLetter(t.Context(), id))
	}
	if all != nil {
		t.Error(all)
	}
}
