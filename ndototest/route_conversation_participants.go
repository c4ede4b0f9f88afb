package ndototest

import "slices"

// The participants of a conversation (conversations/participants_controller.rb).

func (c *call) renderAgents(ids []int64) []object {
	list := []object{}
	for _, id := range ids {
		if u := c.world.user(id); u != nil {
			list = append(list, c.renderAgent(u))
		}
	}
	return list
}

func listParticipants(c *call, conv *conversation) reply {
	return ok(c.renderAgents(conv.participants))
}

// participantIDs reads the ids. 4.16 refuses users without access to the inbox; 4.2 skips them.
func (c *call) participantIDs(conv *conversation) (ids []int64, refusal *reply) {
	if !c.has("user_ids") {
		r := crash()
		return nil, &r
	}
	for _, id := range jsonIDs(c.list("user_ids")) {
		u := c.world.user(id)
		if u != nil && (u.role == "administrator" || slices.Contains(conv.inbox.members, id)) {
			ids = append(ids, id)
		} else if c.dialect != Chatwoot42 {
			r := unprocessable("Invalid participant IDs")
			return nil, &r
		}
	}
	return ids, nil
}

func addParticipants(c *call, conv *conversation) reply {
	ids, refusal := c.participantIDs(conv)
	if refusal != nil {
		return *refusal
	}
	var added []int64
	for _, id := range ids {
		if !slices.Contains(conv.participants, id) {
			added = append(added, id)
		}
	}
	conv.participants = append(conv.participants, added...)
	return ok(c.renderAgents(added))
}

func setParticipants(c *call, conv *conversation) reply {
	ids, refusal := c.participantIDs(conv)
	if refusal != nil {
		return *refusal
	}
	conv.participants = ids
	return ok(c.renderAgents(ids))
}

func removeParticipants(c *call, conv *conversation) reply {
	if !c.has("user_ids") {
		return crash()
	}
	gone := jsonIDs(c.list("user_ids"))
	conv.participants = slices.DeleteFunc(conv.participants, func(id int64) bool { return slices.Contains(gone, id) })
	return empty()
}
