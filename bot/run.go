package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/usendoto/ndoto-go/internal/wait"
)

// run runs a handler for a turn to its end. It returns nil when nothing more is to be done, and otherwise an error
// after which the turn is tried again.
func (b *Bot) run(ctx context.Context, h Handler, t *Turn) error {
	if cause := t.ledger.failure(); cause != nil { // the handler is not called again
		return b.lastResort(ctx, t, cause)
	}
	if t.ledger.succeeded() { // what was to be stored after it was not
		return nil
	}
	ctx, report := b.observer.StartTurn(ctx, t.info())
	late, err := b.attempt(ctx, h, t)
	report(turnResult(err))
	switch {
	case err == nil:
		t.ledger.succeed()
		return nil
	case errors.Is(err, errNewerMessage):
		return b.keepForNext(ctx, t)
	case errors.Is(err, ErrTakenOver) && ctx.Err() == nil:
		return b.endTakenOver(ctx, t)
	case ctx.Err() != nil:
		return err // the process stops; the next one tries again
	}
	b.logger.WarnContext(ctx, "bot: a handler failed", "conversation", t.Conversation.ID, "attempt", t.delivery.Attempt, "error", err)
	if late || isPermanent(err) {
		t.ledger.fail(err)
		return b.lastResort(ctx, t, err)
	}
	return err
}

// endTakenOver ends a turn that a human has ended, unless the conversation is the bot's again.
func (b *Bot) endTakenOver(ctx context.Context, t *Turn) error {
	if !t.readOnly {
		c, err := b.lookFor(ctx, t)
		s, problem := b.loadState(ctx, t.desk, t.Conversation.ID)
		if err = errors.Join(err, problem); err != nil && !isPermanent(err) {
			return err
		}
		if c != nil && err == nil && !s.Team.Active && b.mayWrite(ctx, t) == nil && t.delivery.Attempt < 3 {
			return errors.New("bot: a human took the conversation over and gave it back")
		}
	}
	b.logger.InfoContext(ctx, "bot: a turn ended, as the conversation is not the bot's any more", "conversation", t.Conversation.ID)
	return nil
}

// attempt calls the handler once, within the time limit. It reports whether that ended it.
func (b *Bot) attempt(ctx context.Context, h Handler, t *Turn) (late bool, err error) {
	ctx, _, end := b.begin(ctx, t)
	defer end()
	defer b.stillWorking(ctx, t)()
	h = b.wrap(h)
	if b.onStart != nil && t.Message != nil && t.isFirst() {
		h = b.greetFirst(h)
	}
	if b.limit <= 0 || t.Message == nil {
		return false, tookOver(ctx, call(ctx, h, t))
	}
	limited, cancel := context.WithTimeout(ctx, b.limit)
	defer cancel()
	failed := make(chan error, 1)
	go func() {
		err := errors.New("bot: the handler ended its goroutine")
		defer func() { failed <- err }()
		err = call(limited, h, t)
	}()
	select {
	case err = <-failed:
	case <-limited.Done():
		select { // a handler that heeds its context returns now
		case err = <-failed:
		case <-time.After(limitGrace):
			t.over.Store(true) // what it still sends is refused
			err = limited.Err()
		}
	}
	err = tookOver(ctx, err)
	return err != nil && limited.Err() != nil && ctx.Err() == nil, err
}

// call turns a panic into an error.
func call(ctx context.Context, h Handler, t *Turn) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("bot: a handler panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return h(ctx, t)
}

// limitGrace is what a handler may take to return after its time.
const limitGrace = time.Second

// tookOver is the error of a turn whose context was ended by what happened in the conversation.
func tookOver(ctx context.Context, err error) error {
	cause := context.Cause(ctx)
	if err != nil && (errors.Is(cause, ErrTakenOver) || errors.Is(cause, errNewerMessage)) {
		return cause
	}
	return err
}

// stillWorking tells the customer that it takes time, if it does.
func (b *Bot) stillWorking(ctx context.Context, t *Turn) (stop func()) {
	if b.stillAfter <= 0 || t.Message == nil || t.readOnly {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done, other := make(chan struct{}), t.again("still_working")
	go func() {
		defer close(done)
		if wait.For(ctx, b.stillAfter) != nil || !t.ledger.empty() {
			return
		}
		if _, err := other.Reply(ctx, b.stillText); err != nil && ctx.Err() == nil && !errors.Is(err, ErrTakenOver) {
			b.logger.WarnContext(ctx, "bot: the customer was not told that the bot still works", "conversation", t.Conversation.ID, "error", err)
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// greetFirst calls OnStart before the first message of a conversation.
func (b *Bot) greetFirst(h Handler) Handler {
	return func(ctx context.Context, t *Turn) error {
		s, err := b.loadState(ctx, t.desk, t.Conversation.ID)
		if err != nil {
			return err
		}
		if !s.Started {
			if err := b.wrap(b.onStart)(ctx, t); err != nil {
				return err
			}
			if err := b.change(ctx, t.desk, t.Conversation.ID, func(s *state) { s.Started = true }); err != nil {
				return err
			}
		}
		return h(ctx, t)
	}
}

// isFirst reports whether the message that is answered may be the first of its conversation.
func (t *Turn) isFirst() bool {
	first := t.Messages[0]
	created := t.Conversation.CreatedAt.Time
	return created.IsZero() || first.CreatedAt.IsZero() || first.CreatedAt.Sub(created) < time.Minute
}
