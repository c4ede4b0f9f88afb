package ndototest

import "maps"

// The bodies of webhooks (#webhook_data of the models, app/presenters/conversations/event_data_presenter.rb).

func (c *call) payload(e event) object {
	var o object
	switch {
	case e.name == "webwidget_triggered":
		o = object{
			"id": e.conv.source.id, "contact": c.webhookContact(e.conv.contact), "inbox": object{"id": e.conv.inbox.id, "name": e.conv.inbox.name},
			"account": c.accountRef(), "current_conversation": c.webhookConversation(e.conv), "source_id": e.conv.source.source,
			"event_info": object{"widget_language": "en", "browser_language": "en", "browser": object{"browser_name": "Firefox"}},
		}
	case e.typist != nil:
		o = object{"user": e.typist, "conversation": c.webhookConversation(e.conv), "is_private": e.private}
	case e.message != nil:
		o = c.webhookMessage(e.message)
	case e.contact != nil:
		o = c.webhookContact(e.contact)
		if e.changed != nil {
			o["changed_attributes"] = e.changed
		}
	default:
		o = c.webhookConversation(e.conv)
		switch e.name {
		case "conversation_updated":
			o["changed_attributes"] = e.changed
		case "conversation_status_changed":
			o["changed_attributes"] = nil // always: the listener looks after the save
		}
	}
	o["event"] = e.name
	if c.dialect != NdotoDocs {
		return o
	}
	if e.message != nil {
		o = documentedMessageEvent(withObjects(o).(object))
	}
	if id, there := o["id"]; there { // the page's only example has a text at its top, and numbers within
		o["id"] = toText(id)
	}
	return o
}

func (c *call) accountRef() object { return object{"id": c.accountID, "name": c.accountName()} }

func (c *call) webhookContact(p *contact) object {
	o := omit(c.contactEvent(p).object(), "type", "company_id")
	o["account"], o["avatar"] = c.accountRef(), p.avatar
	return o
}

// webhookSender gives a contact an account, but no type.
func (c *call) webhookSender(m *message) any {
	switch m.senderKind {
	case "contact":
		if p := c.contacts[m.sender]; p != nil {
			return c.webhookContact(p)
		}
	case "user":
		if u := c.world.user(m.sender); u != nil {
			return webhookUser(u)
		}
	case "agent_bot":
		if b := c.world.bot(m.sender); b != nil {
			return webhookBot(b)
		}
	}
	return nil
}

func webhookUser(u *user) object {
	return object{"id": u.id, "name": u.name, "email": u.email, "type": "user"}
}

func webhookBot(b *bot) object { return object{"id": b.id, "name": b.name, "type": "agent_bot"} }

// webhookCaller renders the caller.
func (c *call) webhookCaller() object {
	if c.bot != nil {
		return webhookBot(c.bot)
	}
	return webhookUser(c.user)
}

func (c *call) webhookMessage(m *message) object {
	o := object{
		"account": c.accountRef(), "additional_attributes": toObject(m.additional), "content_attributes": m.attributes, "content_type": m.contentType,
		"content": m.text(), "conversation": c.webhookConversation(m.conversation), "created_at": iso(m.created), "id": m.id,
		"inbox": object{"id": m.conversation.inbox.id, "name": m.conversation.inbox.name}, "message_type": messageTypes[m.kind], "private": m.private,
		"sender": c.webhookSender(m), "source_id": orNull(m.source),
	}
	if len(m.attachments) > 0 {
		o["attachments"] = c.renderAttachments(m)
	}
	return o
}

// webhookConversation is pushConversation with an account, from 4.14.2, and with the text of messages for other
// programs.
func (c *call) webhookConversation(conv *conversation) object {
	o := c.pushConversation(conv)
	if c.dialect != Chatwoot42 {
		o["account"] = c.accountRef()
	}
	return o
}

// pushConversation is app/presenters/conversations/event_data_presenter.rb. It has null where routes omit a key.
func (c *call) pushConversation(conv *conversation) object {
	meta := object{"sender": c.contactEvent(conv.contact), "assignee": nil, "team": nil, "hmac_verified": conv.source.verified}
	assigneeType := any(nil)
	if b := c.world.bot(conv.assigneeBot); b != nil {
		meta["assignee"], assigneeType = c.botEvent(b), "AgentBot"
	} else if u := c.world.user(conv.assignee); u != nil {
		meta["assignee"], assigneeType = c.userEvent(u), "User"
	}
	if t := c.team(conv.team); t != nil {
		meta["team"] = c.teamEvent(t)
	}
	if c.dialect != Chatwoot42 {
		meta["assignee_type"] = assigneeType
	}
	messages := []view{}
	if m := conv.lastMessage((*message).isPublic); m != nil {
		messages = append(messages, c.renderEmbedded(m))
	}
	return object{
		"additional_attributes": conv.additional, "can_reply": conv.canReply(c.now()), "channel": conv.inbox.channel, "id": conv.id, "inbox_id": conv.inbox.id,
		"contact_inbox": object{
			"id": conv.source.id, "contact_id": conv.source.contact, "inbox_id": conv.source.inbox, "source_id": conv.source.source,
			"created_at": iso(conv.source.created), "updated_at": iso(conv.source.created), "hmac_verified": conv.source.verified,
			"pubsub_token": conv.source.pubsubToken(),
		},
		"messages": messages, "labels": orEmpty(conv.labels), "meta": meta, "status": conv.status, "custom_attributes": conv.custom,
		"snoozed_until": iso(conv.snoozed), "unread_count": conv.unread(), "first_reply_created_at": iso(conv.firstReply),
		"priority": orNull(conv.priority), "waiting_since": epoch(conv.waiting), "agent_last_seen_at": epoch(conv.agentSeen),
		"contact_last_seen_at": epoch(conv.contactSeen), "last_activity_at": epoch(conv.active), "timestamp": epoch(conv.active),
		"created_at": epoch(conv.created), "updated_at": epochFloat(conv.updated), "applied_sla": nil, "sla_events": []object{}, "sla_policy_id": nil,
	}
}

// documentedMessageEvent has the shape of the only example in Ndoto's documentation.
func documentedMessageEvent(o object) object {
	conv := o["conversation"].(object)
	who := conv["meta"].(object)["sender"].(object)
	documented := maps.Clone(o)
	for _, undocumented := range []string{"sender", "inbox", "additional_attributes", "source_id"} {
		delete(documented, undocumented)
	}
	documented["conversation"] = object{"id": conv["id"], "status": conv["status"], "inbox_id": conv["inbox_id"]}
	documented["contact"] = object{"id": who["id"], "name": who["name"], "email": who["email"]}
	return documented
}
