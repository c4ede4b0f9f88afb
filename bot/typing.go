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
	// typingRenewed is how often it is shown again: the customer's page forgets it after 30 s.
	typingRenewed = 20 * time.Second
	// typingLongest ends it for a customer who waits in vain.
	typingLongest = 10 * time.Minute
	// typingTime is what a request for it may take; nothing waits for it longer.
	typingTime = 5 * time.Second
)

// typist shows the customer that somebody types.
type typist struct{ stop context.CancelFunc }

func (t *talk) stopTyping() {
	if t.typing != nil {
		t.typing.stop()
		t.typing = nil
	}
}

// startTyping shows the customer that somebody types, from the arrival of a message until it is answered.
func (b *Bot) startTyping(d *desk, p place, t *talk) {
	if d.noTyping.Load() || b.closing.Err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(b.closing, typingLongest)
	t.typing = &typist{cancel}
	b.background.Go(func() {
		defer cancel()
		if wait.For(ctx, typingAfter) != nil {
			return
		}
		if s, err := b.loadState(ctx, d, p.conversation); err != nil || s.Team.Active {
			return
		}
		shown := false
		for ctx.Err() == nil {
			shown = b.showTyping(ctx, d, p, ndoto.TypingOn) || shown
			if d.noTyping.Load() || wait.For(ctx, typingRenewed) != nil {
				break
			}
		}
		if !d.noTyping.Load() && (shown || ctx.Err() != nil) { // a request that was cut off may have arrived
			b.showTyping(context.WithoutCancel(ctx), d, p, ndoto.TypingOff)
		}
	})
}

// showTyping reports whether it worked. A failure does not matter: before Chatwoot 4.11.2 agent bots may not type.
func (b *Bot) showTyping(ctx context.Context, d *desk, p place, status ndoto.TypingStatus) bool {
	ctx, cancel := context.WithTimeout(ctx, typingTime)
	defer cancel()
	err := d.client.Conversations.SetTyping(ctx, p.conversation, status, false, ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1}))
	if errors.Is(err, ndoto.ErrBotNotAllowed) {
		d.noTyping.Store(true)
	}
	return err == nil
}

// Typing shows the customer that somebody types, or no longer does. A Bot does it by itself from the arrival of a
// message until it is answered.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/toggle_typing_status, known from the server
// software; agent bots may call it from Chatwoot 4.11.2.
func (t *Turn) Typing(ctx context.Context, on bool) error {
	status := ndoto.TypingOff
	if on {
		status = ndoto.TypingOn
	}
	return t.desk.client.Conversations.SetTyping(ctx, t.Conversation.ID, status, false)
}
