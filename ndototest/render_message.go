package ndototest

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// sender is nil for activities, whose key is left out.
func (c *call) sender(m *message) object {
	switch m.senderKind {
	case "contact":
		if p := c.contacts[m.sender]; p != nil {
			return c.contactEvent(p)
		}
	case "user":
		if u := c.world.user(m.sender); u != nil {
			return c.userEvent(u)
		}
	case "agent_bot":
		if b := c.world.bot(m.sender); b != nil {
			return botEvent(b)
		}
	}
	return nil
}

// renderMessage is the form of the message routes.
func (c *call) renderMessage(m *message) object { return c.addMessageTo(make(object, 13), m) }

// addMessageTo adds the members of a message to an object with room for them, since maps grow slowly.
func (c *call) addMessageTo(o object, m *message) object {
	o["id"], o["content"], o["inbox_id"], o["conversation_id"] = m.id, m.text(), m.conversation.inbox.id, m.conversation.id
	o["message_type"], o["content_type"], o["content_attributes"] = m.kind, m.contentType, m.attributes
	o["status"], o["private"], o["created_at"], o["source_id"] = m.status, m.private, epoch(m.created), orNull(m.source)
	if s := c.sender(m); s != nil {
		o["sender"] = s
	}
	if len(m.attachments) > 0 {
		o["attachments"] = c.renderAttachments(m)
	}
	return o
}

func (m *message) text() any {
	if !m.hasContent {
		return nil
	}
	return m.content
}

// renderEmbedded is Message#push_event_data, the form inside a conversation.
func (c *call) renderEmbedded(m *message) object {
	o := c.addMessageTo(make(object, 22), m)
	conv := m.conversation
	o["account_id"], o["updated_at"], o["sender_type"], o["sender_id"] = c.accountID, iso(m.updated), nil, nil
	switch m.senderKind {
	case "contact":
		o["sender_type"], o["sender_id"] = "Contact", m.sender
	case "user":
		o["sender_type"], o["sender_id"] = "User", m.sender
	case "agent_bot":
		o["sender_type"], o["sender_id"] = "AgentBot", m.sender
	}
	o["external_source_ids"], o["additional_attributes"], o["sentiment"], o["processed_message_content"] = object{}, toObject(m.additional), object{}, m.text()
	o["conversation"] = object{
		"assignee_id": idOrNull(conv.assignee), "unread_count": conv.unread(), "last_activity_at": epoch(conv.active),
		"contact_inbox": object{"source_id": conv.source.source},
	}
	return o
}

func (c *call) renderAttachments(m *message) []object {
	list := make([]object, len(m.attachments))
	for i, a := range m.attachments {
		list[i] = c.renderAttachment(a)
	}
	return list
}

func (c *call) renderAttachment(a *attachment) object {
	o := object{
		"id": a.id, "message_id": a.message.id, "file_type": a.fileType, "account_id": c.accountID, "extension": nil, "data_url": c.blobURL("blobs", a),
		"thumb_url": "", "file_size": len(a.data), "width": nil, "height": nil,
	}
	if a.size != nil {
		o["width"], o["height"] = a.size.X, a.size.Y
	}
	if c.dialect == Chatwoot42 {
		o["meta"] = object{}
	}
	if a.fileType == "image" {
		o["thumb_url"] = c.blobURL("representations", a)
	}
	if a.fileType == "audio" {
		o["transcribed_text"] = ""
	}
	if c.dialect != Chatwoot42 {
		o["content_type"], o["extension"] = a.contentType, orNull(strings.TrimPrefix(filepath.Ext(a.name), "."))
	}
	return o
}

func (w *world) blobURL(kind string, a *attachment) string {
	return fmt.Sprintf("%s/rails/active_storage/%s/redirect/%s/%s", w.url, kind, signed("attachment", a.id), url.PathEscape(a.name))
}
