package ndototest

import (
	"maps"
	"net/http"
)

var automationRuleRoutes = []route{
	{http.MethodPost, "automation_rules/{id}/clone", accessAdmins, cloneRule},
}

func cloneRule(c *call) reply {
	t := tableOf("automation_rules")
	row := t.row(c)
	if row == nil {
		return notFound()
	}
	clone := maps.Clone(row)
	clone["id"], clone["active"] = c.nextID(t.path), false
	c.rows[t.path] = append(c.rows[t.path], clone)
	return ok(payloadOfOne(clone))
}
