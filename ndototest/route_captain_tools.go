package ndototest

import (
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

const captainTools = "captain/custom_tools"

var (
	toolMethods = []string{"GET", "POST"}
	toolAuths   = []string{"none", "bearer", "basic", "api_key"}
)

var captainToolTable = table{
	path: captainTools, key: "custom_tool", reads: accessAgents, shows: accessAgents, writes: accessAdmins, list: captainList, one: bare,
	deleted: http.StatusNoContent, required: []string{"title", "endpoint_url"},
	columns: slices.Concat(columnsOf(stringColumn, "title", "http_method", "auth_type"),
		columnsOf(textColumn, "description", "endpoint_url", "request_template", "response_template"), columnsOf(objectColumn, "auth_config"),
		columnsOf(jsonColumn, "param_schema"), columnsOf(boolColumn, "enabled")),
	defaults: func(c *call) object {
		return object{
			"slug": nil, "title": nil, "description": nil, "endpoint_url": nil, "http_method": "GET", "request_template": nil, "response_template": nil,
			"auth_type": "none", "auth_config": object{}, "param_schema": []any{}, "enabled": true, "created_at": epoch(c.now()), "updated_at": epoch(c.now()),
		}
	},
	check: func(c *call, row object, p *problems) {
		checkEndpoint(toText(row["endpoint_url"]), p)
		if !slices.Contains(toolMethods, toText(row["http_method"])) {
			p.add("http_method", "is not included in the list")
		}
		if !slices.Contains(toolAuths, toText(row["auth_type"])) {
			p.add("auth_type", "is not included in the list")
		}
		if row["slug"] == nil {
			row["slug"] = c.toolSlug(toText(row["title"]))
		}
	},
	render: func(c *call, row object) object {
		o := merged(row, object{"account_id": c.accountID, "created_at": epochOf(row["created_at"]), "updated_at": epochOf(row["updated_at"])})
		if !c.isAdmin() {
			delete(o, "auth_config")
		}
		return o
	},
}

// captainToolRoutes came after Chatwoot 4.2.
var captainToolRoutes = func() []route {
	routes := append(captainToolTable.routes(), route{http.MethodPost, captainTools + "/test", accessAdmins, testCaptainTool})
	for i := range routes {
		routes[i].handler = withCaptainTools(routes[i].handler)
	}
	return routes
}()

// withCaptainTools refuses accounts without the feature, and a tool too many.
func withCaptainTools(handler func(*call) reply) func(*call) reply {
	return func(c *call) reply {
		switch {
		case !c.hasFeature("custom_tools") && !c.hasFeature("captain_integration_v2"):
			return answer(http.StatusForbidden, object{"error": "Custom tools are not enabled for this account"})
		case c.request.Method == http.MethodPost && len(c.rows[captainTools]) >= 15 && !strings.HasSuffix(c.request.URL.Path, "/test"):
			return unprocessable("You can create a maximum of 15 custom tools per account")
		}
		return handler(c)
	}
}

var notOfSlug = regexp.MustCompile(`[^a-z0-9_-]+`)

func (c *call) toolSlug(title string) string {
	slug := "custom_" + strings.Trim(notOfSlug.ReplaceAllString(strings.ToLower(title), "_"), "_")
	slug = slug[:min(len(slug), 64)]
	if slices.ContainsFunc(c.rows[captainTools], func(other object) bool { return other["slug"] == slug }) {
		slug = slug[:min(len(slug), 57)] + "_" + toText(100_000+c.nextID("captain_slugs"))
	}
	return slug
}

var liquidValue = regexp.MustCompile(`\{\{[^}]+\}\}`)

// checkEndpoint allows public names alone (safe_endpoint_validatable.rb).
func checkEndpoint(endpoint string, p *problems) {
	if endpoint == "" {
		return
	}
	at, err := url.Parse(liquidValue.ReplaceAllString(endpoint, "placeholder"))
	if err != nil {
		p.add("endpoint_url", "must be a valid URL")
		return
	}
	if at.Scheme != "https" {
		p.add("endpoint_url", "must use HTTPS protocol")
	}
	host := strings.ToLower(at.Hostname())
	switch {
	case host == "":
		p.add("endpoint_url", "must have a valid hostname")
	case host == "localhost" || strings.HasSuffix(host, ".local"):
		p.add("endpoint_url", "cannot use disallowed hostname")
	}
	if _, err := netip.ParseAddr(host); err == nil {
		p.add("endpoint_url", "cannot be an IP address, must be a hostname")
	}
}

// testCaptainTool makes no request: no name has an address here.
func testCaptainTool(c *call) reply {
	if _, refusal := c.required(captainToolTable.key, captainToolTable.columns); refusal != nil {
		return *refusal
	}
	return answer(http.StatusOK, object{"status": 200, "body": ""})
}
