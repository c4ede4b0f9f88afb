package ndototest

import (
	"regexp"
	"strings"
)

// story is a recording: who acts in it, by version.
type story struct {
	name    string
	cast    map[string]cast
	listens bool // whether what receives webhooks answered
	more    bool // whether it also has requests for routes that this server does not have
}

// cast are the records that the account of a recording began with.
type cast struct {
	account                     int64
	admin, agent, outsider, bot int64
	inbox, team                 int64
	// botInbox is another inbox, that the bot is connected to. Chatwoot 4.2 takes messages of no other bot, and took some
	// of this one although conversations of the first inbox did not begin with it.
	botInbox int64
}

var stories = []story{
	{name: "calls", cast: map[string]cast{"4.16": {1, 1, 2, 3, 1, 1, 1, 0}, "4.2": {1, 1, 2, 3, 1, 1, 1, 0}}},
	{name: "scenarios", cast: map[string]cast{"4.16": {5, 41, 42, 43, 48, 147, 58, 0}, "4.2": {2, 4, 5, 6, 2, 2, 2, 4}}},
	webhooksStory,
	// Customers, the help center, and what came to the account later.
	{name: "family", more: true, cast: map[string]cast{"4.16": {7, 47, 48, 49, 50, 149, 60, 0}, "4.2": {4, 10, 11, 12, 4, 4, 4, 0}}},
}

var webhooksStory = story{name: "webhooks", listens: true, cast: map[string]cast{"4.16": {8, 50, 51, 52, 51, 150, 61, 0}, "4.2": {4, 10, 11, 12, 4, 4, 4, 0}}}

func (s story) state(version recordedVersion) State {
	c := s.cast[version.name]
	state := State{
		Agents: []Agent{
			{ID: c.admin, Name: "Admin", Email: "admin@example.com", Role: "administrator"},
			{ID: c.agent, Name: "Agent", Email: "agent@example.com"},
			{ID: c.outsider, Name: "Outsider", Email: "outsider@example.com"},
		},
		Bots:    []Bot{{ID: c.bot, Name: "Bot", URL: "http://127.0.0.1:9/bot"}},
		Teams:   []Team{{ID: c.team, Name: "support", MemberIDs: []int64{c.agent}}},
		Inboxes: []Inbox{{ID: c.inbox, Name: "Api", MemberIDs: []int64{c.admin, c.agent}}},
	}
	if c.botInbox != 0 {
		state.Inboxes = append(state.Inboxes, Inbox{ID: c.botInbox, Name: "Bot", BotID: c.bot})
	}
	return state
}

// creation is a route that makes a record, and where the response has its id.
type creation struct {
	method string
	path   *regexp.Regexp
	kind   string // of world.nextID
	id     []string
}

func below(path string) *regexp.Regexp {
	return regexp.MustCompile(`^/api/v1/accounts/\d+/` + path + `$`)
}

