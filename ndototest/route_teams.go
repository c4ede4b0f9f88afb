package ndototest

import (
	"net/http"
	"slices"
	"strings"
	"unicode"
)

var teamRoutes = []route{
	{http.MethodGet, "teams", accessAgents, listTeams},
	{http.MethodPost, "teams", accessAdmins, createTeam},
	{http.MethodGet, "teams/{id}", accessAgents, withTeam(showTeam)},
	{http.MethodPatch, "teams/{id}", accessAdmins, withTeam(updateTeam)},
	{http.MethodDelete, "teams/{id}", accessAdmins, withTeam(deleteTeam)},
	{http.MethodGet, "teams/{id}/team_members", accessAgents, withTeam(listTeamMembers)},
	{http.MethodPost, "teams/{id}/team_members", accessAdmins, withTeam(addTeamMembers)},
	{http.MethodPatch, "teams/{id}/team_members", accessAdmins, withTeam(setTeamMembers)},
	{http.MethodDelete, "teams/{id}/team_members", accessAdmins, withTeam(removeTeamMembers)},
}

func withTeam(handler func(*call, *team) reply) func(*call) reply {
	return func(c *call) reply {
		t := c.team(c.id("id"))
		if t == nil {
			return notFound()
		}
		return handler(c, t)
	}
}

func listTeams(c *call) reply { return ok(renderAll(c.teams, c.renderTeam)) }

func showTeam(c *call, t *team) reply { return ok(c.renderTeam(t)) }

var teamColumns = []column{
	{name: "name"}, {name: "description", kind: textColumn}, {name: "allow_auto_assign", kind: boolColumn}, {name: "icon"}, {name: "icon_color"},
}

// readTeam casts and validates the params. Names are unique and stored in lower case.
func (c *call) readTeam(t *team) *reply {
	p, refusal := c.required("team", teamColumns)
	if refusal != nil {
		return refusal
	}
	row := object{"name": orNull(t.name), "description": orNull(t.description), "allow_auto_assign": !t.manual, "icon": t.icon, "icon_color": t.iconColor}
	if hasNUL(p) || !assignColumns(row, p, teamColumns) {
		r := crash()
		return &r
	}
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, toText(row["name"]))
	name = strings.ToLower(strings.TrimSpace(name))
	var bad problems
	bad.lengths(row, teamColumns)
	if name == "" {
		bad.add("name", "must not be blank")
	}
	if find(c.teams, func(other *team) bool { return other != t && other.id != t.id && other.name == name }) != nil {
		bad.add("name", taken)
	}
	if refusal := bad.reply(); refusal != nil {
		return refusal
	}
	t.name, t.description, t.manual = name, toText(row["description"]), row["allow_auto_assign"] != true
	if c.dialect != Chatwoot42 {
		t.icon, t.iconColor = toText(row["icon"]), toText(row["icon_color"])
	}
	t.updated = c.now()
	return nil
}

func createTeam(c *call) reply {
	t := &team{created: c.now()}
	if refusal := c.readTeam(t); refusal != nil {
		return *refusal
	}
	t.id = c.nextID("team")
	c.teams = append(c.teams, t)
	return ok(c.renderTeam(t))
}

func updateTeam(c *call, t *team) reply {
	changed := *t
	if refusal := c.readTeam(&changed); refusal != nil {
		return *refusal
	}
	*t = changed
	return ok(c.renderTeam(t))
}

func deleteTeam(c *call, t *team) reply {
	c.teams = slices.DeleteFunc(c.teams, func(other *team) bool { return other == t })
	for _, conv := range c.threads {
		if conv.team == t.id {
			conv.team = 0
		}
	}
	return empty()
}

func listTeamMembers(c *call, t *team) reply { return ok(c.renderAgents(t.members)) }

// memberIDs reads the user ids. The server compares them uncast, so they must be JSON numbers; unknown users are a 401.
func (c *call) memberIDs() ([]int64, *reply) {
	if _, isList := c.params["user_ids"].([]any); !isList {
		r := crash()
		return nil, &r
	}
	for _, id := range toIDs(c.list("user_ids")) {
		if c.world.user(id) == nil {
			return nil, failure(http.StatusUnauthorized, "Invalid User IDs")
		}
	}
	return jsonIDs(c.list("user_ids")), nil
}

// without returns what is not in a list.
func without[T comparable](all, list []T) []T {
	return slices.DeleteFunc(slices.Clone(all), func(v T) bool { return slices.Contains(list, v) })
}

func addTeamMembers(c *call, t *team) reply {
	ids, refusal := c.memberIDs()
	if refusal != nil {
		return *refusal
	}
	added := without(ids, t.members)
	t.members = append(t.members, added...)
	return ok(c.renderAgents(added))
}

func setTeamMembers(c *call, t *team) reply {
	ids, refusal := c.memberIDs()
	if refusal != nil {
		return *refusal
	}
	t.members = ids
	return ok(c.renderAgents(ids))
}

func removeTeamMembers(c *call, t *team) reply {
	ids, refusal := c.memberIDs()
	if refusal != nil {
		return *refusal
	}
	t.members = without(t.members, ids)
	return empty()
}
