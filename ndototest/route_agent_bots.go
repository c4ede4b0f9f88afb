package ndototest

import (
	"fmt"
	"net/http"
)

var botRoutes = []route{
	{http.MethodGet, "agent_bots", accessAgents, listBots},
	{http.MethodPost, "agent_bots", accessAdmins, createBot},
	{http.MethodGet, "agent_bots/{id}", accessAgents, withBot(showBot)},
	{http.MethodPatch, "agent_bots/{id}", accessAdmins, withBot(updateBot)},
	{http.MethodDelete, "agent_bots/{id}", accessAdmins, withBot(deleteBot)},
	{http.MethodDelete, "agent_bots/{id}/avatar", accessAdmins, withBot(deleteBotAvatar)},
	{http.MethodPost, "agent_bots/{id}/reset_access_token", accessAdmins, withBot(resetBotToken)},
	{http.MethodPost, "agent_bots/{id}/reset_secret", accessAdmins, withBot(resetBotSecret)},
}

// withBot runs a handler with the bot in the path. Bots of the installation can be read only.
func withBot(handler func(*call, *bot) reply) func(*call) reply {
	return func(c *call) reply {
		b := c.world.bot(c.id("id"))
		if b == nil || b.account == 0 && c.request.Method != http.MethodGet {
			return notFound()
		}
		return handler(c, b)
	}
}

// renderBot shows the token to administrators only; before 4.13.0 every agent saw it.
func (c *call) renderBot(b *bot) object {
	o := c.renderBotSlim(b).object()
	o["bot_config"], o["account_id"], o["system_bot"] = toObject(b.config), c.accountID, b.account == 0
	if b.account == 0 {
		o["account_id"] = nil
		return o
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

var botColumns = []column{
	{name: "name"}, {name: "description"}, {name: "outgoing_url", kind: urlColumn}, enum("bot_type", "webhook"), {name: "bot_config", kind: objectColumn},
}

// readBot casts and validates the params. Nothing has to be present.
func (c *call) readBot(b *bot) *reply {
	row := object{"name": orNull(b.name), "description": orNull(b.description), "outgoing_url": orNull(b.outgoingURL), "bot_config": toObject(b.config)}
	if hasNUL(c.params) || !assignColumns(row, c.params, botColumns) {
		r := crash()
		return &r
	}
	var p problems
	p.lengths(row, botColumns)
	if refusal := p.reply(); refusal != nil {
		return refusal
	}
	b.name, b.description, b.outgoingURL = toText(row["name"]), toText(row["description"]), toText(row["outgoing_url"])
	b.config, _ = row["bot_config"].(object)
	if f, isFile := c.params["avatar"].(upload); isFile {
		b.avatar = c.url + "/rails/active_storage/representations/redirect/" + f.name
	}
	return nil
}

func createBot(c *call) reply {
	b := &bot{created: c.now()}
	if refusal := c.readBot(b); refusal != nil {
		return *refusal
	}
	c.newBot(b, c.accountID)
	return ok(c.renderBot(b))
}

func updateBot(c *call, b *bot) reply {
	changed := *b
	if refusal := c.readBot(&changed); refusal != nil {
		return *refusal
	}
	*b = changed
	return ok(c.renderBot(b))
}

func deleteBot(c *call, b *bot) reply {
	c.discharge(b)
	c.removeBot(b)
	return empty()
}

// discharge takes a bot from its inboxes and conversations.
func (w *world) discharge(b *bot) {
	for _, in := range w.inboxes {
		if in.bot == b.id {
			in.bot = 0
		}
	}
	for _, conv := range w.threads {
		if conv.assigneeBot == b.id {
			conv.assigneeBot = 0
		}
	}
}

func deleteBotAvatar(c *call, b *bot) reply {
	b.avatar = ""
	return ok(c.renderBot(b))
}

func resetBotToken(c *call, b *bot) reply {
	b.token = fmt.Sprintf("token-of-bot-%d-%d", b.id, c.nextID("token"))
	return ok(c.renderBot(b))
}

func resetBotSecret(c *call, b *bot) reply {
	b.secret = fmt.Sprintf("secret-of-bot-%d-%d", b.id, c.nextID("secret"))
	return ok(c.renderBot(b))
}
