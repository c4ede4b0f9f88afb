package ndoto

import (
	"context"
	"net/http"
	"reflect"
	"sync"
)

// inFlight are the locks of what is being sent once, ensured or changed. All clients of the process share them, so
// that two of them that send the same key at the same time, or change the same labels, wait for each other. Locks
// that nobody holds take no memory.
var inFlight keyLocks

// lockName names what a lock is of, on all servers. Clients with a transport of their own, such as a fake, share
// locks only if they share that.
type lockName struct {
	network any // nil for the transport of this package
	server  string
	account int64
	what    string
}

// lock waits until nobody else sends or changes what it names, no longer than ctx lasts.
func (c *Client) lock(ctx context.Context, what string) (unlock func(), err error) {
	if ctx == nil {
		return nil, badInput("the context is nil")
	}
	return inFlight.lock(ctx, lockName{c.network, c.baseURL.String(), c.accountID, what})
}

// networkOf identifies a transport in a lockName.
func (c *Client) networkOf(transport http.RoundTripper) any {
	if transport == nil {
		return nil
	}
	canCompare := reflect.TypeOf(transport).Comparable()
	switch {
	case canCompare && transport == c.standard:
		return nil
	case canCompare:
		return transport
	}
	return c
}

type keyLocks struct {
	mu   sync.Mutex
	held map[lockName]*keyLock
}

type keyLock struct {
	free    chan struct{}
	waiters int
}

func (l *keyLocks) lock(ctx context.Context, name lockName) (unlock func(), err error) {
	l.mu.Lock()
	k := l.held[name]
	if k == nil {
		k = &keyLock{free: make(chan struct{}, 1)}
		k.free <- struct{}{}
		if l.held == nil {
			l.held = map[lockName]*keyLock{}
		}
		l.held[name] = k
	}
	k.waiters++
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if k.waiters--; k.waiters == 0 {
			delete(l.held, name)
		}
	}
	select {
	case <-k.free:
		return func() { k.free <- struct{}{}; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
