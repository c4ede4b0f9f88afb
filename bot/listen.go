package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os/signal"
	"syscall"

	"github.com/usendoto/ndoto-go/webhook"
)

// Source brings events in another way than by a webhook. realtime.Webhooks is one, over the server's websocket.
type Source interface {
	// Listen hands events to accept until ctx ends, and returns when no call of accept is under way. Events of one
	// conversation come one after another.
	Listen(ctx context.Context, accept func(context.Context, webhook.Event) error) error
}

// WithoutWebhook is for a bot that gets its events by [Bot.Listen] only, in place of WithReceiver with its secrets: it
// refuses all webhooks.
func WithoutWebhook() Option {
	return func(b *Bot) error {
		b.withoutWebhook = true
		return WithReceiver(webhook.WithSecrets(rand.Text()))(b) // which nobody knows
	}
}

// Listen runs the bot without an address, on the events of a source, until ctx ends, or the process gets SIGINT or
// SIGTERM. Its promises, and what it does at the start and at the end, are those of [Bot.Serve]. The client answers
// with its own token, such as that of the agent bot, which must be connected to its inboxes but needs no address; the
// source listens with a user's.
//
// A source tells of the whole account. The bot takes what is in the inboxes of [WithInboxes], or in those that the
// agent bot of [WithBotID] is connected to at the start, for which it needs [WithUserToken]. Without either, it returns
// [ErrBadInput].
func (b *Bot) Listen(ctx context.Context, source Source) error {
	if source == nil || b.home == nil {
		return fmt.Errorf("%w: Listen needs a source, and a bot with a client", ErrBadInput)
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	inboxes, err := b.ownInboxes(ctx, b.home)
	if err != nil {
		return err
	}
	if len(inboxes) == 0 {
		return fmt.Errorf("%w: the agent bot is connected to no inbox: connect it in the settings of one", ErrBadInput)
	}
	b.inboxIDs = inboxes
	if err := b.prepare(ctx); err != nil {
		return err
	}
	b.logger.InfoContext(ctx, "bot: it listens", "inboxes", inboxes)
	listen := func(ctx context.Context) error { return source.Listen(ctx, b.hear) }
	return b.runOn(ctx, stop, listen, func(context.Context) error { return nil })
}

// hear accepts an event of a source. What comes while the bot stops is found by the next process.
func (b *Bot) hear(ctx context.Context, e webhook.Event) error {
	if !b.inOurInbox(inboxOf(e)) {
		return nil
	}
	_, err := b.receiver.Offer(ctx, e)
	if errors.Is(err, webhook.ErrClosed) {
		return nil
	}
	return err
}

// inboxOf is the inbox of an event, or 0.
func inboxOf(e webhook.Event) int64 {
	switch e := e.(type) {
	case *webhook.MessageCreated:
		return max(e.Inbox.ID, e.Conversation.InboxID)
	case *webhook.MessageUpdated:
		return max(e.Inbox.ID, e.Conversation.InboxID)
	case *webhook.ConversationCreated:
		return e.Conversation.InboxID
	case *webhook.ConversationUpdated:
		return e.Conversation.InboxID
	case *webhook.ConversationStatusChanged:
		return e.Conversation.InboxID
	}
	return 0
}
