package ndototest

import (
	"net/http"
	"slices"
)

const platformBots = "/platform/api/v1/agent_bots"

var platformBotRoutes = []route{
	{http.MethodGet, platformBots, accessPlatform, listPlatformBots},
	{http.MethodPost, platformBots, accessPlatform, createPlatformBot},
	{http.MethodGet, platformBots + "/{id}", accessPlatform, withOwnBot(showPlatformBot)},
	{http.MethodPatch, platformBots + "/{id}", accessPlatform, withOwnBot(updatePlatformBot)},
	{http.MethodDelete, platformBots + "/{id}", accessPlatform, withOwnBot(deletePlatformBot)},
	{http.MethodDelete, platformBots + "/{id}/avatar", accessPlatform, withOwnBot(deletePlatformBotAvatar)},
}

func withOwnBot(handler func(*call, *bot) reply) func(*call) reply {
	return withOwn("AgentBot", (*call).botWith, handler)
}

// renderPlatformBot shows the name as the URL in Chatwoot 4.2, which is the server's mistake.
func (c *call) renderPlatformBot(b *bot) object {
	o := object{
		"id": b.id, "name": orNull(b.name), "description": orNull(b.description), "outgoing_url": orNull(b.outgoingURL), "account_id": idOrNull(b.account),
		"access_token": b.token,
	}
	if c.dialect == Chatwoot42 {
		o["outgoing_url"] = o["name"]
	}
	return o
}

func listPlatformBots(c *call) reply {
	list := []object{}
	for _, p := range c.permitted {
		if b := c.botWith(p.id); p.kind == "AgentBot" && b != nil {
			list = append(list, c.renderPlatformBot(b))
		}
	}
	return ok(list)
}

func showPlatformBot(c *call, b *bot) reply { return ok(c.renderPlatformBot(b)) }

// readPlatformBot also refuses accounts that there are not. The server makes such a bot, which nobody sees.
func (c *call) readPlatformBot(b *bot) *reply {
	if id := c.int("account_id"); id != 0 && c.accountWith(id) == nil {
		r := crash()
		return &r
	}
	return c.readBot(b)
}

func createPlatformBot(c *call) reply {
	b := &bot{created: c.now()}
	if refusal := c.readPlatformBot(b); refusal != nil {
		return *refusal
	}
	c.newBot(b, c.int("account_id"))
	c.allow("AgentBot", b.id)
	return ok(c.renderPlatformBot(b))
}

func updatePlatformBot(c *call, b *bot) reply {
	changed := *b
	if refusal := c.readPlatformBot(&changed); refusal != nil {
		return *refusal
	}
	*b = changed
	if c.has("account_id") && c.int("account_id") != b.account {
		c.removeBot(b)
		c.addBotTo(b, c.int("account_id"))
	}
	return ok(c.renderPlatformBot(b))
}

// deletePlatformBot takes the permit with it, unlike those of accounts and people.
func deletePlatformBot(c *call, b *bot) reply {
	for _, w := range c.accounts {
		w.discharge(b)
	}
	c.removeBot(b)
	c.permitted = slices.DeleteFunc(c.permitted, func(p permit) bool { return p == permit{"AgentBot", b.id} })
	return empty()
}

func deletePlatformBotAvatar(c *call, b *bot) reply {
	b.avatar = ""
	return ok(c.renderPlatformBot(b))
}
