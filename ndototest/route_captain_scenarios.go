package ndototest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

const captainScenarios = "captain/scenarios"

// captainScenarioTable is below the assistants.
var captainScenarioTable = table{
	path: captainScenarios, key: "scenario", one: bare, deleted: http.StatusNoContent, required: []string{"title", "description", "instruction"},
	columns: slices.Concat(columnsOf(stringColumn, "title"), columnsOf(textColumn, "description", "instruction"), columnsOf(boolColumn, "enabled"),
		columnsOf(jsonColumn, "tools")),
	defaults: func(c *call) object {
		return merged(c.dated(), object{
			"title": nil, "description": nil, "instruction": nil, "tools": []any{}, "enabled": true, "assistant_id": c.id("assistant"),
		})
	},
	mine: func(c *call, row object) bool { return toInt(row["assistant_id"]) == c.id("assistant") },
	check: func(c *call, row object, p *problems) {
		if len([]rune(toText(row["description"]))) > 500 {
			p.tooLong("description", 500)
		}
		named := toolsIn(toText(row["instruction"]))
		unknown := slices.DeleteFunc(slices.Clone(named), func(id string) bool {
			return slices.ContainsFunc(c.agentTools(), func(tool object) bool { return tool["id"] == id })
		})
		if len(unknown) > 0 {
			p.add("instruction", "contains invalid tools: "+strings.Join(unknown, ", "))
		}
		row["tools"] = nil
		if len(named) > 0 {
			row["tools"] = named
		}
	},
	render: func(c *call, row object) object {
		o := merged(row, object{"account_id": c.accountID})
		if a := c.assistant(row["assistant_id"]); a != nil {
			o["assistant"] = object{"id": a["id"], "name": a["name"]}
		}
		return o
	},
}

// captainScenarioRoutes came after Chatwoot 4.2.
var captainScenarioRoutes = []route{
	{http.MethodGet, captainAssistants + "/tools", accessAdmins, func(c *call) reply { return ok(c.agentTools()) }},
	{http.MethodGet, captainAssistants + "/{assistant}/scenarios", accessAgents, ofAssistant(listScenarios)},
	{http.MethodPost, captainAssistants + "/{assistant}/scenarios", accessAdmins, ofAssistant(captainScenarioTable.create)},
	{http.MethodGet, captainAssistants + "/{assistant}/scenarios/{id}", accessAgents, captainScenarioTable.withRow(captainScenarioTable.show)},
	{http.MethodPatch, captainAssistants + "/{assistant}/scenarios/{id}", accessAdmins, captainScenarioTable.withRow(captainScenarioTable.update)},
	{http.MethodDelete, captainAssistants + "/{assistant}/scenarios/{id}", accessAdmins, captainScenarioTable.withRow(captainScenarioTable.remove)},
}

func ofAssistant(handler func(*call) reply) func(*call) reply {
	return func(c *call) reply {
		if c.assistant(c.id("assistant")) == nil {
			return notFound()
		}
		return handler(c)
	}
}

func listScenarios(c *call) reply {
	list := []object{}
	for _, row := range c.rows[captainScenarios] {
		if toInt(row["assistant_id"]) == c.id("assistant") && row["enabled"] == true {
			list = append(list, captainScenarioTable.rendered(c, row))
		}
	}
	return ok(captainList(list))
}

var toolLink = regexp.MustCompile(`\[[^\]]+\]\(tool://([^/)]+)\)`)

// toolsIn returns the tools that a text links to, each once.
func toolsIn(text string) []string {
	var ids []string
	for _, found := range toolLink.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(ids, found[1]) {
			ids = append(ids, found[1])
		}
	}
	return ids
}

// agentTools are those of the server (config/agents/tools.yml) and the account's own.
func (c *call) agentTools() []object {
	tool := func(id, title, description, icon string) object {
		return object{"id": id, "title": title, "description": description, "icon": icon}
	}
	tools := []object{
		tool("add_contact_note", "Add Contact Note", "Add a note to a contact profile", "note-add"),
		tool("add_private_note", "Add Private Note", "Add a private note to a conversation (internal only)", "eye-off"),
		tool("update_priority", "Update Priority", "Update conversation priority level", "exclamation-triangle"),
		tool("add_label_to_conversation", "Add Label to Conversation", "Add a label to a conversation", "tag"),
		tool("faq_lookup", "FAQ Lookup", "Search FAQ responses using semantic similarity", "search"),
		tool("resolve_conversation", "Resolve Conversation", "Resolve a conversation when the issue has been addressed", "checkmark"),
		tool("handoff", "Handoff to Human", "Hand off the conversation to a human agent", "user-switch"),
	}
	for _, row := range c.rows[captainTools] {
		if row["enabled"] == true {
			tools = append(tools, object{"id": row["slug"], "title": row["title"], "description": row["description"], "icon": nil})
		}
	}
	return tools
}
