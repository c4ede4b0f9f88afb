package webhooktest

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/webhook"
)

// TestStore checks what a receiver expects of a store, which must be empty at first.
func TestStore(t *testing.T, s webhook.Store) {
	t.Helper()
	t.Run("compare and swap", func(t *testing.T) {
		steps := []struct {
			does            string
			old, next, left string
			swapped         bool
		}{
			{"sets what has no value", "", "one", "one", true},
			{"leaves what has a value", "", "two", "one", false},
			{"leaves what has another value", "three", "two", "one", false},
			{"changes what is as it was", "one", "two", "two", true},
			{"keeps an equal value", "two", "two", "two", true},
			{"does not remove another value", "one", "", "two", false},
			{"removes", "two", "", "", true},
			{"finds nothing to remove", "", "", "", true},
			{"sets again", "", "three", "three", true},
		}
		for _, step := range steps {
			swapped, err := s.CompareAndSwap(t.Context(), "a/key with: odd {letters} é", optional(step.old), optional(step.next), time.Minute)
			if err != nil || swapped != step.swapped {
				t.Errorf("%s: swapped %v, error %v", step.does, swapped, err)
			}
			expectValue(t, s, "a/key with: odd {letters} é", step.left)
		}
		expectValue(t, s, "another key", "")
	})
	t.Run("values expire", func(t *testing.T) {
		set(t, s, "short", "", "x", 300*time.Millisecond)
		set(t, s, "long", "", "x", time.Minute)
		set(t, s, "forever", "", "x", 0)
		set(t, s, "renewed", "", "x", 300*time.Millisecond)
		set(t, s, "renewed", "x", "y", time.Minute)
		eventually(t, func() bool { value, err := s.Load(t.Context(), "short"); return err == nil && value == nil })
		set(t, s, "short", "", "again", time.Minute)
		expectValue(t, s, "long", "x")
		expectValue(t, s, "forever", "x")
		expectValue(t, s, "renewed", "y")
	})
	t.Run("values are bytes", func(t *testing.T) {
		binary := make([]byte, 100_000)
		for i := range binary {
			binary[i] = byte(i)
		}
		set(t, s, "binary", "", string(binary), time.Minute)
		expectValue(t, s, "binary", string(binary))
		set(t, s, "binary", string(binary), "", 0)
		expectValue(t, s, "binary", "")
	})
	t.Run("one of many wins", func(t *testing.T) {
		const writers, each = 8, 20
		var running sync.WaitGroup
		for range writers {
			running.Go(func() {
				for done := 0; done < each; {
					before, err := s.Load(t.Context(), "counter")
					if err != nil {
						t.Error(err)
						return
					}
					swapped, err := s.CompareAndSwap(t.Context(), "counter", before, append(bytes.Clone(before), '.'), time.Minute)
					if err != nil {
						t.Error(err)
						return
					}
					if swapped {
						done++
					}
				}
			})
		}
		running.Wait()
		value, err := s.Load(t.Context(), "counter")
		if err != nil || len(value) != writers*each {
			t.Errorf("%d of %d changes are there, error %v", len(value), writers*each, err)
		}
	})
	t.Run("a context that has ended", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := s.CompareAndSwap(ctx, "ended", nil, []byte("x"), time.Minute)
		value, loadErr := s.Load(t.Context(), "ended")
		if loadErr != nil || err != nil && value != nil {
			t.Errorf("the store set %q and returned %v (%v)", value, err, loadErr)
		}
	})
}

func optional(s string) []byte {
	if s == "" {
		return nil
	}
	return []byte(s)
}

func set(t *testing.T, s webhook.Store, key, old, next string, ttl time.Duration) {
	t.Helper()
	if swapped, err := s.CompareAndSwap(t.Context(), key, optional(old), optional(next), ttl); err != nil || !swapped {
		t.Errorf("%s was not set: swapped %v, error %v", key, swapped, err)
	}
}

func expectValue(t *testing.T, s webhook.Store, key, want string) {
	t.Helper()
	value, err := s.Load(t.Context(), key)
	if err != nil || string(value) != want {
		t.Errorf("%s has the value %s, not %s (error %v)", key, short(value), short([]byte(want)), err)
	}
	if len(value) == 0 && value != nil {
		t.Errorf("%s has a value that is empty, not nil", key)
	}
}

func short(value []byte) string { return fmt.Sprintf("%.40q", value) }

// eventually waits for a condition that real time brings.
func eventually(t *testing.T, condition func() bool) {
	t.Helper()
	for range 1000 {
		if condition() {
			return
		}
		if wait.For(t.Context(), 20*time.Millisecond) != nil {
			break
		}
	}
	t.Error("it did not happen within 20 seconds")
}
