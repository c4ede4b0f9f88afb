package main

import (
	"cmp"
	"context"

	"github.com/usendoto/ndoto-go/platform"
)

// provisioning reads what the token of a platform app reaches: other accounts are nothing to try things on.
func (d *desk) provisioning() []step {
	p := d.platform
	if p == nil {
		p = new(platform.Client) // names the methods
	}
	account := func() int64 { return cmp.Or(d.platformAccount.found, d.client.AccountID()) } // not every server lists them
	steps := []step{
		read("platform.Accounts.List", p.Accounts.List).finding(&d.platformAccount),
		view("platform.Accounts.Get", func(ctx context.Context) (any, error) { return p.Accounts.Get(ctx, account()) }),
		view("platform.Accounts.Members", func(ctx context.Context) (any, error) { return p.Accounts.Members(ctx, account()) }),
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
