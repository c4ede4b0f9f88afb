package ndoto_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// lossy has a sequence of faults for the creations of each message. What is left of the sequence is dropped when the
// next message begins.
type lossy struct {
	network http.RoundTripper
	mu      sync.Mutex
	faults  []fault
	posts   int
}

func (l *lossy) next(faults []fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.faults = faults
}

func (l *lossy) RoundTrip(req *http.Request) (*http.Response, error) {
	l.mu.Lock()
	var next fault
	if req.Method == http.MethodPost && !strings.HasSuffix(req.URL.Path, "/filter") {
		if l.posts++; len(l.faults) > 0 {
			next, l.faults = l.faults[0], l.faults[1:]
		}
	}
	l.mu.Unlock()
	if next == nil {
		next = untouched
	}
	return next(req, l.network)
}

func untouched(req *http.Request, network http.RoundTripper) (*http.Response, error) {
	return network.RoundTrip(req)
}

// cutAfter lets the request take effect, and ends the body of its response after some bytes.
func cutAfter(n int64) fault {
	return func(req *http.Request, network http.RoundTripper) (*http.Response, error) {
		resp, err := network.RoundTrip(req)
		if err == nil {
			resp.Body = struct {
				io.Reader
				io.Closer
			}{io.MultiReader(io.LimitReader(resp.Body, n), errorReader{}), resp.Body}
		}
		return resp, err
	}
}

// lossesOf are the ways in which the creation of a message goes wrong, one attempt after another.
var lossesOf = map[string][]fault{
	"no fault":                                 nil,
	"the request is lost":                      {lostBefore},
	"the response is lost":                     {lostAfter},
	"the response has no body":                 {cutAfter(0)},
	"the response is cut in its middle":        {cutAfter(40)},
	"500 after the effect":                     {statusAfter(500, `{"status":500,"error":"Internal Server Error"}`)},
	"502 after the effect":                     {statusAfter(502, "<title>502 Bad Gateway</title>")},
	"422 of a slow statement, after":           {statusAfter(422, `{"error":"The request took too long to complete. Please try again."}`)},
	"422 of a slow statement, before":          {statusBefore(422, `{"error":"The request took too long to complete. Please try again."}`)},
	"carried out 3 s after the connection":     {late(3 * time.Second)},
	"the request is lost, then the response":   {lostBefore, lostAfter},
	"the request is lost twice, then a cut":    {lostBefore, lostBefore, cutAfter(10)},
	"nothing is carried out, however often":    slices.Repeat([]fault{lostBefore}, 100),
	"refused, and then the response is lost":   {refusedConnection, lostAfter},
	"limited, and then the response is lost":   {statusBefore(429, "Retry later\n"), lostAfter},
	"the page of a proxy in place of the echo": {statusAfter(200, "<html><title>Start</title>")},
}

func refusedConnection(*http.Request, http.RoundTripper) (*http.Response, error) {
	return nil, fmt.Errorf("dial: %w", syscall.ECONNREFUSED)
}

// readingServer is a server without a network that behaves as Ndoto documents it.
func readingServer(t *testing.T, reading ndototest.Reading) *ndototest.Server {
	t.Helper()
	return ndototest.New(t, ndototest.WithoutNetwork(), ndototest.WithDialect(ndototest.NdotoDocs), ndototest.WithReading(reading))
}

// readingTally is a row of the table of readings.
type readingTally struct{ calls, lost, doubled, untrue, open, refused int }

func (r *readingTally) report(t *testing.T, name string) {
	t.Helper()
	t.Logf("%-34s %6d calls: %d lost, %d doubled, %d misreported; %d open (%.2f %%), %d not sent",
		name, r.calls, r.lost, r.doubled, r.untrue, r.open, 100*float64(r.open)/float64(r.calls), r.refused)
	assert.Zero(t, r.lost, "lost")
	assert.Zero(t, r.doubled, "doubled")
	assert.Zero(t, r.untrue, "misreported")
}

// judge counts what a call was told against what is there: the ids of what has its effect.
func (r *readingTally) judge(t *testing.T, what string, there []int64, id int64, err error) {
	t.Helper()
	r.calls++
	before := *r
	switch {
	case len(there) > 1:
		r.doubled++
	case errors.Is(err, ndoto.ErrAmbiguous):
		r.open++
	case err == nil && len(there) == 0:
		r.lost++
	case err == nil && there[0] != id, err != nil && len(there) > 0:
		r.untrue++
	case err != nil:
		r.refused++
	}
	if before.lost != r.lost || before.doubled != r.doubled || before.untrue != r.untrue {
		t.Errorf("%s: there are %v, told %d, %v", what, there, id, err)
	}
}

