package ndototest

import "net/http"

var summaryReportRoutes = []route{
	{http.MethodGet, "/api/v2/accounts/{account}/summary_reports/agent", accessAdmins, summaryByAgent},
	{http.MethodGet, "/api/v2/accounts/{account}/summary_reports/inbox", accessAdmins, summaryByInbox},
	{http.MethodGet, "/api/v2/accounts/{account}/summary_reports/team", accessAdmins, summaryByTeam},
	{http.MethodGet, "/api/v2/accounts/{account}/summary_reports/label", accessAdmins, summaryByLabel},
	{http.MethodGet, "/api/v2/accounts/{account}/summary_reports/channel", accessAdmins, summaryByChannel},
}

// summaryRow has null where nothing happened.
func (c *call) summaryRow(id any, d dimension) object {
	f := c.figures(d, c.period(), summaryMetrics)
	return object{
		"id": id, "conversations_count": f["conversations_count"], "resolved_conversations_count": f["resolutions_count"],
		"avg_resolution_time": f["avg_resolution_time"], "avg_first_response_time": f["avg_first_response_time"], "avg_reply_time": f["reply_time"],
	}
}

func summaryByAgent(c *call) reply {
	return ok(renderAll(c.users, func(u *user) object { return c.summaryRow(u.id, dimension{kind: "agent", id: u.id}) }))
}

func summaryByInbox(c *call) reply {
	return ok(renderAll(c.inboxes, func(in *inbox) object { return c.summaryRow(in.id, dimension{kind: "inbox", id: in.id}) }))
}

func summaryByTeam(c *call) reply {
	return ok(renderAll(c.teams, func(t *team) object { return c.summaryRow(t.id, dimension{kind: "team", id: t.id}) }))
}

// summaryByLabel has names, and zero where nothing happened.
func summaryByLabel(c *call) reply {
	return ok(renderAll(c.rows["labels"], func(l object) object {
		o := c.summaryRow(l["id"], dimension{kind: "label", label: toText(l["title"])})
		o["name"] = l["title"]
		for _, name := range []string{"avg_resolution_time", "avg_first_response_time", "avg_reply_time"} {
			if o[name] == nil {
				o[name] = 0
			}
		}
		return o
	}))
}
