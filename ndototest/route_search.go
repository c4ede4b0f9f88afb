package ndototest

import (
	"net/http"
	"strings"
)

var searchRoutes = []route{
	{http.MethodGet, "search", accessAgents, search("conversations", "messages", "contacts", "articles")},
	{http.MethodGet, "search/conversations", accessAgents, search("conversations")},
	{http.MethodGet, "search/messages", accessAgents, search("messages")},
	{http.MethodGet, "search/contacts", accessAgents, search("contacts")},
	{http.MethodGet, "search/articles", accessAgents, search("articles")},
}

const foundPerPage = 15

// search returns the matches of each kind, 15 a page; messages from the last three months only.
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
