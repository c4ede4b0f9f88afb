package ndototest

import (
	"maps"
	"net/http"
	"slices"
)

const platformAccounts = "/platform/api/v1/accounts"

var platformAccountRoutes = []route{
	{http.MethodGet, platformAccounts, accessPlatform, listPlatformAccounts},
	{http.MethodPost, platformAccounts, accessPlatform, createPlatformAccount},
	{http.MethodGet, platformAccounts + "/{id}", accessPlatform, withOwnAccount(showPlatformAccount)},
	{http.MethodPatch, platformAccounts + "/{id}", accessPlatform, withOwnAccount(updatePlatformAccount)},
	{http.MethodDelete, platformAccounts + "/{id}", accessPlatform, withOwnAccount(deletePlatformAccount)},
	{http.MethodGet, platformAccounts + "/{id}/account_users", accessPlatform, withOwnAccount(listMembers)},
	{http.MethodPost, platformAccounts + "/{id}/account_users", accessPlatform, withOwnAccount(setMember)},
	{http.MethodDelete, platformAccounts + "/{id}/account_users", accessPlatform, withOwnAccount(removeMember)},
}

// emailMigrationRoutes came with 4.13.
var emailMigrationRoutes = []route{
	{http.MethodPost, platformAccounts + "/{id}/email_channel_migrations", accessPlatform, withOwnAccount(migrateEmail)},
}

// migrateEmail is off, as on a server whose operator has not turned it on.
func migrateEmail(*call, *world) reply {
	return *failure(http.StatusForbidden, "Email channel migration is not enabled")
}

func withOwnAccount(handler func(*call, *world) reply) func(*call) reply {
	return withOwn("Account", (*call).accountWith, handler)
}

func renderPlatformAccount(w *world) object {
	o := object{
		"id": w.accountID, "name": w.accountName(), "locale": "en", "domain": nil, "support_email": nil, "features": w.features(),
		"custom_attributes": object{}, "limits": object{}, "status": w.accountStatus(),
	}
	maps.Copy(o, pick(w.account, "locale", "domain", "support_email", "custom_attributes", "limits"))
	return o
}

// listPlatformAccounts fails once an account of the list is gone, since its permit stays.
func listPlatformAccounts(c *call) reply {
	list := []object{}
	for _, p := range c.permitted {
		if p.kind != "Account" {
			continue
		}
		w := c.accountWith(p.id)
		if w == nil {
			return crash()
		}
		list = append(list, renderPlatformAccount(w))
	}
	return ok(list)
}

func showPlatformAccount(_ *call, w *world) reply { return ok(renderPlatformAccount(w)) }

var (
	platformAccountColumns = slices.Concat(accountColumns, []column{
		enum("status", "active", "suspended"), {name: "limits", kind: objectColumn}, {name: "custom_attributes", kind: objectColumn},
	})
	accountLimits = []string{"inboxes", "agents", "captain_responses", "captain_documents", "emails"}
)

// readPlatformAccount casts and validates the params for an account.
func (c *call) readPlatformAccount(row object) *reply {
	valid := !hasNUL(c.params) && assignColumns(row, c.params, platformAccountColumns)
	if !valid || c.dialect == Chatwoot42 && row["name"] == nil { // only the database requires it there
		r := crash()
		return &r
	}
	var p problems
	p.ofAccount(row)
	p.supportEmail(c, row)
	limits, _ := row["limits"].(object)
	for name, v := range limits {
		if _, isText := v.(string); isText || !slices.Contains(accountLimits, name) {
			p.add("limits", ": Invalid data")
			break
		}
	}
	return p.reply()
}

// createPlatformAccount creates an account that nobody can reach if a feature is unknown, as the server does.
func createPlatformAccount(c *call) reply {
	row := object{}
	if refusal := c.readPlatformAccount(row); refusal != nil {
		return *refusal
	}
	w := c.newAccount()
	w.account = merged(row, object{"features": omit(w.allFeatures(), extraFeatures...)})
	features, known := c.switchedFeatures(w)
	if !known {
		return crash()
	}
	w.account["features"] = features
	c.allow("Account", w.accountID)
	return ok(renderPlatformAccount(w))
}

func updatePlatformAccount(c *call, w *world) reply {
	row := merged(object{"name": w.accountName()}, w.account)
	if refusal := c.readPlatformAccount(row); refusal != nil {
		return *refusal
	}
	features, known := c.switchedFeatures(w)
	if !known {
		return crash()
	}
	row["features"] = features
	w.account = row
	return ok(renderPlatformAccount(w))
}

// switchedFeatures returns the features as the params turn them on or off. It reports false for one that there is not.
func (c *call) switchedFeatures(w *world) (object, bool) {
	features := merged(w.features(), nil)
	for name, on := range c.object("features") {
		if !w.knowsFeature(name) {
			return nil, false
		}
		if isBlank(on) || on == false {
			delete(features, name)
		} else {
			features[name] = true
		}
	}
	return features, true
}

func deletePlatformAccount(c *call, w *world) reply {
	c.later(func() {
		c.accounts = slices.DeleteFunc(c.accounts, func(other *world) bool { return other == w })
	})
	return empty()
}

func (c *call) renderMember(w *world, u *user) object {
	o := object{
		"id": u.place, "account_id": w.accountID, "user_id": u.id, "role": u.role, "inviter_id": idOrNull(u.inviter), "created_at": iso(u.created),
		"updated_at": iso(u.updated), "active_at": iso(u.activeAt), "availability": u.availability, "auto_offline": !u.autoOnline,
		"custom_role_id": idOrNull(u.customRole),
	}
	if c.dialect != Chatwoot42 {
		o["agent_capacity_policy_id"] = w.linked(agentCapacities, u.id)
	}
	return o
}

func listMembers(c *call, w *world) reply {
	return ok(renderAll(w.users, func(u *user) object { return c.renderMember(w, u) }))
}

// setMember makes a person a user of the account, or changes the role of one who is.
func setMember(c *call, w *world) reply {
	role, valid := castEnum(c.params["role"], roles)
	if !valid && c.has("role") {
		return crash()
	}
	who := c.personWith(c.int("user_id"))
	if who == nil {
		return invalid("User must exist", "user")
	}
	u := w.user(who.id)
	if u == nil {
		u = w.join(who, "agent")
	}
	if role != nil {
		u.role, u.updated = role.(string), c.now()
	}
	return ok(c.renderMember(w, u))
}

func removeMember(c *call, w *world) reply {
	if u := w.user(c.int("user_id")); u != nil {
		w.dismiss(u)
	}
	return empty()
}
