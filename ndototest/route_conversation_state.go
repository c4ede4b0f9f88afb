package ndototest

import (
	"net/http"
	"slices"
	"time"
)

var conversationStateRoutes = []route{
	{http.MethodPost, "conversations/{id}/toggle_status", accessBots, withConversation(toggleStatus)},
	{http.MethodPost, "conversations/{id}/toggle_priority", accessBots, withConversation(togglePriority)},
	{http.MethodPost, "conversations/{id}/toggle_typing_status", accessNewBots, withConversation(toggleTyping)},
	{http.MethodPost, "conversations/{id}/update_last_seen", accessAgents, withConversation(updateLastSeen)},
	{http.MethodPost, "conversations/{id}/unread", accessAgents, withConversation(markUnread)},
}

var (
	statuses   = []string{"open", "resolved", "pending", "snoozed"}
	priorities = []string{"low", "medium", "high", "urgent"}
)

// toggleStatus sets the status that is sent, or turns open into resolved and the others into open. A bot that opens a
// pending conversation hands it over, which never sets success.
func toggleStatus(c *call, conv *conversation) reply {
	var success any = true
	switch {
	case c.bot != nil && conv.status == "pending" && c.text("status") == "open":
		success = nil
		c.handOver(conv)
	case c.text("status") != "":
		status, valid := castEnum(c.params["status"], statuses)
		until, isTime := c.snoozeTime()
		if !valid || !isTime {
			return crash()
		}
		c.setStatus(conv, status.(string), until)
	case conv.status == "open":
		c.setStatus(conv, "resolved", nil)
	default:
		c.setStatus(conv, "open", nil)
	}
	if conv.status == "open" && c.user != nil {
		c.openedBy(conv, c.user)
	}
	return ok(object{"payload": object{"success": success, "conversation_id": conv.id, "current_status": conv.status, "snoozed_until": iso(conv.snoozed)}})
}

// handOver takes the bot off the conversation and opens it for agents.
func (c *call) handOver(conv *conversation) {
	if conv.waiting.IsZero() {
		conv.waiting = c.now()
		c.saved(conv)
		c.track(conv)
	}
	conv.assigneeBot = 0
	c.setStatus(conv, "open", nil)
}

// openedBy assigns an agent who opens a conversation, and takes a bot off it.
func (c *call) openedBy(conv *conversation, u *user) {
	c.track(conv)
	if c.dialect != Chatwoot42 {
		conv.assigneeBot = 0
	}
	if u.role == "agent" {
		c.assignTo(conv, u)
		return
	}
	c.saved(conv)
}

func togglePriority(c *call, conv *conversation) reply {
	priority, valid := castEnum(c.params["priority"], priorities)
	if !valid {
		return crash()
	}
	c.setPriority(conv, toText(priority))
	return empty()
}

func (c *call) setPriority(conv *conversation, now string) {
	before := conv.priority
	conv.priority = now
	c.saved(conv)
	switch {
	case before == now:
	case before == "":
		c.tellBy(conv, "", " set the priority to "+now)
	case now == "":
		c.tellBy(conv, "", " removed the priority")
	default:
		c.tellBy(conv, "", " changed the priority from "+before+" to "+now)
	}
}

// toggleTyping ignores values other than on and off.
func toggleTyping(c *call, conv *conversation) reply {
	if status := c.text("typing_status"); status == "on" || status == "off" {
		c.record(event{name: "conversation_typing_" + status, conv: conv, typist: c.webhookCaller(), private: c.bool("is_private"), user: c.user, typistPushed: c.pushCaller()})
	}
	return empty()
}

// updateLastSeen writes at most once an hour where nothing is unread, from 4.11.0.
func updateLastSeen(c *call, conv *conversation) reply {
	assignee := c.user.id == conv.assignee
	if c.dialect != Chatwoot42 {
		for _, n := range c.notifications() {
			if toInt(n["primary_actor_id"]) == conv.id && n["read_at"] == nil {
				n["read_at"] = iso(c.now())
			}
		}
		hourAgo := c.now().Add(-time.Hour)
		seen, stale := conv.agentSeen, conv.agentSeen.Before(hourAgo)
		if assignee {
			seen, stale = conv.assigneeSeen, stale || conv.assigneeSeen.Before(hourAgo)
		}
		news := slices.ContainsFunc(conv.messages, func(m *message) bool { return m.created.After(seen) })
		if !news && !stale {
			return c.viewConversation(conv)
		}
	}
	conv.agentSeen = c.now()
	if assignee {
		conv.assigneeSeen = conv.agentSeen
	}
	return c.viewConversation(conv)
}

// markUnread moves back what was seen, to never where the customer has not written.
func markUnread(c *call, conv *conversation) reply {
	conv.agentSeen, conv.assigneeSeen = time.Time{}, time.Time{}
	if m := conv.lastMessage((*message).isIncoming); m != nil {
		conv.agentSeen = m.created.Add(-time.Second)
		conv.assigneeSeen = conv.agentSeen
	}
	return c.viewConversation(conv)
}
