package ndototest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

var figureRoutes = []route{
	{http.MethodPost, "upload", agents, uploadFile},
	{http.MethodGet, "csat_survey_responses", admins, listCSAT},
	{http.MethodGet, "csat_survey_responses/metrics", admins, csatMetrics},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/summary", admins, reportSummary},
	{http.MethodGet, "/api/v2/accounts/{account}/reports", admins, reportSeries},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/conversations", admins, reportOverview},
	{http.MethodGet, "/api/v2/accounts/{account}/summary_reports/{by}", admins, reportRows},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/inbox_label_matrix", admins, labelMatrix},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/outgoing_messages_count", admins, outgoingCounts},
	{http.MethodGet, "reporting_events", admins, reportingEvents},
	{http.MethodGet, "audit_logs", admins, listAudits},
}

func uploadFile(c *call) reply {
	f, isFile := c.params["attachment"].(upload)
	if !isFile {
		return unprocessable("No file or URL provided")
	}
	id := c.nextID("blob")
	url := fmt.Sprintf("%s/rails/active_storage/blobs/redirect/%d/%s", c.url, 1_000_000+id, f.name)
	if c.dialect == Chatwoot42 {
		return ok(object{"file_url": url, "blob_key": fmt.Sprintf("key-%d", id), "blob_id": id})
	}
	return ok(object{"file_url": url, "blob_id": fmt.Sprintf("signed-%d", id)})
}

// surveys are the messages that ask for a rating and have one.
func (c *call) surveys() []*message {
	list := []*message{}
	for _, m := range c.messages {
		if r := ratingOf(m); r > 0 && (!c.has("rating") || r == c.int("rating")) && (!c.has("inbox_id") || m.conversation.inbox.id == c.int("inbox_id")) && c.within(m.created) {
			list = append(list, m)
		}
	}
	sortBy(list, func(m *message) int64 { return m.id }, true)
	return list
}

func ratingOf(m *message) int64 {
	values, _ := m.attributes["submitted_values"].(object)
	response, _ := values["csat_survey_response"].(object)
	if m.contentType != "input_csat" || response == nil {
		return 0
	}
	return toInt(response["rating"])
}

// within tells whether a time is in the period of the request, if it has one.
func (c *call) within(t time.Time) bool {
	if !c.has("since") || !c.has("until") {
		return true
	}
	return !t.Before(time.Unix(c.int("since"), 0)) && !t.After(time.Unix(c.int("until"), 0))
}

func listCSAT(c *call) reply {
	return ok(renderAll(pageOf(c.surveys(), c.int("page"), 25), func(m *message) object {
		o := object{
			"id": m.id, "rating": ratingOf(m), "feedback_message": nil, "account_id": c.AccountID, "message_id": m.id, "conversation_id": m.conversation.id,
			"contact": c.renderContact(m.conversation.contact, false), "created_at": epoch(m.created),
		}
		if u := c.world.user(m.conversation.assignee); u != nil {
			o["assigned_agent"] = c.renderAgent(u)
		}
		return o
	}))
}

func csatMetrics(c *call) reply {
	ratings := map[string]int{}
	list := c.surveys()
	for _, m := range list {
		ratings[toText(ratingOf(m))]++
	}
	sent := 0
	for _, m := range c.messages {
		if m.contentType == "input_csat" {
			sent++
		}
	}
	return ok(object{"total_count": len(list), "ratings_count": ratings, "total_sent_messages_count": sent})
}

// figures count what happened in a period to the conversations of a scope.
func (c *call) figures(since, until time.Time, of func(*conversation) bool) object {
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

// scope is what a report is about.
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
	o := c.figures(since, until, of)
	o["previous"] = c.figures(since.Add(-until.Sub(since)), since, of)
	return ok(o)
}

// reportSeries has a point a day.
func reportSeries(c *call) reply {
	since, until := c.period()
	points := []object{}
	for day := until.Truncate(24 * time.Hour); day.After(since) && len(points) < 400; day = day.AddDate(0, 0, -1) {
		figures := c.figures(day, day.Add(24*time.Hour-1), c.scope(c.text("type"), c.int("id")))
		points = append([]object{{"value": figures[c.text("metric")], "timestamp": day.Unix()}}, points...)
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
		f := c.figures(since, until, of)
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
		rows = append(rows, object{"id": u.id, "name": u.name, "outgoing_messages_count": c.figures(since, until, c.scope("agent", u.id))["outgoing_messages_count"]})
	}
	return ok(rows)
}

// reportingEvents are the first responses.
func reportingEvents(c *call) reply {
	list := []object{}
	for _, conv := range c.threads {
		if !conv.firstReply.IsZero() {
			list = append(list, object{
				"id": conv.id, "name": "first_response", "value": conv.firstReply.Sub(conv.created).Seconds(), "value_in_business_hours": 0,
				"event_start_time": iso(conv.created), "event_end_time": iso(conv.firstReply), "account_id": c.AccountID, "conversation_id": conv.id,
				"inbox_id": conv.inbox.id, "user_id": idOrNull(conv.assignee), "created_at": iso(conv.firstReply), "updated_at": iso(conv.firstReply),
			})
		}
	}
	sortBy(list, func(o object) int64 { return o["id"].(int64) }, false)
	meta := object{"count": len(list), "current_page": max(c.int("page"), 1), "total_pages": (len(list) + 24) / 25}
	return ok(object{"meta": meta, "payload": pageOf(list, c.int("page"), 25)})
}
