package main

import (
	"bytes"
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/ndototest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestTail follows a conversation through a restart of the server, and leaves out another inbox.
func TestTail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		other := srv.AddInbox(ndototest.Inbox{Name: "Other"})
		var out bytes.Buffer
		follow := &tail{inbox: srv.InboxID, out: &out}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- follow.follow(ctx, srv.Client()) }()
		synctest.Wait()
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello\x1b[2J\nthere")
		srv.Simulate(ndototest.Conversation{InboxID: other}).Says("elsewhere")
		synctest.Wait()
		out.Reset() // what the first events say is up to the order of two lanes
		customer.Says("again\x1b[2J\nand again")
		synctest.Wait()
		srv.BreakSockets(ndototest.SocketRestart)
		customer.Says("missed")
		time.Sleep(time.Minute)
		cancel()
		require.NoError(t, <-ended)
		assert.Regexp(t, `^#1 Contact 1: again\[2J and again
disconnected, again in .*: realtime: the server restarts
(#1 Contact 1: missed\nconnected, \d missed events follow or stand above\n|connected, \d missed events follow or stand above\n#1 Contact 1: missed\n)$`, out.String())
	})
}
