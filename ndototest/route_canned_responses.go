package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

var cannedResponseTable = table{
	path: "canned_responses", key: "canned_response", reads: accessAgents, noShow: true, writes: accessAgents, list: bareList, one: bare,
	deleted:  http.StatusOK,
	columns:  []column{{name: "short_code"}, {name: "content", kind: textColumn}},
	required: []string{"content", "short_code"},
	defaults: func(c *call) object {
		return merged(c.dated(), object{"account_id": c.accountID, "short_code": nil, "content": nil})
	},
	check: func(c *call, row object, p *problems) { p.unique(c.rows["canned_responses"], row, "short_code") },
	visible: func(c *call, rows []object) []object {
		search := strings.ToLower(c.text("search"))
		if search == "" {
			return rows
		}
		rows = slices.DeleteFunc(rows, func(row object) bool { return cannedResponseRank(row, search) == 0 })
		sortBy(rows, func(row object) int { return cannedResponseRank(row, search) }, true)
		return rows
	},
}

// cannedResponseRank puts short codes that begin with the text before those that have it, and these before contents.
func cannedResponseRank(row object, search string) int {
	code := strings.ToLower(toText(row["short_code"]))
	switch {
	case strings.HasPrefix(code, search):
		return 3
	case strings.Contains(code, search):
		return 2
	case strings.Contains(strings.ToLower(toText(row["content"])), search):
		return 1
	}
	return 0
}
