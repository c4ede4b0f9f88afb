package ndototest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

var searchRoutes = []route{
	{http.MethodGet, "search", accessAgents, search("conversations", "contacts", "messages", "articles")},
	{http.MethodGet, "search/conversations", accessAgents, search("conversations")},
	{http.MethodGet, "search/messages", accessAgents, search("messages")},
	{http.MethodGet, "search/contacts", accessAgents, search("contacts")},
	{http.MethodGet, "search/articles", accessAgents, search("articles")},
}

const foundPerPage = 15

// search returns the matches of each kind, 15 a page; messages from the last three months only.
func search(kinds ...string) func(*call) reply {
	return func(c *call) reply {
		query := strings.TrimSpace(c.text("q"))
		payload := object{}
		for _, kind := range kinds {
			switch kind {
			case "conversations":
				found, complete := c.foundConversations(query, len(kinds) == 1)
				if !complete {
					return crash()
				}
				payload[kind] = found
			case "messages":
				payload[kind] = c.foundMessages(query)
			case "contacts":
				payload[kind] = c.foundContacts(query)
			case "articles":
				payload[kind] = c.foundArticles(query)
			}
		}
		return ok(object{"payload": payload})
	}
}

// foundConversations looks at the numbers of conversations and at their contacts, the newest first. It is incomplete if
// one has no message, with which the view fails.
func (c *call) foundConversations(query string, attributes bool) (found []object, complete bool) {
	list := []*conversation{}
	for _, conv := range c.threads {
		p := conv.contact
		if c.lists(conv) && !c.orphaned(conv) &&
			(iLike(toText(conv.id), query) || iLike(p.name, query) || iLike(p.email, query) || iLike(p.phone, query) || iLike(p.identifier, query)) {
			list = append(list, conv)
		}
	}
	shown := c.pageInOrder(list, "created_at_desc", c.int("page"), foundPerPage)
	if slices.ContainsFunc(shown, func(conv *conversation) bool { return len(conv.messages) == 0 }) {
		return nil, false
	}
	return renderAll(shown, func(conv *conversation) object {
		o := object{
			"id": conv.id, "account_id": c.accountID, "created_at": epoch(conv.created), "message": c.renderHit(conv.messages[0]),
			"contact": c.renderFoundContact(conv.contact), "inbox": renderFoundInbox(conv.inbox),
		}
		if u := c.world.user(conv.assignee); u != nil {
			o["agent"] = object{"id": u.id, "available_name": u.availableName(), "email": u.email, "name": u.name, "role": u.role}
		}
		if attributes {
			o["additional_attributes"] = conv.additional
		}
		return o
	}), true
}

func renderFoundInbox(in *inbox) object {
	return object{"id": in.id, "channel_id": in.id, "name": in.name, "channel_type": in.channel}
}

// renderFoundContact has fewer members before 4.16.
func (c *call) renderFoundContact(p *contact) object {
	o := object{"id": p.id, "name": p.name, "email": orNull(p.email), "phone_number": orNull(p.phone), "identifier": orNull(p.identifier)}
	if c.dialect != Chatwoot42 {
		o["additional_attributes"], o["last_activity_at"] = p.additional, nil
		if !p.lastActivity.IsZero() {
			o["last_activity_at"] = epoch(p.lastActivity)
		}
	}
	return o
}

// renderHit is a message in a search, which has a form of its own before 4.16.
func (c *call) renderHit(m *message) object {
	if c.dialect != Chatwoot42 {
		return c.renderMessage(m).object()
	}
	o := pick(c.renderMessage(m).object(), "id", "content", "message_type", "content_type", "source_id", "inbox_id", "conversation_id", "created_at", "sender")
	o["inbox"] = renderFoundInbox(m.conversation.inbox)
	return o
}

func (c *call) foundMessages(query string) []object {
	list := []*message{}
	since := c.now().AddDate(0, -3, 0)
	for _, m := range c.messages {
		if c.lists(m.conversation) && !m.created.Before(since) && m.hasContent && iLike(m.content, query) {
			list = append(list, m)
		}
	}
	sortBy(list, func(m *message) int64 { return m.id }, true)
	sortBy(list, func(m *message) int64 { return m.created.UnixNano() }, true)
	return renderAll(pageOf(list, c.int("page"), foundPerPage), c.renderHit)
}

func (c *call) foundContacts(query string) []object {
	list := []*contact{}
	for _, p := range c.contacts {
		if resolved(p) && (iLike(p.name, query) || iLike(p.email, query) || iLike(p.phone, query) || iLike(p.identifier, query)) {
			list = append(list, p)
		}
	}
	sortBy(list, func(p *contact) int64 { return p.id }, false)
	c.shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	slices.SortStableFunc(list, func(a, b *contact) int {
		return compareNullsLast(contactSort["last_activity_at"](a), contactSort["last_activity_at"](b), true)
	})
	return renderAll(pageOf(list, c.int("page"), foundPerPage), c.renderFoundContact)
}

// foundArticles are those of all portals, the latest changed first.
func (c *call) foundArticles(query string) []object {
	rows := slices.DeleteFunc(slices.Clone(c.rows["articles"]), func(a object) bool { return !matchesWords(a, query) })
	slices.SortStableFunc(rows, func(a, b object) int { return cmp.Compare(toText(b["updated_at"]), toText(a["updated_at"])) })
	return renderAll(pageOf(rows, c.int("page"), foundPerPage), func(a object) object {
		o := pick(a, "id", "title", "locale", "content", "slug", "status")
		o["portal_slug"], o["category_name"] = c.rowOf("portals", toInt(a["portal"]))["slug"], c.category(a["category_id"])["name"]
		o["account_id"], o["updated_at"] = c.accountID, epochOf(a["updated_at"])
		return o
	})
}
