package ndototest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

var reportEventRoutes = []route{
	{http.MethodGet, "reporting_events", accessAdmins, reportingEvents},
	{http.MethodGet, "conversations/{id}/reporting_events", accessAgents, withConversation(conversationReportingEvents)},
}

// measure adds a reporting event: how long something took, in seconds.
func (w *world) measure(name string, conv *conversation, from, to time.Time, userID int64) {
	seconds := floatNumber(float64(max(to.Unix()-from.Unix(), 0)))
	w.rows["reporting_events"] = append(w.rows["reporting_events"], object{
		"id": w.nextID("reporting event"), "name": name, "value": seconds, "value_in_business_hours": floatNumber(0), "event_start_time": iso(from),
		"event_end_time": iso(to), "account_id": w.accountID, "conversation_id": conv.id, "inbox_id": conv.inbox.id, "user_id": idOrNull(userID),
		"created_at": iso(to), "updated_at": iso(to),
	})
}

// floatNumber keeps its point where the fraction is zero, as Ruby writes floats.
func floatNumber(f float64) json.Number {
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return json.Number(text)
}

func toFloat(v any) float64 {
	f, _ := strconv.ParseFloat(toText(v), 64)
	return f
}

const reportingEventsPerPage = 25

// reportingEvents lists the latest first.
func reportingEvents(c *call) reply {
	list := slices.DeleteFunc(slices.Clone(c.rows["reporting_events"]), func(e object) bool {
		at, _ := castTime(e["created_at"])
		return !c.within(at) || c.text("inbox_id") != "" && toInt(e["inbox_id"]) != c.int("inbox_id") ||
			c.text("user_id") != "" && toInt(e["user_id"]) != c.int("user_id") || c.text("name") != "" && e["name"] != c.text("name")
	})
	slices.Reverse(list)
	meta := object{
		"count": len(list), "current_page": max(c.int("page"), 1), "total_pages": (len(list) + reportingEventsPerPage - 1) / reportingEventsPerPage,
	}
	return ok(object{"meta": meta, "payload": pageOf(list, c.int("page"), reportingEventsPerPage)})
}

func conversationReportingEvents(c *call, conv *conversation) reply {
	list := []object{}
	for _, e := range c.rows["reporting_events"] {
		if toInt(e["conversation_id"]) == conv.id {
			list = append(list, e)
		}
	}
	return ok(list)
}
