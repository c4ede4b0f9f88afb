package ndototest

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// conversationsPerPage is CONVERSATION_RESULTS_PER_PAGE.
const conversationsPerPage = 25

// findConversations applies the filters of app/finders/conversation_finder.rb, but for assignee_type. They come in no
// order, in room that the next list takes, or are the account's own list.
func (c *call) findConversations() ([]*conversation, *reply) {
	if c.has("team_id") && c.team(c.int("team_id")) == nil {
		r := notFound()
		return nil, &r
	}
	filters := c.conversationFilters()
	if len(filters) == 0 {
		return c.threads, nil
	}
	list := slices.Grow(c.found[:0], len(c.threads))
	for _, conv := range c.threads {
		if !slices.ContainsFunc(filters, func(passes func(*conversation) bool) bool { return !passes(conv) }) {
			list = append(list, conv)
		}
	}
	c.found = list
	return list, nil
}

// conversationFilters are those that the request asks for, and what the caller may see.
func (c *call) conversationFilters() (filters []func(*conversation) bool) {
	add := func(asked bool, passes func(*conversation) bool) {
		if asked {
			filters = append(filters, passes)
		}
	}
	status, query, kind := cmp.Or(c.text("status"), "open"), c.text("q"), c.text("conversation_type")
	inboxID, teamID, source, labels := c.int("inbox_id"), c.int("team_id"), c.text("source_id"), c.labelFilter()
	participating, since := kind == "participating", c.now().Add(-time.Duration(c.int("updated_within"))*time.Second)
	add(!participating && c.user != nil && !c.isAdmin(), c.lists)
	add(c.has("q"), func(conv *conversation) bool { return len(conv.matching(query)) > 0 })
	add(!c.has("q") && status != "all", func(conv *conversation) bool { return conv.status == status })
	add(c.has("inbox_id") && !participating, func(conv *conversation) bool { return conv.inbox.id == inboxID })
	add(c.has("team_id"), func(conv *conversation) bool { return conv.team == teamID })
	add(len(labels) > 0, func(conv *conversation) bool {
		return slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(conv.labels, l) })
	})
	add(c.has("source_id"), func(conv *conversation) bool { return conv.source.source == source })
	add(participating, func(conv *conversation) bool { return slices.Contains(conv.participants, c.user.id) })
	add(kind == "unattended", func(conv *conversation) bool { return conv.firstReply.IsZero() || !conv.waiting.IsZero() })
	add(kind == "mention", func(conv *conversation) bool { return slices.Contains(conv.mentioned, c.user.id) })
	add(c.text("updated_within") != "", func(conv *conversation) bool { return conv.updated.After(since) })
	return filters
}

// labelFilter reads the labels that a list is limited to: an array, or a text with commas, which acts-as-taggable-on
// splits.
func (c *call) labelFilter() []string {
	text, isText := c.params["labels"].(string)
	if !isText {
		return c.texts("labels")
	}
	var labels []string
	for label := range strings.SplitSeq(text, ",") {
		if label = strings.TrimSpace(label); label != "" {
			labels = append(labels, label)
		}
	}
	return labels
}

// lists is sees for lists, which check inbox membership only.
func (c *call) lists(conv *conversation) bool {
	return c.user == nil || c.isAdmin() || slices.Contains(conv.inbox.members, c.user.id)
}

// matching returns the incoming and outgoing messages that contain a text.
func (conv *conversation) matching(query string) []*message {
	var found []*message
	for _, m := range conv.messages {
		if m.kind <= outgoing && m.hasContent && (query == "" || iLike(m.content, query)) {
			found = append(found, m)
		}
	}
	return found
}

// counts covers all pages, regardless of assignee_type. A bot is nobody's assignee here.
func (c *call) counts(list []*conversation) object {
	unassigned, mine := 0, 0
	for _, conv := range list {
		switch {
		case conv.assignee == 0:
			unassigned++
		case c.user != nil && conv.assignee == c.user.id:
			mine++
		}
	}
	return object{"mine_count": mine, "assigned_count": len(list) - unassigned, "unassigned_count": unassigned, "all_count": len(list)}
}

func (c *call) ofTab(list []*conversation) []*conversation {
	tab := c.text("assignee_type")
	if tab == "" || tab == "all" {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(conv *conversation) bool {
		assigned := conv.assignee != 0
		return tab == "me" && conv.assignee != c.user.id || tab == "unassigned" && assigned || tab == "assigned" && !assigned
	})
}

func listConversations(c *call) reply {
	list, refusal := c.findConversations()
	if refusal != nil {
		return *refusal
	}
	tab := c.ofTab(list)
	page, perPage := c.int("page"), conversationsPerPage
	if c.text("updated_within") != "" {
		page, perPage = 1, len(tab)
	}
	shown := c.pageInOrder(tab, c.text("sort_by"), page, perPage)
	if slices.ContainsFunc(shown, c.orphaned) {
		return crash()
	}
	return ok(object{"data": object{"meta": c.counts(list), "payload": renderRows(c, shown, c.renderConversation)}})
}

func countConversations(c *call) reply {
	list, refusal := c.findConversations()
	if refusal != nil {
		return *refusal
	}
	return ok(object{"meta": c.counts(list)})
}

// searchConversations counts after paging, so its counters describe the page.
func searchConversations(c *call) reply {
	list, refusal := c.findConversations()
	if refusal != nil {
		return *refusal
	}
	shown := c.pageInOrder(list, c.text("sort_by"), c.int("page"), conversationsPerPage)
	if slices.ContainsFunc(shown, c.orphaned) {
		return crash()
	}
	meta := c.counts(shown)
	delete(meta, "assigned_count")
	return ok(object{"meta": meta, "payload": renderAll(shown, func(conv *conversation) object {
		return object{
			"id": conv.id, "uuid": conv.uuid, "created_at": epoch(conv.created), "account_id": c.accountID,
			"contact":  object{"id": conv.contact.id, "name": conv.contact.name},
			"inbox":    object{"id": conv.inbox.id, "name": conv.inbox.name, "channel_type": conv.inbox.channel},
			"messages": renderAll(conv.found(c), c.renderFound),
		}
	})})
}

// found are the messages of a search result: those that match, or all without a query.
func (conv *conversation) found(c *call) []*message {
	if c.has("q") {
		return conv.matching(c.text("q"))
	}
	return conv.messages
}

func (c *call) renderFound(m *message) object {
	o := object{"content": m.text(), "id": m.id, "message_type": m.kind, "created_at": epoch(m.created)}
	if s := c.sender(m); s != nil {
		o["sender_name"] = s.get("name")
	}
	return o
}
