package ndototest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

var messageRoutes = []route{
	{http.MethodGet, "conversations/{id}/messages", accessAgents, withConversation(listMessages)},
	{http.MethodPost, "conversations/{id}/messages", accessBots, withConversation(createMessage)},
	{http.MethodPatch, "conversations/{id}/messages/{message}", accessAgents, withMessage(updateMessage)},
	{http.MethodDelete, "conversations/{id}/messages/{message}", accessAgents, withMessage(deleteMessage)},
	{http.MethodPost, "conversations/{id}/messages/{message}/retry", accessAgents, withMessage(retryMessage)},
	{http.MethodPost, "conversations/{id}/messages/{message}/translate", accessAgents, withMessage(translateMessage)},
}

// listMessages is app/finders/message_finder.rb: before and after are ids, and each case has its own limit.
func listMessages(c *call, conv *conversation) reply {
	list := conv.messages
	if c.has("filter_internal_messages") {
		list = slices.DeleteFunc(slices.Clone(list), func(m *message) bool { return m.private || m.kind == activity })
	}
	before, after := c.int("before"), c.int("after")
	between := func(from, to int64) []*message {
		return slices.DeleteFunc(slices.Clone(list), func(m *message) bool { return m.id < from || to > 0 && m.id >= to })
	}
	switch {
	case c.dialect == NdotoDocs && !c.reading.MessageIDs:
		list = c.messagesByTime(list)
	case c.has("after") && c.has("before"):
		list = between(after, before)
		list = list[:min(len(list), 1000)]
	case c.has("after"):
		list = between(after+1, 0)
		list = list[:min(len(list), 100)]
	case c.has("before"):
		list = between(0, before)
		list = list[max(0, len(list)-20):]
	default:
		list = list[max(0, len(list)-20):]
	}
	meta := object{
		"labels": orEmpty(conv.labels), "additional_attributes": conv.additional, "contact": contactEvent(conv.contact),
		"agent_last_seen_at": iso(conv.agentSeen), "assignee_last_seen_at": iso(conv.assigneeSeen),
	}
	if u := c.world.user(conv.assignee); u != nil {
		meta["assignee"] = userEvent(u)
	}
	if contact := meta["contact"].(object); c.dialect == Chatwoot416 && contact["company_id"] == nil {
		contact["company_id"] = nil // the feature companies is on
	}
	return ok(object{"meta": meta, "payload": renderAll(list, c.renderMessage)})
}

func createMessage(c *call, conv *conversation) reply { return c.postMessage(conv) }

// messagesPerMinute is CONVERSATION_MESSAGE_PER_MINUTE_LIMIT.
const messagesPerMinute = 200

// postMessage is app/builders/messages/message_builder.rb. Every failure in it is a 422.
func (c *call) postMessage(conv *conversation) reply {
	m := &message{
		conversation: conv, content: c.text("content"), hasContent: c.params["content"] != nil, kind: outgoing, contentType: "text", status: "sent",
		private: c.bool("private"), source: c.text("source_id"),
	}
	if kind := c.text("message_type"); kind != "" {
		m.kind = slices.Index(messageTypes, kind)
	}
	if t := c.text("content_type"); t != "" {
		m.contentType = t
	}
	m.attributes = c.contentAttributes(conv)
	c.setSender(m)
	switch {
	case m.kind < 0:
		return unprocessable("'" + c.text("message_type") + "' is not a valid message_type")
	case m.kind == incoming && conv.inbox.channel != "Channel::Api":
		return unprocessable("Incoming messages are only allowed in Api inboxes")
	case !slices.Contains(contentTypes, m.contentType):
		return unprocessable("'" + m.contentType + "' is not a valid content_type")
	case len([]rune(m.content)) > 150_000:
		return unprocessable("Validation failed: Content is too long (maximum is 150000 characters)")
	case len(c.list("attachments")) > 15:
		return unprocessable("Validation failed: Attachments exceeded maximum allowed")
	case conv.postedSince(c.now().Add(-time.Minute)) >= messagesPerMinute:
		return unprocessable("Validation failed: Too many messages")
	}
	if problem := richContentProblem(m); problem != "" {
		return unprocessable("Validation failed: Content attributes " + problem)
	}
	if template, isObject := c.params["template_params"].(object); isObject {
		if toText(template["name"]) == "" {
			return unprocessable("Validation failed: Additional attributes is invalid")
		}
		m.additional = object{"template_params": template}
	}
	for _, v := range c.list("attachments") {
		f, isFile := v.(upload)
		if signed, isID := v.(string); isID {
			f, isFile = c.uploads[signed]
		}
		if !isFile {
			return unprocessable("ActiveSupport::MessageVerifier::InvalidSignature")
		}
		a := &attachment{id: c.nextID("attachment"), message: m, name: f.name, contentType: f.contentType, fileType: fileType(f.contentType), data: f.data, created: c.now()}
		m.attachments = append(m.attachments, a)
		c.attachments[a.id] = a
	}
	c.post(m)
	o := c.renderMessage(m)
	if c.has("echo_id") {
		o["echo_id"] = c.params["echo_id"]
	}
	return ok(o)
}

func (conv *conversation) postedSince(t time.Time) int {
	n := 0
	for i := len(conv.messages) - 1; i >= 0 && !conv.messages[i].created.Before(t); i-- {
		n++
	}
	return n
}

