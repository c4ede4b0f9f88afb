package ndototest

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// event is an event that webhooks may receive (app/listeners/webhook_listener.rb).
type event struct {
	name    string
	conv    *conversation
	message *message
	contact *contact
	changed []object // changed_attributes
	typist  object   // who types
	private bool     // whether it is a note that they type

	// What only the cable tells, see cable_events.go.
	user         *user  // whom a notification or a mention is for, or who types
	data         object // in place of a record
	performer    view
	cableOnly    bool
	typistPushed view
}

func (w *world) record(e event) {
	if by := w.actingUser(); by != nil && len(w.server.sockets) > 0 {
		e.performer = w.acting.userEvent(by)
	}
	w.events = append(w.events, e)
	w.automate(e)
}

// convState holds the attributes a conversation_updated event watches (app/models/conversation.rb).
type convState struct {
	status, priority             string
	assignee, assigneeBot, team  int64
	labels                       []string
	custom                       object
	snoozed, waiting, firstReply time.Time
	updated                      time.Time
}

func (conv *conversation) state() convState {
	return convState{
		conv.status, conv.priority, conv.assignee, conv.assigneeBot, conv.team, slices.Clone(conv.labels), maps.Clone(conv.custom), conv.snoozed,
		conv.waiting, conv.firstReply, conv.updated,
	}
}

// track snapshots a conversation before it is changed.
func (w *world) track(conv *conversation) {
	if _, tracked := w.tracked[conv]; !tracked {
		w.tracked[conv] = conv.state()
		w.changing = append(w.changing, conv)
	}
}

// saved records the events of a conversation whose changes are saved: one conversation_updated for each save.
func (w *world) saved(conv *conversation) {
	before, tracked := w.tracked[conv]
	w.forget(conv)
	if !tracked || w.conversations[conv.id] != conv {
		return
	}
	now := conv.state()
	changed := now.since(before)
	if len(changed) == 0 {
		return
	}
	conv.updated = w.now()
	changed = append(changed, object{"updated_at": change(iso(before.updated), iso(conv.updated))})
	if now.status != before.status {
		w.record(event{name: "conversation_status_changed", conv: conv})
		if name := map[string]string{"open": "conversation_opened", "resolved": "conversation_resolved"}[now.status]; name != "" {
			w.record(event{name: name, conv: conv, changed: changed[:1]})
		}
	}
	w.record(event{name: "conversation_updated", conv: conv, changed: changed})
	if now.assignee != before.assignee || now.assigneeBot != before.assigneeBot {
		w.record(event{name: "assignee.changed", conv: conv, cableOnly: true})
	}
	if now.team != before.team {
		w.record(event{name: "team.changed", conv: conv, cableOnly: true})
	}
	if w.server.dialect == Chatwoot42 && !slices.Equal(now.labels, before.labels) {
		w.record(event{name: "conversation_updated", conv: conv, changed: changed}) // until 4.6.0
	}
}

// forget drops the snapshot of a conversation.
func (w *world) forget(conv *conversation) {
	delete(w.tracked, conv)
	w.changing = slices.DeleteFunc(w.changing, func(other *conversation) bool { return other == conv })
}

// saveAll saves what was changed and is not saved yet.
func (w *world) saveAll() {
	for _, conv := range slices.Clone(w.changing) {
		w.saved(conv)
	}
}

func change(before, now any) object { return object{"previous_value": before, "current_value": now} }

// since lists the differences, one object per attribute.
func (s convState) since(before convState) []object {
	var list []object
	note := func(differs bool, name string, was, is any) {
		if differs {
			list = append(list, object{name: change(was, is)})
		}
	}
	note(s.status != before.status, "status", before.status, s.status)
	note(s.assignee != before.assignee, "assignee_id", idOrNull(before.assignee), idOrNull(s.assignee))
	note(s.assigneeBot != before.assigneeBot, "assignee_agent_bot_id", idOrNull(before.assigneeBot), idOrNull(s.assigneeBot))
	note(s.team != before.team, "team_id", idOrNull(before.team), idOrNull(s.team))
	note(s.priority != before.priority, "priority", orNull(before.priority), orNull(s.priority))
	note(!slices.Equal(s.labels, before.labels), "label_list", orEmpty(before.labels), orEmpty(s.labels))
	note(!slices.Equal(s.labels, before.labels), "cached_label_list", orNull(strings.Join(before.labels, ", ")), strings.Join(s.labels, ", "))
	note(!sameValues(s.custom, before.custom), "custom_attributes", before.custom, s.custom)
	note(!s.snoozed.Equal(before.snoozed), "snoozed_until", iso(before.snoozed), iso(s.snoozed))
	note(!s.waiting.Equal(before.waiting), "waiting_since", iso(before.waiting), iso(s.waiting))
	note(!s.firstReply.Equal(before.firstReply), "first_reply_created_at", iso(before.firstReply), iso(s.firstReply))
	return list
}

func sameValues(a, b object) bool {
	return maps.EqualFunc(a, b, func(x, y any) bool { return toText(x) == toText(y) })
}

// contactChanges returns the changed_attributes of a contact_updated event.
func contactChanges(before, now *contact) []object {
	var list []object
	for _, field := range []struct {
		name    string
		was, is any
		same    bool
	}{
		{"name", before.name, now.name, before.name == now.name},
		{"email", orNull(before.email), orNull(now.email), before.email == now.email},
		{"phone_number", orNull(before.phone), orNull(now.phone), before.phone == now.phone},
		{"identifier", orNull(before.identifier), orNull(now.identifier), before.identifier == now.identifier},
		{"blocked", before.blocked, now.blocked, before.blocked == now.blocked},
		{"custom_attributes", before.custom, now.custom, sameValues(before.custom, now.custom)},
		{"last_activity_at", iso(before.lastActivity), iso(now.lastActivity), before.lastActivity.Equal(now.lastActivity)},
		{"label_list", orEmpty(before.labels), orEmpty(now.labels), slices.Equal(before.labels, now.labels)},
		{"additional_attributes", before.additional, now.additional, sameValues(before.additional, now.additional)},
	} {
		if !field.same {
			list = append(list, object{field.name: change(field.was, field.is)})
		}
	}
	return list
}
