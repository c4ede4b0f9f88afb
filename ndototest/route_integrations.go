package ndototest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
)

var integrationRoutes = []route{
	{http.MethodGet, "integrations/apps", accessAgents, listIntegrations},
	{http.MethodGet, "integrations/apps/{app}", accessAgents, showIntegration},
}

// hookTable has no list: hooks are part of their app.
var hookTable = table{
	path: "integrations/hooks", key: "hook", noShow: true, writes: accessAdmins, one: bare, deleted: http.StatusOK,
	columns: []column{
		{name: "app_id"}, {name: "inbox_id", kind: intColumn}, enum("status", "disabled", "enabled"), {name: "settings", kind: objectColumn},
	},
	defaults: func(c *call) object {
		return object{
			"account_id": c.accountID, "app_id": nil, "inbox_id": nil, "status": "enabled", "settings": object{}, "hook_type": "account", "reference_id": nil,
		}
	},
	check: func(c *call, row object, p *problems) {
		app := c.integration(toText(row["app_id"]))
		if app != nil {
			row["hook_type"] = app.hookType
		}
		p.present(row, "app_id")
		if row["hook_type"] == "inbox" {
			p.present(row, "inbox_id")
		}
		if settings, _ := row["settings"].(object); app != nil && !app.accepts(settings) {
			p.add("settings", ": Invalid settings data")
		}
		if app == nil || !app.many {
			p.unique(c.rows["integrations/hooks"], row, "app_id")
		}
	},
	render: renderHook,
}

func renderHook(c *call, row object) object {
	o := pick(row, "id", "app_id", "account_id", "hook_type")
	o["status"], o["inbox"] = row["status"] == "enabled", nil
	if in := c.inbox(toInt(row["inbox_id"])); in != nil {
		o["inbox"] = object{"id": in.id, "name": in.name}
	}
	if !c.isAdmin() {
		return o
	}
	settings, _ := row["settings"].(object)
	o["settings"], o["reference_id"] = toObject(settings), row["reference_id"]
	if c.dialect != Chatwoot42 {
		visible := []string{}
		if app := c.integration(toText(row["app_id"])); app != nil {
			visible = app.visible
		}
		o["settings"] = pick(settings, visible...)
	}
	return o
}

// integration is an app of config/integration/apps.yml.
type integration struct {
	id, name, about   string
	logo, key, action string
	hookType          string
	many              bool // hooks
	unready           bool // the installation has not been set up for it, so that the list leaves it out
	fields            []integrationField
	visible           []string // settings
}

// integrationField is a setting, as the schema and the form have it.
type integrationField struct {
	name, label, kind string // of the schema: string, object or boolean
	options           []string
	optional          bool
}

// form is the field in the settings form.
func (f integrationField) form() object {
	o := object{"label": f.label, "name": f.name, "type": "text", "validation": "required"}
	switch {
	case f.kind == "object":
		o["type"], o["validation"], o["validationName"] = "textarea", "required|JSON", "Credentials"
		o["validation-messages"] = object{"JSON": "Invalid JSON", "required": "Credentials is required"}
	case f.kind == "boolean":
		o["type"], o["validation"] = "checkbox", ""
	case f.options != nil:
		options := []object{}
		for _, option := range f.options {
			options = append(options, object{"label": option, "value": option})
		}
		o["type"], o["default"], o["options"] = "select", f.options[0], options
		delete(o, "validation")
		if f.name == "language_code" {
			o["help"] = "The language of the agent."
		}
	case f.name == "project_id":
		o["validationName"] = "Project Id"
	}
	return o
}

// accepts checks settings against the schema.
func (app integration) accepts(settings object) bool {
	if app.fields == nil {
		return true
	}
	kinds := map[string]string{}
	for _, f := range app.fields {
		kinds[f.name] = f.kind
		if settings[f.name] == nil && !f.optional {
			return false
		}
	}
	for name, v := range settings {
		kind := ""
		switch v.(type) {
		case string:
			kind = "string"
		case object:
			kind = "object"
		case bool:
			kind = "boolean"
		}
		if kinds[name] != kind {
			return false
		}
	}
	return true
}

