package ndototest

import (
	"cmp"
	"fmt"
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
	{http.MethodGet, "inboxes/{id}/campaigns", accessAdmins, withInbox(listInboxCampaigns)},
	{http.MethodPost, "channels/twilio_channel", accessAdmins, createTwilioInbox},
	{http.MethodGet, "inboxes/{id}/health", accessAgents, withInbox(whatsAppOnly(http.StatusBadRequest, "Health data only available for WhatsApp Cloud API channels"))},
	{http.MethodPost, "inboxes/{id}/register_webhook", accessAdmins, withInbox(whatsAppOnly(http.StatusBadRequest, "Health data only available for WhatsApp Cloud API channels"))},
	{http.MethodPost, "inboxes/{id}/sync_templates", accessAdmins, withInbox(whatsAppOnly(http.StatusUnprocessableEntity, "Template sync is only available for WhatsApp channels"))},
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
	return c.user == nil || c.isAdmin() || slices.Contains(in.members, c.user.id)
}

var senderNames = []string{"friendly", "professional"}

var inboxColumns = slices.Concat(
	columnsOf(stringColumn, "name", "timezone", "business_name"), columnsOf(jsonColumn, "greeting_message", "out_of_office_message"),
	columnsOf(boolColumn, "greeting_enabled", "enable_email_collect", "csat_survey_enabled", "enable_auto_assignment", "working_hours_enabled",
		"allow_messages_after_resolved", "lock_to_single_conversation"),
	columnsOf(objectColumn, "csat_config", "auto_assignment_config"), []column{enum("sender_name_type", senderNames...)},
)

// inboxDefaults are the defaults of the columns.
func inboxDefaults() object {
	return object{
		"greeting_enabled": false, "greeting_message": nil, "working_hours_enabled": false, "enable_email_collect": true, "csat_survey_enabled": false,
		"csat_config": object{}, "enable_auto_assignment": true, "auto_assignment_config": object{}, "out_of_office_message": nil, "timezone": "UTC",
		"allow_messages_after_resolved": true, "sender_name_type": "friendly", "business_name": nil, "working_hours": defaultWorkingHours(), "avatar_url": "",
	}
}

// defaultWorkingHours are from nine to five on weekdays.
func defaultWorkingHours() []any {
	var week []any
	for day := range 7 {
		row := object{
			"day_of_week": int64(day), "closed_all_day": false, "open_hour": int64(9), "open_minutes": int64(0), "close_hour": int64(17),
			"close_minutes": int64(0), "open_all_day": false,
		}
		if day == 0 || day == 6 {
			row["closed_all_day"] = true
			for _, name := range []string{"open_hour", "open_minutes", "close_hour", "close_minutes"} {
				row[name] = nil
			}
		}
		week = append(week, row)
	}
	return week
}

// renderInbox is views/api/v1/models/_inbox.json.jbuilder; most members are specific to a channel.
func (c *call) renderInbox(in *inbox) object {
	o := merged(inboxDefaults(), in.settings)
	o["id"], o["channel_id"], o["name"], o["channel_type"], o["lock_to_single_conversation"] = in.id, in.id, in.name, in.channel, in.locked
	c.renderChannel(o, in)
	return o
}

func listInboxes(c *call) reply {
	list := slices.DeleteFunc(slices.Clone(c.inboxes), func(in *inbox) bool { return !c.worksIn(in) })
	return ok(object{"payload": renderAll(list, c.renderInbox)})
}

func showInbox(c *call, in *inbox) reply { return ok(c.withEmailLayout(c.renderInbox(in), in)) }

func createInbox(c *call) reply {
	params := c.object("channel")
	if params == nil {
		return crash()
	}
	if toText(params["type"]) == "voice" && c.dialect != Chatwoot42 {
		return c.createVoiceInbox(params)
	}
	t, known := channelTypes[toText(params["type"])]
	if !known || toText(params["type"]) == "twilio" {
		return invalid("Channel must exist", "channel")
	}
	in := &inbox{channel: t.class, created: c.now(), settings: inboxDefaults()}
	in.fields = c.newChannel(t, c.lastIDs["inbox"]+1)
	if refusal := c.readChannel(t, in.fields, params, 0); refusal != nil {
		return *refusal
	}
	if refusal := c.readInbox(in); refusal != nil {
		return *refusal
	}
	in.id = c.nextID("inbox")
	in.secret = fmt.Sprintf("secret-of-inbox-%d", in.id)
	c.inboxes = append(c.inboxes, in)
	return ok(c.renderInbox(in))
}

