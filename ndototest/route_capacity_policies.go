package ndototest

import (
	"net/http"
	"slices"
)

const (
	capacityPolicies = "agent_capacity_policies"
	agentCapacities  = "agent_capacities" // the links of agents to their policies
)

var capacityPolicyTable = table{
	path: capacityPolicies, key: "agent_capacity_policy", reads: accessAdmins, shows: accessAdmins, writes: accessAdmins, list: bareList, one: bare,
	deleted: http.StatusOK, required: []string{"name"},
	columns: slices.Concat(columnsOf(stringColumn, "name"), columnsOf(textColumn, "description"), columnsOf(objectColumn, "exclusion_rules")),
	defaults: func(c *call) object {
		return object{"name": nil, "description": nil, "exclusion_rules": object{}, "created_at": epoch(c.now()), "updated_at": epoch(c.now())}
	},
	render: func(c *call, row object) object {
		limits := []object{}
		for _, limit := range c.rows["inbox_capacity_limits"] {
			if limit["agent_capacity_policy_id"] == row["id"] {
				limits = append(limits, object{"id": limit["id"], "inbox_id": limit["inbox_id"], "conversation_limit": limit["conversation_limit"]})
			}
		}
		return merged(row, object{
			"account_id": c.accountID, "assigned_agent_count": len(c.agentsOfPolicy(row)), "inbox_capacity_limits": limits,
			"created_at": epochOf(row["created_at"]), "updated_at": epochOf(row["updated_at"]),
		})
	},
}

var capacityPolicyRoutes = []route{
	{http.MethodGet, capacityPolicies + "/{id}/users", accessAdmins, capacityPolicyTable.withRow(listCapacityAgents)},
	{http.MethodPost, capacityPolicies + "/{id}/users", accessAdmins, capacityPolicyTable.withRow(addCapacityAgent)},
	{http.MethodDelete, capacityPolicies + "/{id}/users/{user}", accessAdmins, capacityPolicyTable.withRow(removeCapacityAgent)},
	{http.MethodPost, capacityPolicies + "/{id}/inbox_limits", accessAdmins, capacityPolicyTable.withRow(createInboxLimit)},
	{http.MethodPatch, capacityPolicies + "/{id}/inbox_limits/{limit}", accessAdmins, capacityPolicyTable.withRow(updateInboxLimit)},
	{http.MethodDelete, capacityPolicies + "/{id}/inbox_limits/{limit}", accessAdmins, capacityPolicyTable.withRow(deleteInboxLimit)},
}

func (c *call) agentsOfPolicy(row object) []*user {
	list := []*user{}
	for _, u := range c.users {
		if policy := c.linked(agentCapacities, u.id); policy != nil && toInt(policy) == toInt(row["id"]) {
			list = append(list, u)
		}
	}
	return list
}

func listCapacityAgents(c *call, row object) reply {
	return ok(renderAll(c.agentsOfPolicy(row), c.renderProfile))
}

// addCapacityAgent moves an agent from the policy that they had.
func addCapacityAgent(c *call, row object) reply {
	u := c.world.user(c.int("user_id"))
	if u == nil {
		return notFound()
	}
	c.link(agentCapacities, u.id, row["id"])
	return ok(c.renderProfile(u))
}

// removeCapacityAgent does not ask which policy the agent has.
func removeCapacityAgent(c *call, _ object) reply {
	u := c.world.user(c.id("user"))
	if u == nil {
		return notFound()
	}
	c.link(agentCapacities, u.id, nil)
	return empty()
}

func (c *call) inboxLimit(policy object) object {
	for _, limit := range c.rows["inbox_capacity_limits"] {
		if toInt(limit["id"]) == c.id("limit") && limit["agent_capacity_policy_id"] == policy["id"] {
			return limit
		}
	}
	return nil
}

// checkLimit casts and validates the limit that was sent.
func (c *call) checkLimit() (any, *reply) {
	limit := castInt(c.params["conversation_limit"])
	var p problems
	switch {
	case limit == nil:
		p.add("conversation_limit", "can't be blank")
		p.add("conversation_limit", "is not a number")
	case toInt(limit) < 0:
		p.add("conversation_limit", "must be greater than or equal to 0")
	}
	return limit, p.reply()
}

func createInboxLimit(c *call, policy object) reply {
	in := c.inbox(c.int("inbox_id"))
	if in == nil {
		return notFound()
	}
	for _, limit := range c.rows["inbox_capacity_limits"] {
		if limit["agent_capacity_policy_id"] == policy["id"] && toInt(limit["inbox_id"]) == in.id {
			return unprocessable("Inbox has already been assigned to this policy")
		}
	}
	limit, refusal := c.checkLimit()
	if refusal != nil {
		return *refusal
	}
	row := object{
		"id": c.nextID("inbox_capacity_limits"), "inbox_id": in.id, "agent_capacity_policy_id": policy["id"], "conversation_limit": limit,
		"created_at": epoch(c.now()), "updated_at": epoch(c.now()),
	}
	c.rows["inbox_capacity_limits"] = append(c.rows["inbox_capacity_limits"], row)
	return ok(row)
}

func updateInboxLimit(c *call, policy object) reply {
	row := c.inboxLimit(policy)
	if row == nil {
		return notFound()
	}
	limit, refusal := c.checkLimit()
	if refusal != nil {
		return *refusal
	}
	row["conversation_limit"], row["updated_at"] = limit, epoch(c.now())
	return ok(merged(row, object{"inbox_name": c.inbox(toInt(row["inbox_id"])).name}))
}

func deleteInboxLimit(c *call, policy object) reply {
	row := c.inboxLimit(policy)
	if row == nil {
		return notFound()
	}
	c.dropRows("inbox_capacity_limits", "id", toInt(row["id"]))
	return reply{status: http.StatusNoContent}
}
