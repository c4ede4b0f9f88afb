package ndoto_test

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// inEachReading runs a test against a server that behaves as Ndoto documents it, under each reading.
func inEachReading(t *testing.T, test func(t *testing.T, srv *ndototest.Server, clock *stepClock, reading ndototest.Reading)) {
	for name, reading := range ndototest.Readings() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &stepClock{}
			clock.at.Store(time.Now().Add(-time.Hour).Unix())
			srv := ndototest.New(t, ndototest.WithDialect(ndototest.NdotoDocs), ndototest.WithReading(reading), ndototest.WithClock(clock.now))
			test(t, srv, clock, reading)
		})
	}
}

// stepClock stands still until it is moved.
type stepClock struct{ at atomic.Int64 }

func (c *stepClock) now() time.Time { return time.Unix(c.at.Load(), 0) }

// thread is a conversation of n messages, of which some share a second.
func thread(srv *ndototest.Server, clock *stepClock, n, perSecond int) (id int64, want []int64) {
	id = srv.AddConversation(ndototest.Conversation{ContactID: srv.AddContact(ndototest.Contact{Name: "Ada"})})
	for i := range n {
		if i%perSecond == 0 {
			clock.at.Add(1)
		}
		want = append(want, srv.AddMessage(id, ndototest.Message{Content: fmt.Sprint("message ", i)}))
	}
	return id, want
}

func TestReadingsMessages(t *testing.T) {
	t.Parallel()
	inEachReading(t, func(t *testing.T, srv *ndototest.Server, clock *stepClock, _ ndototest.Reading) {
		for _, n := range []int{0, 1, 19, 20, 21, 50, 130} {
			id, want := thread(srv, clock, n, 3)
			for _, params := range []*ndoto.WalkMessagesParams{nil, {NewestFirst: true}} {
				client := srv.Client()
				got := []int64{}
				for m, err := range client.Messages.All(t.Context(), id, params) {
					require.NoError(t, err)
					got = append(got, m.ID)
				}
				if params != nil {
					slices.Reverse(got)
				}
				assert.Equal(t, append([]int64{}, want...), got, "%d messages, %+v", n, params)
			}
			client := srv.Client()
			for _, messageID := range want[max(0, len(want)-3):] {
				m, err := client.Messages.Get(t.Context(), id, messageID)
				require.NoError(t, err)
				assert.Equal(t, messageID, m.ID)
			}
			for _, messageID := range want[:min(3, len(want))] {
				m, err := client.Messages.Get(t.Context(), id, messageID)
				require.NoError(t, err)
				assert.Equal(t, messageID, m.ID)
			}
			_, err := client.Messages.Get(t.Context(), id, 99_999)
			assert.ErrorIs(t, err, ndoto.ErrNotFound)
		}
	})
}

// TestReadingsPartsOfMessages asks for parts by ids and by times, with a client that does not know its server and with
// one that does.
func TestReadingsPartsOfMessages(t *testing.T) {
	t.Parallel()
	inEachReading(t, func(t *testing.T, srv *ndototest.Server, clock *stepClock, _ ndototest.Reading) {
		id, want := thread(srv, clock, 60, 3) // three in each second
		from := clock.now().Add(-19 * time.Second)
		client := srv.Client()
		ids := func(params *ndoto.ListMessagesParams) (got []int64) {
			page, err := client.Messages.List(t.Context(), id, params)
			require.NoError(t, err)
			for i := range page.Messages {
				got = append(got, page.Messages[i].ID)
			}
			return got
		}
		for range 2 {
			assert.Equal(t, want[10:30], ids(&ndoto.ListMessagesParams{Before: want[30]}))
			assert.Equal(t, want[45:], ids(&ndoto.ListMessagesParams{After: want[44]}))
			assert.Equal(t, want[12:20], ids(&ndoto.ListMessagesParams{After: want[12], Before: want[20]}))
			assert.Equal(t, want[:9], ids(&ndoto.ListMessagesParams{BeforeTime: from.Add(3 * time.Second)}))
			assert.Equal(t, want[48:], ids(&ndoto.ListMessagesParams{AfterTime: from.Add(15 * time.Second)}))
			assert.Equal(t, want[9:15], ids(&ndoto.ListMessagesParams{AfterTime: from.Add(3 * time.Second), BeforeTime: from.Add(5 * time.Second)}))
			for m, err := range client.Messages.All(t.Context(), id, nil) {
				require.NoError(t, err)
				assert.Equal(t, want[0], m.ID)
				break
			}
		}
		assert.Equal(t, want[40:], func() (got []int64) {
			latest := ids(nil)
			return latest[len(latest)-20:]
		}())
	})
}

