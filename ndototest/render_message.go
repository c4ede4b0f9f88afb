package ndototest

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// sender is nil for activities, whose key is left out.
func (c *call) sender(m *message) view {
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
			return c.botEvent(b)
		}
	}
	return nil
}

// renderMessage is the form of the message routes.
func (c *call) renderMessage(m *message) view {
	sender, attachments := any(omitted{}), any(omitted{})
	if s := c.sender(m); s != nil {
		sender = s
	}
	if len(m.attachments) > 0 {
		attachments = c.renderAttachments(m)
	}
	return c.view(view{
		{"id", m.id}, {"content", m.text()}, {"inbox_id", m.conversation.inbox.id}, {"conversation_id", m.conversation.id}, {"message_type", m.kind},
		{"content_type", m.contentType}, {"status", m.status}, {"content_attributes", m.attributes}, {"created_at", epoch(m.created)},
		{"private", m.private}, {"source_id", orNull(m.source)}, {"sender", sender}, {"attachments", attachments},
	})
}

func (m *message) text() any {
	if !m.hasContent {
		return nil
	}
	return m.content
}

// renderEmbedded is Message#push_event_data, the form inside a conversation.
func (c *call) renderEmbedded(m *message) view {
	conv, senderType, senderID := m.conversation, any(nil), any(m.sender)
	switch m.senderKind {
	case "contact":
		senderType = "Contact"
	case "user":
		senderType = "User"
	case "agent_bot":
		senderType = "AgentBot"
	default:
		senderID = nil
	}
	return c.view(c.renderMessage(m), view{
		{"account_id", c.accountID}, {"updated_at", iso(m.updated)}, {"sender_type", senderType}, {"sender_id", senderID},
		{"external_source_ids", object{}}, {"additional_attributes", toObject(m.additional)}, {"sentiment", object{}},
		{"processed_message_content", m.text()},
		{"conversation", c.view(view{
			{"assignee_id", idOrNull(conv.assignee)}, {"unread_count", conv.unread()}, {"last_activity_at", epoch(conv.active)},
			{"contact_inbox", c.view(view{{"source_id", conv.source.source}})},
		})},
	})
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
