package ndototest

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

var notificationRoutes = []route{
	{http.MethodGet, "notifications", accessAgents, listNotifications},
	{http.MethodGet, "notifications/unread_count", accessAgents, countNotifications},
	{http.MethodPost, "notifications/read_all", accessAgents, changeNotifications(func(c *call, n object) { n["read_at"] = iso(c.now()) })},
	{http.MethodPost, "notifications/destroy_all", accessAgents, deleteNotifications},
	{http.MethodPatch, "notifications/{id}", accessAgents, withNotification(func(c *call, n object) { n["read_at"] = iso(c.now()) })},
	{http.MethodPost, "notifications/{id}/unread", accessAgents, withNotification(func(_ *call, n object) { n["read_at"] = nil })},
	{http.MethodPost, "notifications/{id}/snooze", accessAgents, withNotification(func(c *call, n object) { n["snoozed_until"] = iso(time.Unix(c.int("snoozed_until"), 0)) })},
	{http.MethodDelete, "notifications/{id}", accessAgents, deleteNotification},
}

// notify notifies a user of a conversation someone else assigned to them.
func (c *call) notify(u *user, conv *conversation) {
	if c.user == u {
		return
	}
	n := object{
		"id": c.nextID("notification"), "notification_type": "conversation_assignment", "push_message_title": fmt.Sprintf("A conversation (#%d) has been assigned to you", conv.id),
		"push_message_body": "", "primary_actor_type": "Conversation", "primary_actor_id": conv.id, "primary_actor": object{"id": conv.id, "inbox_id": conv.inbox.id},
		"secondary_actor": nil, "user": userEvent(u), "read_at": nil, "snoozed_until": nil, "last_activity_at": epoch(c.now()), "created_at": epoch(c.now()), "meta": object{},
		"account_id": c.AccountID,
	}
	c.rows[notificationsOf(u)] = append(c.rows[notificationsOf(u)], n)
}

func notificationsOf(u *user) string { return "notifications of " + toText(u.id) }

func (c *call) notifications() []object { return c.rows[notificationsOf(c.user)] }

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
	list := slices.Clone(c.notifications())
	slices.Reverse(list)
	var page any = 1
	if c.has("page") {
		page = c.params["page"]
	}
	meta := object{"unread_count": unread(list), "count": len(list), "current_page": page}
	return ok(object{"data": object{"meta": meta, "payload": pageOf(list, c.int("page"), 15)}})
}

func countNotifications(c *call) reply { return ok(unread(c.notifications())) }

func withNotification(change func(*call, object)) func(*call) reply {
	return func(c *call) reply {
		for _, n := range c.notifications() {
			if n["id"] == c.id("id") {
				change(c, n)
				return ok(n)
			}
		}
		return notFound()
	}
}

func changeNotifications(change func(*call, object)) func(*call) reply {
	return func(c *call) reply {
		for _, n := range c.notifications() {
			change(c, n)
		}
		return empty()
	}
}

func (c *call) keepNotifications(keep func(object) bool) {
	c.rows[notificationsOf(c.user)] = slices.DeleteFunc(c.notifications(), func(n object) bool { return !keep(n) })
}

func deleteNotification(c *call) reply {
	if r := withNotification(func(*call, object) {})(c); r.status != http.StatusOK {
		return r
	}
	c.keepNotifications(func(n object) bool { return n["id"] != c.id("id") })
	return empty()
}

func deleteNotifications(c *call) reply {
	c.keepNotifications(func(n object) bool { return c.text("type") == "read" && n["read_at"] == nil })
	return empty()
}
