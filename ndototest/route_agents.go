package ndototest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

var agentRoutes = []route{
	{http.MethodGet, "agents", accessAgents, listAgents},
	{http.MethodPost, "agents", accessAdmins, createAgent},
	{http.MethodPost, "agents/bulk_create", accessAdmins, inviteAgents},
	{http.MethodPatch, "agents/{id}", accessAdmins, updateAgent},
	{http.MethodDelete, "agents/{id}", accessAdmins, deleteAgent},
}

func listAgents(c *call) reply {
	list := slices.Clone(c.users)
	sortBy(list, func(u *user) string { return u.name }, false)
	return ok(renderAll(list, c.renderAgent))
}

var roles = []string{"agent", "administrator"}

func createAgent(c *call) reply {
	p := c.under("agent")
	email := strings.ToLower(toText(p["email"]))
	if !strings.Contains(email, "@") {
		return invalid("Email is invalid", "email")
	}
	if find(c.users, func(u *user) bool { return u.email == email }) != nil {
		return invalid("Email has already been taken", "email")
	}
	if role := toText(p["role"]); role != "" && !slices.Contains(roles, role) {
		return crash()
	}
	return ok(c.renderAgent(c.addUser(email, p)))
}

func (c *call) addUser(email string, p object) *user {
	u := &user{id: c.nextID("user"), email: email, name: toText(p["name"]), role: "agent", availability: "online"}
	u.token = fmt.Sprintf("token-of-user-%d", u.id)
	c.users = append(c.users, u)
	c.changeUser(u, p)
	return u
}

func (c *call) changeUser(u *user, p object) {
	for name, field := range map[string]*string{"name": &u.name, "role": &u.role, "availability": &u.availability} {
		if v := toText(p[name]); v != "" {
			*field = v
		}
	}
	if v, there := p["auto_offline"]; there {
		u.autoOnline = toText(v) == "false"
	}
}

// inviteAgents silently skips invalid addresses.
func inviteAgents(c *call) reply {
	if !c.has("emails") {
		return crash()
	}
	for _, email := range c.texts("emails") {
		if strings.Contains(email, "@") && find(c.users, func(u *user) bool { return u.email == email }) == nil {
			c.addUser(strings.ToLower(email), object{"name": strings.Split(email, "@")[0]})
		}
	}
	return empty()
}

func updateAgent(c *call) reply {
	u := c.world.user(c.id("id"))
	if u == nil {
		return notFound()
	}
	p := c.under("agent")
	if role := toText(p["role"]); role != "" && !slices.Contains(roles, role) {
		return crash()
	}
	c.changeUser(u, p)
	return ok(c.renderAgent(u))
}

func deleteAgent(c *call) reply {
	u := c.world.user(c.id("id"))
	if u == nil {
		return notFound()
	}
	c.users = slices.DeleteFunc(c.users, func(other *user) bool { return other == u })
	return empty()
}
