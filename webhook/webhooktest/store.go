package webhooktest

import (
	"context"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go/webhook"
)

// FaultyStore is a store whose steps fail as a test says.
type FaultyStore struct {
	webhook.Store
	mu     sync.Mutex
	before func(key string) error // the step does not happen
	after  func(key string) error // the step happens, and seems to have failed
}

// NewFaultyStore returns one that works.
func NewFaultyStore() *FaultyStore { return &FaultyStore{Store: webhook.NewMemoryStore(0)} }

// CompareAndSwap implements webhook.Store.
func (s *FaultyStore) CompareAndSwap(ctx context.Context, key string, old, next []byte, ttl time.Duration) (bool, error) {
	s.mu.Lock()
	before, after := s.before, s.after
	s.mu.Unlock()
	if before != nil {
		if err := before(key); err != nil {
			return false, err
		}
	}
	swapped, err := s.Store.CompareAndSwap(ctx, key, old, next, ttl)
	if after != nil {
		if failure := after(key); failure != nil {
			return false, failure
		}
	}
	return swapped, err
}

// Fail makes the following steps fail: before they happen, or after.
func (s *FaultyStore) Fail(before, after func(string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before, s.after = before, after
}

// Always returns a function for FaultyStore.Fail.
func Always(err error) func(string) error { return func(string) error { return err } }
