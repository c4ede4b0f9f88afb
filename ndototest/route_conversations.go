package ndototest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

var conversationRoutes = []route{
	{http.MethodGet, "conversations", accessAgents, listConversations},
	{http.MethodGet, "conversations/meta", accessAgents, countConversations},
	{http.MethodGet, "conversations/search", accessAgents, searchConversations},
	{http.MethodGet, "conversations/unread_counts", accessAgents, unreadCounts},
	{http.MethodPost, "conversations/filter", accessAgents, filterConversations},
	{http.MethodPost, "conversations", accessBots, createConversation},
	{http.MethodGet, "conversations/{id}", accessNewBots, withConversation(showConversation)},
	{http.MethodPatch, "conversations/{id}", accessBots, withConversation(updateConversation)},
	{http.MethodDelete, "conversations/{id}", accessAdmins, withConversation(deleteConversation)},
	{http.MethodPost, "conversations/{id}/toggle_status", accessBots, withConversation(toggleStatus)},
	{http.MethodPost, "conversations/{id}/toggle_priority", accessBots, withConversation(togglePriority)},
	{http.MethodPost, "conversations/{id}/toggle_typing_status", accessNewBots, withConversation(toggleTyping)},
	{http.MethodPost, "conversations/{id}/mute", accessAgents, withConversation(mute)},
	{http.MethodPost, "conversations/{id}/unmute", accessAgents, withConversation(unmute)},
	{http.MethodPost, "conversations/{id}/transcript", accessAgents, withConversation(sendTranscript)},
	{http.MethodPost, "conversations/{id}/update_last_seen", accessAgents, withConversation(updateLastSeen)},
	{http.MethodPost, "conversations/{id}/unread", accessAgents, withConversation(markUnread)},
	{http.MethodPost, "conversations/{id}/custom_attributes", accessBots, withConversation(setConversationAttributes)},
	{http.MethodPost, "conversations/{id}/destroy_custom_attributes", accessAgents, withConversation(removeConversationAttributes)},
	{http.MethodPost, "conversations/{id}/assignments", accessBots, withConversation(assign)},
	{http.MethodGet, "conversations/{id}/labels", accessNewBots, withConversation(listConversationLabels)},
	{http.MethodPost, "conversations/{id}/labels", accessNewBots, withConversation(setConversationLabels)},
	{http.MethodGet, "conversations/{id}/attachments", accessAgents, withConversation(listConversationAttachments)},
	{http.MethodGet, "conversations/{id}/participants", accessAgents, withConversation(listParticipants)},
	{http.MethodPost, "conversations/{id}/participants", accessAgents, withConversation(addParticipants)},
	{http.MethodPatch, "conversations/{id}/participants", accessAgents, withConversation(setParticipants)},
	{http.MethodDelete, "conversations/{id}/participants", accessAgents, withConversation(removeParticipants)},
}

var statuses = []string{"open", "resolved", "pending", "snoozed"}

// toggleTyping ignores values other than on and off.
func toggleTyping(c *call, conv *conversation) reply {
	if status := c.text("typing_status"); status == "on" || status == "off" {
		c.record(event{name: "conversation_typing_" + status, conv: conv, typist: c.webhookCaller(), private: c.bool("is_private")})
	}
	return empty()
}

func showConversation(c *call, conv *conversation) reply { return ok(c.renderConversation(conv)) }

// createConversation is app/builders/conversation_builder.rb.
func createConversation(c *call) reply {
	in, who, ci, refusal := c.placeOfConversation()
	if refusal != nil {
		return *refusal
	}
	if in.locked {
		for _, conv := range c.threads {
			if conv.source == ci {
				return ok(c.renderConversation(conv))
			}
		}
	}
	status := c.text("status")
	if status != "" && !slices.Contains(statuses, status) {
		return crash()
	}
	if problem := attributeProblem(c.object("custom_attributes")); problem != "" {
		return invalid(problem, "custom_attributes")
	}
	conv := c.open(in, who, ci, 0)
	if status != "" {
		conv.status = status
	}
	if until, err := time.Parse(time.RFC3339, c.text("snoozed_until")); err == nil {
		conv.snoozed = until // an epoch is ignored here
	}
	switch {
	case who.blocked:
		conv.status = "resolved"
	case in.bot != 0:
		conv.status = "pending"
	}
	conv.assignee, conv.team = c.int("assignee_id"), c.int("team_id")
	conv.custom, conv.additional = toObject(c.object("custom_attributes")), toObject(c.object("additional_attributes"))
	c.autoAssign(conv)
	ci.verified = ci.verified || c.bool("hmac_verified")
	if first := c.object("message"); first != nil {
		inner := *c
		inner.params = first
		if m := inner.postMessage(conv); m.status != http.StatusOK {
			c.world.remove(conv)
			return m
		}
	}
	return ok(c.renderConversation(conv))
}

