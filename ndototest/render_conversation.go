package ndototest

import "time"

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

func (c *call) renderConversation(conv *conversation) view {
	messages, last := []view{}, any(nil)
	if n := len(conv.messages); n > 0 {
		messages = append(messages, c.renderEmbedded(conv.messages[n-1]))
	}
	switch m := conv.lastMessage((*message).isSaid); {
	case m == nil:
	case m == conv.messages[len(conv.messages)-1]:
		last = messages[0]
	default:
		last = c.renderEmbedded(m)
	}
	return c.view(view{
		{"meta", c.renderConversationMeta(conv)}, {"id", conv.id}, {"account_id", c.accountID}, {"uuid", conv.uuid}, {"inbox_id", conv.inbox.id},
		{"status", conv.status}, {"priority", orNull(conv.priority)}, {"labels", orEmpty(conv.labels)}, {"muted", conv.contact.blocked},
		{"can_reply", conv.canReply(c.now())}, {"unread_count", conv.unread()}, {"messages", messages}, {"last_non_activity_message", last},
		{"additional_attributes", conv.additional}, {"custom_attributes", conv.custom}, {"snoozed_until", iso(conv.snoozed)}, {"sla_policy_id", nil},
		{"sla_events", []object{}}, {"agent_last_seen_at", epoch(conv.agentSeen)}, {"assignee_last_seen_at", epoch(conv.assigneeSeen)},
		{"contact_last_seen_at", epoch(conv.contactSeen)}, {"created_at", epoch(conv.created)}, {"updated_at", epochFloat(conv.updated)},
		{"timestamp", epoch(conv.active)}, {"last_activity_at", epoch(conv.active)}, {"first_reply_created_at", epoch(conv.firstReply)},
		{"waiting_since", epoch(conv.waiting)},
	})
}

func (c *call) renderConversationMeta(conv *conversation) view {
	assignee, kind, team := any(omitted{}), any(omitted{}), any(omitted{})
	if b := c.world.bot(conv.assigneeBot); b != nil {
		assignee, kind = c.renderBotSlim(b), "AgentBot"
	} else if u := c.world.user(conv.assignee); u != nil {
		assignee, kind = c.renderAgent(u), onlyIf(c.dialect != Chatwoot42, "User")
	}
	if t := c.team(conv.team); t != nil {
		team = c.renderTeam(t)
	}
	return c.view(view{
		{"sender", c.renderContact(conv.contact, false)}, {"channel", conv.inbox.channel}, {"assignee", assignee}, {"assignee_type", kind},
		{"team", team}, {"hmac_verified", conv.source.verified},
	})
}

// canReply is app/services/conversations/message_window_service.rb: some channels let agents write only for a time
// after the customer has.
func (conv *conversation) canReply(now time.Time) bool {
	window := time.Duration(0)
	switch conv.inbox.channel {
	case "Channel::Whatsapp", "Channel::FacebookPage", "Channel::Instagram":
		window = 24 * time.Hour
	case "Channel::Api":
		attributes, _ := conv.inbox.fields["additional_attributes"].(object)
		window = time.Duration(toInt(attributes["agent_reply_time_window"])) * time.Hour
	}
	if window == 0 {
		return true
	}
	m := conv.lastMessage((*message).isIncoming)
	return m != nil && now.Before(m.created.Add(window))
}
