package bot

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// Handler answers in one turn of a conversation. If it returns an error it is called again, as the receiver has it.
type Handler func(ctx context.Context, t *Turn) error

// Bot is an http.Handler for the webhook of an agent bot, or of an account. It is safe for concurrent use; set its
// handlers before requests come.
type Bot struct {
	receiver *webhook.Receiver
	store    Store
	logger   *slog.Logger
	observer Observer
	router

	home    *desk // nil if the bot answers for tenants only
	tenants func(ctx context.Context, account int64) (Tenant, error)
	desksMu sync.Mutex
	desks   map[int64]*desk

	name         string
	botID        int64
	inboxIDs     []int64
	statuses     []ndoto.ConversationStatus
	debounce     time.Duration
	interrupt    bool
	limit        time.Duration
	fallback     Handler
	stillAfter   time.Duration
	stillText    string
	maxAge       time.Duration
	customerMost int
	customerPer  time.Duration
	userToken    string
	recovery     Recovery
	alert        func(context.Context, Alert)
	forwarded    []webhook.Option // to the receiver

	withoutWebhook bool

	live       live
	sendings   sendings
	echoes     echoes
	customers  customers
	warnings   warnings
	closing    context.Context // until Shutdown
	close      context.CancelFunc
	background sync.WaitGroup // typing
}

// workers is how many conversations a bot answers at the same time, unless webhook.WithWorkers says otherwise: most of
// them wait for something slow.
const workers = 256

// New returns a bot that answers with a client, whose token is that of the agent bot or of a user. How webhooks are
// verified must be configured with WithReceiver. The client may be nil with [WithTenants]. A bot with a journal or a
// broker needs [WithUserToken]. An error is of the class [ErrBadInput] or [webhook.ErrBadInput].
func New(client *ndoto.Client, opts ...Option) (*Bot, error) {
	b := &Bot{
		name: "bot", statuses: []ndoto.ConversationStatus{ndoto.StatusPending}, store: webhook.NewMemoryStore(0), logger: slog.Default(), maxAge: time.Hour,
		customerMost: 60, customerPer: time.Minute, observer: noObserver{}, recovery: Recovery{}.withDefaults(),
	}
	for _, opt := range opts {
		if opt == nil {
			return nil, fmt.Errorf("%w: an option is nil", ErrBadInput)
		}
		if err := opt(b); err != nil {
			return nil, err
		}
	}
	if client == nil && b.tenants == nil {
		return nil, fmt.Errorf("%w: the client is nil", ErrBadInput)
	}
	receiver, err := webhook.NewReceiver(append([]webhook.Option{
		webhook.WithWorkers(workers), webhook.WithDeadLetter(b.buried), webhook.WithObserver(b.observed), webhook.WithArrival(b.arrived),
		webhook.WithLogger(b.logger), webhook.WithExpendable(func(e webhook.Event) bool { return b.echoOf(e) != "" }),
	}, b.forwarded...)...)
	if err != nil {
		return nil, err
	}
	if receiver.Durable() && client != nil && b.userToken == "" {
		return nil, fmt.Errorf("%w: with a journal or a broker a reply may have been sent by a process that has ended, and agent bots may not look: give WithUserToken (NDOTO_USER_TOKEN in the examples), which may be the client's own token if that is a user's", ErrBadInput)
	}
	b.receiver = receiver
	b.closing, b.close = context.WithCancel(context.Background())
	if client != nil {
		b.home = b.newDesk(context.Background(), Tenant{client, b.userToken})
	}
	b.subscribe()
	return b, nil
}

// subscribe registers what the bot listens to.
func (b *Bot) subscribe() {
	webhook.On(b.receiver, b.messageCreated)
	webhook.On(b.receiver, b.messageUpdated)
	webhook.On(b.receiver, func(ctx context.Context, e *webhook.ConversationOpened) error {
		return b.conversationChanged(ctx, e, &e.ConversationEvent)
	})
	webhook.On(b.receiver, func(ctx context.Context, e *webhook.ConversationResolved) error {
		return b.conversationChanged(ctx, e, &e.ConversationEvent)
	})
	webhook.On(b.receiver, func(ctx context.Context, e *webhook.ConversationStatusChanged) error {
		return b.conversationChanged(ctx, e, &e.ConversationEvent)
	})
	webhook.On(b.receiver, func(ctx context.Context, e *webhook.ConversationUpdated) error {
		return b.conversationChanged(ctx, e, &e.ConversationEvent)
	})
}

// ServeHTTP receives a webhook: see [webhook.Receiver.ServeHTTP].
func (b *Bot) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.receiver.ServeHTTP(w, r) }

// Receiver is what receives the bot's webhooks: for its Stats, for Replay, and for handlers of other events. What the
// bot missed is found by [Bot.Recover], not by webhook.Reconcile, which knows nothing of what is the bot's.
func (b *Bot) Receiver() *webhook.Receiver { return b.receiver }

// Shutdown returns when what was received is answered, see [webhook.Receiver.Shutdown], and the desk has told of the
// replies, for which it waits up to 5 s. Until then the server that listens for webhooks must go on: it answers 429,
// after which the desk tries again. [Bot.Serve] does it in this order.
func (b *Bot) Shutdown(ctx context.Context) error {
	err := b.receiver.Shutdown(ctx)
	b.echoes.await(ctx)
	b.close()
	b.background.Wait()
	return err
}
