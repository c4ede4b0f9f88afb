package ndototest

import "slices"

// The participants of a conversation (conversations/participants_controller.rb).

func (c *call) renderAgents(ids []int64) []view {
	list := []view{}
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

// participantIDs reads the ids. 4.16 refuses to add users without access to the inbox; 4.2 compares uncast ids, and
// lists such users without saving them.
func (c *call) participantIDs(conv *conversation) (ids, saved []int64, refusal *reply) {
	list, isList := c.params["user_ids"].([]any)
	if !isList {
		r := crash()
		return nil, nil, &r
	}
	ids = toIDs(list)
	if c.dialect == Chatwoot42 {
		ids = jsonIDs(list)
	}
	for _, id := range ids {
		u := c.world.user(id)
		if slices.Contains(conv.participants, id) || u != nil && (u.role == "administrator" || slices.Contains(conv.inbox.members, id)) {
			saved = append(saved, id)
		} else if c.dialect != Chatwoot42 {
			r := unprocessable("Invalid participant IDs")
			return nil, nil, &r
		}
	}
	return ids, saved, nil
}

func addParticipants(c *call, conv *conversation) reply {
	ids, saved, refusal := c.participantIDs(conv)
	if refusal != nil {
		return *refusal
	}
	added := without(ids, conv.participants)
	conv.participants = append(conv.participants, without(saved, conv.participants)...)
	return ok(c.renderAgents(added))
}

func setParticipants(c *call, conv *conversation) reply {
	_, saved, refusal := c.participantIDs(conv)
	if refusal != nil {
		return *refusal
	}
	conv.participants = saved
	return ok(c.renderAgents(saved))
}

func removeParticipants(c *call, conv *conversation) reply {
	list, isList := c.params["user_ids"].([]any)
	if !isList {
		return crash()
	}
	conv.participants = without(conv.participants, toIDs(list))
	return empty()
}
