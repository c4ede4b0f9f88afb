package realtime_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/realtime"
)

// tally counts what a listener is told.
type tally struct {
	mu                    sync.Mutex
	last                  map[int64]int // of each conversation
	times                 map[string]int
	outOfOrder            int
	recovered, reconnects int
}

func (a *tally) message(_ context.Context, e *realtime.MessageCreated) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var n int
	if _, err := fmt.Sscanf(e.Message.Content, "message %d", &n); err != nil {
		return nil // an activity
	}
	a.times[fmt.Sprintf("%d/%d", e.Message.ConversationID, n)]++
	if n < a.last[e.Message.ConversationID] {
		a.outOfOrder++
	}
	a.last[e.Message.ConversationID] = n
	if e.Recovered {
		a.recovered++
	}
	return nil
}

func (a *tally) connected(context.Context, *realtime.Connected) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reconnects++
	return nil
}

// connections is how often the listener was connected.
func (a *tally) connections() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.reconnects
}

// TestBreaks breaks the connection at random moments in every way, while customers write, and counts what a listener is
// told: every message once, and those of a conversation in order. Every fourth break is followed by another before the
// listener is connected again. Time is virtual.
func TestBreaks(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]realtime.Option{"user": nil, "user with presence": {realtime.WithPresence()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { breakOften(t, opts) })
		})
	}
}

const conversations = 20

func breakOften(t *testing.T, opts []realtime.Option) {
	t.Helper()
	srv := ndototest.New(t, ndototest.WithoutNetwork())
	var talks []*ndototest.Customer
	for range conversations {
		talks = append(talks, srv.Simulate(ndototest.Conversation{}))
	}
	count := &tally{last: map[int64]int{}, times: map[string]int{}}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- realtime.Connect(ctx, srv.Client(), append(opts, realtime.On(count.message), realtime.On(count.connected))...)
	}()
	synctest.Wait()
	require.Len(t, srv.Subscriptions(), 1)

	random := rand.New(rand.NewPCG(*seed, 2)) //nolint:gosec // it is to be repeatable
	ways := []string{"cut", "half-open", "zombie", "restart", "429 at the upgrade"}
	broken := map[string]int{}
	breakIt := func() {
		way := ways[random.IntN(len(ways))]
		broken[way]++
		breakAs(t, srv, way)
		time.Sleep(time.Duration(random.Int64N(int64(random.IntN(3))*20*int64(time.Second) + int64(time.Second))))
	}
	every := max(*events / *breaks, 1)
	sent, outages := make([]int, conversations), 0
	for i := range *events {
		if i%every == every/2 {
			for count.connections() <= outages {
				time.Sleep(time.Second)
			}
			outages = count.connections()
			breakIt()
			if random.IntN(4) == 0 {
				breakIt()
			}
		}
		if random.IntN(4) == 0 {
			time.Sleep(time.Duration(random.IntN(500)) * time.Millisecond)
		}
		n := random.IntN(conversations)
		sent[n]++
		talks[n].Says(fmt.Sprintf("message %d", sent[n]))
	}
	time.Sleep(10 * time.Minute)
	cancel()
	require.NoError(t, <-ended)

	lost, doubled := 0, 0
	for n, talk := range talks {
		for m := 1; m <= sent[n]; m++ {
			switch times := count.times[fmt.Sprintf("%d/%d", talk.ConversationID, m)]; {
			case times == 0:
				lost++
			case times > 1:
				doubled++
			}
		}
	}
	total := 0
	for _, n := range broken {
		total += n
	}
	t.Logf("seed %d: %d messages, %d breaks %v, %d connections, %d messages recovered: %d lost, %d doubled, %d out of order",
		*seed, *events, total, broken, count.reconnects, count.recovered, lost, doubled, count.outOfOrder)
	assert.Equal(t, [3]int{}, [3]int{lost, doubled, count.outOfOrder}, "lost, doubled, out of order")
	assert.Positive(t, count.recovered)
}

func breakAs(t *testing.T, srv *ndototest.Server, way string) {
	t.Helper()
	switch way {
	case "cut":
		srv.BreakSockets(ndototest.SocketCut)
	case "half-open":
		srv.BreakSockets(ndototest.SocketHalfOpen)
	case "zombie":
		srv.BreakSockets(ndototest.SocketZombie)
	case "restart":
		srv.BreakSockets(ndototest.SocketRestart)
	default:
		require.NoError(t, srv.Fail(ndototest.Fault{Operation: "GET /cable", Status: http.StatusTooManyRequests, Count: 2}))
		srv.BreakSockets(ndototest.SocketCut)
	}
}

