package ndototest

import (
	"net/http"
	"slices"
)

var rolePermissions = []string{
	"conversation_manage", "conversation_unassigned_manage", "conversation_participating_manage", "contact_manage", "report_manage",
	"knowledge_base_manage",
}

var customRoleTable = table{
	path: "custom_roles", key: "custom_role", reads: accessAdmins, shows: accessAdmins, writes: accessAdmins, list: bareList, one: bare,
	deleted: http.StatusOK, missing: crashes, required: []string{"name"},
	columns: []column{{name: "name"}, {name: "description"}, {name: "permissions", kind: listColumn}},
	defaults: func(c *call) object {
		return merged(c.dated(), object{"name": nil, "description": nil, "permissions": []any{}})
	},
	check: func(_ *call, row object, p *problems) {
		permissions, _ := row["permissions"].([]any)
		if slices.ContainsFunc(permissions, func(v any) bool { return !slices.Contains(rolePermissions, toText(v)) }) {
			p.add("permissions", "is not included in the list")
		}
	},
}
