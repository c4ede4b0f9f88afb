package ndototest

import (
	"net/http"
	"slices"
)

var messageRoutes = []route{
	{http.MethodGet, "conversations/{id}/messages", accessAgents, withConversation(listMessages)},
	{http.MethodPost, "conversations/{id}/messages", accessBots, withConversation(createMessage)},
	{http.MethodPatch, "conversations/{id}/messages/{message}", accessAgents, withConversation(updateMessage)},
	{http.MethodDelete, "conversations/{id}/messages/{message}", accessAgents, withMessage(deleteMessage)},
	{http.MethodPost, "conversations/{id}/messages/{message}/retry", accessAgents, withMessage(retryMessage)},
	{http.MethodPost, "conversations/{id}/messages/{message}/translate", accessAgents, withMessage(translateMessage)},
}

// listMessages is app/finders/message_finder.rb: before and after are ids, and each case has its own limit.
func listMessages(c *call, conv *conversation) reply {
	meta := object{
		"labels": orEmpty(conv.labels), "additional_attributes": conv.additional, "contact": c.contactEvent(conv.contact),
		"agent_last_seen_at": iso(conv.agentSeen), "assignee_last_seen_at": iso(conv.assigneeSeen),
	}
	if u := c.world.user(conv.assignee); u != nil {
		meta["assignee"] = c.userEvent(u)
	}
	return ok(object{"meta": meta, "payload": renderRows(c, c.pageOfMessages(conv, c.text("filter_internal_messages") != ""), c.renderMessage)})
}

func (c *call) pageOfMessages(conv *conversation, public bool) []*message {
	list := conv.messages
	if public {
		list = conv.public()
	}
	before, after := c.int("before"), c.int("after")
	between := func(from, to int64) []*message {
		return slices.DeleteFunc(slices.Clone(list), func(m *message) bool { return m.id < from || to >= 0 && m.id >= to })
	}
	switch hasBefore, hasAfter := c.text("before") != "", c.text("after") != ""; {
	case c.dialect == NdotoDocs && !c.reading.MessageIDs:
		return c.messagesByTime(list)
	case hasAfter && hasBefore:
		list = between(after, before)
		return list[:min(len(list), 1000)]
	case hasAfter:
		list = between(after+1, -1)
		return list[:min(len(list), 100)]
	case hasBefore:
		list = between(0, before)
	}
	return list[max(0, len(list)-20):]
}

// updateMessage ignores unknown statuses and the step back from read to delivered.
func updateMessage(c *call, conv *conversation) reply {
	if conv.inbox.channel != "Channel::Api" {
		return *failure(http.StatusForbidden, "Message status update is only allowed for API inboxes")
	}
	m := c.messages[c.id("message")]
	if m == nil || m.conversation != conv {
		return notFound()
	}
	c.setMessageStatus(m, c.text("status"), c.text("external_error"))
	return ok(c.renderMessage(m))
}

var messageStatuses = []string{"sent", "delivered", "read", "failed"}

// setMessageStatus is app/services/messages/status_update_service.rb. What changes nothing is no event.
func (c *call) setMessageStatus(m *message, status, problem string) {
	if !slices.Contains(messageStatuses, status) || m.status == "read" && status == "delivered" {
		return
	}
	had := m.attributes["external_error"]
	changed := m.status != status
	m.status = status
	m.attributes = merged(m.attributes, nil)
	delete(m.attributes, "external_error")
	if status == "failed" && problem != "" {
		m.attributes["external_error"] = problem
	}
	if changed || had != m.attributes["external_error"] {
		c.updated(m)
	}
}

// updated records a message_updated event.
func (w *world) updated(m *message) {
	m.updated = w.now()
	w.record(event{name: "message_updated", message: m, data: m.changes()})
	m.saved = m.columns()
}

func deleteMessage(c *call, m *message) reply {
	m.content, m.hasContent, m.contentType, m.attributes = "This message was deleted", true, "text", object{"deleted": true}
	for _, a := range m.attachments {
		delete(c.attachments, a.id)
	}
	m.attachments = nil
	c.updated(m)
	return ok(c.renderMessage(m))
}

func retryMessage(c *call, m *message) reply {
	m.status, m.attributes = "sent", object{}
	c.updated(m)
	return ok(c.renderMessage(m))
}

// translateMessage responds with an empty body if the translation already exists, and with null where no integration
// translates.
func translateMessage(c *call, m *message) reply {
	language := c.text("target_language")
	translations, _ := m.attributes["translations"].(object)
	if translations[language] != nil {
		return empty()
	}
	if !slices.ContainsFunc(c.rows["integrations/hooks"], func(row object) bool { return row["app_id"] == "google_translate" && row["status"] == "enabled" }) {
		return ok(object{"content": nil})
	}
	m.attributes = merged(m.attributes, object{"translations": merged(translations, object{language: "[" + language + "] " + m.content})})
	c.updated(m)
	return ok(object{"content": m.attributes["translations"].(object)[language]})
}
