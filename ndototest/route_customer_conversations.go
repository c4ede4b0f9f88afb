package ndototest

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

const sessionConversations = publicInbox + "/contacts/{contact}/conversations"

var customerConversationRoutes = []route{
	{http.MethodGet, sessionConversations, accessAnybody, withSession(listSessionConversations)},
	{http.MethodPost, sessionConversations, accessAnybody, withSession(createSessionConversation)},
	{http.MethodGet, sessionConversations + "/{id}", accessAnybody, withSessionConversation(showSessionConversation)},
	{http.MethodPost, sessionConversations + "/{id}/toggle_status", accessAnybody, withSessionConversation(resolveByCustomer)},
	{http.MethodPost, sessionConversations + "/{id}/toggle_typing", accessAnybody, withSessionConversation(toggleCustomerTyping)},
	{http.MethodPost, sessionConversations + "/{id}/update_last_seen", accessAnybody, withSessionConversation(seenByCustomer)},
	{http.MethodGet, sessionConversations + "/{id}/messages", accessAnybody, withSessionConversation(listPublicMessages)},
	{http.MethodPost, sessionConversations + "/{id}/messages", accessAnybody, withSessionConversation(createCustomerMessage)},
	{http.MethodPatch, sessionConversations + "/{id}/messages/{message}", accessAnybody, withSessionConversation(answerMessage)},
	{http.MethodGet, "/public/api/v1/csat_survey/{uuid}", accessAnybody, withSurvey(showSurvey)},
	{http.MethodPatch, "/public/api/v1/csat_survey/{uuid}", accessAnybody, withSurvey(answerSurvey)},
}

// conversationsOf returns those that a session reaches: its own or, once its identity is verified, all of the contact.
func (c *call) conversationsOf(session *contactInbox) []*conversation {
	return slices.DeleteFunc(slices.Clone(c.threads), func(conv *conversation) bool {
		return conv.source != session && !(session.verified && conv.contact.id == session.contact)
	})
}

func withSessionConversation(handler func(*call, *conversation) reply) func(*call) reply {
	return withSession(func(c *call, session *contactInbox) reply {
		conv := find(c.conversationsOf(session), func(conv *conversation) bool { return conv.id == c.id("id") })
		if conv == nil {
			return frameworkError(http.StatusNotFound)
		}
		if c.request.Method != http.MethodGet {
			c.track(conv)
		}
		return handler(c, conv)
	})
}

func listSessionConversations(c *call, session *contactInbox) reply {
	return ok(renderAll(c.conversationsOf(session), c.renderPublicConversation))
}

func showSessionConversation(c *call, conv *conversation) reply {
	return ok(c.renderPublicConversation(conv))
}

func createSessionConversation(c *call, session *contactInbox) reply {
	in, who := c.inbox(session.inbox), c.contacts[session.contact]
	if in.locked {
		for _, conv := range slices.Backward(c.threads) {
			if conv.source == session {
				return showSessionConversation(c, conv)
			}
		}
	}
	custom := toObject(c.object("custom_attributes"))
	var p problems
	p.jsonLengths(custom, "custom_attributes")
	if refusal := p.reply(); refusal != nil {
		return *refusal
	}
	conv := c.open(in, who, session, 0)
	conv.custom = custom
	inner := *c
	inner.params = object{}
	inner.startConversation(conv)
	return showSessionConversation(c, conv)
}

func (c *call) renderPublicConversation(conv *conversation) object {
	return object{
		"id": conv.id, "uuid": conv.uuid, "inbox_id": conv.inbox.id, "contact_last_seen_at": epoch(conv.contactSeen), "status": conv.status,
		"agent_last_seen_at": epoch(conv.agentSeen), "messages": renderAll(conv.public(), c.renderPublicMessage), "contact": c.contactRecord(conv.contact),
	}
}

// public returns the messages that customers see.
func (conv *conversation) public() []*message {
	return slices.DeleteFunc(slices.Clone(conv.messages), func(m *message) bool { return !m.isPublic() })
}

func (c *call) renderPublicMessage(m *message) object {
	return omit(c.renderMessage(m).object(), "inbox_id", "status", "private", "source_id")
}

// resolveByCustomer changes nothing where the conversation is resolved.
func resolveByCustomer(c *call, conv *conversation) reply {
	if conv.status != "resolved" {
		c.customer = conv.contact
		c.setStatus(conv, "resolved", nil)
	}
	return showSessionConversation(c, conv)
}

// toggleCustomerTyping ignores values other than on and off.
func toggleCustomerTyping(c *call, conv *conversation) reply {
	if status := c.text("typing_status"); status == "on" || status == "off" {
		c.record(event{name: "conversation_typing_" + status, conv: conv, typist: c.webhookContact(conv.contact), typistPushed: c.contactEvent(conv.contact)})
	}
	return empty()
}

// seenByCustomer leaves the messages to a background job, which marks them read.
func seenByCustomer(c *call, conv *conversation) reply {
	conv.contactSeen = c.now()
	c.record(event{name: "conversation.read", conv: conv, cableOnly: true})
	seen := conv.contactSeen
	c.later(func() {
		for _, m := range conv.messages {
			if m.kind != incoming && (m.status == "sent" || m.status == "delivered") && !m.created.After(seen) {
				c.setMessageStatus(m, "read", "")
			}
		}
	})
	return empty()
}

