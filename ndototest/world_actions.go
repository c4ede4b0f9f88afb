package ndototest

import (
	"slices"
)

// performer is a macro or an automation rule at work in a conversation (app/services/action_service.rb). Each action is
// saved by itself; one that fails does nothing, and the next one follows.
type performer struct {
	*call // as the user of the macro, or as the rule
	conv  *conversation
	event string // of the webhook that send_webhook_event sends
}

// lateActions came after Chatwoot 4.2, which may accept them all the same.
var lateActions = []string{"open_conversation", "pending_conversation", "remove_assigned_agent"}

// perform runs a list of actions as they were sent.
func (p performer) perform(list any) {
	p.act(func() { p.performAll(list) })
}

func (p performer) performAll(list any) {
	rows, _ := list.([]any)
	for _, v := range rows {
		row, _ := v.(object)
		name := toText(row["action_name"])
		if p.dialect == Chatwoot42 && slices.Contains(lateActions, name) {
			continue
		}
		p.track(p.conv)
		p.simple(name)
		if params, sent := row["action_params"].([]any); sent || name == "assign_team" {
			p.with(name, params)
		}
		p.saved(p.conv)
	}
}

// simple runs an action that has no parameters.
func (p performer) simple(name string) {
	switch name {
	case "mute_conversation":
		mute(p.call, p.conv)
	case "resolve_conversation":
		p.setStatus(p.conv, "resolved", nil)
	case "snooze_conversation":
		p.setStatus(p.conv, "snoozed", nil)
	case "open_conversation":
		p.setStatus(p.conv, "open", nil)
	case "pending_conversation":
		p.setStatus(p.conv, "pending", nil)
	case "remove_assigned_agent":
		p.assignTo(p.conv, nil)
	case "remove_assigned_team":
		p.world.assignTeam(p.conv, nil)
	}
}

// with runs an action with parameters, of which most look at the first only.
func (p performer) with(name string, params []any) {
	var first any
	if len(params) > 0 {
		first = params[0]
	}
	switch name {
	case "add_label":
		if len(params) > 0 {
			p.label(p.conv, splitLabels(slices.Concat(p.conv.labels, toTexts(params))))
		}
	case "remove_label":
		p.label(p.conv, without(p.conv.labels, toTexts(params)))
	case "assign_agent":
		p.assignAgent(first)
	case "assign_team":
		p.assignTeam(first)
	case "change_status":
		if status, valid := castEnum(first, statuses); valid && status != nil {
			p.setStatus(p.conv, status.(string), nil)
		}
	case "change_priority":
		p.changePriority(first)
	case "send_message":
		p.send(first, false)
	case "add_private_note":
		p.send(first, true)
	case "send_webhook_event":
		p.sendWebhook(toText(first))
	}
}

// assignAgent takes the id of a member of the inbox or of an administrator, or one of three words.
func (p performer) assignAgent(first any) {
	old := p.dialect == Chatwoot42
	id := numericID(first)
	switch {
	case first == "nil":
		p.assignTo(p.conv, nil)
		return
	case first == "self" && p.user != nil:
		id = p.user.id
	case first == "last_responding_agent" && !old:
		for _, m := range slices.Backward(p.conv.messages) {
			if m.kind == outgoing && m.senderKind == "user" && !m.private {
				id = m.sender
				break
			}
		}
	}
	u := p.world.user(id)
	if u == nil || u.invited && !old || u.role != "administrator" && !slices.Contains(p.conv.inbox.members, id) {
		return
	}
	p.assignTo(p.conv, u)
}

// assignTeam takes a team away where it names none.
func (p performer) assignTeam(first any) {
	if text := toText(first); text == "" || text == "nil" || text == "0" {
		p.world.assignTeam(p.conv, nil)
		return
	}
	if t := p.team(numericID(first)); t != nil {
		p.world.assignTeam(p.conv, t)
	}
}

// numericID is a number of JSON, which a text with digits is not.
func numericID(v any) int64 {
	if _, isText := v.(string); isText {
		return 0
	}
	return toInt(v)
}

func (p performer) changePriority(first any) {
	if first == "nil" {
		first = nil
	}
	if priority, valid := castEnum(first, priorities); valid {
		p.setPriority(p.conv, toText(priority))
	}
}

// send sends a message, which has no sender if it is a rule that does.
func (p performer) send(text any, private bool) {
	inner := *p.call
	inner.params = object{"content": text, "private": private}
	if p.rule != nil {
		inner.params["content_attributes"] = object{"automation_rule_id": p.rule["id"]}
	}
	if m, err := inner.buildMessage(p.conv); err == nil {
		p.post(m)
	}
}

// sendWebhook sends the conversation as it is, once, without a signature.
func (p performer) sendWebhook(target string) {
	body := p.Server.json(p.payload(event{name: p.event, conv: p.conv}))
	p.enqueue(&parcel{receiver: receiver{kind: "account", url: target}, event: p.event, body: body, account: p.world})
}
