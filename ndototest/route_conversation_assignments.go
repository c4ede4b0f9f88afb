package ndototest

import "slices"

// assign is conversations/assignments_controller.rb: one of the two keys, and an id that does not exist unassigns.
func assign(c *call, conv *conversation) reply {
	switch {
	case c.has("assignee_id") && c.text("assignee_type") == "AgentBot" && c.dialect != Chatwoot42:
		conv.assignee, conv.assigneeBot = 0, 0
		if b := c.world.bot(c.int("assignee_id")); b != nil {
			conv.assigneeBot = b.id
			return ok(renderBotSlim(b))
		}
	case c.has("assignee_id"):
		conv.assignee, conv.assigneeBot = 0, 0
		u := c.world.user(c.int("assignee_id"))
		if u != nil {
			conv.assignee = u.id
			c.notify(u, conv)
			c.tell(conv, "Assigned to "+u.name)
			return ok(c.renderAgent(u))
		}
	case c.has("team_id"):
		conv.team = 0
		if t := c.team(c.int("team_id")); t != nil {
			conv.team = t.id
			if !slices.Contains(t.members, conv.assignee) {
				conv.assignee = 0
				if conv.inbox.settings["enable_auto_assignment"] == true {
					c.assignNext(conv, t.members)
				}
			}
			c.tell(conv, "Assigned to "+t.name)
			return ok(object{
				"id": t.id, "name": t.name, "description": orNull(t.description), "allow_auto_assign": true, "account_id": c.AccountID,
				"created_at": iso(t.created), "updated_at": iso(t.created),
			})
		}
	}
	return ok(nil)
}