// TestCustomer tells a customer of what an agent writes, also while they were away, and of no note.
func TestCustomer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		client, err := srv.CustomerClient(srv.InboxID)
		require.NoError(t, err)
		contact, err := client.Contacts.Create(t.Context(), &customer.ContactParams{Name: "Cora"})
		require.NoError(t, err)
		conversation, err := client.Conversations.Create(t.Context(), contact.SourceID, nil)
		require.NoError(t, err)
		var told []string
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- realtime.ConnectCustomer(ctx, client, contact, realtime.On(func(_ context.Context, e *realtime.MessageCreated) error {
				told = append(told, fmt.Sprint(e.Message.Content, " ", e.Recovered))
				return nil
			}))
		}()
		synctest.Wait()
		say := func(text string, private bool) {
			t.Helper()
			_, err := srv.Client().Messages.Create(t.Context(), conversation.ID, messageOf(text, private))
			require.NoError(t, err)
			synctest.Wait()
		}
		say("hello", false)
		say("a note", true)
		srv.BreakSockets(ndototest.SocketHalfOpen)
		say("are you there?", false)
		time.Sleep(time.Minute)
		cancel()
		require.NoError(t, <-ended)
		assert.Equal(t, []string{"hello false", "are you there? true"}, told)
	})
}

// TestRefused are the reasons for which another attempt would not help, or that a user should know of.
func TestRefused(t *testing.T) {
	t.Parallel()
	nothing := realtime.On(func(context.Context, realtime.Event) error { return nil })
	t.Run("an agent bot", func(t *testing.T) {
		t.Parallel()
		srv := ndototest.New(t)
		client, err := srv.NewClient(srv.BotToken)
		require.NoError(t, err)
		err = realtime.Connect(t.Context(), client, nothing)
		assert.ErrorContains(t, err, "the token must be a user's")
	})
	t.Run("a proxy", func(t *testing.T) {
		t.Parallel()
		srv := ndototest.New(t)
		require.NoError(t, srv.Fail(ndototest.Fault{Operation: "GET /cable", DropUpgrade: true}))
		err := realtime.Connect(t.Context(), srv.Client(), nothing)
		require.ErrorIs(t, err, realtime.ErrNoUpgrade)
		assert.ErrorContains(t, err, "status 404")
	})
	t.Run("no handlers", func(t *testing.T) {
		t.Parallel()
		assert.ErrorIs(t, realtime.Connect(t.Context(), ndototest.New(t).Client()), realtime.ErrBadInput)
	})
}

// TestTokenRotated connects again with the new token when the password was changed. The server says nothing of it.
func TestTokenRotated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		var reasons []string
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- realtime.Connect(ctx, srv.Client(), realtime.On(func(_ context.Context, e *realtime.Disconnected) error {
				reasons = append(reasons, e.Err.Error())
				return nil
			}))
		}()
		synctest.Wait()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, srv.URL+"/api/v1/profile",
			strings.NewReader(`{"profile":{"password":"new","current_password":"password of amara@example.com"}}`))
		require.NoError(t, err)
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Api-Access-Token", srv.AdminToken)
		resp, err := srv.Transport().RoundTrip(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusOK, resp.StatusCode)
		srv.BreakSockets(ndototest.SocketRestart)
		time.Sleep(time.Minute)
		assert.Len(t, srv.Subscriptions(), 1)
		cancel()
		require.NoError(t, <-ended)
		assert.Equal(t, []string{
			"realtime: the server restarts", "realtime: the subscription was not confirmed: its token was replaced, as the password was changed",
		}, reasons)
	})
}

// TestSlowHandlers bounds what waits: the reader stops, and nothing is lost.
func TestSlowHandlers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		talk := srv.Simulate(ndototest.Conversation{})
		var told []string
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			ended <- realtime.Connect(ctx, srv.Client(), realtime.WithWorkers(1, 2), realtime.On(func(_ context.Context, e *realtime.MessageCreated) error {
				time.Sleep(time.Second)
				told = append(told, e.Message.Content)
				return nil
			}))
		}()
		synctest.Wait()
		var want []string
		for i := range 1000 {
			text := fmt.Sprintf("message %d", i)
			want = append(want, text)
			talk.Says(text)
		}
		time.Sleep(time.Hour)
		cancel()
		require.NoError(t, <-ended)
		assert.Equal(t, want, told)
	})
}