// readInbox casts and validates the params of an inbox; the text "null" is null.
func (c *call) readInbox(in *inbox) *reply {
	params := merged(c.params, nil)
	for name, v := range params {
		if v == "null" {
			params[name] = nil
		}
	}
	row := merged(in.settings, object{"name": orNull(in.name), "lock_to_single_conversation": in.locked})
	crashed := crash()
	if hasNUL(params) || !assignColumns(row, params, inboxColumns) {
		return &crashed
	}
	var p problems
	p.lengths(row, inboxColumns)
	p.present(row, "name")
	if !validZone(toText(row["timezone"])) {
		p.add("timezone", "is not included in the list")
	}
	for _, name := range []string{"out_of_office_message", "greeting_message"} {
		if len([]rune(toText(row[name]))) > 10_000 {
			p.tooLong(name, 10_000)
		}
	}
	if refusal := p.reply(); refusal != nil {
		return refusal
	}
	if config, sent := params["csat_config"].(object); sent && len(config) > 0 {
		row["csat_config"] = csatConfig(config)
	}
	in.name, in.locked = toText(row["name"]), row["lock_to_single_conversation"] == true
	delete(row, "name")
	delete(row, "lock_to_single_conversation")
	in.settings = row
	if f, isFile := c.params["avatar"].(upload); isFile {
		in.settings["avatar_url"] = c.url + "/rails/active_storage/representations/redirect/" + f.name
	}
	return nil
}

// csatConfig fills in what a survey needs (inboxes_controller.rb#format_csat_config).
func csatConfig(sent object) object {
	rules, _ := sent["survey_rules"].(object)
	values, _ := rules["values"].([]any)
	o := object{
		"display_type": cmp.Or(toText(sent["display_type"]), "emoji"), "message": toText(sent["message"]),
		"survey_rules": object{"operator": cmp.Or(toText(rules["operator"]), "contains"), "values": append([]any{}, values...)},
		"button_text":  cmp.Or(toText(sent["button_text"]), "Please rate us"), "language": cmp.Or(toText(sent["language"]), "en"),
	}
	if !isBlank(sent["template"]) {
		o["template"] = sent["template"]
	}
	return o
}

func updateInbox(c *call, in *inbox) reply {
	if refusal := c.setInboxEmailLayout(in); refusal != nil {
		return *refusal
	}
	changed := *in
	changed.fields = merged(in.fields, nil)
	if refusal := c.readInbox(&changed); refusal != nil {
		return *refusal
	}
	if params := c.object("channel"); len(params) > 0 {
		if refusal := c.readChannel(channelOf(in.channel), changed.fields, params, in.id); refusal != nil {
			return *refusal
		}
	}
	changed.settings["working_hours"] = c.readWorkingHours(changed.settings["working_hours"])
	*in = changed
	return ok(c.withEmailLayout(c.renderInbox(in), in))
}

// readWorkingHours changes the days that are sent. A day that is not valid stays as it was, without a word.
func (c *call) readWorkingHours(had any) []any {
	week := slices.Clone(had.([]any))
	for _, v := range c.list("working_hours") {
		sent, _ := v.(object)
		for i, v := range week {
			day := v.(object)
			if toInt(day["day_of_week"]) != toInt(sent["day_of_week"]) {
				continue
			}
			changed := merged(day, pick(sent, "closed_all_day", "open_all_day", "open_hour", "open_minutes", "close_hour", "close_minutes"))
			for _, name := range []string{"closed_all_day", "open_all_day"} {
				changed[name] = castBool(changed[name]) == true
			}
			if changed["open_all_day"] == true {
				changed = merged(changed, object{"open_hour": int64(0), "open_minutes": int64(0), "close_hour": int64(23), "close_minutes": int64(59)})
			}
			if validHours(changed) {
				week[i] = plain(changed)
			}
		}
	}
	return week
}

func validHours(day object) bool {
	if day["closed_all_day"] == true {
		return day["open_all_day"] != true
	}
	minutes := func(hour, minute string) int64 { return toInt(day[hour])*60 + toInt(day[minute]) }
	return minutes("open_hour", "open_minutes") < minutes("close_hour", "close_minutes") && toInt(day["close_hour"]) < 24
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
		for _, kind := range []string{"campaigns", emailLayouts, "inbox_capacity_limits", "integrations/hooks", "webhooks"} {
			w.dropRows(kind, "inbox_id", in.id)
		}
		w.link("captain_inboxes", in.id, nil)
		w.link("inbox_assignment_policies", in.id, nil)
	})
	return ok(object{"message": "Your inbox deletion request will be processed in some time."})
}

func deleteInboxAvatar(_ *call, in *inbox) reply {
	in.settings["avatar_url"] = ""
	return empty()
}

// showInboxBot gives administrators the record of the token in place of the token: this view has the bare model.
func showInboxBot(c *call, in *inbox) reply {
	b := c.world.bot(in.bot)
	if b == nil {
		return ok(object{})
	}
	o := c.renderBot(b)
	if _, visible := o["access_token"]; visible {
		o["access_token"] = object{
			"id": b.id, "owner_type": "AgentBot", "owner_id": b.id, "token": b.token, "created_at": iso(b.created), "updated_at": iso(b.created),
		}
	}
	return ok(object{"agent_bot": o})
}

// setInboxBot leaves the bot that there is if the new one does not exist.
func setInboxBot(c *call, in *inbox) reply {
	id := c.int("agent_bot")
	if c.params["agent_bot"] != nil && c.world.bot(id) == nil {
		return notFound()
	}
	in.bot = id
	return empty()
}

func resetInboxSecret(c *call, in *inbox) reply {
	if in.channel != "Channel::Api" {
		return emptyNotFound()
	}
	in.secret = fmt.Sprintf("secret-of-inbox-%d-%d", in.id, c.nextID("secret"))
	return ok(c.renderInbox(in))
}
