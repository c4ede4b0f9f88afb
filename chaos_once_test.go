package ndoto_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// bodyWays are faults that read the body of a request, in part or whole, before they fail.
var bodyWays = []fault{
	func(req *http.Request, network http.RoundTripper) (*http.Response, error) { // the upload is cut at a random byte
		if req.Body == nil {
			return nil, syscall.ECONNRESET
		}
		cut := req.Clone(req.Context())
		cut.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(io.LimitReader(req.Body, 1+rand.Int64N(max(req.ContentLength-1, 1))), errorReader{}), req.Body}
		resp, err := network.RoundTrip(cut)
		if err == nil { // an early response
			_ = resp.Body.Close()
			err = syscall.EPIPE
		}
		return nil, err
	},
	func(req *http.Request, _ http.RoundTripper) (*http.Response, error) { // all is read, and nothing happens
		if req.Body != nil {
			_, _ = io.Copy(io.Discard, req.Body)
		}
		return nil, io.ErrUnexpectedEOF
	},
	func(req *http.Request, _ http.RoundTripper) (*http.Response, error) { // a proxy gives up in the middle
		if req.Body != nil {
			_, _ = io.CopyN(io.Discard, req.Body, rand.Int64N(4000))
		}
		return answered(req, http.StatusServiceUnavailable, "<title>503</title>"), nil
	},
	statusAfter(http.StatusUnprocessableEntity, `{"error":"The request took too long to complete. Please try again."}`),
}

type errorReader struct{}

func (errorReader) Read([]byte) (int, error) { return 0, syscall.EPIPE }

// offClock is a network whose Date is off, by another time in each response.
type offClock struct{ http.RoundTripper }

func (o offClock) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := o.RoundTripper.RoundTrip(req)
	if err == nil {
		resp.Header.Set("Date", time.Now().Add(time.Duration(rand.Int64N(int64(20*time.Second)))-10*time.Second).UTC().Format(http.TimeFormat))
	}
	return resp, err
}

// onceRow is a row of the table of what is sent once.
type onceRow struct {
	name      string
	dialect   ndototest.Dialect
	reading   ndototest.Reading
	fewer     int   // a part of the calls, where it is not 0
	elsewhere bool  // in another inbox than an API inbox
	files     []int // sizes of attachments, one a message in turn
	clocks    bool  // the header Date is off
	contexts  bool  // contexts end at random times
	callers   int   // how many send each key, over two clients
	apart     bool  // the callers of a key come one after the other, each client with a network of its own
	sameWords bool  // agents write the same texts into the same conversations
}

// sent is what a caller was told.
type sent struct {
	id             int64
	ok, open       bool
	key            int
	conversationID int64
}

const chaosConversations = 400 // so none has more than 200 messages a minute

func (row onceRow) text(key int) string {
	if row.sameWords {
		return fmt.Sprint("ok ", key%chaosConversations)
	}
	return fmt.Sprint("key-", key)
}

func (row onceRow) send(ctx context.Context, c *ndoto.Client, conversation int64, key int) (*ndoto.Message, error) {
	params := &ndoto.CreateMessageParams{Content: row.text(key)}
	if len(row.files) > 0 {
		size := row.files[key%len(row.files)]
		reader := bytes.NewReader(append([]byte("skipped"), content(key, size)...))
		_, _ = reader.Seek(int64(len("skipped")), io.SeekStart)
		params.Attachments = []ndoto.File{{Name: "file.bin", Reader: reader}}
	}
	if row.contexts {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(rand.Int64N(int64(60*time.Millisecond))))
		defer cancel()
	}
	return c.Messages.SendOnce(ctx, conversation, fmt.Sprint("key-", key), params)
}

// content is what the file of a key holds.
func content(key, size int) []byte {
	return bytes.Repeat([]byte(fmt.Sprintf("%07d\n", key)), size/8+1)[:size]
}

// TestChaosOnce sends through a network in which every fifth request fails.
func TestChaosOnce(t *testing.T) {
	files := make([]int, 200)
	for i := range files {
		files[i] = []int{0, 3 << 10}[i%2]
	}
	files[100] = 8 << 20
	rows := []onceRow{
		{name: "4.16", dialect: ndototest.Chatwoot416},
		{name: "4.2, API inbox", dialect: ndototest.Chatwoot42},
		{name: "4.2, another inbox", dialect: ndototest.Chatwoot42, elsewhere: true},
		{name: "files of 0 B, 3 KB and 8 MB", files: files},
		{name: "clocks off by up to 10 s", clocks: true},
		{name: "clocks off, 4.2, another inbox", clocks: true, dialect: ndototest.Chatwoot42, elsewhere: true},
		{name: "contexts that end", contexts: true},
		{name: "contexts that end, with files", contexts: true, files: files[:100]},
		{name: "8 callers of each key", callers: 8},
		{name: "8 callers of each key, 4.2", callers: 8, dialect: ndototest.Chatwoot42},
		{name: "two programs, one after another", callers: 2, apart: true},
		{name: "two programs, 4.2, API inbox", callers: 2, apart: true, dialect: ndototest.Chatwoot42},
		{name: "agents with the same words", sameWords: true},
		{name: "same words, 4.2, API inbox", sameWords: true, dialect: ndototest.Chatwoot42},
		{name: "same words, 4.2, another inbox", sameWords: true, dialect: ndototest.Chatwoot42, elsewhere: true},
		{name: "same words, as documented", sameWords: true, dialect: ndototest.NdotoDocs},
	}
	for _, name := range slices.Sorted(maps.Keys(ndototest.Readings())) {
		rows = append(rows, onceRow{name: "as documented: " + name, dialect: ndototest.NdotoDocs, reading: ndototest.Readings()[name], fewer: 4})
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) { row.run(t) })
	}
}