var storyCreations = []creation{
	{"POST", below("contacts"), "contact", []string{"payload", "contact", "id"}},
	{"POST", below("conversations"), "conversation", []string{"id"}},
	{"POST", below(`conversations/\d+/messages`), "message", []string{"id"}},
	{"POST", below(`contacts/\d+/notes`), "note", []string{"id"}},
	{"POST", below("inboxes"), "inbox", []string{"id"}},
	{"POST", below("channels/twilio_channel"), "inbox", []string{"id"}},
	{"POST", below("agents"), "user", []string{"id"}},
	{"POST", below("teams"), "team", []string{"id"}},
	{"POST", below("agent_bots"), "bot", []string{"id"}},
	{"POST", below("labels"), "labels", []string{"id"}},
	{"POST", below("webhooks"), "webhooks", []string{"payload", "webhook", "id"}},
	{"POST", below("canned_responses"), "canned_responses", []string{"id"}},
	{"POST", below("custom_attribute_definitions"), "custom_attribute_definitions", []string{"id"}},
	{"POST", below("custom_filters"), "custom_filters", []string{"id"}},
	{"POST", below("macros"), "macros", []string{"payload", "id"}},
	{"POST", below("automation_rules"), "automation_rules", []string{"id"}},
	{"POST", below(`automation_rules/\d+/clone`), "automation_rules", []string{"payload", "id"}},
	{"POST", below("campaigns"), "campaigns", []string{"id"}},
	{"POST", below("dashboard_apps"), "dashboard_apps", []string{"id"}},
	{"POST", below("sla_policies"), "sla_policies", []string{"payload", "id"}},
	{"POST", below("custom_roles"), "custom_roles", []string{"id"}},
	{"POST", below("integrations/hooks"), "integrations/hooks", []string{"id"}},
	{"POST", below("portals"), "portals", []string{"id"}},
	{"POST", below(`portals/[^/]+/categories`), "categories", []string{"payload", "id"}},
	{"POST", below(`portals/[^/]+/articles`), "articles", []string{"payload", "id"}},
	{"POST", below("companies"), "companies", []string{"payload", "id"}},
	{"POST", below("assignment_policies"), "assignment_policies", []string{"id"}},
	{"POST", below("agent_capacity_policies"), capacityPolicies, []string{"id"}},
	{"POST", below(`agent_capacity_policies/\d+/inbox_limits`), "inbox_capacity_limits", []string{"id"}},
	{"POST", below("captain/assistants"), captainAssistants, []string{"id"}},
	{"POST", below("captain/assistant_responses"), captainResponses, []string{"id"}},
	{"POST", below("captain/documents"), captainDocuments, []string{"id"}},
	{"POST", regexp.MustCompile(`^/platform/api/v1/accounts$`), "account", []string{"id"}},
	{"POST", regexp.MustCompile(`^/platform/api/v1/accounts/\d+/account_users$`), "account user", []string{"id"}},
	{"POST", regexp.MustCompile(`^/platform/api/v1/users$`), "user", []string{"id"}},
	{"POST", regexp.MustCompile(`^/platform/api/v1/agent_bots$`), "bot", []string{"id"}},
	{"POST", regexp.MustCompile(`^/public/api/v1/inboxes/[^/]+/contacts$`), "contact", []string{"id"}},
	{"POST", regexp.MustCompile(`^/public/api/v1/inboxes/[^/]+/contacts/[^/]+/conversations$`), "conversation", []string{"id"}},
	{"POST", regexp.MustCompile(`^/public/api/v1/inboxes/[^/]+/contacts/[^/]+/conversations/\d+/messages$`), "message", []string{"id"}},
}

// align makes the record that a request creates get the id that it had.
func (p *player) align(x exchange, want any) {
	path, _, _ := strings.Cut(x.Path, "?")
	for _, c := range storyCreations {
		if c.method != x.Method || !c.path.MatchString(path) {
			continue
		}
		var record object
		v := want
		for _, name := range c.id {
			record, _ = v.(object)
			v = record[name]
		}
		id := toInt(v)
		if id == 0 {
			return
		}
		if c.kind == "message" {
			p.clearMessageID(id)
			p.alignAttachments(record)
		}
		p.world.lastIDs[c.kind] = id - 1
		return
	}
}

// alignAttachments makes the attachments of a message get the ids that they had.
func (p *player) alignAttachments(m object) {
	if list, _ := m["attachments"].([]any); len(list) > 0 {
		first, _ := list[0].(object)
		p.world.lastIDs["attachment"] = toInt(first["id"]) - 1
	}
}

// clearMessageID gives a message that took an id of the recording another one: activities are numbered as workers get
// to them.
func (p *player) clearMessageID(id int64) {
	m := p.world.messages[id]
	if m == nil {
		return
	}
	free := id - 1
	for p.world.messages[free] != nil {
		free--
	}
	delete(p.world.messages, id)
	m.id = free
	p.world.messages[free] = m
}
