package ndototest

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

var reportRoutes = []route{
	{http.MethodGet, "/api/v2/accounts/{account}/reports/summary", accessAdmins, reportSummary(summaryMetrics)},
	{http.MethodGet, "/api/v2/accounts/{account}/reports", accessAdmins, reportSeries},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/conversations", accessAdmins, reportOverview},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/inbox_label_matrix", accessAdmins, labelMatrix},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/outgoing_messages_count", accessAdmins, outgoingCounts},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/bot_metrics", accessAdmins, reportBots},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/bot_summary", accessAdmins, reportSummary(botMetrics)},
	{http.MethodGet, "/api/v2/accounts/{account}/reports/first_response_time_distribution", accessAdmins, reportResponseTimes},
}

// metrics are the kinds of figures: what is counted, or the event whose values are averaged.
var metrics = map[string]string{
	"conversations_count": "", "incoming_messages_count": "", "outgoing_messages_count": "", "resolutions_count": "", "bot_resolutions_count": "",
	"bot_handoffs_count": "", "avg_first_response_time": "first_response", "avg_resolution_time": "conversation_resolved", "reply_time": "reply_time",
}

// span is a period, which includes its first moment and not its last.
type span struct{ since, until time.Time }

func (s span) has(t time.Time) bool { return !t.IsZero() && !t.Before(s.since) && t.Before(s.until) }

func (c *call) period() span { return span{time.Unix(c.int("since"), 0), time.Unix(c.int("until"), 0)} }

// within reports whether a time lies in the request's period, if it has one.
func (c *call) within(t time.Time) bool {
	return !c.has("since") || !c.has("until") || c.period().has(t)
}

// dimension is what a report is about.
type dimension struct {
	kind  string
	id    int64
	label string
}

// reportDimension reads the type and the id of a report. It is false for a type that there is not.
func (c *call) reportDimension() (dimension, *reply) {
	d := dimension{kind: cmp.Or(c.text("type"), "account"), id: c.int("id")}
	missing := false
	switch d.kind {
	case "account":
	case "agent":
		missing = c.world.user(d.id) == nil
	case "inbox":
		missing = c.inbox(d.id) == nil
	case "team":
		missing = c.team(d.id) == nil
	case "label":
		row := c.rowOf("labels", d.id)
		missing, d.label = row == nil, toText(row["title"])
	default:
		r := crash()
		return d, &r
	}
	if missing {
		r := notFound()
		return d, &r
	}
	return d, nil
}

func (d dimension) covers(conv *conversation) bool {
	switch d.kind {
	case "agent":
		return conv.assignee == d.id
	case "inbox":
		return conv.inbox.id == d.id
	case "team":
		return conv.team == d.id
	case "label":
		return slices.Contains(conv.labels, d.label)
	}
	return true
}

// coversMessage goes by the sender for agents.
func (d dimension) coversMessage(m *message) bool {
	if d.kind == "agent" {
		return m.senderKind == "user" && m.sender == d.id
	}
	return d.covers(m.conversation)
}

// coversEvent goes by who is named in the event for agents.
func (c *call) coversEvent(d dimension, e object) bool {
	if d.kind == "agent" {
		return toInt(e["user_id"]) == d.id
	}
	conv := c.conversations[toInt(e["conversation_id"])]
	return conv != nil && d.covers(conv)
}

// figure is a count, or the average of the values of events and their number.
func (c *call) figure(metric string, d dimension, in span) (value any, count int) {
	if event := metrics[metric]; event != "" {
		return c.average(event, d, in)
	}
	n := 0
	switch metric {
	case "conversations_count":
		for _, conv := range c.threads {
			if d.covers(conv) && in.has(conv.created) {
				n++
			}
		}
	case "incoming_messages_count", "outgoing_messages_count":
		kind := map[string]int{"incoming_messages_count": incoming, "outgoing_messages_count": outgoing}[metric]
		for _, m := range c.messages {
			if m.kind == kind && in.has(m.created) && d.coversMessage(m) {
				n++
			}
		}
	case "resolutions_count":
		_, n = c.average("conversation_resolved", d, in)
	case "bot_resolutions_count":
		_, n = c.average("conversation_bot_resolved", d, in)
	case "bot_handoffs_count":
		_, n = c.average("conversation_bot_handoff", d, in)
	}
	return n, n
}

// average is null where nothing happened.
func (c *call) average(event string, d dimension, in span) (any, int) {
	sum, n := 0.0, 0
	for _, e := range c.rows["reporting_events"] {
		at, _ := castTime(e["created_at"])
		if e["name"] == event && in.has(at) && c.coversEvent(d, e) {
			sum += toFloat(e["value"])
			n++
		}
	}
	if n == 0 {
		return nil, 0
	}
	return floatNumber(sum / float64(n)), n
}

// summaryMetrics are those of a summary, and botMetrics those of one of bots.
var (
	summaryMetrics = []string{
		"conversations_count", "incoming_messages_count", "outgoing_messages_count", "avg_first_response_time", "avg_resolution_time", "resolutions_count", "reply_time",
	}
	botMetrics = []string{"bot_resolutions_count", "bot_handoffs_count"}
)

func (c *call) figures(d dimension, in span, metrics []string) object {
	o := object{}
	for _, metric := range metrics {
		o[metric], _ = c.figure(metric, d, in)
	}
	return o
}

// reportSummary compares a period with the one before it.
func reportSummary(metrics []string) func(*call) reply {
	return func(c *call) reply {
		d, refusal := c.reportDimension()
		if refusal != nil {
			return *refusal
		}
		now := c.period()
		o := c.figures(d, now, metrics)
		o["previous"] = c.figures(d, span{now.since.Add(-now.until.Sub(now.since)), now.since}, metrics)
		return ok(o)
	}
}

// reportSeries has one point a day, or another unit. An unknown metric has none.
func reportSeries(c *call) reply {
	metric := c.text("metric")
	event, known := metrics[metric]
	if !known {
		return ok(object{})
	}
	d, refusal := c.reportDimension()
	if refusal != nil {
		return *refusal
	}
	points := []object{}
	in := c.period()
	for from := c.unitOf(in.since, 0); from.Before(in.until) && len(points) < 30_000; from = c.unitOf(from, 1) {
		value, count := c.figure(metric, d, span{latest(from, in.since), earliest(c.unitOf(from, 1), in.until)})
		point := object{"value": value, "timestamp": from.Unix()}
		if event != "" {
			point["count"] = count
			if value == nil {
				point["value"] = 0
			}
		}
		points = append(points, point)
	}
	return ok(points)
}

func earliest(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// unitOf is the beginning of a time's day or other unit, or that of the n-th after it, in the request's time zone.
func (c *call) unitOf(t time.Time, n int) time.Time {
	t = t.In(time.FixedZone("", int(toFloat(c.params["timezone_offset"])*3600)))
	year, month, day := t.Date()
	switch c.text("group_by") {
	case "hour":
		return time.Date(year, month, day, t.Hour()+n, 0, 0, 0, t.Location())
	case "week":
		monday := day - (int(t.Weekday())+6)%7
		return time.Date(year, month, monday+7*n, 0, 0, 0, 0, t.Location())
	case "month":
		return time.Date(year, month+time.Month(n), 1, 0, 0, 0, 0, t.Location())
	case "year":
		return time.Date(year+n, 1, 1, 0, 0, 0, 0, t.Location())
	}
	return time.Date(year, month, day+n, 0, 0, 0, 0, t.Location())
}
