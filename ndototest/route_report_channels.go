package ndototest

import "time"

// maxSummary is how long the period of a summary by channel may be.
const maxSummary = 6 * 31 * 24 * time.Hour

func summaryByChannel(c *call) reply {
	in := c.period()
	if in.until.Sub(in.since) > maxSummary {
		return unprocessable("Date range is too large. Please choose a range within 6 months.")
	}
	channels := object{}
	for _, conv := range c.threads {
		if !in.has(conv.created) {
			continue
		}
		counts, _ := channels[conv.inbox.channel].(object)
		if counts == nil {
			counts = object{"open": 0, "resolved": 0, "pending": 0, "snoozed": 0, "total": 0}
			channels[conv.inbox.channel] = counts
		}
		for _, name := range []string{conv.status, "total"} {
			counts[name] = counts[name].(int) + 1
		}
	}
	return ok(channels)
}

// responseTimes are the groups of first responses by their time, each up to so many hours.
var responseTimes = []struct {
	name  string
	hours float64
}{{"0-1h", 1}, {"1-4h", 4}, {"4-8h", 8}, {"8-24h", 24}, {"24h+", 1e9}}

func reportResponseTimes(c *call) reply {
	channels := object{}
	for _, e := range c.rows["reporting_events"] {
		conv := c.conversations[toInt(e["conversation_id"])]
		at, _ := castTime(e["created_at"])
		if e["name"] != "first_response" || conv == nil || !c.within(at) {
			continue
		}
		counts, _ := channels[conv.inbox.channel].(object)
		if counts == nil {
			counts = object{}
			for _, group := range responseTimes {
				counts[group.name] = 0
			}
			channels[conv.inbox.channel] = counts
		}
		for _, group := range responseTimes {
			if toFloat(e["value"])/3600 < group.hours {
				counts[group.name] = counts[group.name].(int) + 1
				break
			}
		}
	}
	return ok(channels)
}
