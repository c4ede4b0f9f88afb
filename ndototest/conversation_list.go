package ndototest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// conversationsPerPage is CONVERSATION_RESULTS_PER_PAGE.
const conversationsPerPage = 25

// findConversations applies the filters of app/finders/conversation_finder.rb, but for assignee_type.
func (c *call) findConversations(searching bool) ([]*conversation, *reply) {
	status := c.text("status")
	if status == "" {
		status = "open"
	}
	query := strings.ToLower(c.text("q"))
	labels := c.texts("labels")
	if c.has("team_id") && c.team(c.int("team_id")) == nil {
		r := notFound()
		return nil, &r
	}
	var since time.Time
	if c.has("updated_within") {
		since = c.now().Add(-time.Duration(c.int("updated_within")) * time.Second)
	}
	list := []*conversation{}
	for _, conv := range c.conversations {
		switch {
		case !c.lists(conv),
			query == "" && !searching && status != "all" && conv.status != status,
			query != "" && len(conv.matching(query)) == 0,
			c.has("inbox_id") && conv.inbox.id != c.int("inbox_id"),
			c.has("team_id") && conv.team != c.int("team_id"),
			len(labels) > 0 && !slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(conv.labels, l) }),
			c.has("source_id") && conv.source.source != c.text("source_id"),
			!since.IsZero() && conv.updated.Before(since),
			!c.ofKind(conv, c.text("conversation_type")):
			continue
		}
		list = append(list, conv)
	}
	sortConversations(list, c.text("sort_by"))
	return list, nil
}

// lists is sees for lists, which go by inboxes only.
func (c *call) lists(conv *conversation) bool {
	return c.user == nil || c.isAdmin() || slices.Contains(conv.inbox.members, c.user.id)
}

func (c *call) ofKind(conv *conversation, kind string) bool {
	switch kind {
	case "participating":
		return slices.Contains(conv.participants, c.user.id)
	case "unattended":
		return conv.firstReply.IsZero() || !conv.waiting.IsZero()
	case "mention":
		return slices.ContainsFunc(conv.messages, func(m *message) bool {
			return m.private && strings.Contains(m.content, "mention://user/"+toText(c.user.id)+"/")
		})
	}
	return true
}

// matching are the messages, of customers and to them, with a text.
func (conv *conversation) matching(query string) []*message {
	var found []*message
	for _, m := range conv.messages {
		if m.kind <= outgoing && strings.Contains(strings.ToLower(m.content), query) {
			found = append(found, m)
		}
	}
	return found
}

var priorities = []string{"", "low", "medium", "high", "urgent"}

func sortConversations(list []*conversation, order string) {
	sortBy(list, func(conv *conversation) int64 { return conv.id }, false) // the map has no order
	byPriority := func(conv *conversation) int { return slices.Index(priorities, conv.priority) }
	created := func(conv *conversation) int64 { return conv.created.UnixNano() }
	switch order {
	case "created_at_asc", "sort_on_created_at":
		sortBy(list, created, false)
	case "created_at_desc":
		sortBy(list, created, true)
	case "priority_desc", "sort_on_priority":
		sortBy(list, byPriority, true)
	case "priority_asc":
		sortBy(list, byPriority, false)
	case "priority_desc_created_at_asc":
		sortBy(list, created, false)
		sortBy(list, byPriority, true)
	case "waiting_since_asc", "sort_on_waiting_since":
		sortBy(list, func(conv *conversation) int64 { return conv.waiting.UnixNano() }, false)
	case "waiting_since_desc":
		sortBy(list, func(conv *conversation) int64 { return conv.waiting.UnixNano() }, true)
	case "unread":
		sortBy(list, (*conversation).unread, true)
	case "last_activity_at_asc":
		sortBy(list, func(conv *conversation) int64 { return conv.active.UnixNano() }, false)
	default:
		sortBy(list, func(conv *conversation) int64 { return conv.active.UnixNano() }, true)
	}
}

// counts are over all pages, whatever assignee_type says.
func (c *call) counts(list []*conversation) object {
	counts := map[string]int{}
	for _, conv := range list {
		counts["all_count"]++
		if conv.assignee == 0 && conv.assigneeBot == 0 {
			counts["unassigned_count"]++
			continue
		}
		counts["assigned_count"]++
		if c.user != nil && conv.assignee == c.user.id {
			counts["mine_count"]++
		}
	}
	return object{
		"mine_count": counts["mine_count"], "assigned_count": counts["assigned_count"], "unassigned_count": counts["unassigned_count"], "all_count": counts["all_count"],
	}
}

func (c *call) ofTab(list []*conversation) []*conversation {
	tab := c.text("assignee_type")
	return slices.DeleteFunc(slices.Clone(list), func(conv *conversation) bool {
		assigned := conv.assignee != 0 || conv.assigneeBot != 0
		return tab == "me" && conv.assignee != c.user.id || tab == "unassigned" && assigned || tab == "assigned" && !assigned
	})
}

