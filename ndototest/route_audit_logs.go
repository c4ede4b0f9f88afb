package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

// audited are the resources whose changes go into the audit log.
var audited = map[string]string{
	"inboxes": "Inbox", "agents": "AccountUser", "teams": "Team", "webhooks": "Webhook", "automation_rules": "AutomationRule", "macros": "Macro",
}

// audit records a request's change in the audit log.
func (c *call) audit(r reply) {
	_, rest, _ := strings.Cut(c.request.URL.Path, "/accounts/1/")
	kind, watched := audited[strings.Split(rest, "/")[0]]
	action := map[string]string{http.MethodPost: "create", http.MethodPatch: "update", http.MethodPut: "update", http.MethodDelete: "destroy"}[c.request.Method]
	if !watched || action == "" || r.status >= 300 || c.user == nil {
		return
	}
	c.rows["audits"] = append(c.rows["audits"], object{
		"id": c.nextID("audit"), "auditable_id": c.id("id"), "auditable_type": kind, "auditable": nil, "associated_id": c.AccountID, "associated_type": "Account",
		"user_id": c.user.id, "user_type": "User", "username": c.user.email, "action": action, "audited_changes": object{}, "version": 1, "comment": nil,
		"request_uuid": uuid(c.nextID("request")), "created_at": epoch(c.now()), "remote_address": "127.0.0.1",
	})
}

func listAudits(c *call) reply {
	list := slices.Clone(c.rows["audits"])
	slices.Reverse(list)
	return ok(object{"per_page": 15, "total_entries": len(list), "current_page": max(c.int("page"), 1), "audit_logs": pageOf(list, c.int("page"), 15)})
}
