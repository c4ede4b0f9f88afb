package bot

import (
	"context"
	"errors"
	"fmt"

	"github.com/usendoto/ndoto-go"
)

// Check asks the server whether the bot can work, and returns all that is wrong, each with what to do: its handlers,
// the token and the account; with [WithUserToken] also that token, whether the bot is connected to its inboxes, the
// address that it is registered with, and, if that user is an administrator, the secret. Use it at the start, and for a
// readiness probe.
//
// A server with no more than the documented routes does not show the bots of inboxes: that is logged.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}, .../teams, .../inboxes and /api/v1/profile,
// documented by Ndoto, and .../inboxes/{inbox_id}/agent_bot, known from the server software.
func (b *Bot) Check(ctx context.Context) error {
	if b.home == nil {
		return nil // tenants come and go
	}
	problems := []error{b.checkHandlers(), b.checkToken(ctx, b.home)}
	if b.home.userToken != "" {
		problems = append(problems, b.checkUser(ctx, b.home), b.checkInboxes(ctx, b.home))
	}
	return errors.Join(problems...)
}

func (b *Bot) checkHandlers() error {
	if b.isEmpty() {
		return fmt.Errorf("%w: no handler is set, so customers get no answer: use Bot.OnMessage", ErrBadInput)
	}
	return nil
}

// noConversation is the id of a conversation that does not exist: to ask for it is what every token may do.
const noConversation = 1<<31 - 1

func (b *Bot) checkToken(ctx context.Context, d *desk) error {
	_, err := d.client.Conversations.Get(ctx, noConversation)
	switch {
	case err == nil, errors.Is(err, ndoto.ErrNotFound):
		return nil
	case errors.Is(err, ndoto.ErrBotNotAllowed): // it is known as a bot's, by a server before Chatwoot 4.14.2
		if d.userToken == "" {
			return fmt.Errorf("%w: on this server a bot is told by webhooks only whether a human has taken over: give it WithUserToken (NDOTO_USER_TOKEN in the examples)", ErrBadInput)
		}
		return nil
	case errors.Is(err, ndoto.ErrUnauthorized):
		return fmt.Errorf("%w; a bot's token is in Settings, Bots, or in AgentBots.List for administrators (NDOTO_API_TOKEN in the examples)", err)
	case errors.Is(err, ndoto.ErrForbidden):
		return fmt.Errorf("%w; is account %d the bot's (NDOTO_ACCOUNT_ID in the examples)?", err, d.client.AccountID())
	}
	return err
}

func (b *Bot) checkUser(ctx context.Context, d *desk) error {
	_, err := d.client.Teams.List(ctx, d.asUser()...)
	switch {
	case errors.Is(err, ndoto.ErrUnauthorized), errors.Is(err, ndoto.ErrBotNotAllowed):
		return fmt.Errorf("the token of WithUserToken (NDOTO_USER_TOKEN in the examples) is not that of a user: %w", err)
	case errors.Is(err, ndoto.ErrNotFound), errors.Is(err, ndoto.ErrForbidden):
		return fmt.Errorf("the user of WithUserToken does not see account %d (NDOTO_ACCOUNT_ID in the examples): %w", d.client.AccountID(), err)
	}
	return err
}

func (b *Bot) checkInboxes(ctx context.Context, d *desk) error {
	if _, err := d.client.Profile.Get(ctx); err == nil {
		return nil // it answers with the token of a user, and listens to a webhook of the account
	}
	inboxes, err := b.ownInboxes(ctx, d)
	if errors.Is(err, ErrBadInput) {
		return nil // it is not known yet which they are
	}
	if err != nil {
		return err
	}
	if len(inboxes) == 0 {
		return fmt.Errorf("%w: the bot is not connected to an inbox: use Inboxes.SetAgentBot, or the page of the inbox", ErrBadInput)
	}
	self := d.self.get()
	var problems []error
	for _, id := range inboxes {
		connected, err := d.client.Inboxes.AgentBot(ctx, id, d.asUser()...)
		switch {
		case errors.Is(err, ndoto.ErrNoRoute):
			b.logger.WarnContext(ctx, "bot: this server does not show which bot an inbox has, and with which address and secret: look at its page", "inbox", id, "error", err)
			if _, err := d.inbox(ctx, id); err != nil {
				problems = append(problems, fmt.Errorf("inbox %d of WithInboxes: %w", id, err))
			}
		case err != nil:
			problems = append(problems, fmt.Errorf("inbox %d of WithInboxes: %w", id, err))
		case connected == nil || connected.ID == 0:
			problems = append(problems, fmt.Errorf("%w: inbox %d has no agent bot: use Inboxes.SetAgentBot, or the page of the inbox", ErrBadInput, id))
		case self.Kind == ndoto.SenderAgentBot && connected.ID != self.ID:
			problems = append(problems, fmt.Errorf("%w: the agent bot of inbox %d is %d, and this one is %d: use Inboxes.SetAgentBot, or the page of the inbox", ErrBadInput, id, connected.ID, self.ID))
		default:
			problems = append(problems, b.checkBot(ctx, connected))
		}
	}
	return errors.Join(problems...)
}

func (b *Bot) checkBot(ctx context.Context, connected *ndoto.AgentBot) error {
	if b.withoutWebhook {
		return nil // neither an address nor its secret matters
	}
	if connected.OutgoingURL == "" {
		return fmt.Errorf("%w: agent bot %d has no webhook URL: set the address that leads to this bot", ErrBadInput, connected.ID)
	}
	secret := string(connected.Secret)
	if secret == "" { // the user is no administrator, or the server does not sign
		return nil
	}
	accepted, err := b.receiver.Accepts(ctx, secret)
	if err == nil && !accepted {
		err = fmt.Errorf("%w: webhooks of agent bot %d would be refused: its secret is not among those of webhook.WithSecrets (NDOTO_WEBHOOK_SECRET in the examples)", ErrBadInput, connected.ID)
	}
	return err
}
