package ndototest

import (
	"cmp"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The objects as the server's views write them (app/views/api/v1/models/*.jbuilder, #push_event_data of the models).

// epoch is nil.to_i for a time that is not set.
func epoch(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func epochFloat(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }

func iso(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func (c *call) renderContact(p *contact, withInboxes bool) object {
	availability := "offline"
	if p.online {
		availability = "online"
	}
	o := object{
		"id": p.id, "name": p.name, "email": orNull(p.email), "phone_number": orNull(p.phone), "identifier": orNull(p.identifier), "blocked": p.blocked,
		"thumbnail": p.avatar, "availability_status": availability, "additional_attributes": p.additional, "custom_attributes": p.custom,
	}
	if !p.created.IsZero() {
		o["created_at"] = epoch(p.created)
	}
	if !p.lastActivity.IsZero() {
		o["last_activity_at"] = epoch(p.lastActivity)
	}
	if withInboxes {
		list := []object{}
		for _, ci := range c.contactInbox {
			if ci.contact == p.id {
				list = append(list, c.renderContactInbox(ci))
			}
		}
		o["contact_inboxes"] = list
	}
	return o
}

func (c *call) renderContactInbox(ci *contactInbox) object {
	return object{"source_id": ci.source, "inbox": renderInboxSlim(c.inbox(ci.inbox))}
}

func renderInboxSlim(in *inbox) object {
	return object{"id": in.id, "avatar_url": "", "channel_id": in.id, "name": in.name, "channel_type": in.channel, "provider": nil}
}

// renderInboxRow is the raw record that the creation of a contact answers with.
func (c *call) renderInboxRow(in *inbox) object {
	o := object{
		"id": in.id, "channel_id": in.id, "account_id": c.AccountID, "name": in.name, "created_at": iso(in.created), "updated_at": iso(in.created),
		"channel_type": in.channel, "enable_auto_assignment": true, "greeting_enabled": false, "greeting_message": nil, "email_address": nil,
		"working_hours_enabled": false, "out_of_office_message": nil, "timezone": "UTC", "enable_email_collect": true, "csat_survey_enabled": false,
		"allow_messages_after_resolved": true, "auto_assignment_config": object{}, "lock_to_single_conversation": in.locked, "portal_id": nil,
		"sender_name_type": "friendly", "business_name": nil,
	}
	if c.dialect != Chatwoot42 {
		o["csat_config"] = object{}
	}
	return o
}

// contactEvent is Contact#push_event_data.
func contactEvent(p *contact) object {
	return object{
		"additional_attributes": p.additional, "custom_attributes": p.custom, "email": orNull(p.email), "id": p.id, "identifier": orNull(p.identifier),
		"name": p.name, "phone_number": orNull(p.phone), "thumbnail": p.avatar, "blocked": p.blocked, "type": "contact",
	}
}

func userEvent(u *user) object {
	return object{"id": u.id, "name": u.name, "available_name": u.name, "avatar_url": "", "type": "user", "availability_status": u.availability, "thumbnail": ""}
}

func botEvent(b *bot) object {
	return object{"id": b.id, "name": b.name, "avatar_url": "", "type": "agent_bot"}
}

// sender is nil for activities, whose key is left out.
func (c *call) sender(m *message) object {
	switch m.senderKind {
	case "contact":
		if p := c.contacts[m.sender]; p != nil {
			return contactEvent(p)
		}
	case "user":
		if u := c.world.user(m.sender); u != nil {
			return userEvent(u)
		}
	case "agent_bot":
		if b := c.world.bot(m.sender); b != nil {
			return botEvent(b)
		}
	}
	return nil
}

func (c *call) renderAgent(u *user) object {
	o := object{
		"id": u.id, "account_id": c.AccountID, "availability_status": u.availability, "auto_offline": !u.autoOnline, "confirmed": true, "email": u.email,
		"available_name": u.name, "name": u.name, "role": u.role, "thumbnail": "", "custom_attributes": object{},
	}
	if c.dialect != Chatwoot42 {
		o["provider"] = "email"
	}
	return o
}

func renderBotSlim(b *bot) object {
	return object{"id": b.id, "name": b.name, "description": nil, "thumbnail": "", "outgoing_url": nil, "bot_type": "webhook"}
}

func (c *call) renderTeam(t *team) object {
	o := object{
		"id": t.id, "name": t.name, "description": orNull(t.description), "allow_auto_assign": true, "account_id": c.AccountID,
		"is_member": c.user != nil && slices.Contains(t.members, c.user.id),
	}
	if c.dialect != Chatwoot42 {
		o["icon"], o["icon_color"] = nil, nil
	}
	return o
}

// renderMessage is the form of the message routes.
func (c *call) renderMessage(m *message) object {
	o := object{
		"id": m.id, "content": m.text(), "inbox_id": m.conversation.inbox.id, "conversation_id": m.conversation.id, "message_type": m.kind,
		"content_type": m.contentType, "status": m.status, "content_attributes": m.attributes, "created_at": epoch(m.created), "private": m.private,
		"source_id": orNull(m.source),
	}
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
	o := c.renderMessage(m)
	conv := m.conversation
	class := map[string]any{"contact": "Contact", "user": "User", "agent_bot": "AgentBot"}[m.senderKind]
	var sender any
	if class != nil {
		sender = m.sender
	}
	o["account_id"], o["updated_at"], o["sender_type"], o["sender_id"] = c.AccountID, iso(m.updated), class, sender
	o["external_source_ids"], o["additional_attributes"], o["sentiment"], o["processed_message_content"] = object{}, toObject(m.additional), object{}, m.text()
	o["conversation"] = object{
		"assignee_id": idOrNull(conv.assignee), "unread_count": conv.unread(), "last_activity_at": epoch(conv.active),
		"contact_inbox": object{"source_id": conv.source.source},
	}
	return o
}

func idOrNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
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
		"id": a.id, "message_id": a.message.id, "file_type": a.fileType, "account_id": c.AccountID, "extension": nil, "data_url": c.blobURL("blobs/redirect", a),
		"thumb_url": "", "file_size": len(a.data), "width": nil, "height": nil,
	}
	if a.fileType == "image" {
		o["thumb_url"] = c.blobURL("blobs/redirect", a)
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
	return fmt.Sprintf("%s/rails/active_storage/%s/%d/%s", w.url, kind, a.id, url.PathEscape(a.name))
}

// unread counts the unread incoming messages of the last ones, up to 10.
func (conv *conversation) unread() int {
	n := 0
	for i := len(conv.messages) - 1; i >= 0 && n < 10; i-- {
		if m := conv.messages[i]; m.kind == incoming && m.created.After(conv.agentSeen) {
			n++
		}
	}
	return n
}

func (c *call) renderConversation(conv *conversation) object {
	meta := object{"sender": c.renderContact(conv.contact, false), "channel": conv.inbox.channel, "hmac_verified": conv.source.verified}
	switch {
	case conv.assigneeBot != 0 && c.world.bot(conv.assigneeBot) != nil:
		meta["assignee"], meta["assignee_type"] = renderBotSlim(c.world.bot(conv.assigneeBot)), "AgentBot"
	case c.world.user(conv.assignee) != nil:
		meta["assignee"] = c.renderAgent(c.world.user(conv.assignee))
		if c.dialect != Chatwoot42 {
			meta["assignee_type"] = "User"
		}
	}
	if t := c.team(conv.team); t != nil {
		meta["team"] = c.renderTeam(t)
	}
	messages, last := []object{}, any(nil)
	if n := len(conv.messages); n > 0 {
		messages = append(messages, c.renderEmbedded(conv.messages[n-1]))
	}
	for _, m := range slices.Backward(conv.messages) {
		if m.kind != activity {
			last = c.renderEmbedded(m)
			break
		}
	}
	return object{
		"meta": meta, "id": conv.id, "account_id": c.AccountID, "uuid": conv.uuid, "inbox_id": conv.inbox.id, "status": conv.status,
		"priority": orNull(conv.priority), "labels": orEmpty(conv.labels), "muted": conv.contact.blocked, "can_reply": true, "unread_count": conv.unread(),
		"messages": messages, "last_non_activity_message": last, "additional_attributes": conv.additional, "custom_attributes": conv.custom,
		"snoozed_until": iso(conv.snoozed), "sla_policy_id": nil, "agent_last_seen_at": epoch(conv.agentSeen), "assignee_last_seen_at": epoch(conv.assigneeSeen),
		"contact_last_seen_at": epoch(conv.contactSeen), "created_at": epoch(conv.created), "updated_at": epochFloat(conv.updated),
		"timestamp": epoch(conv.active), "last_activity_at": epoch(conv.active), "first_reply_created_at": epoch(conv.firstReply), "waiting_since": epoch(conv.waiting),
	}
}

func renderAll[T any](list []T, render func(T) object) []object {
	out := make([]object, len(list))
	for i, v := range list {
		out[i] = render(v)
	}
	return out
}

// pageOf cuts a page out; anything but a page number is the first.
func pageOf[T any](list []T, page int64, size int) []T {
	from := min((int(max(page, 1))-1)*size, len(list))
	return append([]T{}, list[from:min(from+size, len(list))]...) // never nil, which would be null
}

func sortBy[T any, K cmp.Ordered](list []T, key func(T) K, descending bool) {
	slices.SortStableFunc(list, func(a, b T) int {
		if descending {
			a, b = b, a
		}
		return cmp.Compare(key(a), key(b))
	})
}
