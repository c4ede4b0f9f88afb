package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/usendoto/ndoto-go"
)

// planBots comes after the inboxes. The token and the secret of a bot are shown by the server, not here.
func (p *planner) planBots(ctx context.Context) error {
	if len(p.want.Bots) == 0 {
		return nil
	}
	bots, err := p.client.AgentBots.List(ctx)
	if err != nil {
		return err
	}
	for _, want := range p.want.Bots {
		params := &ndoto.AgentBotParams{Name: ndoto.Set(want.Name), OutgoingURL: ndoto.Set(want.URL)}
		var id int64
		if i := slices.IndexFunc(bots, func(b ndoto.AgentBot) bool { return b.Name == want.Name }); i < 0 {
			p.add(func(ctx context.Context) error {
				bot, err := p.client.AgentBots.Create(ctx, params)
				if err == nil {
					id = bot.ID
				}
				return err
			}, "+ bot %s", want.Name)
		} else {
			id = bots[i].ID
			if bots[i].OutgoingURL != want.URL {
				p.add(func(ctx context.Context) error {
					_, err := p.client.AgentBots.Update(ctx, id, params)
					return err
				}, "~ bot %s: url %q -> %q", want.Name, bots[i].OutgoingURL, want.URL)
			}
		}
		for _, name := range want.Inboxes {
			if err := p.connect(ctx, want.Name, &id, name); err != nil {
				return err
			}
		}
	}
	return nil
}

// connect adds a step unless the bot answers in the inbox already.
func (p *planner) connect(ctx context.Context, bot string, botID *int64, inbox string) error {
	id, ok := p.inboxes[inbox]
	if !ok {
		return fmt.Errorf("bot %s: %s is neither an inbox of the account nor in the file", bot, inbox)
	}
	had := "none"
	if *id != 0 {
		connected, err := p.client.Inboxes.AgentBot(ctx, *id)
		if err != nil {
			return err
		}
		if connected != nil && connected.ID != 0 {
			if connected.ID == *botID {
				return nil
			}
			had = connected.Name
		}
	}
	p.add(func(ctx context.Context) error { return p.client.Inboxes.SetAgentBot(ctx, *id, *botID) }, "~ inbox %s: bot %s -> %s", inbox, had, bot)
	return nil
}
