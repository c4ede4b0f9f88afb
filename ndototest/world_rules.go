package ndototest

import (
	"encoding/json"
	"slices"
	"strings"
)

// automation is what the automation rules do in a conversation.
type automation struct{ conv *conversation }

// automate queues the automation rules for an event. What a rule does starts no rule, and neither does what a test adds
// (app/listeners/automation_rule_listener.rb).
func (w *world) automate(e event) {
	conv := e.conv
	if e.message != nil {
		conv = e.message.conversation
	}
	starts := !w.seeding && (w.acting == nil || w.acting.rule == nil) && (e.message == nil || e.message.kind != activity)
	if !starts || conv == nil || len(w.rulesFor(e)) == 0 {
		return
	}
	w.listen(automation{conv}, func() {
		for _, rule := range w.rulesFor(e) {
			if w.conversations[conv.id] != conv {
				return
			}
			c := w.inBackground()
			c.rule = rule
			if c.applies(conv, e) {
				performer{call: c, conv: conv, event: "automation_event." + e.name}.perform(rule["actions"])
			}
		}
	})
}

// rulesFor are the active rules that listen to an event.
func (w *world) rulesFor(e event) (list []object) {
	events := []string{"message_created", "conversation_created", "conversation_opened", "conversation_updated", "conversation_resolved"}
	if w.server.dialect == Chatwoot42 {
		events = events[:4]
	}
	for _, rule := range w.rows[automationRuleTable.path] {
		if rule["active"] == true && rule["event_name"] == e.name && slices.Contains(events, e.name) {
			list = append(list, rule)
		}
	}
	return list
}

// messageFilter are the attributes of a message that rules may name.
var messageFilter = filterKeys{"", []filterKey{{"message_type", enumData, equality}, {"private_note", booleanData, equality}, {"content", foldedData, texts}}}

// ruleRow is what the conditions of a rule are about at once: the conversation, one of its messages, and one of its
// labels.
type ruleRow struct {
	conv    *conversation
	message *message // or nil
	label   any      // or null
}

// ruleCondition is a condition with the record that it is about.
type ruleCondition struct {
	condition
	of func(ruleRow) any
}

// applies reports whether the conditions of a rule hold (app/services/automation_rules/conditions_filter_service.rb).
// Those that ask what has changed come after the others. A condition that the server fails with never holds.
func (c *call) applies(conv *conversation, e event) bool {
	rows, _ := c.rule["conditions"].([]any)
	var asked []ruleCondition
	var changes []object
	join := ""
	for _, v := range rows {
		row, _ := v.(object)
		if row["filter_operator"] == "attribute_changed" {
			changes = append(changes, row)
			continue
		}
		cond, valid := c.ruleCondition(row)
		if !valid || len(asked) > 0 && join == "" {
			return false
		}
		join = toText(row["query_operator"])
		cond.or = strings.EqualFold(join, "or")
		asked = append(asked, cond)
	}
	if join != "" {
		return false
	}
	holds := len(asked) == 0 || c.holdAnywhere(asked, conv, e.message)
	if len(changes) == 0 {
		return holds
	}
	return changed(changes, e, holds)
}

// holdAnywhere looks for a message and a label for which all conditions hold. Where there is a new message, only that
// one counts.
func (c *call) holdAnywhere(asked []ruleCondition, conv *conversation, m *message) bool {
	messages := conv.messages
	if m != nil || len(messages) == 0 {
		messages = []*message{m}
	}
	labels := append([]any{}, toAny(conv.labels)...)
	if len(labels) == 0 {
		labels = []any{nil}
	}
	for _, m := range messages {
		for _, label := range labels {
			if holdAll(asked, ruleRow{conv, m, label}) {
				return true
			}
		}
	}
	return false
}

// holdAll is conditions.holds, where each condition knows what it is about.
func holdAll(asked []ruleCondition, row ruleRow) bool {
	all := true
	for _, cond := range asked {
		all = all && cond.holds(cond.of(row))
		if cond.or {
			if all {
				return true
			}
			all = true
		}
	}
	return all
}

// ruleCondition reads a condition. Texts are compared as they are, but for those of messages and of custom attributes.
func (c *call) ruleCondition(row object) (ruleCondition, bool) {
	cond := ruleCondition{condition: condition{key: toText(row["attribute_key"]), operator: toText(row["filter_operator"])}}
	cond.values, _ = row["values"].([]any)
	key, kind := conversationFilter(c.dialect).find(cond.key), ""
	cond.of = func(r ruleRow) any { return r.conv.attribute(cond.key, cond.custom) }
	switch {
	case cond.key == "labels":
		cond.values = cond.values[:min(len(cond.values), 1)]
		cond.of = func(r ruleRow) any { return r.label }
	case key != nil:
		cond.data = key.data
	case contactFilter(c.dialect).find(cond.key) != nil:
		key = contactFilter(c.dialect).find(cond.key)
		cond.of = func(r ruleRow) any { return r.conv.contact.attribute(cond.key, false) }
	case messageFilter.find(cond.key) != nil:
		key = messageFilter.find(cond.key)
		cond.data, cond.of = key.data, func(r ruleRow) any { return r.message.attribute(cond.key) }
	default:
		model := toText(row["custom_attribute_type"])
		kind = c.attributeType(model, cond.key)
		cond.custom, cond.data = true, dataOfCustom(kind)
		if model == "contact_attribute" {
			cond.of = func(r ruleRow) any { return r.conv.contact.custom[cond.key] }
		}
	}
	if cond.operator == "starts_with" {
		cond.values = []any{strings.ToLower(toText(append(cond.values, "")[0]))}
	}
	known := kind != "" || key != nil && slices.Contains(key.operators, cond.operator)
	present := cond.operator == "is_present" || cond.operator == "is_not_present"
	return cond, known && (present || len(cond.values) > 0) && c.checkCondition(&cond.condition, kind) == nil
}

// attribute is what a condition compares; without a message all is null.
func (m *message) attribute(key string) any {
	switch {
	case m == nil:
		return nil
	case key == "message_type":
		return messageTypes[m.kind]
	case key == "private_note":
		return m.private
	case !m.hasContent:
		return nil
	}
	return m.content
}

// changed reports whether an event tells of one of the changes. The other conditions count if it is joined by AND;
// otherwise the change is enough.
func changed(asked []object, e event, others bool) bool {
	found, current := false, true
	for _, row := range asked {
		var was object
		for _, change := range e.changed {
			if one, isThis := change[toText(row["attribute_key"])].(object); isThis {
				was = one
			}
		}
		if was == nil {
			return false
		}
		values, _ := row["values"].(object)
		if includes(values["from"], was["previous_value"]) && includes(values["to"], was["current_value"]) {
			found = found || current && others || row["query_operator"] != "AND" && (current || others)
		}
		current = found
	}
	return found
}

// includes compares without a cast: "1" is not 1.
func includes(list, value any) bool {
	values, _ := list.([]any)
	want, _ := json.Marshal(value)
	return slices.ContainsFunc(values, func(v any) bool {
		got, _ := json.Marshal(v)
		return string(got) == string(want)
	})
}