func (c *call) setSender(m *message) {
	switch {
	case m.kind == incoming:
		m.senderKind, m.sender = "contact", m.conversation.contact.id
	case c.bot != nil:
		m.senderKind, m.sender = "agent_bot", c.bot.id
	case c.text("sender_type") == "AgentBot" && c.world.bot(c.int("sender_id")) != nil:
		m.senderKind, m.sender = "agent_bot", c.int("sender_id")
	default:
		m.senderKind, m.sender = "user", c.user.id
	}
}

// contentAttributes reads an object, or its JSON text in a form. Before 4.9.0 only some keys are kept.
func (c *call) contentAttributes(conv *conversation) object {
	sent := c.object("content_attributes")
	if text, isText := c.params["content_attributes"].(string); isText {
		sent = object{}
		_ = readJSON([]byte(text), sent)
	}
	attributes := object{}
	for name, v := range sent {
		if c.dialect != Chatwoot42 || name == "items" || name == "in_reply_to" || name == "automation_rule_id" {
			attributes[name] = v
		}
	}
	if to, replies := attributes["in_reply_to"]; replies {
		m := c.messages[toInt(to)]
		if m == nil || m.conversation != conv {
			attributes["in_reply_to"] = nil
		} else {
			attributes["in_reply_to_external_id"] = orNull(m.source)
		}
	}
	if at := c.params["external_created_at"]; at != nil {
		attributes["external_created_at"] = at
	}
	for name, key := range map[string]string{"cc_emails": "cc_emails", "bcc_emails": "bcc_emails", "to_emails": "to_emails"} {
		if text := c.text(name); text != "" && conv.inbox.channel == "Channel::Email" {
			attributes[key] = strings.Split(text, ",")
		}
	}
	return attributes
}

var contentTypes = []string{
	"text", "input_text", "input_textarea", "input_email", "input_select", "cards", "form", "article", "incoming_email", "input_csat", "integrations",
	"sticker", "voice_call",
}

// richKeys are the members of an item (app/models/concerns/content_attribute_validator.rb).
var richKeys = map[string][]string{
	"input_select": {"title", "value"},
	"cards":        {"title", "description", "media_url", "actions"},
	"form":         {"type", "placeholder", "label", "name", "options", "default", "required", "pattern", "title", "pattern_error"},
	"article":      {"title", "description", "link"},
}

func richContentProblem(m *message) string {
	keys, rich := richKeys[m.contentType]
	if !rich {
		return ""
	}
	items, _ := m.attributes["items"].([]any)
	if len(items) == 0 {
		return "At least one item is required."
	}
	for _, v := range items {
		item, isObject := v.(object)
		if !isObject {
			return "Items should be a hash."
		}
		if problem := unknownKey(item, keys); problem != "" {
			return problem
		}
		if m.contentType != "cards" {
			continue
		}
		actions, _ := item["actions"].([]any)
		if len(actions) == 0 {
			return "contains items missing actions"
		}
		for _, v := range actions {
			action, _ := v.(object)
			if problem := unknownKey(action, []string{"text", "type", "payload", "uri"}); problem != "" {
				return problem
			}
		}
	}
	return ""
}

func unknownKey(item object, known []string) string {
	for key := range maps.Keys(item) {
		if !slices.Contains(known, key) {
			return "contains invalid keys for items : [:" + key + "]"
		}
	}
	return ""
}

// fileType is app/helpers/file_type_helper.rb.
func fileType(contentType string) string {
	kind, sub, _ := strings.Cut(contentType, "/")
	switch {
	case kind == "image" && slices.Contains([]string{"jpeg", "png", "gif", "bmp", "webp"}, sub):
		return "image"
	case kind == "video" && slices.Contains([]string{"ogg", "mp4", "webm", "quicktime"}, sub):
		return "video"
	case kind == "audio":
		return "audio"
	}
	return "file"
}

// updateMessage ignores unknown statuses and the step back from read to delivered.
func updateMessage(c *call, m *message) reply {
	if m.conversation.inbox.channel != "Channel::Api" {
		return *failure(http.StatusForbidden, "Message status update is only allowed for API inboxes")
	}
	status := c.text("status")
	if slices.Contains([]string{"sent", "delivered", "read", "failed"}, status) && !(m.status == "read" && status == "delivered") {
		m.status = status
		delete(m.attributes, "external_error")
		if status == "failed" && c.text("external_error") != "" {
			m.attributes["external_error"] = c.text("external_error")
		}
		c.updated(m)
	}
	return ok(c.renderMessage(m))
}

// updated records a message_updated event.
func (w *world) updated(m *message) {
	m.updated = w.now()
	w.record(event{name: "message_updated", message: m})
}

func deleteMessage(c *call, m *message) reply {
	m.content, m.hasContent, m.attributes = "This message was deleted", true, object{"deleted": true}
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

// translateMessage responds with an empty body if the translation already exists.
func translateMessage(c *call, m *message) reply {
	language := c.text("target_language")
	translations, _ := m.attributes["translations"].(object)
	if translations == nil {
		translations = object{}
		m.attributes["translations"] = translations
	}
	if translations[language] != nil {
		return empty()
	}
	translations[language] = "[" + language + "] " + m.content
	c.updated(m)
	return ok(object{"content": translations[language]})
}
