package ndototest

import (
	"net/http"
	"slices"
)

var inboxMemberRoutes = []route{
	{http.MethodGet, "inbox_members/{id}", accessAgents, withInbox(listInboxMembers)},
	{http.MethodPost, "inbox_members", accessAdmins, changeMembers(func(had, ids []int64) []int64 { return append(had, without(ids, had)...) })},
	{http.MethodPatch, "inbox_members", accessAdmins, changeMembers(func(_, ids []int64) []int64 { return ids })},
	{http.MethodDelete, "inbox_members", accessAdmins, removeInboxMembers},
	{http.MethodGet, "inboxes/{id}/assignable_agents", accessAgents, withInbox(listInboxAssignableAgents)},
	{http.MethodGet, "assignable_agents", accessAgents, listAssignableAgents},
}

func listInboxMembers(c *call, in *inbox) reply {
	return ok(object{"payload": c.renderAgents(in.members)})
}

// changeMembers compares ids without a cast, so they must be JSON numbers. Unknown users cannot become members.
func changeMembers(change func(had, ids []int64) []int64) func(*call) reply {
	return func(c *call) reply {
		in := c.inbox(c.int("inbox_id"))
		if in == nil {
			return notFound()
		}
		if _, isList := c.params["user_ids"].([]any); !isList {
			return crash()
		}
		members := change(slices.Clone(in.members), jsonIDs(c.list("user_ids")))
		for _, id := range members {
			if c.world.user(id) == nil {
				return invalid("User must exist", "user")
			}
		}
		in.members = members
		return ok(object{"payload": c.renderAgents(in.members)})
	}
}

func removeInboxMembers(c *call) reply {
	in := c.inbox(c.int("inbox_id"))
	if in == nil {
		return notFound()
	}
	in.members = without(in.members, toIDs(c.list("user_ids")))
	return empty()
}

func listInboxAssignableAgents(c *call, in *inbox) reply {
	return ok(object{"payload": c.assignable([]*inbox{in})})
}

// listAssignableAgents lists the agents who are members of every inbox, plus administrators.
func listAssignableAgents(c *call) reply {
	var inboxes []*inbox
	for _, id := range toIDs(c.list("inbox_ids")) {
		in := c.inbox(id)
		switch {
		case in == nil:
			return notFound()
		case !c.worksIn(in):
			return forbidden()
		}
		inboxes = append(inboxes, in)
	}
	return ok(object{"payload": c.assignable(inboxes)})
}

func (c *call) assignable(inboxes []*inbox) []view {
	list := []view{}
	for _, u := range c.users {
		everywhere := len(inboxes) > 0
		for _, in := range inboxes {
			everywhere = everywhere && slices.Contains(in.members, u.id)
		}
		if everywhere || u.role == "administrator" {
			list = append(list, c.renderAgent(u))
		}
	}
	return list
}

func toIDs(list []any) []int64 {
	ids := make([]int64, len(list))
	for i, v := range list {
		ids[i] = toInt(v)
	}
	return ids
}
