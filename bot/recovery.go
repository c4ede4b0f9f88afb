package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go"
)

// Recovery says how a bot finds the customers who wait in vain: because it was down, because a webhook was lost, or
// because the process died in a turn.
type Recovery struct {
	// Every is how often [Bot.Serve] sweeps, one minute by default. Negative means only at the start.
	Every time.Duration
	// Grace is how long a message may be unanswered, 45 s by default: another process may be at work on it.
	Grace time.Duration
	// Horizon is how far back a sweep looks for conversations that were changed, three days by default.
	Horizon time.Duration
	// OpenedBySystem reports whether an activity message says that the server opened the conversation since the bot
	// failed. The text is in the language of the account; without a function it is recognized in English.
	OpenedBySystem func(text string) bool
}

// WithRecovery configures the recovery.
func WithRecovery(r Recovery) Option {
	return func(b *Bot) error {
		if r.Grace < 0 || r.Horizon < 0 {
			return fmt.Errorf("%w: grace and horizon of the recovery must not be negative, got %v and %v", ErrBadInput, r.Grace, r.Horizon)
		}
		b.recovery = r.withDefaults()
		return nil
	}
}

func (r Recovery) withDefaults() Recovery {
	if r.Every == 0 {
		r.Every = time.Minute
	}
	if r.Grace == 0 {
		r.Grace = 45 * time.Second
	}
	if r.Horizon == 0 {
		r.Horizon = 72 * time.Hour
	}
	if r.OpenedBySystem == nil {
		r.OpenedBySystem = openedBySystem
	}
	return r
}

// Recovered is what a sweep has done.
type Recovered struct {
	// TakenUp are the messages and answers that went to their handlers, also to be handed over as they are too old.
	TakenUp int
	// TakenBack are those of them whose conversations the server had opened.
	TakenBack int
}

// Recover sweeps the conversations that are the bot's: pending ones of its inboxes, and those that the server opened
// since the bot was down and that no human has touched. A customer whose last message, or answer to a menu, has no
// response gets one now; what is older than [WithMaxAge] is handed over. It does so once, and looks back before it
// sends, so it may be called at any time, in several processes. [Bot.Serve] calls it.
//
// It needs [WithUserToken], as bots may not list conversations, and [WithInboxes] or [WithBotID] unless the bot has
// sent something before.
//
// GET /api/v1/accounts/{account_id}/conversations and .../conversations/{conversation_id}/messages, documented by
// Ndoto.
func (b *Bot) Recover(ctx context.Context) (Recovered, error) {
	if b.home == nil {
		return Recovered{}, fmt.Errorf("%w: a bot for tenants needs RecoverIn", ErrBadInput)
	}
	return b.RecoverIn(ctx, b.home.client.AccountID())
}

// RecoverIn is [Bot.Recover] in an account of [WithTenants].
func (b *Bot) RecoverIn(ctx context.Context, account int64) (Recovered, error) {
	d, err := b.deskOf(ctx, account)
	if d == nil || err != nil {
		return Recovered{}, errors.Join(err, fmt.Errorf("%w: account %d is not the bot's", ErrBadInput, account))
	}
	return b.recoverIn(ctx, ctx, d)
}

// recoverIn looks until ctx ends, and lets the handlers of what it finds work until work ends.
func (b *Bot) recoverIn(ctx, work context.Context, d *desk) (Recovered, error) {
	s := &sweep{bot: b, desk: d, work: work}
	inboxes, err := b.ownInboxes(ctx, d)
	if err != nil {
		return Recovered{}, err
	}
	for _, inbox := range inboxes {
		err = errors.Join(err, s.pending(ctx, inbox), s.opened(ctx, inbox))
	}
	s.running.Wait()
	return s.result, errors.Join(err, s.problem)
}

