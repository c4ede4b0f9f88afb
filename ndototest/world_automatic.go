package ndototest

import (
	"slices"
	"time"
)

// What the server does on its own in a conversation if the inbox's settings say so.

// greet sends the templates that follow a customer's message: a greeting after the first one, and an out-of-office
// notice (app/services/message_templates/hook_execution_service.rb).
func (w *world) greet(m *message) {
	conv := m.conversation
	settings := conv.inbox.settings
	if text := toText(settings["out_of_office_message"]); text != "" && settings["working_hours_enabled"] == true && conv.inbox.closedAt(m.created) {
		if !conv.hasTemplateSince(m.created.Truncate(24 * time.Hour)) {
			w.postTemplate(conv, text, "text")
		}
		return
	}
	if text := toText(settings["greeting_message"]); text != "" && settings["greeting_enabled"] == true && conv.count(incoming) == 1 &&
		conv.count(outgoing) == 0 && conv.count(template) == 0 {
		w.postTemplate(conv, text, "text")
	}
}

// survey sends the CSAT survey of a resolved conversation.
func (w *world) survey(conv *conversation) {
	asked := slices.ContainsFunc(conv.messages, func(m *message) bool { return m.contentType == "input_csat" })
	if conv.inbox.settings["csat_survey_enabled"] == true && !asked {
		w.later(func() {
			if w.conversations[conv.id] == conv {
				w.postTemplate(conv, "Please rate the conversation", "input_csat")
			}
		})
	}
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

func (conv *conversation) hasTemplateSince(t time.Time) bool {
	return slices.ContainsFunc(conv.messages, func(m *message) bool { return m.kind == template && !m.created.Before(t) })
}

// closedAt reads the working hours, in UTC. Days they omit are closed.
func (in *inbox) closedAt(t time.Time) bool {
	t = t.UTC()
	hours, _ := in.settings["working_hours"].([]any)
	minute := int64(t.Hour()*60 + t.Minute())
	for _, v := range hours {
		day, _ := v.(object)
		if toInt(day["day_of_week"]) != int64(t.Weekday()) || day["closed_all_day"] == true {
			continue
		}
		opens := toInt(day["open_hour"])*60 + toInt(day["open_minutes"])
		closes := toInt(day["close_hour"])*60 + toInt(day["close_minutes"])
		if day["open_all_day"] == true || minute >= opens && minute < closes {
			return false
		}
	}
	return true
}
