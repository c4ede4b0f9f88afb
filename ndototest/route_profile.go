package ndototest

import (
	"fmt"
	"net/http"
	"strings"
)

var profileRoutes = []route{
	{http.MethodGet, "/api/v1/profile", accessAgents, profile},
	{http.MethodPatch, "/api/v1/profile", accessAgents, updateProfile},
	{http.MethodDelete, "/api/v1/profile/avatar", accessAgents, deleteProfileAvatar},
	{http.MethodPost, "/api/v1/profile/availability", accessAgents, setAvailability},
	{http.MethodPost, "/api/v1/profile/auto_offline", accessAgents, setAutoOffline},
	{http.MethodPut, "/api/v1/profile/set_active_account", accessAgents, setActiveAccount},
	{http.MethodPost, "/api/v1/profile/resend_confirmation", accessAgents, func(*call) reply { return empty() }},
	{http.MethodPost, "/api/v1/profile/reset_access_token", accessAgents, resetProfileToken},
}

func profile(c *call) reply { return ok(c.renderProfile(c.user)) }

// renderMembership is the account of a profile.
func (c *call) renderMembership(w *world, u *user) object {
	role := w.rowOf("custom_roles", u.customRole)
	permissions := []string{u.role}
	if granted, _ := role["permissions"].([]any); role != nil {
		permissions = append(toTexts(granted), "custom_role")
	}
	account := object{
		"id": w.accountID, "name": w.accountName(), "status": w.accountStatus(), "active_at": iso(u.activeAt), "role": u.role, "permissions": permissions,
		"availability": u.availability, "availability_status": u.availabilityStatus(), "auto_offline": !u.autoOnline, "custom_role_id": idOrNull(u.customRole),
		"custom_role": nil,
	}
	if role != nil {
		account["custom_role"] = pick(role, "id", "name", "description", "permissions")
	}
	if c.dialect != Chatwoot42 {
		account["onboarding_step"], account["api_and_webhooks"] = nil, true
	}
	return account
}

// renderProfile is views/api/v1/models/_user.json.jbuilder, which shows the token.
func (c *call) renderProfile(u *user) object {
	accounts := []object{}
	for _, m := range c.memberships(u.person) {
		accounts = append(accounts, c.renderMembership(m.account, m.user))
	}
	o := c.renderPerson(u.person)
	o["inviter_id"], o["type"], o["accounts"] = nil, nil, accounts
	return o
}

// renderPerson has what accounts and the platform see of a person alike.
func (c *call) renderPerson(p *person) object {
	w, u := c.home(p)
	o := object{
		"id": u.id, "access_token": u.token, "account_id": nil, "available_name": u.availableName(), "avatar_url": u.avatar(),
		"confirmed": !u.invited, "display_name": nil, "message_signature": nil, "email": u.email, "name": u.name, "provider": "email",
		"pubsub_token": u.pubsubToken(), "role": orNull(u.role), "ui_settings": object{}, "uid": u.email,
	}
	if u.role != "" {
		o["account_id"] = w.accountID
	}
	if len(u.custom) > 0 {
		o["custom_attributes"] = u.custom
	}
	for _, name := range []string{"display_name", "message_signature", "ui_settings"} {
		if v, set := u.profile[name]; set {
			o[name] = v
		}
	}
	return o
}

var profileColumns = []column{
	{name: "name"}, {name: "email"}, {name: "display_name"}, {name: "message_signature", kind: textColumn}, {name: "ui_settings", kind: objectColumn},
}

// everyParam is for controllers whose name is not a model's: ParamsWrapper copies all params there.
func (c *call) everyParam(key string) (object, *reply) {
	if inner := c.object(key); inner != nil {
		return c.required(key, nil)
	}
	if c.isJSON() && !c.has(key) && len(c.params) > 0 {
		return c.params, nil
	}
	return c.required(key, nil)
}

func updateProfile(c *call) reply {
	p, refusal := c.everyParam("profile")
	if refusal != nil {
		return *refusal
	}
	if toText(p["password"]) != "" && toText(p["current_password"]) != "password of "+c.user.email {
		return unprocessable("Invalid current password")
	}
	row := object{"name": c.user.name, "email": c.user.email}
	if hasNUL(p) || !assignColumns(row, p, profileColumns) {
		return crash()
	}
	row["email"] = strings.ToLower(toText(row["email"]))
	var bad problems
	bad.lengths(row, profileColumns)
	bad.present(row, "name", "email")
	if !validEmail(toText(row["email"])) {
		bad.add("email", "is invalid")
	}
	if other := c.personBy(toText(row["email"])); other != nil && other != c.user.person {
		bad.add("email", taken)
	}
	if refusal := bad.reply(); refusal != nil {
		return *refusal
	}
	if toText(p["password"]) != "" {
		c.user.passwords++
	}
	c.user.name, c.user.email = toText(row["name"]), toText(row["email"])
	delete(row, "name")
	delete(row, "email")
	c.user.profile = merged(c.user.profile, row)
	if phone, sent := p["phone_number"]; sent {
		c.user.custom = merged(c.user.custom, object{"phone_number": phone})
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

// inAccount reads the params of a setting that belongs to one account, which has to be named.
func (c *call) inAccount(change func(u *user, p object) bool) reply {
	p, refusal := c.everyParam("profile")
	if refusal != nil {
		return *refusal
	}
	u := c.placeIn(p["account_id"])
	switch {
	case u == nil:
		return notFound()
	case !change(u, p):
		return crash()
	}
	return profile(c)
}

// placeIn returns the caller as a user of another account, or nil.
func (c *call) placeIn(accountID any) *user {
	if w := c.accountWith(toInt(accountID)); w != nil {
		return w.user(c.user.id)
	}
	return nil
}

var availabilities = []string{"online", "offline", "busy"}

func setAvailability(c *call) reply {
	return c.inAccount(func(u *user, p object) bool {
		v, valid := castEnum(p["availability"], availabilities)
		if !valid || v == nil {
			return false
		}
		u.availability = v.(string)
		return true
	})
}

func setAutoOffline(c *call) reply {
	return c.inAccount(func(u *user, p object) bool {
		u.autoOnline = castBool(p["auto_offline"]) != true
		return true
	})
}

func setActiveAccount(c *call) reply {
	p, refusal := c.everyParam("profile")
	if refusal != nil {
		return *refusal
	}
	u := c.placeIn(p["account_id"])
	if u == nil {
		return crash()
	}
	u.activeAt = c.now()
	return empty()
}

func resetProfileToken(c *call) reply {
	c.user.token = fmt.Sprintf("token-of-user-%d-%d", c.user.id, c.nextID("token"))
	return profile(c)
}
