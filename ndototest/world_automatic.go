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
	if text := toText(settings["greeting_message"]); text != "" && settings["greeting_enabled"] == true && conv.count(incoming) == 1 {
		w.postTemplate(conv, text, "text")
	}
}

// survey sends the CSAT survey of a resolved conversation.
func (w *world) survey(conv *conversation) {
	if conv.inbox.settings["csat_survey_enabled"] == true {
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

// autoAssign assigns an open, unassigned conversation to the next online agent if the inbox says so.
func (w *world) autoAssign(conv *conversation) {
	if conv.status == "open" && conv.assignee == 0 && conv.assigneeBot == 0 && conv.inbox.settings["enable_auto_assignment"] == true {
		w.assignNext(conv, conv.inbox.members)
	}
}

// assignNext assigns the next online inbox member out of the given users, round robin.
func (w *world) assignNext(conv *conversation, among []int64) {
	in := conv.inbox
	for range in.members {
		in.turn++
		id := in.members[in.turn%len(in.members)]
		if u := w.user(id); u != nil && u.availability == "online" && slices.Contains(among, id) {
			conv.assignee = id
			w.tell(conv, "Assigned to "+u.name)
			return
		}
	}
}
