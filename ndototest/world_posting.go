package ndototest

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// post adds a message and runs its callbacks, in the order of app/models/message.rb.
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
	if m.kind == incoming {
		w.reopen(m)
	}
	conv.active, conv.updated = m.created, m.created
	m.saved = m.columns()
	w.record(event{name: "message_created", message: m, cableOnly: m.kind == activity})
	w.answered(m)
	w.saved(conv)
	w.followUp(m)
	if m.senderKind == "contact" {
		w.seen(conv.contact, m.created)
	}
	w.listen(m, func() {
		w.mention(m)
		w.notifyOfMessage(m)
	})
	return m
}

// reopen is what a message of a customer does to a conversation that is not open.
func (w *world) reopen(m *message) {
	conv := m.conversation
	if conv.contact.blocked {
		return
	}
	switch conv.status {
	case "snoozed":
		w.setStatus(conv, "open", nil)
	case "resolved":
		status := "open"
		if w.hasActiveBot(conv.inbox) {
			status = "pending"
		}
		w.byCustomer = w.actingUser() == nil && !m.private && conv.inbox.channel == "Channel::Api" && status == "open"
		w.setStatus(conv, status, nil)
		w.byCustomer = false
	}
}

// answered updates since when the customer waits, and when they got the first reply.
func (w *world) answered(m *message) {
	conv := m.conversation
	human := m.kind == outgoing && m.senderKind == "user" && isBlank(m.attributes["automation_rule_id"])
	switch {
	case human && !m.private && conv.firstReply.IsZero() && conv.replies() <= 1:
		w.measure("first_response", conv, conv.created, m.created, m.sender)
		conv.firstReply, conv.waiting = m.created, time.Time{}
		w.record(event{name: "first.reply.created", message: m, cableOnly: true})
	case human && !m.private:
		if !conv.waiting.IsZero() {
			w.measure("reply_time", conv, conv.waiting, m.created, m.sender)
		}
		conv.waiting = time.Time{}
	case m.kind == outgoing && m.senderKind == "agent_bot" && !m.private && w.server.dialect != Chatwoot42:
		conv.waiting = time.Time{}
	case m.kind == incoming && conv.waiting.IsZero():
		conv.waiting = m.created
	}
}

// replies counts the public messages that somebody sent who is no bot.
func (conv *conversation) replies() int {
	n := 0
	for _, m := range conv.messages {
		if m.kind == outgoing && m.senderKind != "agent_bot" && m.senderKind != "" && !m.private {
			n++
		}
	}
	return n
}

// seen notes when a contact was last active, which webhooks are told.
func (w *world) seen(p *contact, at time.Time) {
	before := *p
	p.lastActivity = at
	w.contactSaved(p, &before)
}

// contactSaved records the event of a contact that was changed.
func (w *world) contactSaved(p, before *contact) {
	if changes := contactChanges(before, p); len(changes) > 0 {
		changes = append(changes, object{"updated_at": change(iso(latest(before.created, before.updated)), iso(w.now()))})
		p.updated = w.now()
		w.record(event{name: "contact_updated", contact: p, changed: changes})
	}
}

// setStatus changes the status and does what follows from it. A time is only kept for snoozed conversations.
func (w *world) setStatus(conv *conversation, status string, until *time.Time) {
	w.track(conv)
	changed := conv.status != status
	conv.status = status
	switch {
	case status != "snoozed":
		conv.snoozed = time.Time{}
	case until != nil:
		conv.snoozed = *until
	}
	w.saved(conv)
	if !changed {
		return
	}
	if text := w.statusText(conv); text != "" {
		w.tellWith(conv, text, object{"activity": object{"type": "conversation_status_changed", "status": status}})
	}
	if status == "resolved" {
		w.measure("conversation_resolved", conv, conv.created, w.now(), conv.assignee)
		if w.server.dialect != Chatwoot42 {
			conv.waiting = time.Time{} // no callbacks
			w.forget(conv)
		}
		w.survey(conv)
	}
	w.autoAssign(conv)
}

// statusText is the activity of a change of status; changes that nobody made have none.
func (w *world) statusText(conv *conversation) string {
	who := w.actorName()
	switch {
	case w.byCustomer:
		return "System reopened the conversation due to a new incoming message."
	case who == "" && conv.status == "resolved" && w.acting != nil && w.acting.customer != nil:
		name := strings.ToLower(w.acting.customer.name)
		return "Conversation was resolved by " + strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):]
	case who == "" && conv.status == "resolved":
		return "Conversation was marked resolved by system due to 0 minutes of inactivity"
	case who == "":
		return ""
	}
	return map[string]string{
		"open": "Conversation was reopened by ", "resolved": "Conversation was marked resolved by ", "pending": "Conversation was marked as pending by ",
		"snoozed": "Conversation was snoozed by ",
	}[conv.status] + who
}

// actorName is the user, or the bot, whose request is handled, or that of all automation rules.
func (w *world) actorName() string {
	switch {
	case w.acting == nil:
		return ""
	case w.acting.user != nil:
		return w.acting.user.name
	case w.acting.bot != nil:
		return w.acting.bot.name
	case w.acting.rule != nil:
		return "Automation System"
	}
	return ""
}

func (w *world) actingUser() *user {
	if w.acting == nil {
		return nil
	}
	return w.acting.user
}

// announcement is an activity message that is still to be added.
type announcement struct{ *message }

// tell adds an activity message, which is a background job.
func (w *world) tell(conv *conversation, what string) { w.tellWith(conv, what, nil) }

func (w *world) tellWith(conv *conversation, what string, attributes object) {
	if w.server.dialect == Chatwoot42 {
		attributes = nil
	}
	m := &message{conversation: conv, content: what, hasContent: true, kind: activity, contentType: "text", status: "sent", attributes: attributes}
	w.listen(announcement{m}, func() {
		if w.conversations[conv.id] == conv { // jobs of records that are gone are discarded
			w.post(m)
		}
	})
}

// tellBy adds an activity about what the caller did. Without a caller there is none.
func (w *world) tellBy(conv *conversation, before, after string) {
	if who := w.actorName(); who != "" {
		w.tell(conv, before+who+after)
	}
}

var (
	userMention = regexp.MustCompile(`\(mention://user/(\d+)/`)
	teamMention = regexp.MustCompile(`\(mention://team/(\d+)/`)
)

// mention makes those whom a note names participants, if they may see the conversation.
func (w *world) mention(m *message) {
	if !m.private || !strings.Contains(m.content, "mention://") {
		return
	}
	conv := m.conversation
	var ids []int64
	for _, match := range userMention.FindAllStringSubmatch(m.content, -1) {
		ids = append(ids, toInt(match[1]))
	}
	for _, match := range teamMention.FindAllStringSubmatch(m.content, -1) {
		if t := w.team(toInt(match[1])); t != nil && w.server.dialect != Chatwoot42 {
			ids = append(ids, t.members...)
		}
	}
	for _, id := range ids {
		u := w.user(id)
		if u == nil || u.role != "administrator" && !slices.Contains(conv.inbox.members, id) {
			continue
		}
		conv.participate(id)
		if !slices.Contains(conv.mentioned, id) {
			conv.mentioned = append(conv.mentioned, id)
		}
		w.record(event{name: "conversation.mentioned", conv: conv, user: u, cableOnly: true})
		if m.senderKind != "user" || m.sender != id {
			w.notify(u, "conversation_mention", conv, m)
		}
	}
}

func (conv *conversation) participate(id int64) {
	if !slices.Contains(conv.participants, id) {
		conv.participants = append(conv.participants, id)
	}
}
