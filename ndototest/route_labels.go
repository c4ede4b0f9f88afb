package ndototest

import (
	"maps"
	"net/http"
	"regexp"
	"strings"
)

var labelTitle = regexp.MustCompile(`^[\p{L}\p{N}]+[\p{L}\p{N}_-]+$`)

var labelTable = table{
	path: "labels", key: "label", reads: accessAgents, shows: accessAdmins, writes: accessAdmins, list: payloadOf, one: bare, deleted: http.StatusOK,
	columns: []column{{name: "title"}, {name: "description", kind: textColumn}, {name: "color"}, {name: "show_on_sidebar", kind: boolColumn}},
	notNull: []string{"color"},
	defaults: func(c *call) object {
		return object{"title": nil, "description": nil, "color": "#1f93ff", "show_on_sidebar": nil, "created_at": epoch(c.now())}
	},
	render: func(c *call, row object) object {
		if c.dialect == NdotoDocs { // the software does not show when
			return row
		}
		row = maps.Clone(row)
		delete(row, "created_at")
		return row
	},
	prepare: func(row object) {
		if title, isText := row["title"].(string); isText {
			row["title"] = strings.ToLower(title)
		}
	},
	check: func(c *call, row object, p *problems) {
		if isBlank(row["title"]) {
			p.add("title", "must not be blank")
		}
		if !labelTitle.MatchString(toText(row["title"])) {
			p.add("title", "is invalid")
		}
		p.unique(c.rows["labels"], row, "title")
	},
	visible: func(_ *call, rows []object) []object {
		sortBy(rows, func(row object) string { return toText(row["title"]) }, false)
		return rows
	},
}
