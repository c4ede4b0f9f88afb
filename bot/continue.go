package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/webhook"
)

// Continue calls a handler for a conversation outside a webhook: for a job that has ended, a reminder, a customer who
// has fallen silent. The name tells it from others, such as "reminder/1007": what a call with the same name has sent is
// not sent again, as far as [WithUserToken] lets the bot see it, and a handler that has succeeded is not called again
// as long as the store remembers it. It returns [ErrTakenOver] if the conversation is not the bot's.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}, documented by Ndoto.
func (b *Bot) Continue(ctx context.Context, conversationID int64, name string, h Handler) error {
	if b.home == nil {
		return fmt.Errorf("%w: a bot for tenants needs ContinueIn", ErrBadInput)
	}
	return b.ContinueIn(ctx, b.home.client.AccountID(), conversationID, name, h)
}

// ContinueIn is [Bot.Continue] in an account of [WithTenants].
func (b *Bot) ContinueIn(ctx context.Context, account, conversationID int64, name string, h Handler) error {
	switch {
	case h == nil:
		return fmt.Errorf("%w: the handler is nil", ErrBadInput)
	case name == "" || len(name) > 100:
		return fmt.Errorf("%w: a name has 1 to 100 characters, got %q", ErrBadInput, name)
	}
	d, err := b.deskOf(ctx, account)
	if d == nil || err != nil {
		return errors.Join(err, fmt.Errorf("%w: account %d is not the bot's", ErrBadInput, account))
	}
	c, err := b.look(ctx, d, conversationID)
	if err != nil {
		return err
	}
	if c == nil { // an old server does not let bots see it
		c = &ndoto.Conversation{ID: conversationID, Status: b.statuses[0]}
	}
	s, err := b.loadState(ctx, d, conversationID)
	if err != nil {
		return err
	}
	if slices.Contains(s.Continued, name) {
		return nil
	}
	if s.Team.Active || !b.isOurs(d, c) {
		return ErrTakenOver
	}
	t := b.newTurn(d, nil, webhook.Conversation{Conversation: *c}, "continue/"+name)
	t.delivery.Replayed = d.userToken != ""
	b.sendings.begin(t)
	defer b.sendings.forget(t.key)
	ctx, report := b.observer.StartTurn(ctx, t.info())
	_, err = b.attempt(ctx, h, t)
	report(turnResult(err))
	if err != nil {
		return err
	}
	return b.change(ctx, d, conversationID, func(s *state) {
		s.Continued = append(s.Continued, name)
		s.Continued = s.Continued[max(0, len(s.Continued)-keptNames):]
	})
}

// keptNames is how many names of Continue a conversation remembers.
const keptNames = 50