// integrations are the apps of the server.
func (s *Server) integrations() []integration {
	project := []integrationField{{name: "project_id", label: "Project ID", kind: "string"}, {name: "credentials", label: "Project Key File", kind: "object"}}
	regions := []string{"global", "asia-northeast1", "australia-southeast1", "europe-west1", "europe-west2"}
	dialogflow := append(slices.Clone(project), integrationField{name: "region", label: "Region", kind: "string", options: regions, optional: true})
	openAI := []integrationField{{name: "api_key", label: "API Key", kind: "string"}, {name: "label_suggestion", label: "Label suggestions", kind: "boolean", optional: true}}
	dyte := []integrationField{{name: "organization_id", label: "Organization ID", kind: "string"}, {name: "api_key", label: "API Key", kind: "string"}}
	visible := map[string][]string{"openai": {"api_key", "label_suggestion"}, "dialogflow": {"project_id", "region"}, "dyte": {"organization_id"}}
	if s.dialect != Chatwoot42 {
		languages := []string{"en-US", "auto", "de-DE", "es-ES", "fr-FR", "pt-BR"}
		dialogflow = append(dialogflow, integrationField{name: "language_code", label: "Language Code", kind: "string", options: languages, optional: true})
		dyte = []integrationField{
			{name: "account_id", label: "Account ID", kind: "string"}, {name: "app_id", label: "App ID", kind: "string"},
			{name: "api_token", label: "API Token", kind: "string"},
		}
		visible = map[string][]string{
			"openai": {"label_suggestion"}, "dialogflow": {"project_id", "region", "language_code"}, "dyte": {"account_id", "app_id"},
		}
	}
	leadSquared := []integrationField{
		{name: "access_key", label: "Access Key", kind: "string"}, {name: "secret_key", label: "Secret Key", kind: "string"},
		{name: "endpoint_url", label: "Endpoint", kind: "string", optional: true},
	}
	list := []integration{
		{id: "webhook", name: "Webhooks", about: "Sends events to a URL.", key: "webhooks", action: "/webhook", many: true},
		{id: "dashboard_apps", name: "Dashboard Apps", about: "Shows pages beside conversations.", many: true},
		{id: "openai", name: "OpenAI", about: "Suggests replies.", action: "/openai", fields: openAI, visible: visible["openai"]},
		{id: "dialogflow", name: "Dialogflow", about: "Answers with a Dialogflow agent.", action: "/dialogflow", hookType: "inbox", many: true, fields: dialogflow, visible: visible["dialogflow"]},
		{id: "google_translate", name: "Google Translate", about: "Translates messages.", logo: "google-translate.png", action: "/google_translate", fields: project, visible: []string{"project_id"}},
		{id: "dyte", name: "Dyte", about: "Starts calls.", action: "/dyte", fields: dyte, visible: visible["dyte"]},
		{id: "linear", name: "Linear", about: "Creates issues.", action: "https://linear.app/oauth/authorize", visible: []string{}, unready: true},
		{id: "slack", name: "Slack", about: "Answers from Slack.", action: "https://slack.com/oauth/v2/authorize", visible: []string{"channel_name"}, unready: true},
		{id: "shopify", name: "Shopify", about: "Shows orders.", visible: []string{}, unready: true},
		{id: "leadsquared", name: "LeadSquared", about: "Creates leads.", action: "/leadsquared", fields: leadSquared, visible: []string{"endpoint_url"}, unready: true},
	}
	for i, app := range list {
		if s.dialect == Chatwoot42 && app.unready && app.fields == nil {
			list[i].visible = nil
		}
	}
	if s.dialect != Chatwoot42 {
		list = append(list, integration{id: "notion", name: "Notion", about: "Shows pages.", visible: []string{}, unready: true})
	}
	return list
}

func (s *Server) integration(id string) *integration {
	for _, app := range s.integrations() {
		if app.id == id {
			app.hookType = cmp.Or(app.hookType, "account")
			return &app
		}
	}
	return nil
}

func (c *call) renderIntegration(app integration) object {
	hooks := slices.DeleteFunc(slices.Clone(c.rows["integrations/hooks"]), func(row object) bool { return row["app_id"] != app.id })
	enabled := len(hooks) > 0
	switch app.id {
	case "webhook":
		enabled = len(c.rows["webhooks"]) > 0
	case "dashboard_apps":
		enabled = len(c.rows["dashboard_apps"]) > 0
	}
	o := object{
		"id": app.id, "name": app.name, "description": app.about, "short_description": app.about, "enabled": enabled,
		"hooks": renderAll(hooks, func(row object) object { return renderHook(c, row) }),
	}
	if !c.isAdmin() {
		return o
	}
	key := cmp.Or(app.key, app.id)
	o["i18n_key"], o["logo"], o["hook_type"] = key, cmp.Or(app.logo, key+".png"), cmp.Or(app.hookType, "account")
	o["action"], o["button"], o["allow_multiple_hooks"] = orNull(app.action), orNull(app.action), app.many
	if app.fields != nil {
		properties, required, form := object{}, []string{}, []object{}
		for _, f := range app.fields {
			properties[f.name] = object{"type": f.kind}
			if !f.optional {
				required = append(required, f.name)
			}
			form = append(form, f.form())
		}
		o["settings_json_schema"] = object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
		o["settings_form_schema"] = form
	}
	if app.visible != nil {
		o["visible_properties"] = app.visible
	}
	return o
}

func listIntegrations(c *call) reply {
	ready := slices.DeleteFunc(c.integrations(), func(app integration) bool { return app.unready })
	return ok(object{"payload": renderAll(ready, c.renderIntegration)})
}

func showIntegration(c *call) reply {
	app := c.integration(strings.TrimSpace(c.request.PathValue("app")))
	if app == nil {
		return crash()
	}
	return ok(c.renderIntegration(*app))
}
