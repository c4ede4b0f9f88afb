package ndototest

import (
	"maps"
	"net/http"
)

var accountRoutes = []route{
	{http.MethodGet, "/api/v1/accounts/{account}", accessAgents, showAccount},
	{http.MethodPatch, "/api/v1/accounts/{account}", accessAdmins, updateAccount},
	{http.MethodGet, "cache_keys", accessAgents, func(*call) reply { return ok(object{"cache_keys": object{"label": "0", "inbox": "0", "team": "0"}}) }},
	{http.MethodGet, "integrations/apps", accessAgents, listIntegrations},
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
