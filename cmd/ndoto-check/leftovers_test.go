package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
)

// trouble does something to the first request of an operation.
type trouble struct {
	http.RoundTripper
	at        string
	interrupt func() // when it is sent, if not nil
	lost      bool   // whether its response is
	operation string // of the request
	done      bool
}

func (tr *trouble) StartAttempt(_ context.Context, a ndoto.Attempt) func(ndoto.AttemptResult) {
	tr.operation = a.Operation
	return nil
}

func (tr *trouble) RoundTrip(req *http.Request) (*http.Response, error) {
	here := tr.operation == tr.at && req.Method != http.MethodGet && !tr.done
	tr.done = tr.done || here
	if here && tr.interrupt != nil {
		tr.interrupt()
	}
	resp, err := tr.RoundTripper.RoundTrip(req)
	if here && tr.lost && err == nil {
		_ = resp.Body.Close()
		return nil, errors.New("connection reset")
	}
	return resp, err
}

// makers returns the operations that make something, each once.
func makers(t *testing.T) (operations []string) {
	for _, s := range someDesk(t).steps() {
		if s.undo != nil && s.operation != "Inboxes.Ensure" { // which is Inboxes.Create
			operations = append(operations, s.operation)
		}
	}
	slices.Sort(operations)
	return slices.Compact(operations)
}

func TestAnInterruptCleansUp(t *testing.T) {
	for _, at := range append(makers(t), "Messages.Retry", "customer.Conversations.Resolve") {
		synctest.Test(t, func(t *testing.T) {
			desk := newAccount(t)
			ctx, cancel := context.WithCancel(t.Context())
			network := &trouble{RoundTripper: desk.Transport(), at: at, interrupt: cancel}
			out, err := desk.check(ctx, "", []string{"-yes"}, ndoto.WithTransport(network), ndoto.WithObserver(network))
			assert.True(t, network.done, at)
			assert.ErrorContains(t, err, "interrupted", at)
			assert.Contains(t, out, " 0 failed,", at)
			assert.Equal(t, desk.before, holdings(t, desk.Server), "%s\n%s", at, out)
		})
	}
}

func TestWhatALostResponseMadeIsDeleted(t *testing.T) {
	for _, at := range makers(t) {
		synctest.Test(t, func(t *testing.T) {
			desk := newAccount(t)
			network := &trouble{RoundTripper: desk.Transport(), at: at, lost: true}
			out, _ := desk.check(t.Context(), "", []string{"-yes"}, ndoto.WithTransport(network), ndoto.WithObserver(network))
			assert.Equal(t, desk.before, holdings(t, desk.Server), "%s\n%s", at, out)
		})
	}
}

// busy is a server whose workers take some time until they delete an inbox.
type busy struct {
	http.RoundTripper
	pause time.Duration
	until time.Time
	late  []*http.Request
}

func (b *busy) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodDelete && strings.Contains(req.URL.Path, "/inboxes/") {
		b.late, b.until = append(b.late, req.Clone(context.WithoutCancel(req.Context()))), time.Now().Add(b.pause)
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: req}, nil
	}
	if time.Now().After(b.until) {
		for _, late := range b.late {
			resp, err := b.RoundTripper.RoundTrip(late)
			if err != nil {
				return nil, err
			}
			_ = resp.Body.Close()
		}
		b.late = nil
	}
	return b.RoundTripper.RoundTrip(req)
}

func TestDeletionsInTheBackgroundAreWaitedFor(t *testing.T) {
	for said, pause := range map[string]time.Duration{
		"All that was made is deleted.": 3 * time.Second,
		"The server has agreed to delete the inbox with the ID 3, and it is still there.": time.Hour,
	} {
		synctest.Test(t, func(t *testing.T) {
			desk := newAccount(t)
			out, err := desk.check(t.Context(), "", []string{"-yes"}, ndoto.WithTransport(&busy{RoundTripper: desk.Transport(), pause: pause}))
			require.NoError(t, err, out)
			assert.Contains(t, out, said)
			assert.Equal(t, pause == time.Hour, !assert.ObjectsAreEqual(desk.before, holdings(t, desk.Server)))
		})
	}
}

// undeletable is the network of a run that is killed before it has deleted anything.
type undeletable struct{ http.RoundTripper }

func (u undeletable) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodDelete {
		return nil, errors.New("killed")
	}
	return u.RoundTripper.RoundTrip(req)
}

func TestLeftoversOfAKilledRunAreDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk := newAccount(t)
		killed := func() {
			t.Helper()
			out, err := desk.check(t.Context(), "", []string{"-yes"}, ndoto.WithTransport(undeletable{desk.Transport()}), ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1}))
			assert.ErrorIs(t, err, errUnfit)
			assert.Contains(t, out, "by hand: its name begins with "+mark)
			assert.NotEqual(t, desk.before, holdings(t, desk.Server))
		}
		killed()
		out, err := desk.check(t.Context(), "y\nn\n", nil)
		assert.NoError(t, err)
		assert.Contains(t, out, "Runs that were killed have left things behind: "+mark)
		assert.NotEqual(t, desk.before, holdings(t, desk.Server), "no is no")
		_, err = desk.check(t.Context(), "yes\ny\n", nil)
		assert.NoError(t, err)
		assert.Equal(t, desk.before, holdings(t, desk.Server))

		for range 9 { // leave more contacts than a page has
			killed()
		}
		require.Greater(t, len(holdings(t, desk.Server).Contacts), 15)
		out, _ = desk.check(t.Context(), "", []string{"-yes"})
		assert.NotContains(t, out, "Deleted the", "the run may still be at work")
		time.Sleep(2 * old)
		_, err = desk.check(t.Context(), "", []string{"-yes"})
		assert.NoError(t, err)
		assert.Equal(t, desk.before, holdings(t, desk.Server))
	})
}
