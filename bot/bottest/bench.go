// Package bottest tests bots: in virtual time, on a desk in memory, with customers and agents that act, and transcripts
// that are compared as text.
//
//	func TestShop(t *testing.T) {
//		bottest.Run(t, newBot, func(b *bottest.Bench) {
//			c := b.Conversation()
//			c.Says("hello")
//			c.Expect("How can we help?")
//			c.AgentSays("Anna here, I take over.")
//			c.Says("thanks")
//			c.ExpectSilence(time.Hour)
//		})
//	}
package bottest

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/bot"
	"github.com/usendoto/ndoto-go/ndototest"
	"github.com/usendoto/ndoto-go/webhook"
)

// Build makes a bot. The options, which it must give to bot.New, connect it to the desk.
type Build func(client *ndoto.Client, opts ...bot.Option) (*bot.Bot, error)

// Bench is a bot on a desk in memory. Time is virtual: it passes when everybody waits. Its methods end the test when
// something is not as they say.
type Bench struct {
	T    *testing.T
	Desk *ndototest.Server
	// BotID is the agent bot's. InboxID is the inbox that it answers in.
	BotID, InboxID int64

	build Build
	opts  []bot.Option
	wire  *wire
	store bot.Store

	mu    sync.Mutex
	bot   *bot.Bot
	alive *life
}

// The token and the secret of the bot.
const (
	Token  = "token-of-the-bot"
	Secret = "secret-of-the-bot"
)

// Run makes a bot, and runs a test of it in virtual time. The bot's store outlives restarts. Nobody but the desk can
// send webhooks, so they are not verified: desks such as ndototest.NdotoDocs do not sign.
func Run(t *testing.T, build Build, test func(*Bench), opts ...ndototest.Option) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		desk := ndototest.New(t, append([]ndototest.Option{ndototest.WithoutNetwork()}, opts...)...)
		b := &Bench{T: t, Desk: desk, InboxID: desk.InboxID, build: build, wire: &wire{}, store: webhook.NewMemoryStore(0)}
		b.BotID = desk.AddBot(ndototest.Bot{Name: "Bot", Handler: b.wire, Token: Token, Secret: Secret})
		b.Start()
		test(b)
		b.Stop()
	})
}

// life is a process: after its end nothing leaves it.
type life struct {
	transport http.RoundTripper
	ctx       context.Context
	end       context.CancelFunc
}

func (l *life) RoundTrip(r *http.Request) (*http.Response, error) {
	if l.ctx.Err() != nil {
		return nil, errors.New("the process is dead")
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(l.ctx, cancel)()
	return l.transport.RoundTrip(r.WithContext(ctx))
}

// wire leads from the desk to the bot that runs.
type wire struct {
	mu sync.Mutex
	to http.Handler
}

func (w *wire) connect(h http.Handler) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.to = h
}

func (w *wire) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	to := w.to
	w.mu.Unlock()
	if to == nil {
		panic(http.ErrAbortHandler) // nobody listens
	}
	to.ServeHTTP(rw, r)
}

// Restart stops the bot as it should, and starts it again, with further options.
func (b *Bench) Restart(opts ...bot.Option) *bot.Bot {
	b.T.Helper()
	b.Stop()
	b.opts = append(b.opts, opts...)
	return b.Start()
}

// With adds options to the bot that is started next.
func (b *Bench) With(opts ...bot.Option) { b.opts = append(b.opts, opts...) }

// Forget loses what the bot keeps in its store, as a bot without one loses it when it restarts.
func (b *Bench) Forget() { b.store = webhook.NewMemoryStore(0) }

// Deaf keeps webhooks from the bot, as if they were late or lost, or lets them through again.
func (b *Bench) Deaf(deaf bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if deaf {
		b.wire.connect(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		return
	}
	b.wire.connect(b.bot)
}

// Start starts the bot, as a process of its own. What was sent to the one before it has failed by then.
func (b *Bench) Start() *bot.Bot {
	b.T.Helper()
	synctest.Wait()
	ctx, end := context.WithCancel(context.Background())
	l := &life{transport: b.Desk.Transport(), ctx: ctx, end: end}
	client, err := b.Desk.NewClient(Token, ndoto.WithTransport(l))
	if err != nil {
		b.T.Fatal(err)
	}
	opts := []bot.Option{bot.WithReceiver(webhook.WithoutVerification()), bot.WithUserToken(b.Desk.AdminToken), bot.WithInboxes(b.InboxID), bot.WithStore(b.store)}
	made, err := b.build(client, append(opts, b.opts...)...)
	if err != nil {
		b.T.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bot, b.alive = made, l
	b.wire.connect(made)
	return made
}

// Bot is the bot that runs.
func (b *Bench) Bot() *bot.Bot {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bot
}

// Kill ends the bot as kill -9 does: nothing that it does afterwards reaches the desk. Webhooks are refused until
// Start.
func (b *Bench) Kill() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wire.connect(nil)
	b.alive.end()
	dead, cancel := context.WithCancel(context.Background())
	cancel()
	_ = b.bot.Shutdown(dead) // its goroutines must not outlive the test
}

// Stop ends the bot as it should: it answers what it has received.
func (b *Bench) Stop() {
	b.T.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.alive.ctx.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	if err := b.bot.Shutdown(ctx); err != nil {
		b.T.Errorf("the bot did not stop: %v", err)
	}
	b.wire.connect(nil)
	b.alive.end()
}

// Recover lets the bot look for customers who wait in vain, as bot.Serve does at the start.
func (b *Bench) Recover() bot.Recovered {
	b.T.Helper()
	done, err := b.Bot().Recover(b.T.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	return done
}

// Wait lets time pass.
func (b *Bench) Wait(d time.Duration) {
	time.Sleep(d) //nolint:forbidigo // in a synctest bubble this takes no time
	synctest.Wait()
}
