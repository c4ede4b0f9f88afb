package ndototest

import (
	"maps"
	"net/http"
	"slices"
)

// table is a resource whose records are plain: what was sent comes back with an id, after the casts and validations of
// its model. Each has a file of its own.
type table struct {
	path     string
	key      string // wraps the params, if it is not empty
	columns  []column
	required []string // validated to be present
	notNull  []string // of the database: without a validation, null is a crash
	defaults func(*call) object

	// prepare runs before the validations, check is one of them.
	prepare func(row object)
	check   func(c *call, row object, p *problems)
	// messages makes failed validations a 422 with the messages by attribute.
	messages bool

	// saved and removed are what the model does after a change and a deletion.
	saved   func(c *call, row, before object)
	removed func(c *call, row object)

	// visible are the rows that a list shows, and mine those that the caller may find; without it all are.
	visible func(c *call, rows []object) []object
	mine    func(c *call, row object) bool
	// may is the policy of a record that was found.
	may func(c *call, row object) bool

	render  func(c *call, row object) object
	list    func(rows []object) any
	one     func(row object) any
	created func(row object) any // by default as one
	deleted int                  // the status of a deletion
	// missing is the response to an unknown id, by method; by default it is 404.
	missing map[string]func() reply

	reads, shows, writes access
	noShow               bool // there is no route for one record
}

// tables are the resources with plain records.
var tables = []table{
	labelTable, webhookTable, cannedResponseTable, customAttributeTable, customFilterTable, macroTable, automationRuleTable, campaignTable,
	dashboardAppTable, slaPolicyTable, customRoleTable, hookTable, assignmentPolicyTable, capacityPolicyTable,
	captainAssistantTable, captainResponseTable,
}

// rowRoutes are the routes of all tables.
var rowRoutes = func() []route {
	var routes []route
	for _, t := range tables {
		routes = append(routes, t.routes()...)
	}
	return routes
}()

func (t table) routes() []route {
	routes := []route{
		{http.MethodPost, t.path, t.writes, t.create}, {http.MethodPatch, t.path + "/{id}", t.writes, t.withRow(t.update)},
		{http.MethodDelete, t.path + "/{id}", t.writes, t.withRow(t.remove)},
	}
	if t.list != nil {
		routes = append(routes, route{http.MethodGet, t.path, t.reads, t.index})
	}
	if !t.noShow {
		routes = append(routes, route{http.MethodGet, t.path + "/{id}", t.shows, t.withRow(t.show)})
	}
	return routes
}

func bare(row object) any         { return row }
func bareList(rows []object) any  { return rows }
func payloadOf(rows []object) any { return object{"payload": rows} }
func payloadOfOne(row object) any { return object{"payload": row} }

// crashes is for controllers that go on with nil.
var crashes = map[string]func() reply{http.MethodGet: crash, http.MethodPatch: crash, http.MethodDelete: crash}

// crashesOnPost is crashes, for what has a route below its own.
var crashesOnPost = map[string]func() reply{http.MethodGet: crash, http.MethodPatch: crash, http.MethodDelete: crash, http.MethodPost: crash}

func (c *call) dated() object { return object{"created_at": iso(c.now()), "updated_at": iso(c.now())} }

// rowOf returns a plain record, or nil.
func (w *world) rowOf(path string, id int64) object {
	if i := slices.IndexFunc(w.rows[path], func(row object) bool { return toInt(row["id"]) == id }); i >= 0 {
		return w.rows[path][i]
	}
	return nil
}

// withRow runs a handler with the row in the path.
func (t table) withRow(handler func(*call, object) reply) func(*call) reply {
	return func(c *call) reply {
		row := c.rowOf(t.path, c.id("id"))
		if row != nil && t.mine != nil && !t.mine(c, row) {
			row = nil
		}
		if row == nil {
			if missing := t.missing[asPatch(c.request.Method)]; missing != nil {
				return missing()
			}
			return notFound()
		}
		if t.may != nil && !t.may(c, row) {
			return forbidden()
		}
		return handler(c, row)
	}
}

func (t table) show(c *call, row object) reply { return ok(t.one(t.rendered(c, row))) }

func (t table) index(c *call) reply {
	rows := slices.Clone(c.rows[t.path])
	if t.visible != nil {
		rows = t.visible(c, rows)
	}
	return ok(t.list(renderAll(rows, func(row object) object { return t.rendered(c, row) })))
}

func (t table) rendered(c *call, row object) object {
	if t.render == nil {
		return row
	}
	return t.render(c, row)
}

// read casts the params into a row and validates it.
func (t table) read(c *call, row object) *reply {
	params, refusal := c.required(t.key, t.columns)
	if refusal != nil {
		return refusal
	}
	crashed := crash()
	if hasNUL(params) || !assignColumns(row, params, t.columns) {
		return &crashed
	}
	if t.prepare != nil {
		t.prepare(row)
	}
	var p problems
	p.lengths(row, t.columns)
	p.present(row, t.required...)
	if t.check != nil {
		t.check(c, row, &p)
	}
	if t.messages && len(p.texts) > 0 {
		r := answer(http.StatusUnprocessableEntity, object{"error": p.byAttribute()})
		return &r
	}
	if refusal := p.reply(); refusal != nil {
		return refusal
	}
	if slices.ContainsFunc(t.notNull, func(name string) bool { return row[name] == nil }) {
		return &crashed
	}
	return nil
}

func (t table) create(c *call) reply {
	row := t.defaults(c)
	if refusal := t.read(c, row); refusal != nil {
		return *refusal
	}
	row["id"] = c.nextID(t.path)
	c.rows[t.path] = append(c.rows[t.path], row)
	if t.created != nil {
		return ok(t.created(t.rendered(c, row)))
	}
	return ok(t.one(t.rendered(c, row)))
}

func (t table) update(c *call, row object) reply {
	changed := maps.Clone(row)
	if refusal := t.read(c, changed); refusal != nil {
		return *refusal
	}
	if row["updated_at"] != nil {
		changed["updated_at"] = iso(c.now())
	}
	before := maps.Clone(row)
	maps.Copy(row, changed)
	if t.saved != nil {
		t.saved(c, row, before)
	}
	return ok(t.one(t.rendered(c, row)))
}

// dropRows deletes the rows of a table that belong to a record, by the column that refers to it.
func (w *world) dropRows(table, column string, id int64) {
	w.rows[table] = slices.DeleteFunc(w.rows[table], func(row object) bool { return toInt(row[column]) == id })
}

func (t table) remove(c *call, row object) reply {
	c.dropRows(t.path, "id", toInt(row["id"]))
	if t.removed != nil {
		t.removed(c, row)
	}
	if t.deleted == http.StatusNoContent {
		return reply{status: http.StatusNoContent}
	}
	return empty()
}

func tableOf(path string) table {
	i := slices.IndexFunc(tables, func(t table) bool { return t.path == path })
	return tables[i]
}
