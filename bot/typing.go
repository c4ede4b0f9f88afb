package bot

import (
	"context"
	"errors"
	"time"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/wait"
)

const (
	// typingAfter keeps bots that answer at once from two more requests.
	typingAfter = 500 * time.Millisecond
	// typingTime is what a request for it may take; nothing waits for it longer.
	typingTime = 5 * time.Second
)

// startTyping shows the customer that somebody types, while a handler works that takes its time. The function that it returns stops it.
func (b *Bot) startTyping(ctx context.Context, t *Turn) (stop func()) {
	if b.silent.Load() {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	b.running.Go(func() {
		defer close(done)
		if wait.For(ctx, typingAfter) != nil {
			return
		}
		if !b.showTyping(ctx, t, ndoto.TypingOn) {
			return
		}
		<-ctx.Done()
		b.showTyping(context.WithoutCancel(ctx), t, ndoto.TypingOff)
	})
	return func() {
		cancel()
		<-done
	}
}

// showTyping tells whether it worked. It is no reason to fail: before Chatwoot 4.11.2 agent bots may not type.
func (b *Bot) showTyping(ctx context.Context, t *Turn, status ndoto.TypingStatus) bool {
	ctx, cancel := context.WithTimeout(ctx, typingTime)
	defer cancel()
	err := b.client.Conversations.SetTyping(ctx, t.Conversation.ID, status, false)
	if errors.Is(err, ndoto.ErrBotNotAllowed) {
		b.silent.Store(true)
	}
	return err == nil
}

// Typing shows the customer that somebody types, or does no longer. A Bot does it by itself while a handler takes its time.
//
// POST .../conversations/{conversation_id}/toggle_typing_status, known from the server software; agent bots may call it from
// Chatwoot 4.11.2.
func (t *Turn) Typing(ctx context.Context, on bool) error {
	status := ndoto.TypingOff
	if on {
		status = ndoto.TypingOn
	}
	return t.bot.client.Conversations.SetTyping(ctx, t.Conversation.ID, status, false)
}
