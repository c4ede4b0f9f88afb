package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/usendoto/ndoto-go/webhook"
)

// Alert is what an operator should know.
type Alert struct {
	// Account and Conversation are what it is about, or 0.
	Account, Conversation int64
	// Text says what happened, Err why.
	Text string
	Err  error
}

// WithAlert tells f what an operator should know: that a conversation was opened for humans because the bot failed, or
// that even that failed. It is logged as well. f must not block.
func WithAlert(f func(ctx context.Context, a Alert)) Option {
	return func(b *Bot) error {
		if f == nil {
			return fmt.Errorf("%w: the function for alerts is nil", ErrBadInput)
		}
		b.alert = f
		return nil
	}
}

func (b *Bot) tellOperator(ctx context.Context, a Alert) {
	b.logger.ErrorContext(ctx, "bot: "+a.Text, "account", a.Account, "conversation", a.Conversation, "error", a.Err)
	if b.alert != nil {
		b.alert(ctx, a)
	}
}

// lastResortTime is what the fallback and the opening of a conversation may take.
const lastResortTime = 30 * time.Second

// lastResort is for a customer whose turn failed for good, so that nobody waits in vain: the fallback runs, or the
// conversation is opened for humans. It returns an error if that is to be tried again.
func (b *Bot) lastResort(ctx context.Context, t *Turn, cause error) error {
	ctx, cancel := context.WithTimeout(ctx, lastResortTime)
	defer cancel()
	if t.readOnly || t.Message == nil {
		b.tellOperator(ctx, b.alertOf(t, "an event could not be handled", cause))
		return nil
	}
	if b.fallback != nil {
		err := b.wrap(b.fallback)(ctx, t.again("fallback"))
		if err == nil || errors.Is(err, ErrTakenOver) {
			return nil
		}
		b.logger.WarnContext(ctx, "bot: the fallback failed too", "conversation", t.Conversation.ID, "error", err)
	}
	err := b.openForHumans(ctx, t, "The bot could not answer, and opened the conversation.")
	switch {
	case err == nil:
		b.tellOperator(ctx, b.alertOf(t, "a turn failed, and its conversation was opened for humans", cause))
	case errors.Is(err, ErrTakenOver):
	case isPermanent(err) || t.delivery.Attempt >= lastResortAttempts:
		b.tellOperator(ctx, b.alertOf(t, "a turn failed, and its conversation could not be opened: the customer waits", errors.Join(cause, err)))
	default:
		return err
	}
	return nil
}

// lastResortAttempts is how often it is tried to open a conversation while the server cannot be reached.
const lastResortAttempts = 100

func (b *Bot) alertOf(t *Turn, text string, err error) Alert {
	return Alert{Account: t.desk.client.AccountID(), Conversation: t.Conversation.ID, Text: text, Err: err}
}

// openForHumans opens a conversation with a note, with the user's token if the bot's does not work.
func (b *Bot) openForHumans(ctx context.Context, t *Turn, note string) error {
	err := t.again("open").Handoff(ctx, Handoff{Note: note})
	if err == nil || errors.Is(err, ErrTakenOver) || !isPermanent(err) || t.desk.userToken == "" {
		return err
	}
	other := t.again("open_as_user")
	other.auth = t.desk.asUser()
	return other.Handoff(ctx, Handoff{Note: note})
}

// buried runs the last resort for an event that failed in all attempts. Other handlers of the receiver may have failed,
// for what the bot does not answer.
func (b *Bot) buried(ctx context.Context, e webhook.Event, cause error) {
	t, err := b.turnOf(ctx, e)
	if t == nil || err != nil {
		b.tellOperator(ctx, Alert{Account: e.Info().Account.ID, Text: "an event could not be handled", Err: errors.Join(cause, err)})
		return
	}
	if !t.ledger.gaveUp() {
		t.ledger.fail(cause)
	}
	if err := b.lastResort(ctx, t, cause); err != nil {
		b.tellOperator(ctx, b.alertOf(t, "a turn failed, and its conversation could not be opened: the customer waits", errors.Join(cause, err)))
		return
	}
	if err := b.done(ctx, t); err != nil {
		b.logger.WarnContext(ctx, "bot: what was done was not stored", "conversation", t.Conversation.ID, "error", err)
	}
}

// turnOf is the turn of an event, or nil if the bot does not answer it.
func (b *Bot) turnOf(ctx context.Context, e webhook.Event) (t *Turn, err error) {
	switch e := e.(type) {
	case *webhook.MessageCreated:
		m := &e.MessageEvent
		if d, err := b.deskFor(ctx, m); d != nil && err == nil && !b.ownKey(m.ContentAttributes) && b.isCustomers(ctx, m) {
			t, _, err = b.turnOfMessage(ctx, d, m)
			return t, err
		}
	case *webhook.MessageUpdated:
		m := &e.MessageEvent
		if d, err := b.deskFor(ctx, m); d != nil && err == nil {
			t, _, err = b.turnOfAnswer(ctx, d, m)
			return t, err
		}
	}
	return nil, nil
}
