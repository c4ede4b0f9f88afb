package ndototest

import (
	"net/http"
	"slices"
	"time"
)

var bulkActionRoutes = []route{
	{http.MethodPost, "bulk_actions", accessAgents, bulkAction},
}

// bulkAction runs immediately what the real server queues. Conversations the caller may not change are skipped.
func bulkAction(c *call) reply {
	if c.text("type") != "Conversation" {
		return answer(http.StatusUnprocessableEntity, object{"success": false})
	}
	fields := c.object("fields")
	labels := c.object("labels")
	for _, id := range c.list("ids") {
		conv := c.conversations[toInt(id)]
		if conv == nil || !c.sees(conv) {
			continue
		}
		c.track(conv)
		if status := toText(fields["status"]); slices.Contains(statuses, status) {
			c.setStatus(conv, status, time.Unix(c.int("snoozed_until"), 0))
		}
		for _, name := range []string{"assignee_id", "team_id"} {
			if v, there := fields[name]; there {
				inner := *c
				inner.params = object{name: v}
				assign(&inner, conv)
			}
		}
		add, _ := labels["add"].([]any)
		remove, _ := labels["remove"].([]any)
		inner := *c
		inner.params = object{"labels": append(toAny(conv.labels), add...)}
		conv.labels = slices.DeleteFunc(inner.readLabels(), func(l string) bool { return slices.Contains(toTexts(remove), l) })
	}
	return empty()
}

func toAny(texts []string) []any {
	list := make([]any, len(texts))
	for i, t := range texts {
		list[i] = t
	}
	return list
}
