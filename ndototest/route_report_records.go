package ndototest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// reportRecordRoutes came after Chatwoot 4.2.
var reportRecordRoutes = []route{{http.MethodGet, "/api/v2/accounts/{account}/reports/drilldown", accessAdmins, reportRecords}}

// reportRecord is a message, a conversation or an event that a report has counted.
type reportRecord struct {
	at           time.Time
	conversation *conversation
	message      *message
	event        object
}

// reportRecords are the records behind a point of a series (drilldown_builder.rb).
func reportRecords(c *call) reply {
	bucket, valid := c.bucket()
	metric := c.text("metric")
	event, known := metrics[metric]
	if !known || !valid {
		return reply{status: http.StatusUnprocessableEntity, contentType: "application/json"}
	}
	d, refusal := c.reportDimension()
	if refusal != nil {
		return *refusal
	}
	if counted := eventsCounted[metric]; counted != "" {
		event = counted
	}
	records := c.recordsOf(metric, event, d, bucket)
	conversations := map[int64]bool{}
	for _, r := range records {
		conversations[r.conversation.id] = true
	}
	size := 25
	if n := c.int("per_page"); n > 0 {
		size = int(min(n, 100))
	}
	kind := "conversation"
	if strings.HasSuffix(metric, "messages_count") || isOfMessages(metric) {
		kind = "message"
	}
	page := max(c.int("page"), 1)
	return ok(object{
		"meta": object{
			"metric": metric, "record_type": kind, "bucket": object{"since": bucket.since.Unix(), "until": bucket.until.Unix()}, "current_page": page,
			"per_page": size, "total_count": len(records), "conversation_count": len(conversations),
		},
		"payload": renderAll(pageOf(records, page, size), c.renderReportRecord),
	})
}

// eventsCounted are the events of metrics that count them.
var eventsCounted = map[string]string{
	"resolutions_count": "conversation_resolved", "bot_resolutions_count": "conversation_bot_resolved", "bot_handoffs_count": "conversation_bot_handoff",
}

// isOfMessages reports whether what a metric measures ends with a message.
func isOfMessages(metric string) bool {
	return metric == "avg_first_response_time" || metric == "reply_time"
}

// bucket is the part of the period that a point stands for.
func (c *call) bucket() (span, bool) {
	in := c.period()
	for _, name := range []string{"metric", "bucket_timestamp", "since", "until"} {
		if c.text(name) == "" {
			return in, false
		}
	}
	types := []string{"", "account", "inbox", "agent", "label", "team"}
	from := time.Unix(c.int("bucket_timestamp"), 0)
	b := span{latest(from, in.since), earliest(c.unitAfter(from), in.until)}
	return b, in.since.Before(in.until) && b.since.Before(b.until) && slices.Contains(types, c.text("type"))
}

// unitAfter is the time one day or other unit later.
func (c *call) unitAfter(t time.Time) time.Time {
	t = t.In(time.FixedZone("", int(toFloat(c.params["timezone_offset"])*3600)))
	switch c.text("group_by") {
	case "hour":
		return t.Add(time.Hour)
	case "week":
		return t.AddDate(0, 0, 7)
	case "month":
		return t.AddDate(0, 1, 0)
	case "year":
		return t.AddDate(1, 0, 0)
	}
	return t.AddDate(0, 0, 1)
}

// recordsOf returns the records newest first.
func (c *call) recordsOf(metric, event string, d dimension, in span) []reportRecord {
	var list []reportRecord
	switch metric {
	case "conversations_count":
		for _, conv := range c.threads {
			if d.covers(conv) && in.has(conv.created) {
				list = append(list, reportRecord{at: conv.created, conversation: conv})
			}
		}
	case "incoming_messages_count", "outgoing_messages_count":
		kind := map[string]int{"incoming_messages_count": incoming, "outgoing_messages_count": outgoing}[metric]
		for _, m := range c.messages {
			if m.kind == kind && in.has(m.created) && d.coversMessage(m) {
				list = append(list, reportRecord{at: m.created, conversation: m.conversation, message: m})
			}
		}
	default:
		list = c.eventRecords(metric, event, d, in)
	}
	sortBy(list, func(r reportRecord) int64 {
		if r.message != nil {
			return r.message.id
		}
		return r.conversation.id
	}, true)
	sortBy(list, func(r reportRecord) int64 { return r.at.UnixNano() }, true)
	return list
}

