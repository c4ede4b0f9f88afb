package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

// reportOverview counts what is open: of the account, or of each agent if the type is any other. It never counts what
// is pending.
func reportOverview(c *call) reply {
	open := func(of func(*conversation) bool) (n liveCount) {
		for _, conv := range c.threads {
			if conv.status == "open" && of(conv) {
				n.add(conv)
			}
		}
		return n
	}
	switch c.text("type") {
	case "":
		return reply{status: http.StatusUnprocessableEntity, contentType: "application/json"}
	case "account":
		return ok(merged(open(func(*conversation) bool { return true }).render(), object{"pending": 0}))
	}
	rows := []object{}
	for _, u := range pageOf(c.users, c.int("page"), 25) {
		n := open(func(conv *conversation) bool { return conv.assignee == u.id })
		rows = append(rows, object{
			"id": u.id, "name": u.name, "email": u.email, "thumbnail": u.avatar(), "availability": u.availabilityStatus(),
			"metric": object{"open": n.open, "unattended": n.unattended},
		})
	}
	sortBy(rows, func(o object) int { return o["metric"].(object)["open"].(int) }, true)
	return ok(rows)
}

// labelMatrix counts the conversations of each inbox with each label, both in the order of their names.
func labelMatrix(c *call) reply {
	chosen := func(param string, id int64) bool {
		ids := toIDs(c.list(param))
		return len(ids) == 0 || slices.Contains(ids, id)
	}
	inboxes, labels, matrix := []object{}, []object{}, [][]int{}
	for _, l := range c.rows["labels"] {
		if chosen("label_ids", toInt(l["id"])) {
			labels = append(labels, object{"id": l["id"], "title": l["title"]})
		}
	}
	sortBy(labels, func(l object) string { return toText(l["title"]) }, false)
	sorted := slices.Clone(c.inboxes)
	sortBy(sorted, func(in *inbox) string { return in.name }, false)
	for _, in := range sorted {
		if !chosen("inbox_ids", in.id) {
			continue
		}
		inboxes = append(inboxes, object{"id": in.id, "name": in.name})
		row := make([]int, len(labels))
		for i, l := range labels {
			for _, conv := range c.threads {
				if conv.inbox == in && c.within(conv.created) && slices.Contains(conv.labels, toText(l["title"])) {
					row[i]++
				}
			}
		}
		matrix = append(matrix, row)
	}
	return ok(object{"inboxes": inboxes, "labels": labels, "matrix": matrix})
}

// outgoingCounts groups outgoing messages by who sent them, or by the team, inbox or labels of their conversations.
func outgoingCounts(c *call) reply {
	type group struct {
		id   any
		name string
	}
	groups := map[string]func(*message) []group{
		"agent": func(m *message) []group {
			if u := c.world.user(m.sender); m.senderKind == "user" && u != nil {
				return []group{{u.id, u.name}}
			}
			return nil
		},
		"team": func(m *message) []group {
			if t := c.team(m.conversation.team); t != nil {
				return []group{{t.id, t.name}}
			}
			return nil
		},
		"inbox": func(m *message) []group { return []group{{m.conversation.inbox.id, m.conversation.inbox.name}} },
		"label": func(m *message) []group {
			var list []group
			for _, title := range m.conversation.labels {
				list = append(list, group{c.labelID(title), title})
			}
			return list
		},
	}
	groupsOf := groups[c.text("group_by")]
	if groupsOf == nil {
		return reply{status: http.StatusUnprocessableEntity, contentType: "application/json"}
	}
	counts, in := map[group]int{}, c.period()
	for _, m := range c.messages {
		if m.kind == outgoing && in.has(m.created) {
			for _, g := range groupsOf(m) {
				counts[g]++
			}
		}
	}
	rows := []object{}
	for g, n := range counts {
		rows = append(rows, object{"id": g.id, "name": g.name, "outgoing_messages_count": n})
	}
	sortBy(rows, func(o object) string { return toText(o["name"]) }, false)
	return ok(rows)
}

// labelID is null for a label that is gone.
func (c *call) labelID(title string) any {
	for _, row := range c.rows["labels"] {
		if strings.EqualFold(toText(row["title"]), title) {
			return row["id"]
		}
	}
	return nil
}
