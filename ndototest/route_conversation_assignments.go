package ndototest

// assign is conversations/assignments_controller.rb: one of the two keys, and an id that does not exist unassigns. A
// bot that does not exist changes nothing.
func assign(c *call, conv *conversation) reply {
	forBot := c.text("assignee_type") == "AgentBot" && c.dialect != Chatwoot42
	switch {
	case forBot:
		b := c.world.bot(c.int("assignee_id"))
		if b == nil {
			return ok(nil)
		}
		c.assignTo(conv, nil)
		c.track(conv)
		conv.assigneeBot = b.id
		return ok(c.renderBotSlim(b))
	case c.has("assignee_id"):
		u := c.world.user(c.int("assignee_id"))
		c.assignTo(conv, u)
		if u == nil {
			return ok(nil)
		}
		return ok(c.renderAgent(u))
	case c.has("team_id"):
		t := c.team(c.int("team_id"))
		c.assignTeam(conv, t)
		if t == nil {
			return ok(nil)
		}
		return ok(c.teamRecord(t))
	}
	return ok(nil)
}

// teamRecord is the record as the database has it.
func (c *call) teamRecord(t *team) object {
	o := object{
		"id": t.id, "name": t.name, "description": orNull(t.description), "allow_auto_assign": !t.manual, "account_id": c.accountID,
		"created_at": iso(t.created), "updated_at": iso(latest(t.created, t.updated)),
	}
	if c.dialect != Chatwoot42 {
		o["icon"], o["icon_color"] = t.icon, t.iconColor
	}
	return o
}