func listConversations(c *call) reply {
	list, refusal := c.findConversations(false)
	if refusal != nil {
		return *refusal
	}
	shown := c.ofTab(list)
	if !c.has("updated_within") {
		shown = pageOf(shown, c.int("page"), conversationsPerPage)
	}
	return ok(object{"data": object{"meta": c.counts(list), "payload": renderAll(shown, c.renderConversation)}})
}

func countConversations(c *call) reply {
	list, refusal := c.findConversations(false)
	if refusal != nil {
		return *refusal
	}
	return ok(object{"meta": c.counts(list)})
}

// searchConversations counts after paging, so that its counters describe the page.
func searchConversations(c *call) reply {
	list, refusal := c.findConversations(true)
	if refusal != nil {
		return *refusal
	}
	query := strings.ToLower(c.text("q"))
	shown := pageOf(list, c.int("page"), conversationsPerPage)
	meta := c.counts(shown)
	delete(meta, "assigned_count")
	return ok(object{"meta": meta, "payload": renderAll(shown, func(conv *conversation) object {
		return object{
			"id": conv.id, "uuid": conv.uuid, "created_at": epoch(conv.created), "account_id": c.AccountID,
			"contact": object{"id": conv.contact.id, "name": conv.contact.name},
			"inbox":   object{"id": conv.inbox.id, "name": conv.inbox.name, "channel_type": conv.inbox.channel},
			"messages": renderAll(conv.matching(query), func(m *message) object {
				o := object{"content": m.content, "id": m.id, "message_type": m.kind, "created_at": epoch(m.created)}
				if s := c.sender(m); s != nil {
					o["sender_name"] = s["name"]
				}
				return o
			}),
		}
	})})
}

// filterConversations has no default status, and one order.
func filterConversations(c *call) reply {
	f, refusal := c.readFilter(conversationKeys)
	if refusal != nil {
		return *refusal
	}
	list := []*conversation{}
	for _, conv := range c.conversations {
		if c.lists(conv) && f.holds(func(key, model string) any { return conv.attribute(key, model) }, c.now()) {
			list = append(list, conv)
		}
	}
	sortConversations(list, "")
	meta := c.counts(list)
	delete(meta, "assigned_count")
	return ok(object{"meta": meta, "payload": renderAll(pageOf(list, c.int("page"), conversationsPerPage), c.renderConversation)})
}

// attribute is what a filter compares.
func (conv *conversation) attribute(key, model string) any {
	switch key {
	case "status":
		return conv.status
	case "priority":
		return conv.priority
	case "assignee_id":
		return conv.assignee
	case "inbox_id":
		return conv.inbox.id
	case "team_id":
		return conv.team
	case "contact_id":
		return conv.contact.id
	case "display_id":
		return conv.id
	case "labels":
		return conv.labels
	case "created_at":
		return conv.created
	case "last_activity_at":
		return conv.active
	case "browser_language", "conversation_language", "country_code", "referer", "mail_subject", "campaign_id":
		return conv.additional[key]
	}
	if model == "contact_attribute" {
		return conv.contact.custom[key]
	}
	return conv.custom[key]
}

func unreadCounts(c *call) reply {
	if c.dialect == Chatwoot42 {
		return notFound()
	}
	total := 0
	inboxes, labels, teams := map[string]int{}, map[string]int{}, map[string]int{}
	for _, conv := range c.conversations {
		if !c.lists(conv) || conv.status != "open" || conv.unread() == 0 {
			continue
		}
		total++
		inboxes[toText(conv.inbox.id)]++
		if conv.team != 0 {
			teams[toText(conv.team)]++
		}
		for _, l := range conv.labels {
			labels[l]++
		}
	}
	return ok(object{"payload": object{"all_count": total, "inboxes": inboxes, "labels": labels, "teams": teams}})
}

// listAttachments are those of some conversations, 100 a page, the newest first.
func (c *call) listAttachments(of func(*conversation) bool) reply {
	list := []*attachment{}
	for _, a := range c.attachments {
		if of(a.message.conversation) {
			list = append(list, a)
		}
	}
	sortBy(list, func(a *attachment) int64 { return a.id }, true)
	return answer(http.StatusOK, object{"meta": object{"total_count": len(list)}, "payload": renderAll(pageOf(list, c.int("page"), 100), func(a *attachment) object {
		o := c.renderAttachment(a)
		for _, name := range []string{"account_id", "content_type", "transcribed_text"} {
			delete(o, name)
		}
		if c.dialect == Chatwoot42 {
			delete(o, "id")
		}
		o["created_at"] = epoch(a.created)
		if s := c.sender(a.message); s != nil {
			o["sender"] = s
		}
		return o
	})})
}
