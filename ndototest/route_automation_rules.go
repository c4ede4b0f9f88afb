package ndototest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

var automationRuleRoutes = []route{
	{http.MethodPost, "automation_rules/{id}/clone", accessAdmins, automationRuleTable.withRow(cloneRule)},
}

var (
	ruleConditions = []string{
		"content", "email", "country_code", "status", "message_type", "browser_language", "assignee_id", "team_id", "referer", "city", "company_name",
		"inbox_id", "mail_subject", "phone_number", "priority", "conversation_language", "labels", "private_note",
	}
	oldRuleConditions = []string{
		"content", "email", "country_code", "status", "message_type", "browser_language", "assignee_id", "team_id", "referer", "city", "company",
		"inbox_id", "mail_subject", "phone_number", "priority", "conversation_language",
	}
	ruleActions = []string{
		"send_message", "add_label", "remove_label", "send_email_to_team", "assign_team", "assign_agent", "remove_assigned_agent",
		"remove_assigned_team", "send_webhook_event", "mute_conversation", "send_attachment", "change_status", "resolve_conversation",
		"open_conversation", "pending_conversation", "snooze_conversation", "change_priority", "send_email_transcript", "add_private_note",
	}
	oldRuleActions = []string{
		"send_message", "add_label", "remove_label", "send_email_to_team", "assign_team", "assign_agent", "send_webhook_event", "mute_conversation",
		"send_attachment", "change_status", "resolve_conversation", "open_conversation", "snooze_conversation", "change_priority",
		"send_email_transcript",
	}
)

// automationRuleTable is app/models/automation_rule.rb. The view of a creation alone has no envelope.
var automationRuleTable = table{
	path: "automation_rules", reads: accessAdmins, shows: accessAdmins, writes: accessAdmins, list: payloadOf, one: payloadOfOne, created: bare,
	deleted: http.StatusOK, missing: crashesOnPost, messages: true,
	columns: []column{
		{name: "name"}, {name: "description", kind: textColumn}, {name: "event_name"}, {name: "conditions", kind: jsonColumn},
		{name: "actions", kind: jsonColumn}, {name: "active", kind: boolColumn},
	},
	notNull: []string{"name", "event_name", "conditions", "actions", "active"},
	defaults: func(c *call) object {
		return object{
			"account_id": c.accountID, "name": nil, "description": nil, "event_name": nil, "conditions": nil, "actions": nil, "active": true,
			"created_on": epoch(c.now()),
		}
	},
	check: checkRule,
}

func checkRule(c *call, row object, p *problems) {
	conditions, actions := ruleConditions, ruleActions
	if c.dialect == Chatwoot42 {
		conditions, actions = oldRuleConditions, oldRuleActions
	}
	for _, definition := range c.rows["custom_attribute_definitions"] {
		conditions = append(slices.Clip(conditions), toText(definition["attribute_key"]))
	}
	if unknown := unknownNames(row["conditions"], "attribute_key", conditions); unknown != "" {
		p.add("conditions", "Automation conditions "+unknown+" not supported.")
	}
	if unknown := unknownNames(row["actions"], "action_name", actions); unknown != "" {
		p.add("actions", "Automation actions "+unknown+" not supported.")
	}
	rows, _ := row["conditions"].([]any)
	last := 0
	for _, v := range rows {
		condition, _ := v.(object)
		if condition["query_operator"] == nil {
			last++
		}
	}
	if last > 1 {
		p.add("conditions", "Automation conditions should have query operator.")
	}
	for _, v := range rows {
		condition, _ := v.(object)
		operator := strings.ToUpper(toText(condition["query_operator"]))
		if operator != "" && operator != "AND" && operator != "OR" {
			p.add("conditions", `Query operator must be either "AND" or "OR"`)
		}
	}
}

// cloneRule copies everything, active too.
func cloneRule(c *call, row object) reply {
	clone := maps.Clone(row)
	clone["id"], clone["created_on"] = c.nextID(automationRuleTable.path), epoch(c.now())
	c.rows[automationRuleTable.path] = append(c.rows[automationRuleTable.path], clone)
	return ok(payloadOfOne(clone))
}
