package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Observer is told of each call of a handler, and of each message that it sends, for traces and metrics. The module
// otel has one.
type Observer interface {
	// StartTurn is called before a handler. The context that it returns is the handler's; the function that it returns is
	// called with the outcome.
	StartTurn(ctx context.Context, t TurnInfo) (context.Context, func(TurnResult))
	// StartSend is called before a message is sent, as StartTurn is before a handler.
	StartSend(ctx context.Context, s SendInfo) (context.Context, func(SendResult))
}

// TurnInfo is a turn that begins.
type TurnInfo struct {
	Bot string
	// Kind is "message", "answer", "prompt", "open", "resolved", "given_back", "assigned" or "continue".
	Kind         string
	Account      int64
	Conversation int64
	// Attempt counts from 1.
	Attempt int
	// Messages is how many messages of the customer are answered.
	Messages int
	// Waited is how long the event waited for the handler.
	Waited time.Duration
}

// TurnResult is what became of a turn.
type TurnResult struct {
	// Err is what the handler returned; ErrTakenOver if a human stepped in.
	Err error
	// Interrupted means that the customer wrote again, see WithInterrupt. What Err is does not matter then.
	Interrupted bool
}

// SendInfo is a message that is to be sent.
type SendInfo struct {
	Bot          string
	Account      int64
	Conversation int64
	// Private messages are notes.
	Private bool
}

// SendResult is what became of a message.
type SendResult struct {
	// Repeated means that an earlier attempt of the turn had sent it, and so it was not sent again.
	Repeated bool
	// Err is ErrTakenOver if a human has the conversation.
	Err error
}

// WithObserver sets the observer.
func WithObserver(o Observer) Option {
	return func(b *Bot) error {
		if o == nil {
			return fmt.Errorf("%w: the observer is nil", ErrBadInput)
		}
		b.observer = o
		return nil
	}
}

type noObserver struct{}

func (noObserver) StartTurn(ctx context.Context, _ TurnInfo) (context.Context, func(TurnResult)) {
	return ctx, func(TurnResult) {}
}

func (noObserver) StartSend(ctx context.Context, _ SendInfo) (context.Context, func(SendResult)) {
	return ctx, func(SendResult) {}
}

func (t *Turn) info() TurnInfo {
	info := TurnInfo{
		Bot: t.bot.name, Kind: kindOf(t.event), Account: t.desk.client.AccountID(), Conversation: t.Conversation.ID, Attempt: max(t.delivery.Attempt, 1),
		Messages: len(t.Messages),
	}
	if !t.delivery.Received.IsZero() {
		info.Waited = time.Since(t.delivery.Received)
	}
	return info
}

func turnResult(err error) TurnResult {
	return TurnResult{Err: err, Interrupted: errors.Is(err, errNewerMessage)}
}

// kindOf cuts the ids off the name of a turn.
func kindOf(event string) string {
	kind, _, _ := strings.Cut(event, "/")
	return kind
}
