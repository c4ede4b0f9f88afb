package ndototest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

var conversationRoutes = []route{
	{http.MethodGet, "conversations", accessAgents, listConversations},
	{http.MethodGet, "conversations/meta", accessAgents, countConversations},
	{http.MethodGet, "conversations/search", accessAgents, searchConversations},
	{http.MethodGet, "conversations/unread_counts", accessAgents, unreadCounts},
	{http.MethodPost, "conversations/filter", accessAgents, filterConversations},
	{http.MethodPost, "conversations", accessBots, createConversation},
	{http.MethodGet, "conversations/{id}", accessNewBots, withConversation(showConversation)},
	{http.MethodPatch, "conversations/{id}", accessBots, withConversation(updateConversation)},
	{http.MethodDelete, "conversations/{id}", accessAdmins, withConversation(deleteConversation)},
	{http.MethodPost, "conversations/{id}/mute", accessAgents, withConversation(mute)},
	{http.MethodPost, "conversations/{id}/unmute", accessAgents, withConversation(unmute)},
	{http.MethodPost, "conversations/{id}/transcript", accessAgents, withConversation(sendTranscript)},
	{http.MethodPost, "conversations/{id}/custom_attributes", accessBots, withConversation(setConversationAttributes)},
	{http.MethodPost, "conversations/{id}/destroy_custom_attributes", accessAgents, withConversation(removeConversationAttributes)},
	{http.MethodPost, "conversations/{id}/assignments", accessBots, withConversation(assign)},
	{http.MethodGet, "conversations/{id}/labels", accessNewBots, withConversation(listConversationLabels)},
	{http.MethodPost, "conversations/{id}/labels", accessNewBots, withConversation(setConversationLabels)},
	{http.MethodGet, "conversations/{id}/attachments", accessAgents, withConversation(listConversationAttachments)},
	{http.MethodGet, "conversations/{id}/participants", accessAgents, withConversation(listParticipants)},
	{http.MethodPost, "conversations/{id}/participants", accessAgents, withConversation(addParticipants)},
	{http.MethodPatch, "conversations/{id}/participants", accessAgents, withConversation(setParticipants)},
	{http.MethodDelete, "conversations/{id}/participants", accessAgents, withConversation(removeParticipants)},
}

// viewConversation renders a conversation. The view crashes where a bot looks at one with a team, and where the contact
// is gone and the job that deletes their conversations has not run.
func (c *call) viewConversation(conv *conversation) reply {
	if c.user == nil && c.team(conv.team) != nil || c.orphaned(conv) {
		return crash()
	}
	return ok(c.renderConversation(conv))
}

// orphaned reports whether the contact of a conversation was deleted.
func (c *call) orphaned(conv *conversation) bool { return c.contacts[conv.contact.id] == nil }

func showConversation(c *call, conv *conversation) reply { return c.viewConversation(conv) }

// createConversation is app/builders/conversation_builder.rb.
func createConversation(c *call) reply {
	in, who, ci, refusal := c.placeOfConversation()
	if refusal != nil {
		return *refusal
	}
	if in.locked {
		for _, conv := range slices.Backward(c.threads) {
			if conv.source == ci {
				return c.viewConversation(conv)
			}
		}
	}
	status, valid := castEnum(c.params["status"], statuses)
	if !valid || hasNUL(c.params) {
		return crash()
	}
	custom, additional := toObject(c.object("custom_attributes")), toObject(c.object("additional_attributes"))
	var p problems
	p.jsonLengths(additional, "additional_attributes")
	p.jsonLengths(custom, "custom_attributes")
	if refusal := p.reply(); refusal != nil {
		return *refusal
	}
	conv := c.open(in, who, ci, 0)
	conv.custom, conv.additional = custom, additional
	if status != nil {
		conv.status = status.(string)
	}
	if until, isTime := castTime(c.params["snoozed_until"]); isTime && conv.status == "snoozed" {
		conv.snoozed = until // an epoch is ignored here
	}
	c.startConversation(conv)
	ci.verified = ci.verified || c.bool("hmac_verified")
	if first := c.object("message"); first != nil {
		inner := *c
		inner.params = first
		if refusal := inner.firstMessage(conv); refusal != nil {
			c.world.remove(conv)
			return *refusal
		}
	}
	return c.viewConversation(conv)
}

