package ndototest

import (
	"net/http"
	"slices"
)

var auditLogRoutes = []route{{http.MethodGet, "audit_logs", accessAdmins, listAudits}}

// listAudits shows the newest changes first.
func listAudits(c *call) reply {
	c.audit(nil)
	size := 25
	if c.dialect == Chatwoot42 {
		size = 15
	}
	list := slices.Clone(c.audits)
	slices.Reverse(list)
	return ok(object{
		"per_page": size, "total_entries": len(list), "current_page": max(c.int("page"), 1), "audit_logs": renderAll(pageOf(list, c.int("page"), size), c.renderAudit),
	})
}

// renderAudit adds what the record is now, if it still is.
func (c *call) renderAudit(entry object) object {
	a := c.audited[auditKey{toText(entry["auditable_type"]), toInt(entry["auditable_id"])}]
	return merged(entry, object{"auditable": a.push})
}
