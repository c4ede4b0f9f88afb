package ndototest

import (
	"fmt"
	"net/http"
	"slices"
)

var botRoutes = []route{
	{http.MethodGet, "agent_bots", accessAgents, listBots},
	{http.MethodPost, "agent_bots", accessAdmins, createBot},
	{http.MethodGet, "agent_bots/{id}", accessAgents, withBot(showBot)},
	{http.MethodPatch, "agent_bots/{id}", accessAdmins, withBot(updateBot)},
	{http.MethodDelete, "agent_bots/{id}", accessAdmins, withBot(deleteBot)},
	{http.MethodDelete, "agent_bots/{id}/avatar", accessAdmins, withBot(showBot)},
	{http.MethodPost, "agent_bots/{id}/reset_access_token", accessAdmins, withBot(resetBotToken)},
	{http.MethodPost, "agent_bots/{id}/reset_secret", accessAdmins, withBot(resetBotSecret)},
}

func withBot(handler func(*call, *bot) reply) func(*call) reply {
	return func(c *call) reply {
		b := c.world.bot(c.id("id"))
		if b == nil {
			return notFound()
		}
		return handler(c, b)
	}
}

// renderBot shows the token to administrators only; before 4.13.0 every agent saw it.
func (c *call) renderBot(b *bot) object {
	o := object{
		"id": b.id, "name": b.name, "description": orNull(b.description), "thumbnail": "", "outgoing_url": orNull(b.outgoingURL), "bot_type": "webhook",
		"bot_config": toObject(b.config), "account_id": c.AccountID, "system_bot": false,
	}
	if c.dialect == Chatwoot42 || c.isAdmin() {
		o["access_token"] = b.token
	}
	if c.dialect != Chatwoot42 && c.isAdmin() {
		o["secret"] = b.secret
	}
	return o
}

func listBots(c *call) reply { return ok(renderAll(c.bots, c.renderBot)) }

func showBot(c *call, b *bot) reply { return ok(c.renderBot(b)) }

func (c *call) changeBot(b *bot) {
	for name, field := range map[string]*string{"name": &b.name, "description": &b.description, "outgoing_url": &b.outgoingURL} {
		if c.has(name) {
			*field = c.text(name)
		}
	}
	if config := c.object("bot_config"); config != nil {
		b.config = config
	}
}

func createBot(c *call) reply {
	if c.text("name") == "" {
		return invalid("Name can't be blank", "name")
	}
	b := &bot{id: c.nextID("bot")}
	b.token, b.secret = fmt.Sprintf("token-of-bot-%d", b.id), fmt.Sprintf("secret-of-bot-%d", b.id)
	c.changeBot(b)
	c.bots = append(c.bots, b)
	return ok(c.renderBot(b))
}

func updateBot(c *call, b *bot) reply {
	c.changeBot(b)
	return ok(c.renderBot(b))
}

func deleteBot(c *call, b *bot) reply {
	c.bots = slices.DeleteFunc(c.bots, func(other *bot) bool { return other == b })
	for _, in := range c.inboxes {
		if in.bot == b.id {
			in.bot = 0
		}
	}
	return empty()
}

func resetBotToken(c *call, b *bot) reply {
	b.token = fmt.Sprintf("token-of-bot-%d-%d", b.id, c.nextID("token"))
	return ok(c.renderBot(b))
}

func resetBotSecret(c *call, b *bot) reply {
	if c.dialect == Chatwoot42 {
		return routerError(c.request, http.StatusNotFound)
	}
	b.secret = fmt.Sprintf("secret-of-bot-%d-%d", b.id, c.nextID("secret"))
	return ok(c.renderBot(b))
}