// placeOfConversation finds the inbox and the contact by their ids, or by a source id that exists.
func (c *call) placeOfConversation() (*inbox, *contact, *contactInbox, *reply) {
	fail := func(r reply) (*inbox, *contact, *contactInbox, *reply) { return nil, nil, nil, &r }
	source := c.text("source_id")
	if !c.has("inbox_id") || !c.has("contact_id") {
		ci := find(c.contactInbox, func(ci *contactInbox) bool { return source != "" && ci.source == source })
		if ci == nil {
			return fail(notFound())
		}
		return c.inbox(ci.inbox), c.contacts[ci.contact], ci, nil
	}
	in, who := c.inbox(c.int("inbox_id")), c.contacts[c.int("contact_id")]
	if in == nil || who == nil {
		return fail(notFound())
	}
	if c.user != nil && !c.isAdmin() && !slices.Contains(in.members, c.user.id) {
		return fail(forbidden())
	}
	taken := find(c.contactInbox, func(ci *contactInbox) bool { return ci.inbox == in.id && ci.source == source && ci.contact != who.id })
	if source != "" && taken != nil {
		return fail(unprocessable("source_id should be unique"))
	}
	return in, who, c.inboxOf(who, in, source), nil
}

func updateConversation(c *call, conv *conversation) reply {
	if c.has("priority") {
		if r := togglePriority(c, conv); r.status != http.StatusOK {
			return r
		}
	}
	return ok(c.renderConversation(conv))
}

// deleteConversation is a background job on the real server.
func deleteConversation(c *call, conv *conversation) reply {
	c.later(func() { c.world.remove(conv) })
	return empty()
}

func (w *world) remove(conv *conversation) {
	delete(w.conversations, conv.id)
	w.events = slices.DeleteFunc(w.events, func(e event) bool {
		return e.conv == conv || e.message != nil && e.message.conversation == conv
	})
	w.threads = slices.DeleteFunc(w.threads, func(other *conversation) bool { return other == conv })
	for _, m := range conv.messages {
		delete(w.messages, m.id)
		for _, a := range m.attachments {
			delete(w.attachments, a.id)
		}
	}
}

func toggleStatus(c *call, conv *conversation) reply {
	status := c.text("status")
	if status == "" {
		status = "open"
		if conv.status == "open" {
			status = "resolved"
		}
	}
	if !slices.Contains(statuses, status) {
		return crash()
	}
	var until time.Time
	if text := c.text("snoozed_until"); text != "" && status == "snoozed" {
		if strings.Trim(text, "0123456789") != "" {
			return crash()
		}
		if until = time.Unix(toInt(text), 0); until.UTC().Year() > 9999 { // milliseconds, for example
			return crash()
		}
	}
	var success any = true
	if c.bot != nil && conv.status == "pending" && status == "open" {
		success = nil // a handoff, which never sets success
	}
	c.setStatus(conv, status, until)
	if status == "open" && c.user != nil && c.user.role == "agent" {
		conv.assignee, conv.assigneeBot = c.user.id, 0
	}
	return ok(object{"payload": object{"success": success, "conversation_id": conv.id, "current_status": conv.status, "snoozed_until": iso(conv.snoozed)}})
}

func togglePriority(c *call, conv *conversation) reply {
	priority := c.text("priority")
	if !slices.Contains(priorities, priority) {
		return crash()
	}
	if conv.priority != priority {
		conv.priority = priority
		c.tell(conv, "The priority was changed")
	}
	return empty()
}

func mute(c *call, conv *conversation) reply {
	c.setStatus(conv, "resolved", time.Time{})
	conv.contact.blocked = true
	c.tell(conv, "The conversation was muted")
	return empty()
}

func unmute(c *call, conv *conversation) reply {
	conv.contact.blocked = false
	c.tell(conv, "The conversation was unmuted")
	return empty()
}

func sendTranscript(c *call, _ *conversation) reply {
	if c.text("email") == "" {
		return unprocessable("email param missing")
	}
	return empty()
}

func updateLastSeen(c *call, conv *conversation) reply {
	conv.agentSeen = c.now()
	if c.user.id == conv.assignee {
		conv.assigneeSeen = conv.agentSeen
	}
	return ok(c.renderConversation(conv))
}

func markUnread(c *call, conv *conversation) reply {
	for _, m := range slices.Backward(conv.messages) {
		if m.kind == incoming {
			conv.agentSeen = m.created.Add(-time.Second)
			conv.assigneeSeen = conv.agentSeen
			break
		}
	}
	return ok(c.renderConversation(conv))
}