// ownMessages returns the ids of the administrator's messages with a text.
func ownMessages(srv *ndototest.Server, conversation int64, text string) (ids []int64) {
	for _, m := range srv.Messages(conversation) {
		if m.Content == text && m.SenderKind == "user" && m.SenderID == srv.AdminID {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// TestChaosReadingsSendOnce loses requests and responses under each reading of the documentation, in conversations of
// several lengths, with each way to look, while a colleague writes the same words.
func TestChaosReadingsSendOnce(t *testing.T) {
	t.Parallel()
	looks := map[string][]ndoto.RequestOption{
		"": nil, ", looking back": {ndoto.WithLookBack(time.Hour)}, ", new keys": {ndoto.WithNewKey()},
	}
	for _, name := range slices.Sorted(maps.Keys(ndototest.Readings())) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var sum readingTally
				for look, opts := range looks {
					for messages, pace := range map[int]time.Duration{0: 0, 5: 0, 30: 0, 45: 300 * time.Millisecond} {
						srv := readingServer(t, ndototest.Readings()[name])
						network := &lossy{network: srv.Transport()}
						client := srv.Client(ndoto.WithTransport(network))
						for loss, faults := range lossesOf {
							id := srv.AddConversation(ndototest.Conversation{})
							for range messages {
								srv.AddMessage(id, ndototest.Message{Content: "before"})
								time.Sleep(pace)
							}
							time.Sleep(5 * time.Second)
							network.next(faults)
							sum.judgeSend(t, srv, client, id, fmt.Sprintf("%s%s after %d messages", loss, look, messages), opts)
						}
					}
				}
				sum.report(t, "SendOnce, "+name)
			})
		})
	}
}

func (r *readingTally) judgeSend(t *testing.T, srv *ndototest.Server, client *ndoto.Client, id int64, text string, opts []ndoto.RequestOption) {
	t.Helper()
	colleague := func() {
		srv.AddMessage(id, ndototest.Message{Content: text, Type: "outgoing", SenderKind: "user", SenderID: srv.AgentID})
	}
	colleague()
	stop := time.AfterFunc(time.Millisecond, colleague)
	defer stop.Stop()
	m, err := client.Messages.SendOnce(t.Context(), id, "key", &ndoto.CreateMessageParams{Content: text}, opts...)
	var told int64
	if err == nil {
		told = m.ID
	}
	time.Sleep(time.Minute) // what is late has arrived
	r.judge(t, text, ownMessages(srv, id, text), told, err)
	if err != nil {
		return
	}
	again, err := client.Messages.SendOnce(t.Context(), id, "key", &ndoto.CreateMessageParams{Content: text}, opts...)
	require.NoError(t, err)
	r.judge(t, text+", again", ownMessages(srv, id, text), again.ID, nil)
}

// TestChaosReadingsCrowd has 8 goroutines send 4 keys of the same words into a conversation that was empty, each key
// twice, while others write more than a page and every second response is lost.
func TestChaosReadingsCrowd(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(ndototest.Readings())) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := readingServer(t, ndototest.Readings()[name])
				busy := func(id int64, f fault) fault {
					return func(req *http.Request, network http.RoundTripper) (*http.Response, error) {
						resp, err := f(req, network)
						for range 30 {
							srv.AddMessage(id, ndototest.Message{Content: "noise", Type: "outgoing"})
							time.Sleep(100 * time.Millisecond)
						}
						return resp, err
					}
				}
				var sum readingTally
				for range 4 {
					network := &lossy{network: srv.Transport()}
					client := srv.Client(ndoto.WithTransport(network))
					id := srv.AddConversation(ndototest.Conversation{})
					network.next([]fault{busy(id, lostAfter), untouched, busy(id, lostBefore), lostAfter, untouched, lostAfter})
					told, errs := [8]int64{}, [8]error{}
					var group sync.WaitGroup
					for i := range told {
						group.Go(func() {
							m, err := client.Messages.SendOnce(t.Context(), id, fmt.Sprint("key-", i/2), &ndoto.CreateMessageParams{Content: "ok"})
							if errs[i] = err; err == nil {
								told[i] = m.ID
							}
						})
					}
					group.Wait()
					there := ownMessages(srv, id, "ok")
					sum.doubled += max(0, len(there)-len(told)/2)
					for i, own := range told {
						of := []int64{}
						if slices.Contains(there, own) && (i%2 == 0 || own == told[i-1]) && slices.Index(told[:], own)/2 == i/2 {
							of = []int64{own}
						}
						sum.judge(t, fmt.Sprint("key ", i/2), of, own, errs[i])
					}
				}
				sum.report(t, "SendOnce, a crowd, "+name)
			})
		})
	}
}

