package main

import (
	"context"

	"github.com/usendoto/ndoto-go/platform"
)

// provisioning reads what the token of a platform app reaches: other accounts are nothing to try things on.
func (d *desk) provisioning() []step {
	p := d.platform
	if p == nil {
		p = new(platform.Client) // names the methods
	}
	steps := []step{
		read("platform.Accounts.List", p.Accounts.List),
		view("platform.Accounts.Get", func(ctx context.Context) (any, error) { return p.Accounts.Get(ctx, d.client.AccountID()) }),
		view("platform.Accounts.Members", func(ctx context.Context) (any, error) { return p.Accounts.Members(ctx, d.client.AccountID()) }),
		read("platform.AgentBots.List", p.AgentBots.List).finding(&d.platformBot),
		readOf("platform.AgentBots.Get", &d.platformBot, p.AgentBots.Get),
		readOf("platform.Users.Get", &d.me, p.Users.Get),
	}
	if d.platform == nil {
		for i := range steps {
			steps[i].blocked = noPlatform
		}
	}
	return steps
}
