package ndototest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

var notificationRoutes = []route{
	{http.MethodGet, "notifications", accessAgents, listNotifications},
	{http.MethodGet, "notifications/unread_count", accessAgents, countNotifications},
	{http.MethodPost, "notifications/read_all", accessAgents, readNotifications},
	{http.MethodPost, "notifications/destroy_all", accessAgents, deleteNotifications},
	{http.MethodPatch, "notifications/{id}", accessAgents, withNotification(func(c *call, n object) { n["read_at"] = iso(c.now()) })},
	{http.MethodPost, "notifications/{id}/unread", accessAgents, withNotification(func(_ *call, n object) { n["read_at"] = nil })},
	{http.MethodPost, "notifications/{id}/snooze", accessAgents, withNotification(snoozeNotification)},
	{http.MethodDelete, "notifications/{id}", accessAgents, deleteNotification},
}

// notify tells a user of something in a conversation, if they may see it. Of the notifications of a conversation only
// the latest stays. The other actor is a message, if any.
func (w *world) notify(u *user, kind string, conv *conversation, m *message) {
	if conv.contact.blocked && kind != "conversation_mention" || u.role != "administrator" && !slices.Contains(conv.inbox.members, u.id) {
		return
	}
	n := object{
		"id": w.nextID("notification"), "account_id": w.accountID, "user_id": u.id, "notification_type": kind, "primary_actor_type": "Conversation",
		"primary_actor_id": conv.id, "secondary_actor_type": nil, "secondary_actor_id": nil, "read_at": nil, "snoozed_until": nil,
		"created_at": iso(w.now()), "updated_at": iso(w.now()), "last_activity_at": iso(w.now()), "meta": object{},
	}
	if m != nil {
		n["secondary_actor_type"], n["secondary_actor_id"] = "Message", m.id
	}
	var replaced []object
	list := slices.DeleteFunc(w.rows[notificationsOf(u)], func(other object) bool {
		same := other["primary_actor_id"] == conv.id
		if same {
			replaced = append(replaced, other)
		}
		return same
	})
	w.rows[notificationsOf(u)] = append(list, n)
	for _, other := range replaced {
		w.notificationEvent("notification.deleted", u, other)
	}
	w.notificationEvent("notification.created", u, n)
}

// notifyOfMessage tells the assignee and the participants of a public message, except its sender.
func (w *world) notifyOfMessage(m *message) {
	conv := m.conversation
	if m.kind > outgoing || m.private {
		return
	}
	told := []int64{}
	if m.senderKind == "user" {
		told = append(told, m.sender)
	}
	tell := func(id int64, kind string) {
		if u := w.user(id); u != nil && !slices.Contains(told, id) {
			told = append(told, id)
			w.notify(u, kind, conv, m)
		}
	}
	tell(conv.assignee, "assigned_conversation_new_message")
	for _, id := range conv.participants {
		tell(id, "participating_conversation_new_message")
	}
}

func notificationsOf(u *user) string { return "notifications of " + toText(u.id) }

func (c *call) notifications() []object { return c.rows[notificationsOf(c.user)] }

var notificationTitles = map[string]string{
	"conversation_assignment": "A conversation (#%) has been assigned to you", "conversation_mention": "You have been mentioned in conversation (#%)",
	"assigned_conversation_new_message":      "A new message is created in conversation (#%)",
	"participating_conversation_new_message": "A new message is created in conversation (#%)",
}

func (c *call) renderNotification(n object) object {
	o := pick(n, "id", "notification_type", "primary_actor_type", "primary_actor_id", "read_at", "snoozed_until", "meta")
	for _, name := range []string{"created_at", "last_activity_at"} {
		at, _ := castTime(n[name])
		o[name] = epoch(at)
	}
	o["user"], o["secondary_actor"] = c.userEvent(c.user), nil
	conv := c.conversations[toInt(n["primary_actor_id"])]
	if conv == nil {
		return o
	}
	o["primary_actor"] = c.pushConversation(conv)
	o["push_message_title"] = strings.ReplaceAll(notificationTitles[toText(n["notification_type"])], "%", toText(conv.id))
	about := conv.lastChat()
	if n["secondary_actor_type"] == "Message" {
		if about = c.messages[toInt(n["secondary_actor_id"])]; about != nil {
			o["secondary_actor"] = c.renderEmbedded(about)
		}
	}
	o["push_message_body"] = c.pushBody(about)
	return o
}

