package ndototest

import "slices"

// receiver is a destination for events.
type receiver struct {
	kind, url, secret string
}

// botEvents are the events agent bots receive; the last two from 4.13.0.
var botEvents = []string{
	"message_created", "message_updated", "conversation_opened", "conversation_resolved", "webwidget_triggered", "conversation_status_changed",
	"conversation_updated",
}

// receivers returns an event's destinations: subscribed webhooks, the API inbox's callback, the inbox's agent bot and,
// from 4.8.0, the agent bot the conversation is assigned to.
func (w *world) receivers(e event) []receiver {
	var list []receiver
	forBotsOnly := e.name == "conversation_opened" || e.name == "conversation_resolved"
	if !forBotsOnly {
		for _, row := range w.rows["webhooks"] {
			if subscribes(row, e.name) {
				list = append(list, receiver{"account", toText(row["url"]), toText(row["secret"])})
			}
		}
	}
	conv := e.conv
	if e.message != nil {
		conv = e.message.conversation
	}
	if conv == nil {
		return list
	}
	callback := toText(conv.inbox.fields["webhook_url"])
	if callback != "" && conv.inbox.channel == "Channel::Api" && !forBotsOnly {
		list = append(list, receiver{"inbox", callback, conv.inbox.secret})
	}
	events := botEvents
	if w.server.dialect == Chatwoot42 {
		events = botEvents[:5]
	}
	if !slices.Contains(events, e.name) {
		return list
	}
	for _, b := range w.bots {
		answers := b.id == conv.inbox.bot || w.server.dialect != Chatwoot42 && b.id == conv.assigneeBot
		if answers && b.outgoingURL != "" {
			list = append(list, receiver{"bot", b.outgoingURL, b.secret})
		}
	}
	return list
}

func subscribes(row object, name string) bool {
	switch events := row["subscriptions"].(type) {
	case []string:
		return slices.Contains(events, name)
	case []any:
		return slices.Contains(toTexts(events), name)
	}
	return false
}
