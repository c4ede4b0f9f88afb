package ndototest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
)

var inboxRoutes = []route{
	{http.MethodGet, "inboxes", accessAgents, listInboxes},
	{http.MethodPost, "inboxes", accessAdmins, createInbox},
	{http.MethodGet, "inboxes/{id}", accessAgents, withInbox(showInbox)},
	{http.MethodPatch, "inboxes/{id}", accessAdmins, withInbox(updateInbox)},
	{http.MethodDelete, "inboxes/{id}", accessAdmins, withInbox(deleteInbox)},
	{http.MethodDelete, "inboxes/{id}/avatar", accessAdmins, withInbox(deleteInboxAvatar)},
	{http.MethodGet, "inboxes/{id}/agent_bot", accessAgents, withInbox(showInboxBot)},
	{http.MethodPost, "inboxes/{id}/set_agent_bot", accessAdmins, withInbox(setInboxBot)},
	{http.MethodPost, "inboxes/{id}/reset_secret", accessAdmins, withInbox(resetInboxSecret)},
	{http.MethodGet, "inbox_members/{id}", accessAgents, withInbox(listInboxMembers)},
	{http.MethodPost, "inbox_members", accessAdmins, changeMembers(func(had, ids []int64) []int64 { return append(had, without(ids, had)...) })},
	{http.MethodPatch, "inbox_members", accessAdmins, changeMembers(func(_, ids []int64) []int64 { return ids })},
	{http.MethodDelete, "inbox_members", accessAdmins, removeInboxMembers},
	{http.MethodPost, "channels/twilio_channel", accessAdmins, createTwilioInbox},
	{http.MethodGet, "inboxes/{id}/assignable_agents", accessAgents, withInbox(listInboxAssignableAgents)},
	{http.MethodGet, "inboxes/{id}/campaigns", accessAdmins, withInbox(listInboxCampaigns)},
	{http.MethodGet, "inboxes/{id}/health", accessAgents, withInbox(func(*call, *inbox) reply { return ok(object{"status": "CONNECTED"}) })},
	{http.MethodPost, "inboxes/{id}/sync_templates", accessAdmins, withInbox(func(*call, *inbox) reply { return empty() })},
	{http.MethodPost, "inboxes/{id}/register_webhook", accessAdmins, withInbox(func(*call, *inbox) reply { return empty() })},
	{http.MethodGet, "assignable_agents", accessAgents, listAssignableAgents},
}

// withInbox runs a handler with the inbox in the path. Agents reach only inboxes they are members of.
func withInbox(handler func(*call, *inbox) reply) func(*call) reply {
	return func(c *call) reply {
		in := c.inbox(c.id("id"))
		switch {
		case in == nil:
			return notFound()
		case !c.worksIn(in):
			return forbidden()
		}
		return handler(c, in)
	}
}

func (c *call) worksIn(in *inbox) bool {
	return c.isAdmin() || slices.Contains(in.members, c.user.id)
}

// renderInbox is views/api/v1/models/_inbox.json.jbuilder; most members are specific to a channel.
func (c *call) renderInbox(in *inbox) object {
	o := object{
		"id": in.id, "avatar_url": "", "channel_id": in.id, "name": in.name, "channel_type": in.channel, "greeting_enabled": false, "greeting_message": nil,
		"working_hours_enabled": false, "enable_email_collect": true, "csat_survey_enabled": false, "csat_config": object{}, "enable_auto_assignment": true,
		"auto_assignment_config": object{}, "out_of_office_message": nil, "working_hours": []object{}, "timezone": "UTC", "callback_webhook_url": nil,
		"allow_messages_after_resolved": true, "lock_to_single_conversation": in.locked, "sender_name_type": "friendly", "business_name": nil,
		"widget_color": nil, "website_url": nil, "hmac_mandatory": nil, "welcome_title": nil, "welcome_tagline": nil, "web_widget_script": nil,
		"website_token": nil, "selected_feature_flags": nil, "reply_time": nil, "messaging_service_sid": nil, "phone_number": nil, "provider": nil,
	}
	maps.Copy(o, in.settings)
	if in.channel == "Channel::Api" {
		o["webhook_url"], o["inbox_identifier"], o["additional_attributes"], o["hmac_mandatory"] = nil, fmt.Sprintf("identifier-%d", in.id), object{}, false
		if c.isAdmin() {
			o["hmac_token"] = fmt.Sprintf("hmac-token-%d", in.id)
			if c.dialect != Chatwoot42 {
				o["secret"] = in.secret
			}
		}
	}
	maps.Copy(o, in.fields)
	return o
}

func listInboxes(c *call) reply {
	list := slices.DeleteFunc(slices.Clone(c.inboxes), func(in *inbox) bool { return !c.worksIn(in) })
	return ok(object{"payload": renderAll(list, c.renderInbox)})
}

func showInbox(c *call, in *inbox) reply { return ok(c.renderInbox(in)) }

