package ndototest

import "math"

// reportBots counts the inboxes that have a bot now (bot_metrics_builder.rb).
func reportBots(c *call) reply {
	conversations, messages := 0, 0
	for _, conv := range c.threads {
		if c.hasActiveBot(conv.inbox) && c.within(conv.created) {
			conversations++
		}
	}
	for _, m := range c.messages {
		if m.kind == outgoing && c.hasActiveBot(m.conversation.inbox) && c.within(m.created) {
			messages++
		}
	}
	ended := map[string]map[int64]bool{"conversation_bot_resolved": {}, "conversation_bot_handoff": {}}
	for _, e := range c.rows["reporting_events"] {
		at, _ := castTime(e["created_at"])
		if of := ended[toText(e["name"])]; of != nil && c.within(at) {
			of[toInt(e["conversation_id"])] = true
		}
	}
	rate := func(event string) int {
		if conversations == 0 {
			return 0
		}
		return int(math.Round(float64(len(ended[event])) / float64(conversations) * 100))
	}
	return ok(object{
		"conversation_count": conversations, "message_count": messages, "resolution_rate": rate("conversation_bot_resolved"),
		"handoff_rate": rate("conversation_bot_handoff"),
	})
}