// lastChat is the last message of the customer, or else to them.
func (conv *conversation) lastChat() *message {
	if m := conv.lastMessage((*message).isIncoming); m != nil {
		return m
	}
	return conv.lastMessage(func(m *message) bool { return m.kind == outgoing })
}

// pushBody is the sender and the first words of a message.
func (c *call) pushBody(m *message) string {
	if m == nil {
		return ": No content"
	}
	text := "No content"
	if words := strings.Fields(m.content); len(words) > 10 {
		text = strings.Join(words[:10], " ") + "..."
	} else if len(words) > 0 {
		text = m.content
	} else if len(m.attachments) > 0 {
		text = "Attachment"
	}
	name := ""
	if who := c.sender(m); who != nil {
		name = toText(who.get("name"))
	}
	return name + ": " + text
}

// selectNotifications leaves out those that were read or snoozed, unless they are asked for.
func (c *call) selectNotifications() []object {
	included := c.texts("includes")
	return slices.DeleteFunc(slices.Clone(c.notifications()), func(n object) bool {
		return n["snoozed_until"] != nil && !slices.Contains(included, "snoozed") || n["read_at"] != nil && !slices.Contains(included, "read")
	})
}

func unread(list []object) int {
	n := 0
	for _, o := range list {
		if o["read_at"] == nil {
			n++
		}
	}
	return n
}

func listNotifications(c *call) reply {
	list := c.selectNotifications()
	if c.text("sort_order") != "asc" {
		slices.Reverse(list)
	}
	meta := object{"unread_count": unread(list), "count": len(list), "current_page": c.pageParam()}
	return ok(object{"data": object{"meta": meta, "payload": renderAll(pageOf(list, c.int("page"), 15), c.renderNotification)}})
}

func countNotifications(c *call) reply { return ok(unread(c.selectNotifications())) }

// withNotification changes a notification, and responds with its record.
func withNotification(change func(*call, object)) func(*call) reply {
	return func(c *call) reply {
		for _, n := range c.notifications() {
			if n["id"] == c.id("id") {
				change(c, n)
				n["updated_at"] = iso(c.now())
				c.notificationEvent("notification.updated", c.user, n)
				return ok(n)
			}
		}
		return notFound()
	}
}

func snoozeNotification(c *call, n object) {
	if at := c.text("snoozed_until"); at != "" {
		n["snoozed_until"], n["meta"] = iso(time.Unix(toInt(at), 0)), object{"last_snoozed_at": nil}
	}
}

func readNotifications(c *call) reply {
	for _, n := range c.notifications() {
		if !c.has("primary_actor_id") || toInt(n["primary_actor_id"]) == c.int("primary_actor_id") {
			n["read_at"] = iso(c.now())
		}
	}
	return empty()
}

func (c *call) keepNotifications(keep func(object) bool) {
	c.rows[notificationsOf(c.user)] = slices.DeleteFunc(c.notifications(), func(n object) bool { return !keep(n) })
}

func deleteNotification(c *call) reply {
	id := c.id("id")
	i := slices.IndexFunc(c.notifications(), func(n object) bool { return n["id"] == id })
	if i < 0 {
		return notFound()
	}
	deleted := c.notifications()[i]
	c.keepNotifications(func(n object) bool { return n["id"] != id })
	c.notificationEvent("notification.deleted", c.user, deleted)
	return empty()
}

func deleteNotifications(c *call) reply {
	c.keepNotifications(func(n object) bool { return c.text("type") == "read" && n["read_at"] == nil })
	return empty()
}
