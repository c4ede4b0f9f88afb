package ndototest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
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

// profile is views/api/v1/models/_user.json.jbuilder.
func profile(c *call) reply {
	u := c.user
	account := object{
		"id": c.AccountID, "name": accountName, "status": "active", "active_at": iso(c.now()), "role": u.role, "permissions": []string{u.role},
		"availability": u.availability, "availability_status": u.availability, "auto_offline": !u.autoOnline,
	}
	if c.dialect != Chatwoot42 {
		account["onboarding_step"], account["api_and_webhooks"] = nil, true
	}
	o := object{
		"id": u.id, "access_token": u.token, "account_id": c.AccountID, "available_name": u.name, "avatar_url": "", "confirmed": true,
		"display_name": nil, "message_signature": nil, "email": u.email, "hmac_identifier": "hmac-of-" + u.email, "inviter_id": nil,
		"name": u.name, "provider": "email", "pubsub_token": "pubsub-" + u.email, "custom_attributes": object{}, "role": u.role,
		"ui_settings": object{}, "uid": u.email, "type": nil, "accounts": []object{account},
	}
	maps.Copy(o, u.profile)
	return ok(o)
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
