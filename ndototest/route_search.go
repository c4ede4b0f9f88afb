package ndototest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

var searchRoutes = []route{
	{http.MethodGet, "search", agents, search("conversations", "messages", "contacts", "articles")},
	{http.MethodGet, "search/conversations", agents, search("conversations")},
	{http.MethodGet, "search/messages", agents, search("messages")},
	{http.MethodGet, "search/contacts", agents, search("contacts")},
	{http.MethodGet, "search/articles", agents, search("articles")},
	{http.MethodPost, "bulk_actions", agents, bulkAction},
	{http.MethodPost, "macros/{id}/execute", agents, executeMacro},
	{http.MethodPost, "automation_rules/{id}/clone", admins, cloneRule},
}

const foundPerPage = 15

// search answers with what was found of each kind, 15 a page; messages of the last three months only.
func search(kinds ...string) func(*call) reply {
	return func(c *call) reply {
		query := strings.ToLower(c.text("q"))
		found := map[string]func() any{
			"conversations": func() any { return c.foundConversations(query) },
			"messages":      func() any { return c.foundMessages(query) },
			"contacts": func() any {
				list := c.selectContacts(func(p *contact) bool {
					return strings.Contains(strings.ToLower(p.name+"\n"+p.email+"\n"+p.phone+"\n"+p.identifier), query)
				})
				return renderAll(pageOf(list, c.int("page"), foundPerPage), func(p *contact) object { return c.renderContact(p, false) })
			},
			"articles": func() any { return []object{} },
		}
		payload := object{}
		for _, kind := range kinds {
			payload[kind] = found[kind]()
		}
		return ok(object{"payload": payload})
	}
}

func (c *call) foundConversations(query string) []object {
	list := []*conversation{}
	for _, conv := range c.threads {
		if c.lists(conv) && (toText(conv.id) == query || strings.Contains(strings.ToLower(conv.contact.name+"\n"+conv.contact.email), query)) {
			list = append(list, conv)
		}
	}
	sortConversations(list, "")
	return renderAll(pageOf(list, c.int("page"), foundPerPage), func(conv *conversation) object {
		return object{
			"id": conv.id, "uuid": conv.uuid, "created_at": epoch(conv.created), "account_id": c.AccountID,
			"contact": object{"id": conv.contact.id, "name": conv.contact.name}, "messages": []object{},
			"inbox": object{"id": conv.inbox.id, "name": conv.inbox.name, "channel_type": conv.inbox.channel},
		}
	})
}

func (c *call) foundMessages(query string) []object {
	list := []*message{}
	for _, m := range c.messages {
		if c.lists(m.conversation) && m.kind != activity && m.created.After(c.now().AddDate(0, -3, 0)) && strings.Contains(strings.ToLower(m.content), query) {
			list = append(list, m)
		}
	}
	sortBy(list, func(m *message) int64 { return m.id }, true)
	return renderAll(pageOf(list, c.int("page"), foundPerPage), c.renderMessage)
}

// bulkAction does at once what the real server leaves to a worker. Conversations that it cannot change stay as they are.
func bulkAction(c *call) reply {
	if c.text("type") != "Conversation" {
		return answer(http.StatusUnprocessableEntity, object{"success": false})
	}
	fields := c.object("fields")
	labels := c.object("labels")
	for _, id := range c.list("ids") {
		conv := c.conversations[toInt(id)]
		if conv == nil || !c.sees(conv) {
			continue
		}
		c.track(conv)
		if status := toText(fields["status"]); slices.Contains(statuses, status) {
			c.setStatus(conv, status, time.Unix(c.int("snoozed_until"), 0))
		}
		for _, name := range []string{"assignee_id", "team_id"} {
			if v, there := fields[name]; there {
				inner := *c
				inner.params = object{name: v}
				assign(&inner, conv)
			}
		}
		add, _ := labels["add"].([]any)
		remove, _ := labels["remove"].([]any)
		inner := *c
		inner.params = object{"labels": append(toAny(conv.labels), add...)}
		conv.labels = slices.DeleteFunc(inner.readLabels(), func(l string) bool { return slices.Contains(toTexts(remove), l) })
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

// executeMacro knows the actions that need nothing but the conversation.
func executeMacro(c *call) reply {
	row := tableOf("macros").row(c)
	if row == nil {
		return notFound()
	}
	actions, _ := row["actions"].([]any)
	for _, id := range c.list("conversation_ids") {
		conv := c.conversations[toInt(id)]
		if conv == nil {
			continue
		}
		c.track(conv)
		for _, v := range actions {
			action, _ := v.(object)
			params, _ := action["action_params"].([]any)
			switch toText(action["action_name"]) {
			case "resolve_conversation":
				c.setStatus(conv, "resolved", time.Time{})
			case "add_label":
				conv.labels = append(conv.labels, toTexts(params)...)
			}
		}
	}
	return empty()
}

func tableOf(path string) table {
	i := slices.IndexFunc(tables, func(t table) bool { return t.path == path })
	return tables[i]
}

func cloneRule(c *call) reply {
	t := tableOf("automation_rules")
	row := t.row(c)
	if row == nil {
		return notFound()
	}
	clone := maps.Clone(row)
	clone["id"], clone["active"] = c.nextID(t.path), false
	c.rows[t.path] = append(c.rows[t.path], clone)
	return ok(payloadOfOne(clone))
}