// ownInboxes are the ids of the inboxes that the bot answers in.
func (b *Bot) ownInboxes(ctx context.Context, d *desk) ([]int64, error) {
	if len(b.inboxIDs) > 0 {
		return b.inboxIDs, nil
	}
	self := d.self.get()
	if self.Kind != ndoto.SenderAgentBot {
		return nil, fmt.Errorf("%w: the recovery must know which inboxes are the bot's: give it WithInboxes, or WithBotID", ErrBadInput)
	}
	all, err := d.client.Inboxes.List(ctx, d.asUser()...)
	if err != nil {
		return nil, needsUser(err)
	}
	var own []int64
	for _, in := range all {
		connected, err := d.client.Inboxes.AgentBot(ctx, in.ID, d.asUser()...)
		if errors.Is(err, ndoto.ErrNoRoute) {
			return nil, fmt.Errorf("%w: this server does not show which inboxes are the bot's: give it WithInboxes", ErrBadInput)
		}
		if err != nil {
			return nil, needsUser(err)
		}
		if connected != nil && connected.ID == self.ID {
			own = append(own, in.ID)
		}
	}
	return own, nil
}

// sweep is one call of Recover.
type sweep struct {
	bot     *Bot
	desk    *desk
	work    context.Context // of the handlers
	running sync.WaitGroup
	slots   chan struct{}

	mu      sync.Mutex
	result  Recovered
	problem error
}

// sweepsAtOnce is how many conversations a sweep takes up at the same time.
const sweepsAtOnce = 16

// pending takes up what waits in the conversations that have the bot's status.
func (s *sweep) pending(ctx context.Context, inbox int64) error {
	var problems []error
	for _, status := range s.bot.statuses {
		params := &ndoto.ListConversationsParams{Status: status, InboxID: inbox, UpdatedWithin: s.bot.recovery.Horizon}
		for c, err := range s.desk.client.Conversations.All(ctx, params, s.desk.asUser()...) {
			if err != nil {
				problems = append(problems, needsUser(err))
				break
			}
			c, err := s.bot.typed(ctx, s.desk, c)
			if err == nil && s.bot.isOurs(s.desk, c) {
				err = s.takeUp(ctx, c, s.bot.recovery.Grace)
			}
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// opened takes back what the server opened.
func (s *sweep) opened(ctx context.Context, inbox int64) error {
	if s.bot.answersIn(ndoto.StatusOpen) {
		return nil
	}
	found, err := s.bot.openedBySystem(ctx, s.desk, inbox)
	for _, c := range found {
		if age := time.Since(c.LastNonActivityMessage.CreatedAt.Time); age > s.bot.maxAge || age < s.bot.recovery.Grace/3 {
			continue // humans have it; or the server has just opened it
		}
		if problem := s.bot.takeBack(ctx, s.desk, c); problem != nil {
			err = errors.Join(err, problem)
			continue
		}
		s.mu.Lock()
		s.result.TakenBack++
		s.mu.Unlock()
		err = errors.Join(err, s.takeUp(ctx, c, 0))
	}
	return err
}

// takeUp hands the last message of a customer to its handler if it has waited for a time, and nobody is at work on it.
func (s *sweep) takeUp(ctx context.Context, c *ndoto.Conversation, waited time.Duration) error {
	last, err := s.bot.lastWritten(ctx, s.desk, c)
	if last == nil || err != nil {
		return err
	}
	st, err := s.bot.loadState(ctx, s.desk, c.ID)
	if err != nil {
		return err
	}
	answered := last.MessageType != ndoto.MessageIncoming // a question with its answer
	switch {
	case st.Team.Active && !st.Team.Away, !answered && slices.Contains(st.Done, last.ID), answered && slices.Contains(st.Answered, last.ID):
		return nil
	case time.Since(last.CreatedAt.Time) < waited, s.bot.live.busy(place{s.desk.client.AccountID(), c.ID}):
		return nil
	}
	mine, err := s.bot.claimSweep(ctx, s.desk, c.ID, last.ID)
	if !mine || err != nil {
		return err
	}
	e, err := eventOf(last, c, s.desk.client.AccountID())
	if err != nil {
		return err
	}
	s.process(e)
	return nil
}