func (row onceRow) run(t *testing.T) {
	t.Helper()
	srv := ndototest.New(t, ndototest.WithDialect(row.dialect), ndototest.WithReading(row.reading))
	inbox := srv.InboxID
	if row.elsewhere {
		inbox = srv.AddInbox(ndototest.Inbox{ChannelType: "Channel::WebWidget", MemberIDs: []int64{srv.AdminID, srv.AgentID}})
	}
	conversations := make([]int64, chaosConversations)
	for i := range conversations {
		conversations[i] = srv.AddConversation(ndototest.Conversation{InboxID: inbox})
	}
	network := newChaos(t, 0.2)
	network.ways = append(append([]fault{}, ways...), bodyWays...)
	var through http.RoundTripper = network
	if row.clocks {
		through = offClock{network}
	}
	policy := ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 8, MinBackoff: time.Millisecond, MaxBackoff: 4 * time.Millisecond, Settle: 4 * time.Millisecond})
	clients := make([]*ndoto.Client, 2)
	for i := range clients {
		own := through
		if row.apart {
			own = &separate{through}
		}
		clients[i] = srv.Client(ndoto.WithTransport(own), ndoto.WithTokenHeader("Api-Access-Token"), policy)
	}
	callers := max(row.callers, 1)
	keys := *chaosSends / callers / max(row.fewer, 1)
	told := make([]sent, keys*callers)
	var next atomic.Int64
	var workers sync.WaitGroup
	start := time.Now()
	call := func(i, key, caller int) {
		conversation := conversations[key%len(conversations)]
		if row.sameWords {
			srv.AddMessage(conversation, ndototest.Message{Content: row.text(key), Type: "outgoing", SenderKind: "user", SenderID: srv.AgentID})
		}
		m, err := row.send(t.Context(), clients[caller%2], conversation, key)
		told[i] = sent{ok: err == nil, open: errors.Is(err, ndoto.ErrAmbiguous), key: key, conversationID: conversation}
		if err == nil {
			told[i].id = m.ID
		}
	}
	for range 32 {
		workers.Go(func() {
			for key := int(next.Add(1) - 1); key < keys; key = int(next.Add(1) - 1) {
				var group sync.WaitGroup
				for caller := range callers {
					if row.apart {
						call(key*callers+caller, key, caller)
					} else {
						group.Go(func() { call(key*callers+caller, key, caller) })
					}
				}
				group.Wait()
			}
		})
	}
	workers.Wait()
	row.judge(t, srv, conversations, told, network.faults.Load(), time.Since(start))
}

// judge compares what was told with what is on the server.
func (row onceRow) judge(t *testing.T, srv *ndototest.Server, conversations []int64, told []sent, faults int64, took time.Duration) {
	t.Helper()
	ours := map[int64]ndototest.Message{}
	arrived := map[int64]int{} // by conversation
	byText := map[string]int{}
	for _, id := range conversations {
		for _, m := range srv.Messages(id) {
			if m.SenderID == srv.AdminID && m.SenderKind == "user" {
				ours[m.ID] = m
				arrived[id]++
				byText[m.Content]++
			}
		}
	}
	lost, doubled, truncated, untrue, open, refused := 0, 0, 0, 0, 0, 0
	okKeys, openKeys := map[int]int64{}, map[int]bool{}
	claimed := map[int64]int{}
	for _, s := range told {
		m, there := ours[s.id]
		switch {
		case s.ok && !there:
			lost++
		case s.ok && m.Content != row.text(s.key), s.ok && okKeys[s.key] != 0 && okKeys[s.key] != s.id:
			untrue++
		case s.ok && okKeys[s.key] == 0 && claimed[s.id] != 0:
			untrue++ // a message of another key
		}
		if s.ok && there && len(row.files) > 0 {
			if want := content(s.key, row.files[s.key%len(row.files)]); len(m.Attachments) != 1 || !bytes.Equal(m.Attachments[0].Data, want) {
				truncated++
			}
		}
		switch {
		case s.ok:
			okKeys[s.key] = s.id
			claimed[s.id]++
		case s.open:
			open++
			openKeys[s.key] = true
		default:
			refused++
			if !row.sameWords && okKeys[s.key] == 0 && !openKeys[s.key] && row.callers < 2 && byText[row.text(s.key)] > 0 {
				untrue++
			}
		}
	}
	if row.sameWords {
		most := map[int64]int{}
		for key := range okKeys {
			most[conversations[key%len(conversations)]]++
		}
		for key := range openKeys {
			if okKeys[key] == 0 {
				most[conversations[key%len(conversations)]]++
			}
		}
		for id, n := range arrived {
			doubled += max(0, n-most[id])
		}
	} else {
		for _, n := range byText {
			doubled += max(0, n-1)
		}
	}
	t.Logf("%-34s %6d sent through %6d faults in %6v: %d lost, %d doubled, %d truncated, %d misreported; %d open (%.2f %%), %d not sent",
		row.name, len(told), faults, took.Round(time.Millisecond), lost, doubled, truncated, untrue, open, 100*float64(open)/float64(len(told)), refused)
	assert.Zero(t, lost, "lost")
	assert.Zero(t, doubled, "doubled")
	assert.Zero(t, truncated, "truncated")
	assert.Zero(t, untrue, "misreported")
}
