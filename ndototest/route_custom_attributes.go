package ndototest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var (
	attributeModels = []string{"conversation_attribute", "contact_attribute", "company_attribute"}
	attributeTypes  = []string{"text", "number", "currency", "percent", "link", "date", "list", "checkbox"}
	attributeKey    = regexp.MustCompile(`^[\p{L}\p{N}_.\-]+$`)
)

// standardAttributes cannot be the key of a custom one (app/models/custom_attribute_definition.rb).
var standardAttributes = map[string][]string{
	"conversation_attribute": {
		"status", "priority", "assignee_id", "inbox_id", "team_id", "display_id", "campaign_id", "labels", "browser_language", "country_code", "referer",
		"created_at", "last_activity_at",
	},
	"contact_attribute": {
		"name", "email", "phone_number", "identifier", "country_code", "city", "company_name", "created_at", "last_activity_at", "referer", "blocked",
	},
}

var customAttributeTable = table{
	path: "custom_attribute_definitions", key: "custom_attribute_definition", reads: accessAgents, shows: accessAgents, writes: accessNewAdmins,
	list: bareList, one: bare, deleted: http.StatusNoContent,
	columns: slices.Concat(
		columnsOf(stringColumn, "attribute_display_name", "attribute_key", "regex_pattern", "regex_cue"),
		columnsOf(textColumn, "attribute_description"), columnsOf(listColumn, "attribute_values"),
		[]column{enum("attribute_display_type", attributeTypes...), enum("attribute_model", attributeModels...)},
	),
	defaults: func(c *call) object {
		return merged(c.dated(), object{
			"attribute_display_name": nil, "attribute_key": nil, "attribute_display_type": "text", "attribute_model": "conversation_attribute",
			"attribute_description": nil, "attribute_values": []any{}, "regex_pattern": nil, "regex_cue": nil, "default_value": nil,
		})
	},
	prepare: func(row object) {
		for _, name := range []string{"attribute_key", "attribute_display_name"} {
			if text, isText := row[name].(string); isText {
				row[name] = strings.TrimSpace(text)
			}
		}
	},
	check: func(c *call, row object, p *problems) {
		p.present(row, "attribute_display_name", "attribute_key")
		p.unique(c.rows["custom_attribute_definitions"], row, "attribute_key", "attribute_model")
		if c.dialect != Chatwoot42 && !attributeKey.MatchString(toText(row["attribute_key"])) {
			p.add("attribute_key", "must only contain letters, numbers, underscores, hyphens, and dots")
		}
		p.present(row, "attribute_display_type", "attribute_model")
		if row["id"] == nil && slices.Contains(standardAttributes[toText(row["attribute_model"])], toText(row["attribute_key"])) {
			p.add("attribute_key", "The provided key is not allowed as it might conflict with default attributes.")
		}
	},
	visible: func(c *call, rows []object) []object {
		model := c.enumParam("attribute_model", attributeModels)
		return slices.DeleteFunc(rows, func(row object) bool { return model != "" && row["attribute_model"] != model })
	},
}

// attributeType returns the type of a custom attribute of a model, or "".
func (c *call) attributeType(model, key string) string {
	for _, row := range c.rows["custom_attribute_definitions"] {
		if row["attribute_key"] == key && row["attribute_model"] == model {
			return toText(row["attribute_display_type"])
		}
	}
	return ""
}