// startConversation does what a new conversation is subject to: its inbox's bot, a blocked contact, its assignee and
// team.
func (c *call) startConversation(conv *conversation) {
	if u := c.world.user(c.int("assignee_id")); u != nil {
		conv.assignee = u.id
	}
	if t := c.team(c.int("team_id")); t != nil {
		conv.team = t.id
		c.fitTeam(conv, t)
	}
	switch {
	case conv.contact.blocked:
		conv.status = "resolved"
	case c.hasActiveBot(conv.inbox):
		c.beginWithBot(conv)
	}
	if conv.team != 0 {
		c.tellBy(conv, "Assigned to "+c.team(conv.team).name+" by ", "")
	}
	c.assigned(conv)
	c.autoAssign(conv)
}

// placeOfConversation finds the inbox and the contact by their ids, or by a source id that exists.
func (c *call) placeOfConversation() (*inbox, *contact, *contactInbox, *reply) {
	fail := func(r reply) (*inbox, *contact, *contactInbox, *reply) { return nil, nil, nil, &r }
	var in *inbox
	var who *contact
	if c.text("inbox_id") != "" {
		if in = c.inbox(c.int("inbox_id")); in == nil {
			return fail(notFound())
		}
		if !c.worksIn(in) {
			return fail(forbidden())
		}
	}
	if c.text("contact_id") != "" {
		if who = c.contacts[c.int("contact_id")]; who == nil {
			return fail(notFound())
		}
	}
	source := c.text("source_id")
	if in == nil || who == nil {
		ci := find(c.contactInbox, func(ci *contactInbox) bool { return source != "" && ci.source == source })
		if ci == nil {
			return fail(notFound())
		}
		if in = c.inbox(ci.inbox); !c.worksIn(in) {
			return fail(forbidden())
		}
		return in, c.contacts[ci.contact], ci, nil
	}
	ci, refusal := c.tie(who, in, source)
	if refusal != nil && refusal.status == http.StatusInternalServerError {
		return fail(unprocessable("source_id should be unique"))
	}
	return in, who, ci, refusal
}

func updateConversation(c *call, conv *conversation) reply {
	if c.has("priority") {
		if r := togglePriority(c, conv); r.status != http.StatusOK {
			return r
		}
	}
	return c.viewConversation(conv)
}

// deleteConversation is a background job on the real server.
func deleteConversation(c *call, conv *conversation) reply {
	c.world.listen(removal{conv}, func() { c.world.remove(conv) })
	return empty()
}

// removal is the deletion of a conversation that was asked for.
type removal struct{ *conversation }

func (w *world) remove(conv *conversation) {
	delete(w.conversations, conv.id)
	w.events = slices.DeleteFunc(w.events, func(e event) bool {
		return e.conv == conv || e.message != nil && e.message.conversation == conv
	})
	w.threads = slices.DeleteFunc(w.threads, func(other *conversation) bool { return other == conv })
	for _, m := range conv.messages {
		delete(w.messages, m.id)
		for _, a := range m.attachments {
			delete(w.attachments, a.id)
		}
	}
	w.dropRows("reporting_events", "conversation_id", conv.id)
	w.dropRows(csatReviews, "conversation", conv.id)
	w.link("draft_messages", conv.id, nil)
	for _, u := range w.users {
		w.dropRows(notificationsOf(u), "primary_actor_id", conv.id)
	}
}

func mute(c *call, conv *conversation) reply {
	c.setStatus(conv, "resolved", nil)
	c.block(conv.contact, true)
	if c.user != nil { // automation rules mute without a word
		c.tellBy(conv, "", " has muted the conversation")
	}
	return empty()
}

func unmute(c *call, conv *conversation) reply {
	c.block(conv.contact, false)
	c.tellBy(conv, "", " has unmuted the conversation")
	return empty()
}

func (w *world) block(p *contact, blocked bool) {
	before := *p
	p.blocked = blocked
	w.contactSaved(p, &before)
}

func sendTranscript(c *call, _ *conversation) reply {
	if strings.TrimSpace(c.text("email")) == "" {
		return unprocessable("email param missing")
	}
	return empty()
}

// snoozeTime reads epoch seconds; anything else is an error that the server does not rescue.
func (c *call) snoozeTime() (*time.Time, bool) {
	text := c.text("snoozed_until")
	if text == "" {
		return nil, true
	}
	until := time.Unix(toInt(text), 0)
	return &until, strings.Trim(text, "0123456789") == "" && until.UTC().Year() <= 9999
}
