package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

var macroRoutes = []route{
	{http.MethodPost, "macros/{id}/execute", accessAgents, executeMacro},
}

var macroActions = []string{
	"send_message", "add_label", "assign_team", "assign_agent", "mute_conversation", "change_status", "remove_label", "remove_assigned_agent",
	"remove_assigned_team", "resolve_conversation", "snooze_conversation", "change_priority", "send_email_transcript", "send_attachment",
	"add_private_note", "send_webhook_event",
}

// macroTable is app/controllers/api/v1/accounts/macros_controller.rb. Each write sets the visibility anew, so a macro
// without one is in nobody's list.
var macroTable = table{
	path: "macros", reads: accessAgents, shows: accessAgents, writes: accessAgents, list: payloadOf, one: payloadOfOne, deleted: http.StatusOK,
	columns:  []column{{name: "name"}, enum("visibility", "personal", "global"), {name: "actions", kind: jsonColumn}},
	notNull:  []string{"name", "actions"},
	messages: true,
	defaults: func(c *call) object {
		return object{"account_id": c.accountID, "name": nil, "visibility": nil, "actions": nil, "created_by": c.user.id, "updated_by": c.user.id}
	},
	check: func(c *call, row object, p *problems) {
		row["updated_by"] = c.user.id
		switch {
		case !c.isAdmin():
			row["visibility"] = "personal"
		case !c.has("visibility"):
			row["visibility"] = nil
		}
		if c.dialect == Chatwoot42 && c.request.Method == http.MethodPatch {
			dropNullParams(row["actions"])
		}
		if unknown := unknownNames(row["actions"], "action_name", macroActions); unknown != "" {
			p.add("actions", "Macro execution actions "+unknown+" not supported.")
		}
	},
	may: func(c *call, row object) bool {
		if row["visibility"] == "global" {
			return c.request.Method == http.MethodGet || c.isAdmin()
		}
		return row["created_by"] == c.user.id
	},
	missing: map[string]func() reply{
		http.MethodGet: emptyNotFound, http.MethodPatch: crash, http.MethodDelete: crash,
	},
	visible: func(c *call, rows []object) []object {
		return slices.DeleteFunc(rows, func(row object) bool {
			return row["visibility"] != "global" && (row["visibility"] != "personal" || row["created_by"] != c.user.id)
		})
	},
	render: func(c *call, row object) object {
		o := merged(row, nil)
		for _, who := range []string{"created_by", "updated_by"} {
			delete(o, who)
			if u := c.world.user(toInt(row[who])); u != nil {
				o[who] = c.renderAgent(u)
			}
		}
		return o
	},
}

// unknownNames returns the names in a list of objects that are not known, joined with commas.
func unknownNames(list any, member string, known []string) string {
	var unknown []string
	rows, _ := list.([]any)
	for _, v := range rows {
		row, _ := v.(object)
		if name := toText(row[member]); !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	return strings.Join(unknown, ",")
}

// dropNullParams leaves params out that are null, as an update in 4.2 does.
func dropNullParams(actions any) {
	list, _ := actions.([]any)
	for _, v := range list {
		if action, isObject := v.(object); isObject && action["action_params"] == nil {
			delete(action, "action_params")
		}
	}
}

// executeMacro queues the actions, which run as the caller. An unknown macro does nothing.
func executeMacro(c *call) reply {
	row := c.rowOf(macroTable.path, c.id("id"))
	if row == nil {
		return empty()
	}
	if row["visibility"] != "global" && row["created_by"] != c.user.id {
		return forbidden()
	}
	w, u := c.world, c.user
	ids := toIDs(c.list("conversation_ids"))
	c.later(func() {
		for _, conv := range slices.Clone(w.threads) {
			if slices.Contains(ids, conv.id) {
				as := w.inBackground()
				as.user = u
				performer{call: as, conv: conv, event: "macro.executed"}.perform(row["actions"])
			}
		}
	})
	return empty()
}
