package ndototest

import (
	"cmp"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// table is a resource whose records are plain: what was sent comes back with an id.
type table struct {
	path     string
	key      string // the key that wraps the params
	fields   []string
	required []string
	unique   string
	defaults func(*call) object
	check    func(o object) (message, attribute string)
	list     func(rows []object) any
	one      func(row object) any
	made     func(row object) any // what a creation answers, if that is not one
	deleted  int                  // the status of a deletion

	kind, byDefault string // the field lists are filtered by, and its default

	reads, shows, writes access
}

// rowRoutes are the routes of all tables.
var rowRoutes = func() []route {
	var routes []route
	for _, t := range tables {
		routes = append(routes,
			route{http.MethodGet, t.path, t.reads, t.index}, route{http.MethodPost, t.path, t.writes, t.create},
			route{http.MethodPatch, t.path + "/{id}", t.writes, t.update}, route{http.MethodDelete, t.path + "/{id}", t.writes, t.remove})
		if t.shows != accessAnybody {
			routes = append(routes, route{http.MethodGet, t.path + "/{id}", t.shows, t.show})
		}
	}
	return routes
}()

func bare(row object) any         { return row }
func bareList(rows []object) any  { return rows }
func payloadOf(rows []object) any { return object{"payload": rows} }
func payloadOfOne(row object) any { return object{"payload": row} }

var title = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}_-]+$`)

var webhookEvents = []string{
	"conversation_status_changed", "conversation_updated", "conversation_created", "contact_created", "contact_updated", "message_created",
	"message_updated", "webwidget_triggered", "inbox_created", "inbox_updated", "conversation_typing_on", "conversation_typing_off",
}

func (c *call) dated() object { return object{"created_at": iso(c.now()), "updated_at": iso(c.now())} }

func (t table) row(c *call) object {
	id := c.id("id")
	if i := slices.IndexFunc(c.rows[t.path], func(row object) bool { return row["id"] == id }); i >= 0 {
		return c.rows[t.path][i]
	}
	return nil
}

// index lists the rows; canned responses can be searched, and attributes selected by their model.
func (t table) index(c *call) reply {
	rows := []object{}
	for _, row := range c.rows[t.path] {
		search, model := strings.ToLower(c.text("search")), c.text("attribute_model")
		found := search == "" || strings.Contains(strings.ToLower(toText(row["short_code"])+"\n"+toText(row["content"])), search)
		if t.kind != "" && row[t.kind] != cmp.Or(c.text(t.kind), t.byDefault) {
			continue
		}
		if found && (model == "" || model == row["attribute_model"]) {
			rows = append(rows, row)
		}
	}
	if t.unique == "title" {
		sortBy(rows, func(row object) string { return toText(row["title"]) }, false)
	}
	return ok(t.list(rows))
}

func (t table) show(c *call) reply {
	row := t.row(c)
	if row == nil {
		return notFound()
	}
	return ok(t.one(row))
}

// change reads the fields into a row and validates it.
func (t table) change(c *call, row object) *reply {
	refuse := func(message, attribute string) *reply {
		r := invalid(message, attribute)
		return &r
	}
	p := c.under(t.key)
	for _, name := range t.fields {
		if v, there := p[name]; there {
			row[name] = v
		}
	}
	for _, name := range t.required {
		if toText(row[name]) == "" {
			return refuse(strings.ToUpper(name[:1])+name[1:]+" can't be blank", name)
		}
	}
	if t.check != nil {
		if message, attribute := t.check(row); message != "" {
			return refuse(message, attribute)
		}
	}
	for _, other := range c.rows[t.path] {
		if t.unique != "" && other["id"] != row["id"] && other[t.unique] == row[t.unique] {
			return refuse(strings.ToUpper(t.unique[:1])+t.unique[1:]+" has already been taken", t.unique)
		}
	}
	return nil
}

func (t table) create(c *call) reply {
	row := t.defaults(c)
	if refusal := t.change(c, row); refusal != nil {
		return *refusal
	}
	row["id"] = c.nextID(t.path)
	c.rows[t.path] = append(c.rows[t.path], row)
	if t.made != nil {
		return ok(t.made(row))
	}
	return ok(t.one(row))
}

func (t table) update(c *call) reply {
	row := t.row(c)
	if row == nil {
		return notFound()
	}
	changed := maps.Clone(row)
	if refusal := t.change(c, changed); refusal != nil {
		return *refusal
	}
	maps.Copy(row, changed)
	return ok(t.one(row))
}

func (t table) remove(c *call) reply {
	if t.row(c) == nil {
		return notFound()
	}
	id := c.id("id")
	c.rows[t.path] = slices.DeleteFunc(c.rows[t.path], func(row object) bool { return row["id"] == id })
	if t.deleted == http.StatusNoContent {
		return reply{status: http.StatusNoContent}
	}
	return empty()
}

func tableOf(path string) table {
	i := slices.IndexFunc(tables, func(t table) bool { return t.path == path })
	return tables[i]
}
