package ndototest

import "net/http"

var liveReportRoutes = []route{
	{http.MethodGet, "/api/v2/accounts/{account}/live_reports/conversation_metrics", accessAdmins, reportLive},
	{http.MethodGet, "/api/v2/accounts/{account}/live_reports/grouped_conversation_metrics", accessAdmins, reportLiveGroups},
}

// liveCount counts open conversations.
type liveCount struct{ open, unattended, unassigned int }

func (n *liveCount) add(conv *conversation) {
	n.open++
	if conv.firstReply.IsZero() || !conv.waiting.IsZero() {
		n.unattended++
	}
	if conv.assignee == 0 {
		n.unassigned++
	}
}

func (n liveCount) render() object {
	return object{"open": n.open, "unattended": n.unattended, "unassigned": n.unassigned}
}

// liveConversations are those of the team that was asked for, or all.
func (c *call) liveConversations() ([]*conversation, *reply) {
	if !c.has("team_id") {
		return c.threads, nil
	}
	team := c.team(c.int("team_id"))
	if team == nil {
		r := notFound()
		return nil, &r
	}
	list := []*conversation{}
	for _, conv := range c.threads {
		if conv.team == team.id {
			list = append(list, conv)
		}
	}
	return list, nil
}

func reportLive(c *call) reply {
	list, refusal := c.liveConversations()
	if refusal != nil {
		return *refusal
	}
	var n liveCount
	pending := 0
	for _, conv := range list {
		switch conv.status {
		case "open":
			n.add(conv)
		case "pending":
			pending++
		}
	}
	return ok(merged(n.render(), object{"pending": pending}))
}

// reportLiveGroups leaves out groups without open conversations; nobody is a group.
func reportLiveGroups(c *call) reply {
	list, refusal := c.liveConversations()
	if refusal != nil {
		return *refusal
	}
	by := c.text("group_by")
	groupOf := map[string]func(*conversation) int64{
		"assignee_id": func(conv *conversation) int64 { return conv.assignee },
		"team_id":     func(conv *conversation) int64 { return conv.team },
	}[by]
	if groupOf == nil {
		return unprocessable("invalid group_by")
	}
	counts, groups := map[int64]*liveCount{}, []int64{}
	for _, conv := range list {
		if conv.status != "open" {
			continue
		}
		id := groupOf(conv)
		if counts[id] == nil {
			counts[id], groups = &liveCount{}, append(groups, id)
		}
		counts[id].add(conv)
	}
	return ok(renderAll(groups, func(id int64) object { return merged(counts[id].render(), object{by: idOrNull(id)}) }))
}
