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
func (c *call) findConversations() ([]*conversation, *reply) {
	if c.has("team_id") && c.team(c.int("team_id")) == nil {
		r := notFound()
		return nil, &r
	}
	status, searches, query := cmp.Or(c.text("status"), "open"), c.has("q"), c.text("q")
	labels, kind := c.labelFilter(), c.text("conversation_type")
	var since time.Time
	if c.text("updated_within") != "" {
		since = c.now().Add(-time.Duration(c.int("updated_within")) * time.Second)
	}
	inInbox, ofTeam, bySource := c.has("inbox_id"), c.has("team_id"), c.has("source_id")
	inboxID, teamID, source := c.int("inbox_id"), c.int("team_id"), c.text("source_id")
	list := make([]*conversation, 0, len(c.threads))
	for _, conv := range c.threads {
		switch {
		case !c.lists(conv) && kind != "participating",
			!searches && status != "all" && conv.status != status,
			searches && len(conv.matching(query)) == 0,
			inInbox && conv.inbox.id != inboxID && kind != "participating",
			ofTeam && conv.team != teamID,
			len(labels) > 0 && !slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(conv.labels, l) }),
			bySource && conv.source.source != source,
			!c.ofKind(conv, kind):
			continue
		}
		list = append(list, conv)
	}
	c.sortConversations(list, c.text("sort_by"))
	if !since.IsZero() {
		list = slices.DeleteFunc(list, func(conv *conversation) bool { return !conv.updated.After(since) })
	}
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
		return slices.Contains(conv.mentioned, c.user.id)
	}
	return true
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

// never is the time of what has not happened, which sorts last.
const never = int64(1<<63 - 1)

func nanos(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixNano()
}

// sortConversations sorts by one of the server's orders (app/models/concerns/sort_handler.rb). What they leave open
// differs from request to request.
func (c *call) sortConversations(list []*conversation, order string) {
	c.shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	active := func(conv *conversation) int64 { return -conv.active.UnixNano() }
	created := func(conv *conversation) int64 { return conv.created.UnixNano() }
	priority := func(conv *conversation) int64 {
		if conv.priority == "" {
			return never
		}
		return int64(slices.Index(priorities, conv.priority))
	}
	modern := c.dialect != Chatwoot42
	var keys []func(*conversation) int64
	switch {
	case order == "last_activity_at_asc":
		keys = append(keys, func(conv *conversation) int64 { return conv.active.UnixNano() })
	case order == "created_at_asc", order == "sort_on_created_at":
		keys = append(keys, created)
	case order == "updated_at_desc": // of Ndoto's documentation only
		keys = append(keys, func(conv *conversation) int64 { return -conv.updated.UnixNano() })
	case order == "created_at_desc":
		keys = append(keys, reversed(created))
	case order == "priority_asc":
		keys = append(keys, priority, active)
	case order == "priority_desc", order == "sort_on_priority":
		keys = append(keys, reversed(priority), active)
	case order == "priority_desc_created_at_asc" && modern:
		keys = append(keys, reversed(priority), created)
	case order == "waiting_since_asc", order == "sort_on_waiting_since":
		keys = append(keys, func(conv *conversation) int64 { return nanos(conv.waiting) }, created)
	case order == "waiting_since_desc":
		keys = append(keys, reversed(func(conv *conversation) int64 { return nanos(conv.waiting) }), created)
	case order == "unread" && modern:
		keys = append(keys, func(conv *conversation) int64 { return -int64(conv.unread()) }, active)
	default:
		keys = append(keys, active)
	}
	sortByKeys(list, keys)
}

// reversed turns an order round, but keeps what never happened last.
func reversed(key func(*conversation) int64) func(*conversation) int64 {
	return func(conv *conversation) int64 {
		k := key(conv)
		if k == never {
			return never
		}
		return -k
	}
}

// ranked is a conversation with its sort keys, which are computed once.
type ranked struct {
	first, second int64
	conv          *conversation
}

func sortByKeys(list []*conversation, keys []func(*conversation) int64) {
	ranks := make([]ranked, len(list))
	for i, conv := range list {
		ranks[i] = ranked{first: keys[0](conv), conv: conv}
		if len(keys) > 1 {
			ranks[i].second = keys[1](conv)
		}
	}
	slices.SortStableFunc(ranks, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.second, b.second)) })
	for i, r := range ranks {
		list[i] = r.conv
	}
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
	shown := c.ofTab(list)
	if c.text("updated_within") == "" {
		shown = pageOf(shown, c.int("page"), conversationsPerPage)
	}
	if slices.ContainsFunc(shown, c.orphaned) {
		return crash()
	}
	return ok(object{"data": object{"meta": c.counts(list), "payload": renderAll(shown, c.renderConversation)}})
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
	shown := pageOf(list, c.int("page"), conversationsPerPage)
	if slices.ContainsFunc(shown, c.orphaned) {
		return crash()
	}
	meta := c.counts(shown)
	delete(meta, "assigned_count")
	return ok(object{"meta": meta, "payload": renderAll(shown, func(conv *conversation) object {
		return object{
			"id": conv.id, "uuid": conv.uuid, "created_at": epoch(conv.created), "account_id": c.AccountID,
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
		o["sender_name"] = s["name"]
	}
	return o
}
