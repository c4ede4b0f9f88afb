package ndototest

import (
	"net/http"
	"slices"
	"strings"
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

// changeTeam reads the fields. Names are unique and stored in lower case.
func (c *call) changeTeam(t *team) *reply {
	p := c.under("team")
	if v, there := p["name"]; there {
		name := strings.ToLower(toText(v))
		if find(c.teams, func(other *team) bool { return other != t && other.name == name }) != nil {
			r := invalid("Name has already been taken", "name")
			return &r
		}
		t.name = name
	}
	if v, there := p["description"]; there {
		t.description = toText(v)
	}
	if t.name == "" {
		r := invalid("Name can't be blank", "name")
		return &r
	}
	return nil
}

func createTeam(c *call) reply {
	t := &team{created: c.now()}
	if refusal := c.changeTeam(t); refusal != nil {
		return *refusal
	}
	t.id = c.nextID("team")
	c.teams = append(c.teams, t)
	return ok(c.renderTeam(t))
}

func updateTeam(c *call, t *team) reply {
	changed := *t
	c.teams = slices.Clone(c.teams)
	i := slices.Index(c.teams, t)
	c.teams[i] = &changed
	if refusal := c.changeTeam(&changed); refusal != nil {
		c.teams[i] = t
		return *refusal
	}
	return ok(c.renderTeam(&changed))
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
	if !c.has("user_ids") {
		r := crash()
		return nil, &r
	}
	ids := jsonIDs(c.list("user_ids"))
	for _, id := range ids {
		if c.world.user(id) == nil {
			return nil, failure(http.StatusUnauthorized, "Invalid User IDs")
		}
	}
	return ids, nil
}

// without returns the ids that are not in a list.
func without(ids, list []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return slices.Contains(list, id) })
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
