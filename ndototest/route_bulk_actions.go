package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

var bulkActionRoutes = []route{
	{http.MethodPost, "bulk_actions", accessAgents, bulkAction},
}

// bulkAction runs immediately what the real server queues. Records the caller may not change are skipped.
func bulkAction(c *call) reply {
	switch kind := c.text("type"); {
	case strings.EqualFold(kind, "Conversation"):
		return c.changeConversations()
	case strings.EqualFold(kind, "Contact") && c.dialect != Chatwoot42:
		return c.changeContacts()
	}
	return answer(http.StatusUnprocessableEntity, object{"success": false})
}

func (c *call) changeConversations() reply {
	fields, labels := c.object("fields"), c.object("labels")
	add, _ := labels["add"].([]any)
	remove, _ := labels["remove"].([]any)
	until, isTime := c.snoozeTime()
	if !isTime {
		return empty() // the job fails
	}
	for _, id := range toIDs(c.list("ids")) {
		conv := c.conversations[id]
		if conv == nil || !c.lists(conv) {
			continue
		}
		c.track(conv)
		inner := *c
		inner.params = object{"labels": append(toAny(conv.labels), add...)}
		c.label(conv, slices.DeleteFunc(inner.readLabels(), func(l string) bool { return slices.Contains(toTexts(remove), l) }))
		if status, valid := castEnum(fields["status"], statuses); valid && status != nil {
			c.setStatus(conv, status.(string), until)
		}
		if v, sent := fields["assignee_id"]; sent {
			c.assignTo(conv, c.world.user(toInt(v)))
		}
		if v, sent := fields["team_id"]; sent {
			c.assignTeam(conv, c.team(toInt(v)))
		}
	}
	return empty()
}

// changeContacts deletes the contacts, or adds labels, or, if there are none to add, removes some.
func (c *call) changeContacts() reply {
	deletes := c.text("action_name") == "delete"
	if deletes && !c.isAdmin() {
		return forbidden()
	}
	add, _ := c.object("labels")["add"].([]any)
	remove, _ := c.object("labels")["remove"].([]any)
	if len(add) > 0 {
		remove = nil
	}
	for _, id := range toIDs(c.list("ids")) {
		p := c.contacts[id]
		switch {
		case p == nil:
		case deletes:
			c.removeContact(p)
		default:
			inner := *c
			inner.params = object{"labels": append(toAny(p.labels), add...)}
			before := *p
			p.labels = slices.DeleteFunc(inner.readLabels(), func(l string) bool { return slices.Contains(toTexts(remove), l) })
			c.contactSaved(p, &before)
		}
	}
	return empty()
}

func toAny(texts []string) []any {
	list := make([]any, len(texts))
	for i, t := range texts {
		list[i] = t
	}
	return list
}
