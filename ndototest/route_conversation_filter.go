package ndototest

import (
	"net/http"
	"slices"
)

// filterConversations has no default status and a fixed order.
func filterConversations(c *call) reply {
	f, refusal := c.readFilter(conversationFilter(c.dialect))
	if refusal != nil {
		return *refusal
	}
	list := []*conversation{}
	for _, conv := range c.threads {
		if c.lists(conv) && f.holds(conv.attribute) {
			list = append(list, conv)
		}
	}
	shown := c.pageInOrder(list, "", c.int("page"), conversationsPerPage)
	if slices.ContainsFunc(shown, c.orphaned) {
		return crash()
	}
	meta := c.counts(list)
	delete(meta, "assigned_count")
	return ok(object{"meta": meta, "payload": renderRows(c, shown, c.renderConversation)})
}

// attribute is what a filter compares; nil is null.
func (conv *conversation) attribute(key string, custom bool) any {
	if custom {
		return conv.custom[key]
	}
	switch key {
	case "status":
		return conv.status
	case "priority":
		return orNull(conv.priority)
	case "assignee_id":
		return idOrNull(conv.assignee)
	case "inbox_id":
		return conv.inbox.id
	case "team_id":
		return idOrNull(conv.team)
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
	}
	return conv.additional[key]
}

// unreadCounts counts by the ids of inboxes, of teams, and of labels on the sidebar.
func unreadCounts(c *call) reply {
	if c.dialect == Chatwoot42 {
		return notFound() // of the conversation "unread_counts"
	}
	if c.features()["conversation_unread_counts"] != true {
		return *failure(http.StatusForbidden, "Conversation unread counts feature not enabled for this account")
	}
	total := 0
	inboxes, labels, teams := map[string]int{}, map[string]int{}, map[string]int{}
	for _, conv := range c.threads {
		if !c.lists(conv) || conv.status != "open" || conv.unread() == 0 {
			continue
		}
		total++
		inboxes[toText(conv.inbox.id)]++
		if conv.team != 0 {
			teams[toText(conv.team)]++
		}
		for _, row := range c.rows["labels"] {
			if row["show_on_sidebar"] == true && slices.Contains(conv.labels, toText(row["title"])) {
				labels[toText(row["id"])]++
			}
		}
	}
	return answer(http.StatusOK, object{"payload": object{"all_count": total, "inboxes": inboxes, "labels": labels, "teams": teams}})
}
