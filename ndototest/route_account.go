package ndototest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
)

var accountRoutes = []route{
	{http.MethodGet, "/api/v1/accounts/{account}", accessAgents, showAccount},
	{http.MethodPatch, "/api/v1/accounts/{account}", accessAdmins, updateAccount},
	{http.MethodGet, "cache_keys", accessAgents, func(c *call) reply { return ok(object{"cache_keys": c.cacheKeys()}) }},
}

// accountFeatures are on for a new account.
var accountFeatures = []string{
	"inbound_emails", "channel_email", "channel_facebook", "help_center", "agent_bots", "macros", "agent_management", "team_management",
	"inbox_management", "labels", "custom_attributes", "automations", "canned_responses", "integrations", "voice_recorder", "channel_website",
	"campaigns", "reports", "crm", "auto_resolve_conversations", "audit_logs", "sla", "captain_integration", "custom_roles", "chatwoot_v4",
	"contact_chatwoot_support_team", "channel_instagram",
}

var (
	oldFeatures = []string{"channel_twitter", "report_v4"}
	newFeatures = []string{
		"conversation_unread_counts", "assignment_v2", "companies", "channel_tiktok", "captain_tasks", "advanced_assignment", "api_and_webhooks",
	}
)

// extraFeatures are those of them that an enterprise server does not turn on by itself.
var extraFeatures = []string{
	"audit_logs", "sla", "captain_integration", "custom_roles", "conversation_unread_counts", "companies", "advanced_assignment",
}

func (w *world) features() object {
	features, _ := w.account["features"].(object)
	if features == nil {
		features = w.allFeatures()
	}
	return features
}

func (w *world) allFeatures() object {
	names := slices.Concat(accountFeatures, newFeatures)
	if w.server.dialect == Chatwoot42 {
		names = slices.Concat(accountFeatures, oldFeatures)
	}
	features := object{}
	for _, name := range slices.Concat(names, w.server.moreFeatures) {
		features[name] = true
	}
	return features
}

// cacheKeys change with the records of their kind.
func (c *call) cacheKeys() object {
	key := func(n int) string { return toText(1_000_000_000 + n) }
	return object{"label": key(len(c.rows["labels"])), "inbox": key(len(c.inboxes)), "team": key(len(c.teams))}
}

func (c *call) renderAccount() object {
	o := object{
		"id": c.accountID, "name": c.accountName(), "locale": "en", "domain": nil, "support_email": nil, "status": "active", "settings": object{},
		"features": c.features(), "created_at": iso(c.founded), "cache_keys": c.cacheKeys(),
	}
	maps.Copy(o, omit(c.account, "limits"))
	if attributes, _ := o["custom_attributes"].(object); len(attributes) > 0 {
		o["custom_attributes"] = merged(object{
			"plan_name": nil, "subscribed_quantity": nil, "subscription_status": nil, "subscription_ends_on": nil,
		}, attributes)
	}
	return o
}

func (w *world) accountStatus() string { return cmp.Or(toText(w.account["status"]), "active") }

func (w *world) isSuspended() bool { return w.accountStatus() == "suspended" }

func (w *world) accountName() string { return cmp.Or(toText(w.account["name"]), accountName) }

func showAccount(c *call) reply {
	o := c.renderAccount()
	o["latest_chatwoot_version"], o["subscribed_features"] = nil, []string{}
	return ok(o)
}

var (
	locales = []string{
		"en", "ar", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "is", "it", "ja", "ko", "lt",
		"lv", "ml", "ms", "ne", "nl", "no", "pl", "pt", "pt_BR", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "ta", "th", "tr", "uk", "ur", "vi", "zh_CN", "zh_TW",
	}
	accountColumns  = append(columnsOf(stringColumn, "name", "domain", "support_email"), enum("locale", locales...))
	accountSettings = columnsOf(jsonColumn, "auto_resolve_after", "auto_resolve_message", "auto_resolve_ignore_waiting", "audio_transcriptions", "auto_resolve_label")
	accountDetails  = columnsOf(stringColumn, "industry", "company_size", "timezone", "referral_source", "user_role", "website")
)

// updateAccount merges the settings into those there are.
func updateAccount(c *call) reply {
	changed := merged(object{"name": c.accountName(), "locale": "en"}, c.account)
	settings, _ := changed["settings"].(object)
	details, _ := changed["custom_attributes"].(object)
	settings, details = merged(settings, nil), merged(details, nil)
	if hasNUL(c.params) || !assignColumns(changed, c.params, accountColumns) || changed["locale"] == nil {
		return crash()
	}
	assignColumns(settings, c.params, accountSettings)
	assignColumns(details, c.params, accountDetails)
	var p problems
	p.ofAccount(changed)
	if after := settings["auto_resolve_after"]; after != nil {
		switch {
		case kindOfNumber(after) != "integer":
			p.add("auto_resolve_after", "must be of type integer or null")
		case toInt(after) < 10:
			p.add("auto_resolve_after", "must be greater than or equal to 10")
		case toInt(after) > 1_439_856:
			p.add("auto_resolve_after", "must be less than or equal to 1439856")
		}
	}
	p.supportEmail(c, changed)
	if refusal := p.reply(); refusal != nil {
		return *refusal
	}
	changed["settings"] = settings
	if len(details) > 0 {
		changed["custom_attributes"] = details
	}
	c.account = changed
	return ok(c.renderAccount())
}

// ofAccount validates what an administrator and the platform app set alike.
func (p *problems) ofAccount(row object) {
	p.present(row, "name")
	if len([]rune(toText(row["domain"]))) > 100 {
		p.tooLong("domain", 100)
	}
	p.lengths(row, accountColumns[:1])
}

func (p *problems) supportEmail(c *call, row object) {
	if email := toText(row["support_email"]); email != "" && c.dialect != Chatwoot42 && !strings.Contains(email, "@") {
		p.add("support_email", "is not a valid email address")
	}
}

func kindOfNumber(v any) string {
	text := toText(v)
	if _, isText := v.(string); isText || text == "" || strings.Trim(text, "-0123456789") != "" {
		return ""
	}
	return "integer"
}
