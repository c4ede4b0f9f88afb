package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// ErrBadInput is an argument that cannot work.
var ErrBadInput = errors.New("bot: bad input")

// Handler answers in one turn of a conversation. If it returns an error it is called again, as the receiver has it.
type Handler func(ctx context.Context, t *Turn) error

// Bot is an http.Handler for the webhook of an agent bot, or of an account. It is safe for concurrent use; set its handlers
// before requests come.
type Bot struct {
	client   *ndoto.Client
	receiver *webhook.Receiver
	store    Store
	logger   *slog.Logger

	name      string
	statuses  []ndoto.ConversationStatus
	debounce  time.Duration
	limit     time.Duration
	fallback  Handler
	userToken string
	forwarded []webhook.Option // to the receiver

	onMessage, onChoice, onForm, onEmail, onOpened, onResolved Handler

	silent   atomic.Bool // the server lets bots not type
	sendings sendings
	running  sync.WaitGroup // typing
}

// New returns a bot that answers with a client, whose token is that of the agent bot or of a user. How the webhook is verified
// has to be said with WithReceiver. An error is of the class [ErrBadInput] or [webhook.ErrBadInput].
func New(client *ndoto.Client, opts ...Option) (*Bot, error) {
	if client == nil {
		return nil, fmt.Errorf("%w: the client is nil", ErrBadInput)
	}
	b := &Bot{client: client, name: "bot", statuses: []ndoto.ConversationStatus{ndoto.StatusPending}, store: newMemory(memoryLimit), logger: slog.Default()}
	for _, opt := range opts {
		if opt == nil {
			return nil, fmt.Errorf("%w: an option is nil", ErrBadInput)
		}
		if err := opt(b); err != nil {
			return nil, err
		}
	}
	receiver, err := webhook.NewReceiver(append([]webhook.Option{webhook.WithDeadLetter(b.giveUp)}, b.forwarded...)...)
	if err != nil {
		return nil, err
	}
	b.receiver = receiver
	webhook.On(receiver, b.messageCreated)
	webhook.On(receiver, b.messageUpdated)
	webhook.On(receiver, func(ctx context.Context, e *webhook.ConversationOpened) error {
		return b.statusChanged(ctx, e, &e.ConversationEvent)
	})
	webhook.On(receiver, func(ctx context.Context, e *webhook.ConversationResolved) error {
		return b.statusChanged(ctx, e, &e.ConversationEvent)
	})
	webhook.On(receiver, func(ctx context.Context, e *webhook.ConversationStatusChanged) error {
		return b.statusChanged(ctx, e, &e.ConversationEvent)
	})
	return b, nil
}

// OnMessage is called for what a customer wrote: after WithDebounce for several messages at once.
func (b *Bot) OnMessage(h Handler) { b.onMessage = h }

// OnChoice is called when a customer picked a choice of a menu of this bot, or wrote its title, its value or its number as a text,
// where a channel shows no menus. Without it, such a text goes to OnMessage.
func (b *Bot) OnChoice(h Handler) { b.onChoice = h }

// OnForm is called when a customer submitted a form of this bot.
func (b *Bot) OnForm(h Handler) { b.onForm = h }

// OnEmail is called when a customer answered the question of this bot for an e-mail address.
func (b *Bot) OnEmail(h Handler) { b.onEmail = h }

// OnOpened is called when a conversation was opened, by an agent, by a customer who wrote again, or by the bot itself. The bot's
// statuses do not matter for it.
func (b *Bot) OnOpened(h Handler) { b.onOpened = h }

// OnResolved is called when a conversation was resolved.
func (b *Bot) OnResolved(h Handler) { b.onResolved = h }

// ServeHTTP receives a webhook: see [webhook.Receiver.ServeHTTP].
func (b *Bot) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.receiver.ServeHTTP(w, r) }

// Receiver is what receives the bot's webhooks: for its Stats, for Replay, for webhook.Reconcile, and for handlers of other events.
func (b *Bot) Receiver() *webhook.Receiver { return b.receiver }

// Shutdown returns when what was received is answered: see [webhook.Receiver.Shutdown].
func (b *Bot) Shutdown(ctx context.Context) error {
	err := b.receiver.Shutdown(ctx)
	b.running.Wait()
	return err
}

// fallbackTime is what a fallback has after the time of a turn is over.
const fallbackTime = 30 * time.Second

// run runs a handler within the time limit, with typing, and the fallback after it.
func (b *Bot) run(ctx context.Context, h Handler, t *Turn) error {
	err, late := b.runInTime(ctx, h, t)
	if err != nil {
		b.logger.WarnContext(ctx, "bot: a handler failed", "conversation", t.Conversation.ID, "attempt", t.delivery.Attempt, "error", err)
	}
	if err == nil || !late || b.fallback == nil {
		return err
	}
	return b.fallBack(ctx, t)
}

func (b *Bot) runInTime(ctx context.Context, h Handler, t *Turn) (err error, late bool) {
	turnCtx, cancel := ctx, context.CancelFunc(func() {})
	if b.limit > 0 {
		turnCtx, cancel = context.WithTimeout(ctx, b.limit)
	}
	defer cancel()
	stopTyping := b.startTyping(turnCtx, t)
	defer stopTyping() // also if the handler panics
	err = h(turnCtx, t)
	return err, turnCtx.Err() != nil && ctx.Err() == nil
}

func (b *Bot) fallBack(ctx context.Context, t *Turn) error {
	ctx, cancel := context.WithTimeout(ctx, fallbackTime)
	defer cancel()
	return b.fallback(ctx, t.again("fallback"))
}

// finish saves what a turn has changed. Only then it is forgotten what it sent.
func (b *Bot) finish(ctx context.Context, t *Turn, change func(*state)) error {
	if change != nil {
		if err := b.change(ctx, t.Conversation.ID, change); err != nil {
			return err
		}
	}
	b.sendings.forget(t.key)
	return nil
}

// giveUp runs the fallback for a customer whose turn failed in all attempts, so that nobody waits in vain. Other handlers of the
// receiver may have failed, for what the bot does not answer.
func (b *Bot) giveUp(ctx context.Context, e webhook.Event, err error) {
	b.logger.ErrorContext(ctx, "bot: an event could not be handled", "event", string(e.Info().Name), "error", err)
	if b.fallback == nil {
		return
	}
	var t *Turn
	var refused error
	switch e := e.(type) {
	case *webhook.MessageCreated:
		t, refused = b.turnOfMessage(ctx, &e.MessageEvent)
	case *webhook.MessageUpdated:
		t, _, refused = b.turnOfAnswer(ctx, &e.MessageEvent)
	}
	if t == nil || refused != nil {
		return
	}
	burst := b.sendings.burst(t.key)
	err = b.fallBack(ctx, t)
	if err == nil {
		err = b.finish(ctx, t, func(s *state) { s.Collected = keep(s.Collected, burst...) })
	}
	if err != nil {
		b.logger.ErrorContext(ctx, "bot: the fallback failed too", "conversation", t.Conversation.ID, "error", err)
	}
}