// TestReadingsASecondFullOfMessages has more messages in a second than a page: they come, or the error says that some
// do not.
func TestReadingsASecondFullOfMessages(t *testing.T) {
	t.Parallel()
	inEachReading(t, func(t *testing.T, srv *ndototest.Server, clock *stepClock, _ ndototest.Reading) {
		id, want := thread(srv, clock, 75, 25)
		for _, params := range []*ndoto.WalkMessagesParams{nil, {NewestFirst: true}} {
			var got []int64
			var failure error
			for m, err := range srv.Client().Messages.All(t.Context(), id, params) {
				if failure = err; err != nil {
					break
				}
				got = append(got, m.ID)
			}
			if failure != nil {
				assert.ErrorIs(t, failure, ndoto.ErrIncomplete)
				continue
			}
			slices.Sort(got)
			assert.Equal(t, want, got)
		}
	})
}

func TestReadingsLists(t *testing.T) {
	t.Parallel()
	inEachReading(t, func(t *testing.T, srv *ndototest.Server, clock *stepClock, _ ndototest.Reading) {
		for i := range 40 {
			clock.at.Add(1)
			srv.AddConversation(ndototest.Conversation{ContactID: srv.AddContact(ndototest.Contact{Name: fmt.Sprint("Ada ", i), Email: fmt.Sprintf("a%d@example.com", i)})})
		}
		client, conversations, contacts := srv.Client(), 0, 0
		for _, err := range client.Conversations.All(t.Context(), &ndoto.ListConversationsParams{Status: ndoto.StatusOpen}) {
			require.NoError(t, err)
			conversations++
		}
		for _, err := range client.Contacts.All(t.Context(), nil) {
			require.NoError(t, err)
			contacts++
		}
		assert.Equal(t, 40, conversations)
		assert.Equal(t, 40, contacts)
	})
}

// TestReadingsWithoutARoute does by documented routes what the software has routes of its own for.
func TestReadingsWithoutARoute(t *testing.T) {
	t.Parallel()
	inEachReading(t, func(t *testing.T, srv *ndototest.Server, _ *stepClock, reading ndototest.Reading) {
		client, id := srv.Client(), srv.AddConversation(ndototest.Conversation{})
		for _, priority := range []ndoto.Priority{ndoto.PriorityHigh, ""} {
			require.NoError(t, client.Conversations.SetPriority(t.Context(), id, priority))
			stored, _ := srv.Conversation(id)
			assert.Equal(t, string(priority), stored.Priority)
		}
		require.ErrorIs(t, client.Conversations.SetPriority(t.Context(), 99, ndoto.PriorityHigh), ndoto.ErrNotFound)
		inbox, err := client.Inboxes.Get(t.Context(), srv.InboxID)
		require.NoError(t, err)
		assert.Equal(t, srv.InboxID, inbox.ID)
		_, err = client.Inboxes.Get(t.Context(), 99)
		require.ErrorIs(t, err, ndoto.ErrNotFound)
		require.NotErrorIs(t, err, ndoto.ErrNoRoute)
		_, err = client.Contacts.Get(t.Context(), 99)
		require.ErrorIs(t, err, ndoto.ErrNotFound)
		assert.Equal(t, reading.OnlyDocumented, errors.Is(err, ndoto.ErrNoRoute))
		_, err = srv.Dashboard().Contacts.List(t.Context(), nil)
		require.NoError(t, err)
	})
}