// channels are the channel types that can be created, with their required fields.
var channels = map[string]struct {
	name     string
	required []string
}{
	"api": {"Channel::Api", nil}, "web_widget": {"Channel::WebWidget", []string{"website_url"}}, "email": {"Channel::Email", []string{"email"}},
	"line":     {"Channel::Line", []string{"line_channel_id", "line_channel_secret", "line_channel_token"}},
	"telegram": {"Channel::Telegram", []string{"bot_token"}}, "whatsapp": {"Channel::Whatsapp", []string{"phone_number"}},
	"sms": {"Channel::Sms", []string{"phone_number"}},
}

func createInbox(c *call) reply {
	fields := c.object("channel")
	if fields == nil {
		return crash()
	}
	channel, known := channels[toText(fields["type"])]
	if !known {
		return invalid("Channel must exist", "channel")
	}
	for _, name := range channel.required {
		if toText(fields[name]) == "" {
			return invalid(name+" can't be blank", name)
		}
	}
	if c.text("name") == "" {
		return invalid("Name can't be blank", "name")
	}
	in := &inbox{id: c.nextID("inbox"), channel: channel.name, created: c.now(), settings: object{}, fields: maps.Clone(fields)}
	in.secret = fmt.Sprintf("secret-of-inbox-%d", in.id)
	for _, hidden := range []string{"type", "bot_token", "line_channel_id", "line_channel_secret", "line_channel_token"} {
		delete(in.fields, hidden)
	}
	c.inboxes = append(c.inboxes, in)
	c.changeInbox(in)
	return ok(c.renderInbox(in))
}

var inboxSettings = []string{
	"greeting_enabled", "greeting_message", "enable_email_collect", "csat_survey_enabled", "csat_config", "enable_auto_assignment", "auto_assignment_config",
	"working_hours_enabled", "working_hours", "out_of_office_message", "timezone", "allow_messages_after_resolved", "sender_name_type", "business_name",
}

func (c *call) changeInbox(in *inbox) {
	if c.has("name") {
		in.name = c.text("name")
	}
	if c.has("lock_to_single_conversation") {
		in.locked = c.bool("lock_to_single_conversation")
	}
	for _, name := range inboxSettings {
		if c.has(name) {
			in.settings[name] = c.params[name]
		}
	}
	if f, isFile := c.params["avatar"].(upload); isFile {
		in.settings["avatar_url"] = c.url + "/rails/active_storage/representations/redirect/" + f.name
	}
}

func updateInbox(c *call, in *inbox) reply {
	if t := c.text("sender_name_type"); t != "" && t != "friendly" && t != "professional" {
		return crash()
	}
	c.changeInbox(in)
	maps.Copy(in.fields, c.object("channel"))
	return ok(c.renderInbox(in))
}

// deleteInbox is a background job on the real server.
func deleteInbox(c *call, in *inbox) reply {
	w := c.world
	w.later(func() {
		for _, conv := range slices.Clone(w.threads) {
			if conv.inbox == in {
				w.remove(conv)
			}
		}
		w.inboxes = slices.DeleteFunc(w.inboxes, func(other *inbox) bool { return other == in })
		w.contactInbox = slices.DeleteFunc(w.contactInbox, func(ci *contactInbox) bool { return ci.inbox == in.id })
	})
	return ok(object{"message": "Your inbox deletion request will be processed in some time."})
}

func deleteInboxAvatar(_ *call, in *inbox) reply {
	delete(in.settings, "avatar_url")
	return empty()
}

func showInboxBot(c *call, in *inbox) reply {
	b := c.world.bot(in.bot)
	if b == nil {
		return ok(object{})
	}
	return ok(object{"agent_bot": c.renderBot(b)})
}

func setInboxBot(c *call, in *inbox) reply {
	in.bot = 0
	if id := c.int("agent_bot"); id != 0 {
		if c.world.bot(id) == nil {
			return notFound()
		}
		in.bot = id
	}
	return empty()
}

func resetInboxSecret(c *call, in *inbox) reply {
	if c.dialect == Chatwoot42 {
		return routerError(c.request, http.StatusNotFound)
	}
	in.secret = fmt.Sprintf("secret-of-inbox-%d-%d", in.id, c.nextID("secret"))
	return ok(c.renderInbox(in))
}

func listInboxMembers(c *call, in *inbox) reply {
	return ok(object{"payload": c.renderAgents(in.members)})
}

func changeMembers(change func(had, ids []int64) []int64) func(*call) reply {
	return func(c *call) reply {
		in := c.inbox(c.int("inbox_id"))
		if in == nil {
			return notFound()
		}
		ids, refusal := c.memberIDs()
		if refusal != nil {
			return *refusal
		}
		in.members = change(in.members, ids)
		return ok(object{"payload": c.renderAgents(in.members)})
	}
}

func removeInboxMembers(c *call) reply {
	r := changeMembers(without)(c)
	if r.status == http.StatusOK {
		return empty()
	}
	return r
}

// listAssignableAgents lists the agents who are members of every inbox, plus administrators.
func listAssignableAgents(c *call) reply {
	list := []object{}
	for _, u := range c.users {
		everywhere := true
		for _, id := range c.list("inbox_ids") {
			in := c.inbox(toInt(id))
			everywhere = everywhere && in != nil && slices.Contains(in.members, u.id)
		}
		if everywhere || u.role == "administrator" {
			list = append(list, c.renderAgent(u))
		}
	}
	return ok(object{"payload": list})
}
