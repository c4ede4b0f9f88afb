package ndototest

import (
	"net/http"
	"net/mail"
	"regexp"
	"slices"
)

var portalRoutes = []route{
	{http.MethodGet, "portals", accessAgents, listPortals},
	{http.MethodPost, "portals", accessAdmins, createPortal},
	{http.MethodGet, "portals/{portal}", accessAgents, ofPortal(crash, showPortal)},
	{http.MethodPatch, "portals/{portal}", accessAdmins, ofPortal(crash, updatePortal)},
	{http.MethodPatch, "portals/{portal}/archive", accessAdmins, func(*call) reply { return crash() }}, // it has no policy
	{http.MethodDelete, "portals/{portal}", accessAdmins, ofPortal(crash, deletePortal)},
	{http.MethodDelete, "portals/{portal}/logo", accessAdmins, ofPortal(crash, deletePortalLogo)},
}

// latePortalRoutes came with 4.5.
var latePortalRoutes = []route{
	{http.MethodPost, "portals/{portal}/send_instructions", accessAdmins, ofPortal(crash, sendPortalInstructions)},
	{http.MethodGet, "portals/{portal}/ssl_status", accessAgents, ofPortal(crash, showPortalSSL)},
}

var hexColor = regexp.MustCompile(`^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)

// portalTable has the columns and the validations of portals (app/models/portal.rb). Its routes are listed above: they
// find a portal by its slug.
var portalTable = table{
	path: "portals", key: "portal", one: bare, required: []string{"name", "slug"},
	columns: slices.Concat(
		columnsOf(stringColumn, "name", "slug", "color", "custom_domain", "page_title"), columnsOf(textColumn, "header_text", "homepage_link"),
		columnsOf(boolColumn, "archived"), columnsOf(objectColumn, "config"),
	),
	defaults: func(*call) object {
		return object{
			"name": nil, "slug": nil, "color": nil, "custom_domain": nil, "page_title": nil, "header_text": nil, "homepage_link": nil, "archived": false,
			"config": object{}, "inbox": nil, "logo": nil,
		}
	},
	prepare: func(row object) {
		for _, name := range []string{"custom_domain", "homepage_link"} {
			if row[name] == "" {
				row[name] = nil
			}
		}
	},
	check: func(c *call, row object, p *problems) {
		rows := c.rows["portals"]
		if !isBlank(row["slug"]) {
			p.unique(rows, row, "slug")
		}
		if row["custom_domain"] != nil {
			p.unique(rows, row, "custom_domain")
		}
		if color := toText(row["color"]); c.dialect != Chatwoot42 && color != "" && !hexColor.MatchString(color) {
			p.add("color", "is invalid")
		}
		if config := row["config"].(object); slices.Contains(toList(config["draft_locales"]), any(defaultLocale(config))) {
			p.add("config", "default locale cannot be drafted.")
		}
	},
	render: func(c *call, row object) object { return c.renderPortal(row, nil) },
}

func toList(v any) []any { list, _ := v.([]any); return list }

func defaultLocale(config object) string {
	if locale := toText(config["default_locale"]); locale != "" {
		return locale
	}
	if locales := toList(config["allowed_locales"]); len(locales) > 0 {
		return toText(locales[0])
	}
	return "en"
}

// portalLocales are the languages of a portal. Before 4.16, it has none but those that were set.
func (c *call) portalLocales(portal object) []string {
	config := portal["config"].(object)
	locales := toTexts(toList(config["allowed_locales"]))
	if len(locales) == 0 && c.dialect != Chatwoot42 {
		return []string{defaultLocale(config)}
	}
	return locales
}

// ofPortal runs a handler with the portal in the path.
func ofPortal(missing func() reply, handler func(*call, object) reply) func(*call) reply {
	return func(c *call) reply {
		if portal := c.portal(); portal != nil {
			return handler(c, portal)
		}
		return missing()
	}
}

// renderPortal is a portal with the counts of some of its articles, or of none.
func (c *call) renderPortal(portal object, articles []object) object {
	config := portal["config"].(object)
	locales := []object{}
	for _, code := range c.portalLocales(portal) {
		locale := object{
			"code":             code,
			"articles_count":   len(c.articlesOf(portal, func(a object) bool { return a["locale"] == code })),
			"categories_count": len(c.categoriesOf(portal, code)),
		}
		if c.dialect != Chatwoot42 {
			locale["draft"] = slices.Contains(toTexts(toList(config["draft_locales"])), code)
		}
		locales = append(locales, locale)
	}
	shown := object{"allowed_locales": locales}
	meta := object{
		"all_articles_count": len(articles), "archived_articles_count": nil, "published_count": nil, "draft_articles_count": nil,
		"categories_count": len(c.categoriesOf(portal, "")), "default_locale": defaultLocale(config),
	}
	if c.dialect != Chatwoot42 {
		shown["default_locale"], shown["layout"] = defaultLocale(config), "classic"
		for _, name := range []string{"social_profiles", "locale_translations", "popular_content"} {
			shown[name] = object{}
		}
		for _, name := range []string{"layout", "social_profiles", "locale_translations", "popular_content"} {
			if !isBlank(config[name]) {
				shown[name] = config[name]
			}
		}
	}
	if articles != nil {
		for status, name := range map[string]string{"archived": "archived_articles_count", "published": "published_count", "draft": "draft_articles_count"} {
			meta[name] = len(c.withStatus(articles, status))
		}
		if len(articles) > 0 && c.user != nil {
			meta["mine_articles_count"] = len(c.writtenBy(articles, c.user.id))
		}
	}
	o := object{"id": portal["id"], "account_id": c.accountID, "config": shown, "meta": meta}
	for _, name := range []string{"color", "custom_domain", "header_text", "homepage_link", "name", "page_title", "slug", "archived"} {
		o[name] = portal[name]
	}
	if isBlank(o["color"]) && c.dialect != Chatwoot42 {
		o["color"] = "#1f93ff"
	}
	if in := c.inbox(toInt(portal["inbox"])); in != nil {
		o["inbox"] = c.renderInbox(in)
	}
	if b := c.blobs[toText(portal["logo"])]; b != nil {
		o["logo"] = object{
			"id": b.id, "portal_id": portal["id"], "file_type": b.contentType, "account_id": c.accountID, "blob_id": portal["logo"], "filename": b.name,
			"file_url": c.url + "/rails/active_storage/blobs/redirect/" + toText(portal["logo"]) + "/" + b.name,
		}
	}
	return o
}

func listPortals(c *call) reply {
	rows := c.rows["portals"]
	return ok(object{
		"payload": renderAll(rows, func(row object) object { return c.renderPortal(row, nil) }),
		"meta":    object{"current_page": c.pageParam(), "portals_count": len(rows)},
	})
}

func showPortal(c *call, portal object) reply {
	locale := c.text("locale")
	return ok(c.renderPortal(portal, c.articlesOf(portal, func(a object) bool { return locale == "" || a["locale"] == locale })))
}

// createPortal fails in 4.2 without a domain, which may be empty, and without locales when the portal is there.
func createPortal(c *call) reply {
	if c.dialect == Chatwoot42 && c.object("portal")["custom_domain"] == nil {
		return crash()
	}
	out := portalTable.create(c)
	rows := c.rows["portals"]
	if out.status != http.StatusOK {
		return out
	}
	made := rows[len(rows)-1]
	if refusal := c.setPortal(made); refusal != nil {
		return *refusal
	}
	if c.dialect == Chatwoot42 && len(c.portalLocales(made)) == 0 {
		return crash()
	}
	return ok(portalTable.rendered(c, made))
}

// setPortal sets what is not below "portal": the inbox and the logo.
func (c *call) setPortal(portal object) *reply {
	if c.has("inbox_id") {
		in := c.inbox(c.int("inbox_id"))
		switch {
		case isBlank(c.params["inbox_id"]):
			portal["inbox"] = nil
		case in == nil:
			r := notFound()
			return &r
		case in.channel == "Channel::WebWidget":
			portal["inbox"] = in.id
		}
	}
	if id := c.text("blob_id"); c.blobs[id] != nil {
		portal["logo"] = id
	}
	return nil
}

func updatePortal(c *call, portal object) reply {
	if params := c.object("portal"); len(params) > 0 {
		if config, _ := params["config"].(object); config != nil && c.dialect != Chatwoot42 {
			params["config"] = merged(portal["config"].(object), config)
		}
		if out := portalTable.update(c, portal); out.status != http.StatusOK {
			return out
		}
	}
	if refusal := c.setPortal(portal); refusal != nil {
		return *refusal
	}
	return ok(portalTable.rendered(c, portal))
}

// deletePortal lets a worker delete what is in the portal.
func deletePortal(c *call, portal object) reply {
	out := portalTable.remove(c, portal)
	c.later(func() {
		for _, kind := range []string{"articles", "categories"} {
			c.dropRows(kind, "portal", toInt(portal["id"]))
		}
	})
	return out
}

func deletePortalLogo(_ *call, portal object) reply {
	portal["logo"] = nil
	return empty()
}

func sendPortalInstructions(c *call, portal object) reply {
	email := c.text("email")
	_, err := mail.ParseAddress(email)
	switch {
	case email == "":
		return unprocessable("Email is required")
	case err != nil:
		return unprocessable("Invalid email format")
	case portal["custom_domain"] == nil:
		return unprocessable("Custom domain is not configured")
	}
	return ok(object{"message": "Instructions sent successfully"})
}

// showPortalSSL knows no certificate: nobody asks Cloudflare here.
func showPortalSSL(_ *call, portal object) reply {
	if portal["custom_domain"] == nil {
		return unprocessable("Custom domain is not configured")
	}
	return ok(object{"status": "pending", "verification_errors": []any{}})
}
