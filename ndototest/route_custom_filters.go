package ndototest

import (
	"cmp"
	"net/http"
	"slices"
)

var filterTypes = []string{"conversation", "contact", "report"}

// customFilterTable keeps the filters of each user apart.
var customFilterTable = table{
	path: "custom_filters", key: "custom_filter", reads: accessAgents, shows: accessAgents, writes: accessAgents, list: bareList, one: bare,
	deleted: http.StatusNoContent,
	columns: []column{{name: "name"}, enum("filter_type", filterTypes...), {name: "query", kind: objectColumn}},
	notNull: []string{"name", "filter_type"},
	defaults: func(c *call) object {
		return merged(c.dated(), object{"name": nil, "filter_type": "conversation", "query": "{}", "user_id": c.user.id}) // the column's default is a string
	},
	check: func(c *call, row object, p *problems) {
		limit := 1000
		if c.dialect == Chatwoot42 {
			limit = 50
		}
		owned := slices.DeleteFunc(slices.Clone(c.rows["custom_filters"]), func(other object) bool { return other["user_id"] != row["user_id"] })
		if len(owned) >= limit {
			p.add("account_id", "Limit reached. The maximum number of allowed custom filters for a user per account is "+toText(limit)+".")
		}
	},
	mine: func(c *call, row object) bool { return row["user_id"] == c.user.id },
	visible: func(c *call, rows []object) []object {
		kind := cmp.Or(c.enumParam("filter_type", filterTypes), "conversation")
		return slices.DeleteFunc(rows, func(row object) bool { return row["user_id"] != c.user.id || row["filter_type"] != kind })
	},
	render: func(_ *call, row object) object {
		o := merged(row, nil)
		delete(o, "user_id")
		return o
	},
}
