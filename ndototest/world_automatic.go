package ndototest

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// What the server does on its own in a conversation if the inbox's settings say so.

// followUp sends the templates that follow a message: a notice out of office, or else a greeting, and boxes that ask
// for an e-mail address (app/services/message_templates/hook_execution_service.rb).
func (w *world) followUp(m *message) {
	conv := m.conversation
	settings := conv.inbox.settings
	if m.kind == template || conv.count(incoming) == 0 || w.handledByCaptain(conv) {
		return
	}
	if text := toText(settings["out_of_office_message"]); text != "" && m.kind == incoming && conv.unattendedAt(m.created) {
		w.postTemplate(conv, text, "text")
	}
	if text := toText(settings["greeting_message"]); text != "" && settings["greeting_enabled"] == true && conv.count(outgoing) == 0 && conv.count(template) == 0 {
		w.postTemplate(conv, text, "text")
	}
	if settings["enable_email_collect"] == true && conv.inbox.channel == "Channel::WebWidget" && conv.contact.email == "" && !conv.hasType("input_email") {
		w.postTemplate(conv, "Give the team a way to reach you.", "text")
		w.postTemplate(conv, "Get notified by email", "input_email")
	}
}

// handledByCaptain reports whether an assistant answers in the bot's place, and sends no templates.
func (w *world) handledByCaptain(conv *conversation) bool {
	return conv.status == "pending" && w.linked("captain_inboxes", conv.inbox.id) != nil && w.server.dialect != Chatwoot42
}

// unattendedAt reports whether a message gets the notice of an inbox that is closed: once a day, and not while an agent
// is writing.
func (conv *conversation) unattendedAt(t time.Time) bool {
	answered := slices.ContainsFunc(conv.messages, func(m *message) bool {
		return m.kind == outgoing && !m.private && m.created.After(t.Add(-5*time.Minute))
	})
	return !answered && conv.inbox.settings["working_hours_enabled"] == true && conv.inbox.closedAt(t) && !conv.hasTemplateSince(t.UTC().Truncate(24*time.Hour))
}

// survey sends the CSAT survey of a resolved conversation, if the rules of the inbox let it
// (app/services/csat_survey_service.rb).
func (w *world) survey(conv *conversation) {
	if conv.inbox.settings["csat_survey_enabled"] != true {
		return
	}
	w.later(func() {
		config, _ := conv.inbox.settings["csat_config"].(object)
		if w.conversations[conv.id] != conv || conv.status != "resolved" || conv.hasType("input_csat") || !asksFor(config, conv.labels) {
			return
		}
		old := w.server.dialect == Chatwoot42
		switch {
		case old && conv.count(incoming) == 0:
		case !old && !conv.canReply(w.now()):
			w.tell(conv, "CSAT survey not sent due to outgoing message restrictions")
		default:
			w.post(&message{
				conversation: conv, content: cmp.Or(strings.TrimSpace(toText(config["message"])), "Please rate the conversation"), hasContent: true, kind: template,
				contentType: "input_csat", status: "sent", attributes: object{"display_type": cmp.Or(toText(config["display_type"]), "emoji")},
			})
		}
	})
}

// asksFor reports whether the rules of a survey let conversations with these labels be rated.
func asksFor(config object, labels []string) bool {
	rules, _ := config["survey_rules"].(object)
	values, _ := rules["values"].([]any)
	has := slices.ContainsFunc(toTexts(values), func(label string) bool { return slices.Contains(labels, label) })
	switch operator := cmp.Or(toText(rules["operator"]), "contains"); {
	case len(values) == 0:
		return true
	case operator == "contains":
		return has
	case operator == "does_not_contain":
		return !has
	}
	return true
}

func (w *world) postTemplate(conv *conversation, text, contentType string) {
	w.post(&message{conversation: conv, content: text, hasContent: true, kind: template, contentType: contentType, status: "sent"})
}

func (conv *conversation) count(kind int) int {
	n := 0
	for _, m := range conv.messages {
		if m.kind == kind {
			n++
		}
	}
	return n
}

func (conv *conversation) hasType(contentType string) bool {
	return slices.ContainsFunc(conv.messages, func(m *message) bool { return m.contentType == contentType })
}

func (conv *conversation) hasTemplateSince(t time.Time) bool {
	return slices.ContainsFunc(conv.messages, func(m *message) bool { return m.kind == template && !m.created.Before(t) })
}

// closedAt reads the working hours, in the time zone of the inbox. Days they omit are closed. The end of a working day
// belongs to it, and that of one that is open all day is 23:59.
func (in *inbox) closedAt(t time.Time) bool {
	if zone, err := time.LoadLocation(toText(in.settings["timezone"])); err == nil {
		t = t.In(zone)
	}
	hours, _ := in.settings["working_hours"].([]any)
	at := func(hour, minute any) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), int(toInt(hour)), int(toInt(minute)), 0, 0, t.Location())
	}
	for _, v := range hours {
		day, _ := v.(object)
		if toInt(day["day_of_week"]) != int64(t.Weekday()) || day["closed_all_day"] == true {
			continue
		}
		opens, closes := at(day["open_hour"], day["open_minutes"]), at(day["close_hour"], day["close_minutes"])
		if day["open_all_day"] == true {
			opens, closes = at(0, 0), at(23, 59)
		}
		return t.Before(opens) || t.After(closes)
	}
	return true
}
