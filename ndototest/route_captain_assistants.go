package ndototest

import (
	"net/http"
	"slices"
)

const (
	captainAssistants = "captain/assistants"
	captainInboxes    = "captain_inboxes" // the links of inboxes to their assistants
)

var captainAssistantTable = table{
	path: captainAssistants, key: "assistant", reads: accessAgents, shows: accessAgents, writes: accessAdmins, list: captainList, one: bare,
	deleted: http.StatusNoContent, required: []string{"name", "description"}, visible: newestRows,
	columns: slices.Concat(columnsOf(stringColumn, "name"), columnsOf(textColumn, "description"), columnsOf(objectColumn, "config"),
		columnsOf(jsonColumn, "response_guidelines", "guardrails")),
	defaults: func(c *call) object {
		return object{
			"name": nil, "description": nil, "config": object{}, "response_guidelines": []any{}, "guardrails": []any{},
			"created_at": epoch(c.now()), "updated_at": epoch(c.now()),
		}
	},
	check: func(_ *call, row object, p *problems) {
		if len([]rune(toText(row["description"]))) > 500 {
			p.tooLong("description", 500)
		}
	},
	render: func(c *call, row object) object { return c.renderAssistant(row) },
	removed: func(c *call, row object) {
		c.dropRows(captainScenarios, "assistant_id", toInt(row["id"]))
		c.dropRows(captainSuggestions, "assistant_id", toInt(row["id"]))
	},
}

func captainList(rows []object) any {
	return object{"payload": rows, "meta": object{"total_count": len(rows), "page": 1}}
}

func newestRows(_ *call, rows []object) []object {
	rows = slices.Clone(rows)
	slices.Reverse(rows)
	return rows
}

func (c *call) renderAssistant(row object) object {
	o := merged(row, object{"account_id": c.accountID, "created_at": epochOf(row["created_at"]), "updated_at": epochOf(row["updated_at"])})
	if c.dialect == Chatwoot42 {
		delete(o, "response_guidelines")
		delete(o, "guardrails")
	}
	return o
}

var captainAssistantRoutes = []route{
	{http.MethodPost, captainAssistants + "/{id}/playground", accessAgents, captainAssistantTable.withRow(askAssistant)},
	{http.MethodGet, captainAssistants + "/{id}/inboxes", accessAgents, captainAssistantTable.withRow(listAssistantInboxes)},
	{http.MethodPost, captainAssistants + "/{id}/inboxes", accessAdmins, captainAssistantTable.withRow(connectAssistant)},
	{http.MethodDelete, captainAssistants + "/{id}/inboxes/{inbox}", accessAdmins, captainAssistantTable.withRow(disconnectAssistant)},
	{http.MethodGet, "conversations/{id}/inbox_assistant", accessAgents, withConversation(showInboxAssistant)},
}

func listAssistantInboxes(c *call, assistant object) reply {
	list := []*inbox{}
	for _, in := range c.inboxes {
		if id := c.linked(captainInboxes, in.id); id != nil && toInt(id) == toInt(assistant["id"]) {
			list = append(list, in)
		}
	}
	return ok(captainList(renderAll(list, c.renderInbox)))
}

// connectAssistant refuses an inbox that has an assistant.
func connectAssistant(c *call, assistant object) reply {
	in := c.inbox(toInt(c.object("inbox")["inbox_id"]))
	switch {
	case in == nil:
		return notFound()
	case c.linked(captainInboxes, in.id) != nil:
		return invalid("Inbox has already been taken", "inbox_id")
	}
	c.link(captainInboxes, in.id, assistant["id"])
	return ok(c.renderInbox(in))
}

func disconnectAssistant(c *call, assistant object) reply {
	inbox := c.id("inbox")
	if id := c.linked(captainInboxes, inbox); id == nil || toInt(id) != toInt(assistant["id"]) {
		return notFound()
	}
	c.link(captainInboxes, inbox, nil)
	return reply{status: http.StatusNoContent}
}

func (c *call) assistant(id any) object { return c.rowOf(captainAssistants, toInt(id)) }

func showInboxAssistant(c *call, conv *conversation) reply {
	if a := c.assistant(c.linked(captainInboxes, conv.inbox.id)); a != nil {
		return ok(object{"assistant": object{"id": a["id"], "name": a["name"]}})
	}
	return ok(object{"assistant": nil})
}
