package ndototest

import "time"

// post adds a message and runs its callbacks (app/models/message.rb).
func (w *world) post(m *message) *message {
	m.id = w.take("message", m.id)
	if m.created.IsZero() {
		m.created = w.now()
	}
	m.updated = m.created
	if m.attributes == nil {
		m.attributes = object{}
	}
	conv := m.conversation
	w.track(conv)
	conv.messages = append(conv.messages, m)
	w.messages[m.id] = m
	conv.active, conv.updated = m.created, m.created
	switch {
	case m.kind == incoming:
		w.received(m)
	case m.kind == outgoing && !m.private && m.senderKind == "user":
		if conv.firstReply.IsZero() {
			conv.firstReply = m.created
		}
		conv.waiting = time.Time{}
	}
	if m.kind != activity {
		w.record(event{name: "message_created", message: m})
	}
	if m.kind == incoming {
		w.greet(m)
	}
	return m
}

func (w *world) received(m *message) {
	conv := m.conversation
	conv.contact.lastActivity = m.created
	if conv.waiting.IsZero() {
		conv.waiting = m.created
	}
	if conv.contact.blocked {
		return
	}
	switch conv.status {
	case "snoozed":
		w.setStatus(conv, "open", time.Time{})
	case "resolved":
		status := "open"
		if conv.inbox.bot != 0 {
			status = "pending"
		}
		w.setStatus(conv, status, time.Time{})
	}
}

// setStatus changes the status and adds an activity message.
func (w *world) setStatus(conv *conversation, status string, until time.Time) {
	w.track(conv)
	changed := conv.status != status
	conv.status, conv.snoozed = status, time.Time{}
	if status == "snoozed" {
		conv.snoozed = until
	}
	if !changed {
		return
	}
	w.tell(conv, "Conversation was marked "+status)
	if status == "resolved" {
		w.survey(conv)
	}
	w.autoAssign(conv)
}

// tell adds an activity message, which is a background job.
func (w *world) tell(conv *conversation, what string) {
	w.later(func() {
		if w.conversations[conv.id] != conv {
			return // jobs of records that are gone are discarded
		}
		w.post(&message{conversation: conv, content: what, hasContent: true, kind: activity, contentType: "text", status: "sent"})
	})
}
