package ndototest

import (
	"cmp"
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
	labels := c.labelFilter()
	if c.has("team_id") && c.team(c.int("team_id")) == nil {
		r := notFound()
		return nil, &r
	}
	var since time.Time
	if c.has("updated_within") {
		since = c.now().Add(-time.Duration(c.int("updated_within")) * time.Second)
	}
	inInbox, ofTeam, bySource, kind := c.has("inbox_id"), c.has("team_id"), c.has("source_id"), c.text("conversation_type")
	inboxID, teamID, source := c.int("inbox_id"), c.int("team_id"), c.text("source_id")
	list := make([]*conversation, 0, len(c.threads))
	for _, conv := range c.threads {
		switch {
		case !c.lists(conv),
			query == "" && !searching && status != "all" && conv.status != status,
			query != "" && len(conv.matching(query)) == 0,
			inInbox && conv.inbox.id != inboxID,
			ofTeam && conv.team != teamID,
			len(labels) > 0 && !slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(conv.labels, l) }),
			bySource && conv.source.source != source,
			!since.IsZero() && conv.updated.Before(since),
			!c.ofKind(conv, kind):
			continue
		}
		list = append(list, conv)
	}
	sortConversations(list, c.text("sort_by"))
	return list, nil
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

// matching returns the incoming and outgoing messages that contain a text.
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

// sortConversations sorts by one of the server's orders.
func sortConversations(list []*conversation, order string) {
	descending := strings.HasSuffix(order, "_desc")
	var key func(*conversation) int64
	switch order {
	case "created_at_asc", "sort_on_created_at", "created_at_desc":
		key = func(conv *conversation) int64 { return conv.created.UnixNano() }
	case "updated_at_desc": // of Ndoto's documentation only
		key = func(conv *conversation) int64 { return conv.updated.UnixNano() }
	case "priority_desc", "priority_asc", "sort_on_priority", "priority_desc_created_at_asc":
		key = func(conv *conversation) int64 { return int64(slices.Index(priorities, conv.priority)) }
		descending = order != "priority_asc"
	case "waiting_since_asc", "sort_on_waiting_since", "waiting_since_desc":
		key = func(conv *conversation) int64 { return conv.waiting.UnixNano() }
	case "unread":
		key, descending = func(conv *conversation) int64 { return int64(conv.unread()) }, true
	default:
		key, descending = func(conv *conversation) int64 { return conv.active.UnixNano() }, order != "last_activity_at_asc"
	}
	ranked := make([]rank, len(list))
	for i, conv := range list {
		ranked[i] = rank{key: key(conv), conv: conv}
		if descending {
			ranked[i].key = -ranked[i].key
		}
		if order == "priority_desc_created_at_asc" {
			ranked[i].then = conv.created.UnixNano()
		}
	}
	slices.SortFunc(ranked, func(a, b rank) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.then, b.then), cmp.Compare(a.conv.id, b.conv.id))
	})
	for i, r := range ranked {
		list[i] = r.conv
	}
}

// rank is a conversation's sort key.
type rank struct {
	key, then int64
	conv      *conversation
}

// counts covers all pages, regardless of assignee_type.
func (c *call) counts(list []*conversation) object {
	unassigned, mine := 0, 0
	for _, conv := range list {
		switch {
		case conv.assignee == 0 && conv.assigneeBot == 0:
			unassigned++
		case c.user != nil && conv.assignee == c.user.id:
			mine++
		}
	}
	return object{"mine_count": mine, "assigned_count": len(list) - unassigned, "unassigned_count": unassigned, "all_count": len(list)}
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

// searchConversations counts after paging, so its counters describe the page.
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

// filterConversations has no default status and a fixed order.
func filterConversations(c *call) reply {
	f, refusal := c.readFilter(conversationKeys)
	if refusal != nil {
		return *refusal
	}
	list := []*conversation{}
	for _, conv := range c.threads {
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
	for _, conv := range c.threads {
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
