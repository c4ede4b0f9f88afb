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

// renderProfile is views/api/v1/models/_user.json.jbuilder, which shows the token.
func (c *call) renderProfile(u *user) object {
	role := c.rowOf("custom_roles", u.customRole)
	permissions := []string{u.role}
	if granted, _ := role["permissions"].([]any); role != nil {
		permissions = append(toTexts(granted), "custom_role")
	}
	account := object{
		"id": c.AccountID, "name": c.accountName(), "status": "active", "active_at": iso(u.activeAt), "role": u.role, "permissions": permissions,
		"availability": u.availability, "availability_status": u.availabilityStatus(), "auto_offline": !u.autoOnline, "custom_role_id": idOrNull(u.customRole),
		"custom_role": nil,
	}
	if role != nil {
		account["custom_role"] = pick(role, "id", "name", "description", "permissions")
	}
	if c.dialect != Chatwoot42 {
		account["onboarding_step"], account["api_and_webhooks"] = nil, true
	}
	o := object{
		"id": u.id, "access_token": u.token, "account_id": c.AccountID, "available_name": u.availableName(), "avatar_url": u.avatar(),
		"confirmed": !u.invited, "display_name": nil, "message_signature": nil, "email": u.email, "inviter_id": nil, "name": u.name, "provider": "email",
		"pubsub_token": u.pubsubToken(), "role": u.role, "ui_settings": object{}, "uid": u.email, "type": nil, "accounts": []object{account},
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
	if find(c.users, func(u *user) bool { return u != c.user && u.email == row["email"] }) != nil {
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
func (c *call) inAccount(change func(p object) bool) reply {
	p, refusal := c.everyParam("profile")
	switch {
	case refusal != nil:
		return *refusal
	case toInt(p["account_id"]) != c.AccountID:
		return notFound()
	case !change(p):
		return crash()
	}
	return profile(c)
}

var availabilities = []string{"online", "offline", "busy"}

func setAvailability(c *call) reply {
	return c.inAccount(func(p object) bool {
		v, valid := castEnum(p["availability"], availabilities)
		if !valid || v == nil {
			return false
		}
		c.user.availability = v.(string)
		return true
	})
}

func setAutoOffline(c *call) reply {
	return c.inAccount(func(p object) bool {
		c.user.autoOnline = castBool(p["auto_offline"]) != true
		return true
	})
}

func setActiveAccount(c *call) reply {
	p, refusal := c.everyParam("profile")
	if refusal != nil {
		return *refusal
	}
	if toInt(p["account_id"]) != c.AccountID {
		return crash()
	}
	c.user.activeAt = c.now()
	return empty()
}

func resetProfileToken(c *call) reply {
	c.user.token = fmt.Sprintf("token-of-user-%d-%d", c.user.id, c.nextID("token"))
	return profile(c)
}
