package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/usendoto/ndoto-go"
)

// OpenedBySystem lists the conversations that the server opened since the bot failed, and that wait for a human: their
// customer wrote last. [Bot.TakeBack] gives one back to the bot. It needs what [Bot.Recover] needs.
//
// GET /api/v1/accounts/{account_id}/conversations and .../conversations/{conversation_id}/messages, documented by
// Ndoto.
func (b *Bot) OpenedBySystem(ctx context.Context) ([]*ndoto.Conversation, error) {
	if b.home == nil {
		return nil, fmt.Errorf("%w: the bot has no account of its own", ErrBadInput)
	}
	inboxes, err := b.ownInboxes(ctx, b.home)
	if err != nil {
		return nil, err
	}
	var all []*ndoto.Conversation
	for _, inbox := range inboxes {
		found, err := b.openedBySystem(ctx, b.home, inbox)
		if err != nil {
			return all, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// TakeBack makes a conversation the bot's again: it becomes pending, and what the customer wrote last is answered. It
// is for an operator, and does not ask who has the conversation.
//
// POST /api/v1/accounts/{account_id}/conversations/{conversation_id}/toggle_status, documented by Ndoto.
func (b *Bot) TakeBack(ctx context.Context, conversationID int64) error {
	if b.home == nil {
		return fmt.Errorf("%w: the bot has no account of its own", ErrBadInput)
	}
	c, err := b.look(ctx, b.home, conversationID)
	if err != nil {
		return err
	}
	if c == nil {
		return fmt.Errorf("%w: this server does not let bots see conversations: give the bot WithUserToken", ErrBadInput)
	}
	if assignedElsewhere(b.home, &c.Meta) {
		if err := b.home.client.Conversations.UnassignAgent(ctx, conversationID); err != nil {
			return err
		}
		c.Meta.Assignee, c.Meta.AssigneeType = nil, ""
	}
	if err := b.takeBack(ctx, b.home, c); err != nil {
		return err
	}
	s := &sweep{bot: b, desk: b.home, work: ctx}
	err = s.takeUp(ctx, c, 0)
	s.running.Wait()
	return errors.Join(err, s.problem)
}

// takeBack gives a conversation the bot's status.
func (b *Bot) takeBack(ctx context.Context, d *desk, c *ndoto.Conversation) error {
	status := b.statuses[0]
	at, err := setStatus(ctx, d, c.ID, status, nil)
	if err != nil && d.userToken != "" && isPermanent(err) {
		at, err = setStatus(ctx, d, c.ID, status, d.asUser())
	}
	if err != nil {
		return err
	}
	c.Status = status
	return b.change(ctx, d, c.ID, func(s *state) {
		s.Team = takeover{}
		s.BackAt = at.Add(time.Second) // the header has whole seconds
		s.Swept = swept{}
	})
}