// eventRecords leaves out resolutions by bots that were handed over, and counts each hand-over of a conversation once.
func (c *call) eventRecords(metric, event string, d dimension, in span) []reportRecord {
	var list []reportRecord
	handed := map[int64]bool{}
	if metric == "bot_resolutions_count" {
		for _, r := range c.eventRecords("", "conversation_bot_handoff", d, c.period()) {
			handed[r.conversation.id] = true
		}
	}
	for _, e := range c.rows["reporting_events"] {
		at, _ := castTime(e["created_at"])
		conv := c.conversations[toInt(e["conversation_id"])]
		if e["name"] != event || !in.has(at) || conv == nil || !c.coversEvent(d, e) || handed[conv.id] {
			continue
		}
		r := reportRecord{at: at, conversation: conv, event: e}
		if isOfMessages(metric) {
			r.message = c.measuredBy(metric, e, conv)
		}
		if metric == "bot_handoffs_count" {
			list = slices.DeleteFunc(list, func(other reportRecord) bool { return other.conversation == conv })
		}
		list = append(list, r)
	}
	return list
}

// measuredBy guesses which reply an event is about: the latest at its end, by the agent whom it names.
func (c *call) measuredBy(metric string, e object, conv *conversation) *message {
	end, _ := castTime(e["event_end_time"])
	return conv.lastMessage(func(m *message) bool {
		byAgent := metric != "avg_first_response_time" || e["user_id"] == nil || m.senderKind == "user" && m.sender == toInt(e["user_id"])
		return (m.kind == outgoing || m.kind == template) && m.created.Sub(end).Abs() <= time.Second && byAgent
	})
}

func (c *call) renderReportRecord(r reportRecord) object {
	o := object{"record_type": "conversation", "conversation": c.renderReportConversation(r.conversation), "message": nil, "metric_value": nil, "occurred_at": epoch(r.at)}
	if r.message != nil {
		o["record_type"], o["message"] = "message", c.renderReportMessage(r.message)
	}
	if r.event == nil {
		return o
	}
	value := "value"
	if c.bool("business_hours") {
		value = "value_in_business_hours"
	}
	o["metric_value"] = r.event[value]
	if end, ok := castTime(r.event["event_end_time"]); ok {
		o["occurred_at"] = epoch(end)
	}
	if r.message == nil {
		o["event_name"] = r.event["name"]
	}
	return o
}

func (c *call) renderReportConversation(conv *conversation) object {
	o := object{
		"id": conv.id, "display_id": conv.id, "contact_id": conv.contact.id, "contact_name": conv.contact.name, "inbox_id": conv.inbox.id, "inbox_name": conv.inbox.name,
		"assignee_id": nil, "assignee_name": nil, "status": conv.status, "created_at": epoch(conv.created), "last_activity_at": epoch(conv.active),
		"last_message": nil,
	}
	if u := c.world.user(conv.assignee); u != nil {
		o["assignee_id"], o["assignee_name"] = u.id, u.name
	}
	for _, m := range conv.messages {
		if m.kind != activity {
			o["last_message"] = c.renderReportMessage(m)
		}
	}
	return o
}

func (c *call) renderReportMessage(m *message) object {
	o := object{"id": m.id, "content": m.text(), "message_type": messageTypes[m.kind], "sender_name": nil, "created_at": epoch(m.created)}
	if sender := c.sender(m); sender != nil {
		o["sender_name"] = sender.get("name")
	}
	return o
}
