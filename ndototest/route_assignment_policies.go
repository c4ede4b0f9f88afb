package ndototest

import (
	"net/http"
	"slices"
)

var assignmentPolicyTable = table{
	path: "assignment_policies", key: "assignment_policy", reads: accessAdmins, shows: accessAdmins, writes: accessAdmins, list: bareList, one: bare,
	deleted: http.StatusOK, required: []string{"name"}, notNull: []string{"assignment_order", "conversation_priority", "fair_distribution_limit", "fair_distribution_window", "enabled"},
	columns: slices.Concat(
		columnsOf(stringColumn, "name"), columnsOf(textColumn, "description"), columnsOf(boolColumn, "enabled"),
		columnsOf(intColumn, "fair_distribution_limit", "fair_distribution_window", "exclude_older_than_hours"),
		[]column{enum("assignment_order", "round_robin", "balanced"), enum("conversation_priority", "earliest_created", "longest_waiting")},
	),
	defaults: func(c *call) object {
		return object{
			"name": nil, "description": nil, "assignment_order": "round_robin", "conversation_priority": "earliest_created", "fair_distribution_limit": 100,
			"fair_distribution_window": 3600, "exclude_older_than_hours": 168, "enabled": true, "created_at": epoch(c.now()), "updated_at": epoch(c.now()),
		}
	},
	check: func(c *call, row object, p *problems) {
		p.unique(c.rows["assignment_policies"], row, "name")
		for _, name := range []string{"fair_distribution_limit", "fair_distribution_window", "exclude_older_than_hours"} {
			switch optional := name == "exclude_older_than_hours"; {
			case row[name] == nil && !optional:
				p.add(name, "is not a number")
			case row[name] != nil && toInt(row[name]) <= 0:
				p.add(name, "must be greater than 0")
			}
		}
	},
	render: func(c *call, row object) object {
		return merged(row, object{"assigned_inbox_count": len(c.inboxesOfPolicy(row)), "created_at": epochOf(row["created_at"]), "updated_at": epochOf(row["updated_at"])})
	},
}

// epochOf is a time as a number, however it was kept.
func epochOf(v any) any {
	if t, ok := castTime(v); ok {
		return epoch(t)
	}
	return v
}

func (c *call) inboxesOfPolicy(row object) []*inbox {
	list := []*inbox{}
	for _, in := range c.inboxes {
		if policy := c.linked(inboxPolicies, in.id); policy != nil && toInt(policy) == toInt(row["id"]) {
			list = append(list, in)
		}
	}
	return list
}

var assignmentPolicyRoutes = []route{
	{http.MethodGet, "assignment_policies/{id}/inboxes", accessAdmins, assignmentPolicyTable.withRow(listPolicyInboxes)},
	{http.MethodGet, "inboxes/{id}/assignment_policy", accessAdmins, withInbox(showInboxPolicy)},
	{http.MethodPost, "inboxes/{id}/assignment_policy", accessAdmins, withInbox(setInboxPolicy)},
	{http.MethodDelete, "inboxes/{id}/assignment_policy", accessAdmins, withInbox(removeInboxPolicy)},
}

func listPolicyInboxes(c *call, row object) reply {
	return ok(object{"inboxes": renderAll(c.inboxesOfPolicy(row), c.renderInbox)})
}

// inboxPolicies are the links of inboxes to their policies.
const inboxPolicies = "inbox_assignment_policies"

func (c *call) policyOfInbox(in *inbox) object {
	return c.rowOf("assignment_policies", toInt(c.linked(inboxPolicies, in.id)))
}

func noPolicy() reply { return *failure(http.StatusNotFound, "Assignment policy not found") }

func showInboxPolicy(c *call, in *inbox) reply {
	row := c.policyOfInbox(in)
	if row == nil {
		return noPolicy()
	}
	return ok(assignmentPolicyTable.rendered(c, row))
}

func setInboxPolicy(c *call, in *inbox) reply {
	row := c.rowOf("assignment_policies", c.int("assignment_policy_id"))
	if row == nil {
		return notFound()
	}
	c.link(inboxPolicies, in.id, row["id"])
	return ok(assignmentPolicyTable.rendered(c, row))
}

func removeInboxPolicy(c *call, in *inbox) reply {
	if c.policyOfInbox(in) == nil {
		return noPolicy()
	}
	c.link(inboxPolicies, in.id, nil)
	return empty()
}
