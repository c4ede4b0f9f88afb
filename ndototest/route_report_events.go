package ndototest

// reportingEvents lists the first responses.
func reportingEvents(c *call) reply {
	list := []object{}
	for _, conv := range c.threads {
		if !conv.firstReply.IsZero() {
			list = append(list, object{
				"id": conv.id, "name": "first_response", "value": conv.firstReply.Sub(conv.created).Seconds(), "value_in_business_hours": 0,
				"event_start_time": iso(conv.created), "event_end_time": iso(conv.firstReply), "account_id": c.AccountID, "conversation_id": conv.id,
				"inbox_id": conv.inbox.id, "user_id": idOrNull(conv.assignee), "created_at": iso(conv.firstReply), "updated_at": iso(conv.firstReply),
			})
		}
	}
	sortBy(list, func(o object) int64 { return o["id"].(int64) }, false)
	meta := object{"count": len(list), "current_page": max(c.int("page"), 1), "total_pages": (len(list) + 24) / 25}
	return ok(object{"meta": meta, "payload": pageOf(list, c.int("page"), 25)})
}
