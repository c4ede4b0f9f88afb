package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

var bulkActionRoutes = []route{
	{http.MethodPost, "bulk_actions", accessAgents, bulkAction},
}

// bulkAction queues the changes. Records the caller may not change are skipped.
func bulkAction(c *call) reply {
	change, kind := c.changeConversations, c.text("type")
	if c.dialect != Chatwoot42 && kind != "" {
		kind = strings.ToUpper(kind[:1]) + kind[1:]
	}
	switch {
	case kind == "Contact" && c.dialect != Chatwoot42:
		if c.deletesContacts() && !c.isAdmin() {
			return forbidden()
		}
		change = c.changeContacts
	case kind != "Conversation":
		return answer(http.StatusUnprocessableEntity, object{"success": false})
	}
	c.later(func() { c.act(change) })
	return empty()
}

// act does something in a job, as the caller of a request, or as a rule.
func (c *call) act(do func()) {
	before := c.acting
	c.acting = c
	do()
	c.acting = before
}

func (c *call) changeConversations() {
	fields, labels := c.object("fields"), c.object("labels")
	add, _ := labels["add"].([]any)
	remove, _ := labels["remove"].([]any)
	until, isTime := c.snoozeTime()
	if !isTime {
		return // the job fails
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
}

func (c *call) deletesContacts() bool { return c.text("action_name") == "delete" }

// changeContacts deletes the contacts, or adds labels, or, if there are none to add, removes some.
func (c *call) changeContacts() {
	add, _ := c.object("labels")["add"].([]any)
	remove, _ := c.object("labels")["remove"].([]any)
	if len(add) > 0 {
		remove = nil
	}
	for _, id := range toIDs(c.list("ids")) {
		p := c.contacts[id]
		switch {
		case p == nil:
		case c.deletesContacts():
			c.removeContact(p)
		default:
			inner := *c
			inner.params = object{"labels": append(toAny(p.labels), add...)}
			before := *p
			p.labels = slices.DeleteFunc(inner.readLabels(), func(l string) bool { return slices.Contains(toTexts(remove), l) })
			c.contactSaved(p, &before)
		}
	}
}

func toAny(texts []string) []any {
	list := make([]any, len(texts))
	for i, t := range texts {
		list[i] = t
	}
	return list
}
