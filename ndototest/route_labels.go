package ndototest

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
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
	saved: func(c *call, row, before object) {
		if before["title"] != row["title"] {
			c.relabel(toText(before["title"]), toText(row["title"]))
		}
	},
	removed: func(c *call, row object) {
		if c.dialect != Chatwoot42 {
			c.unlabel(toText(row["title"]))
		}
	},
	visible: func(_ *call, rows []object) []object {
		sortBy(rows, func(row object) string { return toText(row["title"]) }, false)
		return rows
	},
}

// relabel renames a label on all conversations and contacts, as a worker does.
func (c *call) relabel(title, renamed string) {
	w := c.world
	rename := func(labels []string) []string {
		if !slices.Contains(labels, title) {
			return labels
		}
		return append(without(labels, []string{title}), renamed)
	}
	w.later(func() {
		for _, conv := range w.threads {
			w.track(conv)
			conv.labels = rename(conv.labels)
			w.saved(conv)
		}
		for _, id := range slices.Sorted(maps.Keys(w.contacts)) {
			p := w.contacts[id]
			before := *p
			p.labels = rename(p.labels)
			w.contactSaved(p, &before)
		}
	})
}

// unlabel takes a label from all conversations and contacts, as a worker does, without an event.
func (c *call) unlabel(title string) {
	w := c.world
	w.later(func() {
		for _, conv := range w.threads {
			conv.labels = without(conv.labels, []string{title})
		}
		for _, p := range w.contacts {
			p.labels = without(p.labels, []string{title})
		}
	})
}