// TestChaosReadingsObjects creates conversations and contacts once, and changes labels and attributes, under each
// reading, while requests and responses are lost. A server with the documented routes only has no look: what cannot be
// seen is not sent, or said to be open.
func TestChaosReadingsObjects(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(ndototest.Readings())) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				reading := ndototest.Readings()[name]
				srv := readingServer(t, reading)
				network := &lossy{network: srv.Transport()}
				client := srv.Client(ndoto.WithTransport(network))
				another := srv.Client(ndoto.WithTransport(network)) // as after a restart: it remembers nothing
				var conversations, contacts readingTally
				for loss, faults := range lossesOf {
					contact := srv.AddContact(ndototest.Contact{Name: loss})
					for _, c := range []*ndoto.Client{client, another} {
						network.next(faults)
						made, err := c.Conversations.CreateOnce(t.Context(), "key", &ndoto.CreateConversationParams{InboxID: srv.InboxID, ContactID: contact})
						network.next(nil)
						time.Sleep(time.Minute)
						conversations.judge(t, loss, conversationsOf(srv, contact), idOf(made), err)
					}
					for _, c := range []*ndoto.Client{client, another} {
						network.next(faults)
						person, _, err := c.Contacts.Ensure(t.Context(), ndoto.ByIdentifier(loss), nil)
						network.next(nil)
						var id int64
						if person != nil {
							id = person.ID
						}
						time.Sleep(time.Minute)
						contacts.judge(t, loss, contactsWith(srv, loss), id, err)
					}
				}
				conversations.report(t, "CreateOnce, "+name)
				contacts.report(t, "Contacts.Ensure, "+name)
			})
		})
	}
}

func idOf(c *ndoto.Conversation) int64 {
	if c == nil {
		return 0
	}
	return c.ID
}

func conversationsOf(srv *ndototest.Server, contact int64) (ids []int64) {
	for id := int64(1); ; id++ {
		c, there := srv.Conversation(id)
		switch {
		case !there:
			return ids
		case c.ContactID == contact:
			ids = append(ids, id)
		}
	}
}

func contactsWith(srv *ndototest.Server, identifier string) (ids []int64) {
	for id := int64(1); ; id++ {
		c, there := srv.Contact(id)
		switch {
		case !there:
			return ids
		case c.Identifier == identifier:
			ids = append(ids, id)
		}
	}
}

// TestChaosReadingsSharedChanges has 4 callers add labels and attributes to each of a few conversations under each
// reading, while every second write is lost, before or after its effect.
func TestChaosReadingsSharedChanges(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(ndototest.Readings())) {
		if ndototest.Readings()[name].OnlyDocumented { // it has no such routes
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := readingServer(t, ndototest.Readings()[name])
				network := &lossy{network: srv.Transport(), faults: slices.Repeat([]fault{lostAfter, untouched, lostBefore, untouched}, 10)}
				client := srv.Client(ndoto.WithTransport(network))
				id := srv.AddConversation(ndototest.Conversation{Labels: []string{"vip", "old"}})
				var group sync.WaitGroup
				for i := range 4 {
					group.Go(func() {
						_, err := client.Conversations.AddLabels(t.Context(), id, []string{fmt.Sprint("label-", i)})
						assert.NoError(t, err)
					})
					group.Go(func() {
						_, err := client.Conversations.MergeAttributes(t.Context(), id, map[string]any{fmt.Sprint("name_", i): i})
						assert.NoError(t, err)
					})
				}
				group.Go(func() {
					_, err := client.Conversations.RemoveLabels(t.Context(), id, []string{"old"})
					assert.NoError(t, err)
				})
				group.Wait()
				stored, _ := srv.Conversation(id)
				assert.ElementsMatch(t, []string{"vip", "label-0", "label-1", "label-2", "label-3"}, stored.Labels)
				assert.Len(t, stored.CustomAttributes, 4)
			})
		})
	}
}
