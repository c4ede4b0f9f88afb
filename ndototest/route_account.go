package ndototest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

var accountRoutes = []route{
	{http.MethodGet, "/api/v1/accounts/{account}", agents, showAccount},
	{http.MethodPatch, "/api/v1/accounts/{account}", admins, updateAccount},
	{http.MethodPatch, "/api/v1/profile", agents, updateProfile},
	{http.MethodDelete, "/api/v1/profile/avatar", agents, deleteProfileAvatar},
	{http.MethodPost, "/api/v1/profile/availability", agents, setAvailability},
	{http.MethodPost, "/api/v1/profile/auto_offline", agents, setAutoOffline},
	{http.MethodPut, "/api/v1/profile/set_active_account", agents, setActiveAccount},
	{http.MethodPost, "/api/v1/profile/resend_confirmation", agents, func(*call) reply { return empty() }},
	{http.MethodPost, "/api/v1/profile/reset_access_token", agents, resetProfileToken},
	{http.MethodGet, "cache_keys", agents, func(*call) reply { return ok(object{"cache_keys": object{"label": "0", "inbox": "0", "team": "0"}}) }},
	{http.MethodGet, "integrations/apps", agents, listIntegrations},
	{http.MethodGet, "agents", agents, listAgents},
	{http.MethodPost, "agents", admins, createAgent},
	{http.MethodPost, "agents/bulk_create", admins, inviteAgents},
	{http.MethodPatch, "agents/{id}", admins, updateAgent},
	{http.MethodDelete, "agents/{id}", admins, deleteAgent},
}

func showAccount(c *call) reply {
	o := object{
		"id": c.AccountID, "name": accountName, "locale": "en", "domain": nil, "support_email": nil, "status": "active", "settings": object{},
		"custom_attributes": object{}, "features": object{"inbox_management": true}, "created_at": "2025-01-02T03:04:05.678Z",
		"cache_keys": object{"label": "0", "inbox": "0", "team": "0"}, "latest_chatwoot_version": "4.16.2",
	}
	maps.Copy(o, c.account)
	return ok(o)
}

func updateAccount(c *call) reply {
	for _, name := range []string{"name", "locale", "domain", "support_email"} {
		if c.has(name) {
			c.account[name] = c.params[name]
		}
	}
	if c.has("auto_resolve_after") {
		c.account["settings"] = object{"auto_resolve_after": c.params["auto_resolve_after"]}
	}
	return showAccount(c)
}

// under reads params below a key, which JSON bodies may leave out.
func (c *call) under(key string) object {
	if inner := c.object(key); inner != nil {
		return inner
	}
	return c.params
}

func updateProfile(c *call) reply {
	p := c.under("profile")
	if toText(p["password"]) != "" && toText(p["current_password"]) != "password of "+c.user.email {
		return unprocessable("Invalid current password")
	}
	if c.user.profile == nil {
		c.user.profile = object{}
	}
	for _, name := range []string{"display_name", "message_signature", "ui_settings"} {
		if v, there := p[name]; there {
			c.user.profile[name] = v
		}
	}
	if name := toText(p["name"]); name != "" {
		c.user.name = name
	}
	if email := toText(p["email"]); email != "" {
		c.user.email = strings.ToLower(email)
	}
	if f, isFile := p["avatar"].(upload); isFile {
		c.user.profile["avatar_url"] = c.url + "/rails/active_storage/representations/redirect/" + f.name
	}
	return profile(c)
}

func deleteProfileAvatar(c *call) reply {
	delete(c.user.profile, "avatar_url")
	return profile(c)
}

func setAvailability(c *call) reply {
	availability := toText(c.under("profile")["availability"])
	if !slices.Contains([]string{"online", "offline", "busy"}, availability) {
		return crash()
	}
	c.user.availability = availability
	return profile(c)
}

func setAutoOffline(c *call) reply {
	c.user.autoOnline = toText(c.under("profile")["auto_offline"]) == "false"
	return profile(c)
}

func setActiveAccount(c *call) reply {
	if toInt(c.under("profile")["account_id"]) != c.AccountID {
		return crash()
	}
	return empty()
}

func resetProfileToken(c *call) reply {
	c.user.token = fmt.Sprintf("token-of-user-%d-%d", c.user.id, c.nextID("token"))
	return profile(c)
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

// inviteAgents skips addresses that are none, without a word.
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

// listIntegrations knows one application, with the hooks that there are.
func listIntegrations(c *call) reply {
	hooks := c.rows["integrations/hooks"]
	if hooks == nil {
		hooks = []object{}
	}
	return ok(object{"payload": []object{{
		"id": "slack", "name": "Slack", "description": "Answer in Slack", "short_description": "Slack", "enabled": len(hooks) > 0, "hook_type": "account",
		"allow_multiple_hooks": false, "hooks": hooks,
	}}})
}
