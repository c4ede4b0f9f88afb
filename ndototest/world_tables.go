package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

// tables are the resources with plain records.
var tables = []table{
	{
		path: "labels", key: "label", fields: []string{"title", "description", "color", "show_on_sidebar"}, required: []string{"title"}, unique: "title",
		reads: accessAgents, shows: accessAdmins, writes: accessAdmins, list: payloadOf, one: bare, deleted: http.StatusOK,
		defaults: func(*call) object { return object{"description": nil, "color": "#1f93ff", "show_on_sidebar": nil} },
		check: func(o object) (string, string) {
			o["title"] = strings.ToLower(toText(o["title"]))
			if !title.MatchString(toText(o["title"])) {
				return "Title is invalid", "title"
			}
			return "", ""
		},
	},
	{
		path: "webhooks", key: "webhook", fields: []string{"url", "subscriptions", "name"}, required: []string{"url"}, unique: "url",
		reads: accessAdmins, shows: accessAnybody, writes: accessAdmins, deleted: http.StatusOK,
		list: func(rows []object) any { return object{"payload": object{"webhooks": rows}} },
		one:  func(row object) any { return object{"payload": object{"webhook": row}} },
		defaults: func(c *call) object {
			o := object{"name": nil, "account_id": c.AccountID, "subscriptions": webhookEvents[:8]}
			if c.dialect != Chatwoot42 {
				o["secret"] = "secret-of-webhook-" + toText(c.nextID("secret"))
			}
			return o
		},
		check: func(o object) (string, string) {
			events, isList := o["subscriptions"].([]any)
			if isList && (len(events) == 0 || slices.ContainsFunc(events, func(e any) bool { return !slices.Contains(webhookEvents, toText(e)) })) {
				return "Subscriptions Invalid events", "subscriptions"
			}
			return "", ""
		},
	},
	{
		path: "canned_responses", key: "canned_response", fields: []string{"short_code", "content"}, required: []string{"short_code", "content"},
		unique: "short_code", reads: accessAgents, shows: accessAnybody, writes: accessAgents, list: bareList, one: bare, deleted: http.StatusOK,
		defaults: func(c *call) object { return merged(c.dated(), object{"account_id": c.AccountID}) },
	},
	{
		path: "custom_attribute_definitions", key: "custom_attribute_definition", unique: "attribute_key",
		fields: []string{
			"attribute_key", "attribute_display_name", "attribute_display_type", "attribute_model", "attribute_description", "attribute_values",
			"regex_pattern", "regex_cue",
		},
		required: []string{"attribute_key", "attribute_display_name", "attribute_display_type", "attribute_model"},
		reads:    accessAgents, shows: accessAgents, writes: accessAdmins, list: bareList, one: bare, deleted: http.StatusNoContent,
		defaults: func(c *call) object {
			return merged(c.dated(), object{
				"attribute_description": nil, "attribute_values": []any{}, "regex_pattern": nil, "regex_cue": nil, "default_value": nil,
			})
		},
	},
	{
		path: "custom_filters", key: "custom_filter", fields: []string{"name", "filter_type", "query"}, required: []string{"name"}, reads: accessAgents,
		shows: accessAgents, writes: accessAgents, list: bareList, one: bare, deleted: http.StatusNoContent, kind: "filter_type", byDefault: "conversation",
		defaults: func(c *call) object {
			return merged(c.dated(), object{"filter_type": "conversation", "query": "{}"}) // the column's default is a string
		},
	},
	{
		path: "macros", fields: []string{"name", "visibility", "actions"}, required: []string{"name"}, reads: accessAgents, shows: accessAgents, writes: accessAgents,
		list: payloadOf, one: payloadOfOne, deleted: http.StatusOK,
		defaults: func(c *call) object {
			return object{"account_id": c.AccountID, "visibility": "personal", "actions": []any{}, "created_by": c.renderAgent(c.user), "updated_by": c.renderAgent(c.user)}
		},
	},
	{
		path: "automation_rules", fields: []string{"name", "description", "event_name", "conditions", "actions", "active"}, required: []string{"name"},
		reads: accessAdmins, shows: accessAdmins, writes: accessAdmins, list: payloadOf, one: payloadOfOne, made: bare, deleted: http.StatusOK,
		defaults: func(c *call) object {
			return object{"account_id": c.AccountID, "description": nil, "event_name": nil, "conditions": []any{}, "actions": []any{}, "active": true, "created_on": epoch(c.now())}
		},
	},
	{
		path: "campaigns", key: "campaign", required: []string{"title"}, reads: accessAdmins, shows: accessAdmins, writes: accessAdmins, list: bareList, one: bare,
		deleted: http.StatusOK,
		fields: []string{
			"title", "description", "message", "inbox_id", "sender_id", "enabled", "scheduled_at", "audience", "trigger_rules",
			"trigger_only_during_business_hours", "template_params",
		},
		defaults: func(c *call) object {
			return merged(c.dated(), object{
				"description": nil, "account_id": c.AccountID, "sender": nil, "message": nil, "campaign_status": "active", "enabled": true,
				"campaign_type": "ongoing", "audience": []any{}, "trigger_rules": object{}, "trigger_only_during_business_hours": false,
			})
		},
	},
	{
		path: "dashboard_apps", key: "dashboard_app", fields: []string{"title", "content"}, required: []string{"title"}, reads: accessAgents, shows: accessAgents,
		writes: accessAdmins, list: bareList, one: bare, deleted: http.StatusNoContent,
		defaults: func(c *call) object { return merged(c.dated(), object{"content": []any{}}) },
	},
	{
		path: "sla_policies", key: "sla_policy", required: []string{"name"}, reads: accessAgents, shows: accessAgents, writes: accessAdmins, list: payloadOf,
		one: payloadOfOne, deleted: http.StatusOK,
		fields: []string{
			"name", "description", "first_response_time_threshold", "next_response_time_threshold", "resolution_time_threshold", "only_during_business_hours",
		},
		defaults: func(*call) object { return object{"description": nil, "only_during_business_hours": false} },
	},
	{
		path: "custom_roles", key: "custom_role", fields: []string{"name", "description", "permissions"}, required: []string{"name"}, reads: accessAdmins,
		shows: accessAdmins, writes: accessAdmins, list: bareList, one: bare, deleted: http.StatusOK,
		defaults: func(c *call) object { return merged(c.dated(), object{"description": nil, "permissions": []any{}}) },
	},
	{
		path: "integrations/hooks", key: "hook", fields: []string{"app_id", "inbox_id", "status", "settings"}, required: []string{"app_id"}, reads: accessAdmins,
		shows: accessAnybody, writes: accessAdmins, list: bareList, one: bare, deleted: http.StatusOK,
		defaults: func(c *call) object {
			return object{"account_id": c.AccountID, "status": "enabled", "settings": object{}, "hook_type": "account", "inbox": nil}
		},
	},
}