// listPublicMessages pages back by before; there is no after.
func listPublicMessages(c *call, conv *conversation) reply {
	list := conv.public()
	if c.text("before") != "" {
		list = slices.DeleteFunc(list, func(m *message) bool { return m.id >= c.int("before") })
	}
	return ok(renderAll(list[max(0, len(list)-20):], c.renderPublicMessage))
}

// createCustomerMessage takes a content and files, and nothing else. What is no file has no content type.
func createCustomerMessage(c *call, conv *conversation) reply {
	inner := *c
	inner.params = pick(c.params, "content", "attachments")
	if hasNUL(inner.params) {
		return crash()
	}
	m := &message{
		conversation: conv, content: inner.text("content"), hasContent: inner.params["content"] != nil, kind: incoming, contentType: "text", status: "sent",
		attributes: object{}, senderKind: "contact", sender: conv.contact.id,
	}
	if err := inner.attach(m); err != nil || slices.ContainsFunc(inner.list("attachments"), func(v any) bool { _, isFile := v.(upload); return !isFile }) {
		return crash()
	}
	if err := inner.checkMessage(m); err != nil {
		if invalid, ok := errors.AsType[*validationError](err); ok {
			return *invalid.reply()
		}
		return crash()
	}
	m.echo = c.params["echo_id"]
	c.post(m)
	return ok(c.renderPublicMessage(m))
}

// surveyDays is how many days after a survey was sent it can be answered.
const surveyDays = 14

func (c *call) isLocked(m *message) bool {
	day := func(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
	return m.contentType == "input_csat" && day(c.now()).Sub(day(m.created)) > surveyDays*24*time.Hour
}

// answerMessage reaches any message of the conversation.
func answerMessage(c *call, conv *conversation) reply {
	m := c.messages[c.id("message")]
	switch {
	case m == nil || m.conversation != conv:
		return frameworkError(http.StatusNotFound)
	case c.isLocked(m):
		return unprocessable("You cannot update the CSAT survey after 14 days")
	}
	c.submit(m, c.params)
	return ok(c.renderPublicMessage(m))
}

// submit stores what is permitted of a submission, if there is one.
func (c *call) submit(m *message, params object) {
	submitted, isSubmission := permittedValues(params["submitted_values"])
	if !isSubmission {
		return
	}
	if response := surveyResponse(m); validRating(response) {
		m.rated = response // it stays if the new one is not valid
	}
	m.attributes = merged(m.attributes, object{"submitted_values": submitted})
	c.updated(m)
}

func permittedValues(v any) (any, bool) {
	switch v := v.(type) {
	case object:
		o := pick(v, "name", "title", "value", "csat_survey_response")
		if response, isObject := o["csat_survey_response"].(object); isObject {
			o["csat_survey_response"] = pick(response, "feedback_message", "rating")
		}
		return o, true
	case []any:
		rows := []any{}
		for _, inner := range v {
			if row, isRow := permittedValues(inner); isRow {
				rows = append(rows, row)
			}
		}
		return rows, true
	}
	return nil, false
}

// withSurvey runs a handler with the first survey of the conversation in the path.
func withSurvey(handler func(*call, *message) reply) func(*call) reply {
	return func(c *call) reply {
		for _, w := range c.accounts {
			conv := find(w.threads, func(conv *conversation) bool { return strings.EqualFold(conv.uuid, c.request.PathValue("uuid")) })
			if conv == nil {
				continue
			}
			if i := slices.IndexFunc(conv.messages, func(m *message) bool { return m.contentType == "input_csat" }); i >= 0 {
				c.world = w
				return handler(c, conv.messages[i])
			}
		}
		return frameworkError(http.StatusNotFound)
	}
}

func showSurvey(c *call, m *message) reply {
	config, _ := m.conversation.inbox.settings["csat_config"].(object)
	display, response := any("emoji"), any(nil)
	if v := config["display_type"]; v != nil {
		display = v
	}
	if rated := surveyResponse(m); validRating(rated) {
		response = c.surveyRecord(m, rated)
	}
	return ok(object{
		"id": m.id, "csat_survey_response": response, "display_type": display, "content": config["message"], "inbox_avatar_url": m.conversation.inbox.settings["avatar_url"],
		"inbox_name": m.conversation.inbox.name, "locale": "en", "conversation_id": m.conversation.id, "created_at": iso(m.created),
	})
}

func (c *call) surveyRecord(m *message, rated object) object {
	o := object{
		"id": m.id, "account_id": c.accountID, "conversation_id": m.conversation.id, "message_id": m.id, "rating": toInt(rated["rating"]),
		"feedback_message": rated["feedback_message"], "contact_id": m.conversation.contact.id, "assigned_agent_id": idOrNull(m.conversation.assignee),
		"created_at": iso(m.updated), "updated_at": iso(m.updated),
	}
	if c.dialect != Chatwoot42 {
		o["csat_review_notes"], o["review_notes_updated_at"], o["review_notes_updated_by_id"] = nil, nil, nil
	}
	return o
}

// answerSurvey takes its params below the key message.
func answerSurvey(c *call, m *message) reply {
	sent := c.object("message")
	switch {
	case c.isLocked(m):
		return unprocessable("You cannot update the CSAT survey after 14 days")
	case sent == nil:
		return crash()
	}
	c.submit(m, sent)
	return showSurvey(c, m)
}
