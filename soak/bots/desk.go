package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/wait"
	"github.com/usendoto/ndoto-go/ndototest"
)

const (
	secret = "0123456789abcdef0123456789abcdef"
	token  = "token-of-the-bot"
)

// desk is a server with customers, whose bot is a fleet. It sees what the bot asks and says.
type desk struct {
	*ndototest.Server
	front     *httptest.Server // what the processes call
	fleet     atomic.Pointer[http.Handler]
	customers []*ndototest.Customer
	*ledger

	deliveries, rejected, takeOvers atomic.Int64
}

func newDesk(conversations int) (*desk, error) {
	srv, err := ndototest.Start(ndototest.WithDeliveries(ndototest.DeliveryRules{Duplicate: 0.2, Shuffle: true, Parallel: 16}))
	if err != nil {
		return nil, err
	}
	d := &desk{Server: srv, ledger: newLedger()}
	d.front = httptest.NewServer(http.HandlerFunc(d.observe))
	srv.AddBot(ndototest.Bot{Token: token, Secret: secret, Handler: http.HandlerFunc(d.deliver)})
	for range conversations {
		d.customers = append(d.customers, srv.Simulate(ndototest.Conversation{}))
	}
	return d, nil
}

// Close stops the desk.
func (d *desk) Close() {
	d.front.Close()
	d.Server.Close()
}

// tellProcesses is what they need to know.
func (d *desk) tellProcesses() map[string]string {
	return map[string]string{
		"desk": d.front.URL, "account": fmt.Sprint(d.AccountID), "inbox": fmt.Sprint(d.InboxID), "token": token, "user": d.AdminToken,
	}
}

func (d *desk) leadTo(h http.Handler) { d.fleet.Store(&h) }

// deliver passes a webhook on to the bot.
func (d *desk) deliver(w http.ResponseWriter, r *http.Request) {
	d.deliveries.Add(1)
	seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	(*d.fleet.Load()).ServeHTTP(seen, r)
	if seen.status != http.StatusOK {
		d.rejected.Add(1)
	}
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

var (
	conversationPath = regexp.MustCompile(`/conversations/(\d+)$`)
	messagesPath     = regexp.MustCompile(`/conversations/(\d+)/messages$`)
)

// observe is the API. It notes when the bot looks whose a conversation is, and what it says then.
func (d *desk) observe(w http.ResponseWriter, r *http.Request) {
	if match := conversationPath.FindStringSubmatch(r.URL.Path); match != nil && r.Method == http.MethodGet {
		d.looked(number(match[1]))
	}
	match := messagesPath.FindStringSubmatch(r.URL.Path)
	if match == nil || r.Method != http.MethodPost {
		d.Server.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	d.Server.ServeHTTP(seen, r)
	var m struct{ Content string }
	if json.Unmarshal(body, &m) == nil && seen.status == http.StatusOK && strings.HasPrefix(m.Content, reply) {
		d.replied(number(match[1]), int(number(strings.TrimPrefix(m.Content, reply))))
	}
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// write lets customers write at a rate, in random conversations.
func (d *desk) write(ctx context.Context, messages, rate int) {
	began := time.Now()
	for n := range messages {
		if wait.For(ctx, time.Until(began.Add(time.Duration(n)*time.Second/time.Duration(rate)))) != nil {
			return
		}
		c := d.customers[rand.IntN(len(d.customers))]
		c.Says(question + strconv.Itoa(d.asks(c.ConversationID)))
	}
}

// takeOverAtRandom lets an agent take conversations over, until ctx ends. Each comes back after a time.
func (d *desk) takeOverAtRandom(ctx context.Context, every time.Duration) error {
	agent, err := d.NewClient(d.AgentToken)
	if err != nil {
		return err
	}
	var back []handed
	for wait.For(ctx, every) == nil {
		id := d.customers[rand.IntN(len(d.customers))].ConversationID
		if !d.isTaken(id) {
			if err := d.takeOver(agent, id); err != nil {
				return err
			}
			back = append(back, handed{id, time.Now().Add(time.Duration(5+rand.IntN(10)) * time.Second)})
		}
		for len(back) > 0 && time.Now().After(back[0].due) {
			if err := d.handBack(agent, back[0].conversation); err != nil {
				return err
			}
			back = back[1:]
		}
	}
	for _, h := range back {
		if err := d.handBack(agent, h.conversation); err != nil {
			return err
		}
	}
	return nil
}

// handed is a conversation that a human has, until it is due.
type handed struct {
	conversation int64
	due          time.Time
}

// takeOver does one of the things by which a human takes a conversation.
func (d *desk) takeOver(agent *ndoto.Client, id int64) error {
	ctx := context.Background() // an end in the middle would leave open whose it is
	var err error
	how := []string{"opens", "assigns", "replies"}[rand.IntN(3)]
	switch how {
	case "opens":
		_, err = agent.Conversations.ToggleStatus(ctx, id, ndoto.StatusOpen)
	case "assigns":
		_, err = agent.Conversations.Assign(ctx, id, ndoto.AssignParams{AgentID: d.AgentID})
	case "replies":
		_, err = agent.Messages.Create(ctx, id, &ndoto.CreateMessageParams{Content: "Anna here, I take over."})
	}
	d.takeOvers.Add(1)
	d.took(id, how)
	return err
}

// handBack gives a conversation back to the bot.
func (d *desk) handBack(agent *ndoto.Client, id int64) error {
	ctx := context.Background()
	if _, err := agent.Conversations.ToggleStatus(ctx, id, ndoto.StatusOpen); err != nil {
		return err
	}
	if err := agent.Conversations.UnassignAgent(ctx, id); err != nil {
		return err
	}
	d.gaveBack(id)
	_, err := agent.Conversations.ToggleStatus(ctx, id, ndoto.StatusPending)
	return err
}
