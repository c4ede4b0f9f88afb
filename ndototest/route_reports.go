package ndototest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

var reportRoutes = []route{
	{http.MethodGet, "/api/v2/accounts/{account}/reports/summary", accessAdmins, reportSummary},
	{http.MethodGet, "/api/v2/accounts/{account}/reports", accessAdmins, reportSeries},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/conversations", accessAdmins, reportOverview},
	{http.MethodGet, "/api/v2/accounts/{account}/summary_reports/{by}", accessAdmins, reportRows},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/inbox_label_matrix", accessAdmins, labelMatrix},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/outgoing_messages_count", accessAdmins, outgoingCounts},
	{http.MethodGet, "reporting_events", accessAdmins, reportingEvents},
	{http.MethodGet, "conversations/{id}/reporting_events", accessAgents, withConversation(conversationEvents)},
	{http.MethodGet, "audit_logs", accessAdmins, listAudits},
}

// conversationEvents lists those of one conversation, oldest first and without pages.
func conversationEvents(c *call, conv *conversation) reply {
	var own []object
	for _, event := range reportingEvents(c).value.(object)["payload"].([]object) {
		if event["conversation_id"] == conv.id {
			own = append(own, event)
		}
	}
	return ok(renderAll(own, func(o object) object { return o }))
}

// within reports whether a time lies in the request's period, if it has one.
func (c *call) within(t time.Time) bool {
	if !c.has("since") || !c.has("until") {
		return true
	}
	return !t.Before(time.Unix(c.int("since"), 0)) && !t.After(time.Unix(c.int("until"), 0))
}

// statistics counts what happened to the matching conversations in a period.
func (c *call) statistics(since, until time.Time, of func(*conversation) bool) object {
	in := func(t time.Time) bool { return !t.IsZero() && !t.Before(since) && !t.After(until) }
	counts := map[string]int{}
	var waited time.Duration
	replies := 0
	for _, conv := range c.threads {
		if !of(conv) {
			continue
		}
		if in(conv.created) {
			counts["conversations_count"]++
		}
		if in(conv.firstReply) {
			waited, replies = waited+conv.firstReply.Sub(conv.created), replies+1
		}
		for _, m := range conv.messages {
			switch {
			case !in(m.created):
			case m.kind == incoming:
				counts["incoming_messages_count"]++
			case m.kind == outgoing:
				counts["outgoing_messages_count"]++
			case strings.HasSuffix(m.content, "marked resolved"):
				counts["resolutions_count"]++
			}
		}
	}
	return object{
		"conversations_count": counts["conversations_count"], "incoming_messages_count": counts["incoming_messages_count"],
		"outgoing_messages_count": counts["outgoing_messages_count"], "resolutions_count": counts["resolutions_count"],
		"avg_first_response_time": fmt.Sprintf("%.1f", waited.Seconds()/float64(max(replies, 1))), "avg_resolution_time": "0", "reply_time": "0",
	}
}

func (c *call) period() (since, until time.Time) {
	return time.Unix(c.int("since"), 0), time.Unix(c.int("until"), 0)
}

// scope matches the conversations a report covers.
func (c *call) scope(kind string, id int64) func(*conversation) bool {
	return func(conv *conversation) bool {
		switch kind {
		case "agent":
			return conv.assignee == id
		case "inbox":
			return conv.inbox.id == id
		case "team":
			return conv.team == id
		}
		return true
	}
}

func reportSummary(c *call) reply {
	since, until := c.period()
	of := c.scope(c.text("type"), c.int("id"))
	o := c.statistics(since, until, of)
	o["previous"] = c.statistics(since.Add(-until.Sub(since)), since, of)
	return ok(o)
}

// reportSeries has one point a day.
func reportSeries(c *call) reply {
	since, until := c.period()
	points := []object{}
	for day := until.Truncate(24 * time.Hour); day.After(since) && len(points) < 400; day = day.AddDate(0, 0, -1) {
		stats := c.statistics(day, day.Add(24*time.Hour-1), c.scope(c.text("type"), c.int("id")))
		points = append([]object{{"value": stats[c.text("metric")], "timestamp": day.Unix()}}, points...)
	}
	return ok(points)
}

func reportOverview(c *call) reply {
	counts := map[string]int{}
	for _, conv := range c.threads {
		switch {
		case conv.status == "pending":
			counts["pending"]++
		case conv.status == "open":
			counts["open"]++
			if conv.firstReply.IsZero() {
				counts["unattended"]++
			}
			if conv.assignee == 0 {
				counts["unassigned"]++
			}
		}
	}
	return ok(object{"open": counts["open"], "unattended": counts["unattended"], "unassigned": counts["unassigned"], "pending": counts["pending"]})
}

func reportRows(c *call) reply {
	since, until := c.period()
	rows := []object{}
	row := func(id int64, of func(*conversation) bool) {
		f := c.statistics(since, until, of)
		rows = append(rows, object{
			"id": id, "conversations_count": f["conversations_count"], "resolved_conversations_count": f["resolutions_count"], "avg_resolution_time": nil,
			"avg_first_response_time": nil, "avg_reply_time": nil,
		})
	}
	switch by := c.request.PathValue("by"); by {
	case "agent":
		for _, u := range c.users {
			row(u.id, c.scope(by, u.id))
		}
	case "inbox":
		for _, in := range c.inboxes {
			row(in.id, c.scope(by, in.id))
		}
	case "team":
		for _, t := range c.teams {
			row(t.id, c.scope(by, t.id))
		}
	case "label":
		for _, l := range c.rows["labels"] {
			row(l["id"].(int64), func(conv *conversation) bool { return slices.Contains(conv.labels, toText(l["title"])) })
		}
	default:
		return routerError(c.request, http.StatusNotFound)
	}
	return ok(rows)
}

func labelMatrix(c *call) reply {
	inboxes, labels, matrix := []object{}, []object{}, [][]int{}
	for _, l := range c.rows["labels"] {
		labels = append(labels, object{"id": l["id"], "title": l["title"]})
	}
	for _, in := range c.inboxes {
		inboxes = append(inboxes, object{"id": in.id, "name": in.name})
		row := make([]int, len(labels))
		for i, l := range labels {
			for _, conv := range c.threads {
				if conv.inbox == in && slices.Contains(conv.labels, toText(l["title"])) {
					row[i]++
				}
			}
		}
		matrix = append(matrix, row)
	}
	return ok(object{"inboxes": inboxes, "labels": labels, "matrix": matrix})
}

func outgoingCounts(c *call) reply {
	since, until := c.period()
	rows := []object{}
	for _, u := range c.users {
		rows = append(rows, object{"id": u.id, "name": u.name, "outgoing_messages_count": c.statistics(since, until, c.scope("agent", u.id))["outgoing_messages_count"]})
	}
	return ok(rows)
}
