package ndototest

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
)

// documentedRoutes are the routes of docs.usendoto.com/docs/api. The overview announces inboxes without a page.
var documentedRoutes = []string{
	"GET /api/v1/profile",
	"GET conversations", "POST conversations", "GET conversations/{id}", "PATCH conversations/{id}", "POST conversations/{id}/toggle_status",
	"POST conversations/{id}/assignments", "GET conversations/search",
	"GET conversations/{id}/messages", "POST conversations/{id}/messages", "DELETE conversations/{id}/messages/{message}",
	"GET contacts", "GET inboxes", "GET agents", "POST agents", "GET teams", "GET teams/{id}", "GET labels", "POST labels", "GET webhooks",
}

func (r route) isDocumented() bool { return slices.Contains(documentedRoutes, r.method+" "+r.path) }

// requiredParams are those that the pages mark as required.
var requiredParams = map[string][]string{
	"POST conversations":                    {"inbox_id", "contact_id"},
	"POST conversations/{id}/toggle_status": {"status"},
	"GET conversations/search":              {"q"},
	"POST conversations/{id}/messages":      {"content", "message_type"},
	"POST agents":                           {"name", "email", "role"},
	"POST labels":                           {"title"},
}

// documentedValues are those that the pages list for a parameter.
var documentedValues = map[string]map[string][]string{
	"PATCH conversations/{id}":              {"priority": {"urgent", "high", "medium", "low"}},
	"POST conversations/{id}/toggle_status": {"status": {"open", "resolved", "pending", "snoozed"}},
	"POST agents":                           {"role": {"administrator", "agent"}, "availability": {"online", "busy", "offline"}},
}

// documentedSorts are the fields that the list of conversations is sorted by, the latest first.
var documentedSorts = map[string]string{
	"created_at": "created_at_desc", "updated_at": "updated_at_desc", "last_activity_at": "last_activity_at_desc",
}

// lowerTitle is what the page of labels allows: unique and lowercase.
var lowerTitle = regexp.MustCompile(`^[^\p{Lu}]+$`)

// documentedRequest refuses what the documentation does not allow, and rewrites what it names differently from the
// software.
func (c *call) documentedRequest(rt route) *reply {
	key := rt.method + " " + rt.path
	p := c.params // what the software wants under a key, the pages show by itself
	for _, name := range requiredParams[key] {
		if toText(p[name]) != "" || name == "content" && len(c.list("attachments")) > 0 {
			continue
		}
		return refusal(humanized(name)+" can't be blank", name)
	}
	for name, values := range documentedValues[key] {
		if v := toText(p[name]); v != "" && !slices.Contains(values, v) {
			return refusal(humanized(name)+" is not included in the list", name)
		}
	}
	switch key {
	case "POST labels":
		if !lowerTitle.MatchString(toText(p["title"])) {
			return refusal("Title must be lowercase", "title")
		}
	case "POST conversations/{id}/toggle_status":
		if c.text("status") == "snoozed" && c.text("snoozed_until") == "" {
			return refusal("Snoozed until can't be blank", "snoozed_until")
		}
	case "GET conversations":
		if order := documentedSorts[c.text("sort")]; order != "" {
			c.params["sort_by"] = order
		}
		if c.reading.EveryStatus && c.text("status") == "" {
			c.params["status"] = "all"
		}
	case "POST conversations/{id}/assignments":
		if c.has("assignee_id") && c.has("team_id") && !c.reading.OneAssignment {
			return c.assignTeamFirst(rt)
		}
	}
	return nil
}

func refusal(message, attribute string) *reply {
	r := invalid(message, attribute)
	return &r
}

// assignTeamFirst lets the software assign the team, which leaves the agent to be assigned.
func (c *call) assignTeamFirst(rt route) *reply {
	agent := c.params["assignee_id"]
	delete(c.params, "assignee_id")
	r := rt.handler(c)
	c.params["assignee_id"] = agent
	delete(c.params, "team_id")
	if r.status >= http.StatusBadRequest {
		return &r
	}
	return nil
}

// messagesByTime lists messages as their page says: before and after are Unix times.
func (c *call) messagesByTime(list []*message) []*message {
	before, after := c.int("before"), c.int("after")
	list = slices.DeleteFunc(slices.Clone(list), func(m *message) bool {
		at := m.created.Unix()
		return c.has("before") && at >= before || c.has("after") && at <= after
	})
	slices.SortStableFunc(list, func(a, b *message) int {
		return cmp.Or(a.created.Compare(b.created), cmp.Compare(a.id, b.id))
	})
	const shortPage = 20
	switch {
	case !c.reading.ShortPages:
	case c.has("after") && !c.has("before"):
		list = list[:min(len(list), shortPage)]
	default:
		list = list[max(0, len(list)-shortPage):]
	}
	return list
}
