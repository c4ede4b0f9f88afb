package ndototest

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
)

// What the cable tells (app/listeners/action_cable_listener.rb), to whom, and in which shape.

// cableNames are the events that webhooks get too, by their names there. The cable does not tell the others.
var cableNames = map[string]string{
	"message_created": "message.created", "message_updated": "message.updated", "conversation_created": "conversation.created",
	"conversation_updated": "conversation.updated", "conversation_status_changed": "conversation.status_changed", "contact_created": "contact.created",
	"contact_updated": "contact.updated", "conversation_typing_on": "conversation.typing_on", "conversation_typing_off": "conversation.typing_off",
}

// rebuiltEvents are made of the database by the job that sends them, which drops the performer.
var rebuiltEvents = []string{"conversation.read", "conversation.updated", "conversation.status_changed", "team.changed", "assignee.changed"}

// tellCable sends an event to those who are subscribed.
func (w *world) tellCable(e event) {
	name := e.name
	if !strings.Contains(name, ".") {
		name = cableNames[name]
	}
	if name == "" || len(w.server.sockets) == 0 {
		return
	}
	streams := w.cableStreams(e)
	data := w.inBackground().cableData(e, name)
	data["account_id"] = w.accountID
	fromJob := e.message != nil && e.message.kind == activity || strings.HasPrefix(name, "notification.")
	if e.performer != nil && !fromJob && !slices.Contains(rebuiltEvents, name) {
		data["performer"] = e.performer
	}
	encoded := w.server.json(data)
	tell := func() { w.server.broadcast(streams, name, encoded) }
	if w.held {
		w.later(tell)
		return
	}
	tell()
}

// broadcast sends an event to the subscriptions of streams.
func (s *Server) broadcast(streams []string, name string, data []byte) {
	for _, socket := range s.sockets {
		for _, sub := range socket.subscriptions {
			if sub.isConfirmed() && (slices.Contains(streams, sub.token) || sub.user != nil && slices.Contains(streams, sub.account.stream())) {
				socket.deliver(sub, name, data)
			}
		}
	}
}

// stream is what all users of the account are subscribed to.
func (w *world) stream() string { return fmt.Sprintf("account_%d", w.accountID) }

// cableStreams are those whom an event is for.
func (w *world) cableStreams(e event) []string {
	switch {
	case e.contact != nil || e.name == "account.cache_invalidated":
		return []string{w.stream()}
	case e.user != nil && e.typistPushed == nil:
		return []string{e.user.pubsubToken()}
	}
	conv := e.conv
	if e.message != nil {
		conv = e.message.conversation
	}
	var streams []string
	for _, u := range w.users {
		if u != e.user && (u.role == "administrator" || slices.Contains(conv.inbox.members, u.id)) {
			streams = append(streams, u.pubsubToken())
		}
	}
	if isForCustomers(e) {
		for _, ci := range w.contactInbox {
			if ci == conv.source || ci.verified && conv.source.verified && ci.contact == conv.source.contact {
				streams = append(streams, ci.pubsubToken())
			}
		}
	}
	return streams
}

// isForCustomers reports whether the customer of a conversation is told: notes of the team that are typed are theirs to
// hide.
func isForCustomers(e event) bool {
	switch e.name {
	case "message_created", "message_updated":
		return e.message.isPublic()
	case "conversation_created", "conversation_updated", "conversation_status_changed":
		return true
	case "conversation_typing_on", "conversation_typing_off":
		return e.typistPushed.get("type") != "contact"
	}
	return false
}

func (c *call) cableData(e event, name string) object {
	switch {
	case e.typistPushed != nil:
		return object{"conversation": c.pushConversation(e.conv), "user": e.typistPushed, "is_private": e.private}
	case e.message != nil:
		o := c.renderEmbedded(e.message).object()
		if e.message.echo != nil && name == "message.created" {
			o["echo_id"] = e.message.echo
		}
		if e.data != nil {
			o["previous_changes"] = e.data
		}
		return o
	case e.data != nil:
		return maps.Clone(e.data)
	case e.contact != nil:
		return c.contactEvent(e.contact).object()
	}
	return c.pushConversation(e.conv)
}

// pushCaller renders who makes a request, as the cable has it.
func (c *call) pushCaller() view {
	if c.bot != nil {
		return c.botEvent(c.bot)
	}
	return c.userEvent(c.user)
}

// messageColumns are the columns whose changes message.updated has.
type messageColumns struct {
	content, contentType, status string
	attributes                   object
	updated                      time.Time
}

func (m *message) columns() messageColumns {
	return messageColumns{m.content, m.contentType, m.status, maps.Clone(m.attributes), m.updated}
}

// changes are those since the last event.
func (m *message) changes() object {
	before, now, o := m.saved, m.columns(), object{}
	note := func(name string, was, is any) {
		if !reflect.DeepEqual(was, is) {
			o[name] = []any{was, is}
		}
	}
	note("content", before.content, now.content)
	note("processed_message_content", before.content, now.content)
	note("content_type", before.contentType, now.contentType)
	note("status", before.status, now.status)
	note("content_attributes", before.attributes, now.attributes)
	note("updated_at", iso(before.updated), iso(now.updated))
	return o
}

// notificationEvent records what happened to a notification, with how many are unread then.
func (w *world) notificationEvent(name string, u *user, n object) {
	c := w.inBackground()
	c.user = u
	count := unread(c.selectNotifications())
	shown := object{"id": n["id"]}
	if name != "notification.deleted" {
		shown = c.renderNotification(n)
		shown["account_id"] = w.accountID
	}
	w.record(event{name: name, user: u, data: object{"notification": shown, "unread_count": count, "count": count}, cableOnly: true})
}

// invalidate tells of a change of what clients keep: labels, inboxes and teams.
func (c *call) invalidate(rt route, out reply) {
	what, _, _ := strings.Cut(rt.path, "/")
	if rt.method != http.MethodGet && out.status == http.StatusOK && slices.Contains([]string{"labels", "inboxes", "inbox_members", "teams"}, what) {
		c.record(event{name: "account.cache_invalidated", data: object{"cache_keys": c.cacheKeys()}, cableOnly: true})
	}
}
