package ndototest

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var agentRoutes = []route{
	{http.MethodGet, "agents", accessAgents, listAgents},
	{http.MethodPost, "agents", accessAdmins, createAgent},
	{http.MethodPost, "agents/bulk_create", accessAdmins, inviteAgents},
	{http.MethodPatch, "agents/{id}", accessAdmins, withAgent(updateAgent)},
	{http.MethodDelete, "agents/{id}", accessAdmins, withAgent(deleteAgent)},
}

func withAgent(handler func(*call, *user) reply) func(*call) reply {
	return func(c *call) reply {
		u := c.world.user(c.id("id"))
		if u == nil {
			return notFound()
		}
		return handler(c, u)
	}
}

func listAgents(c *call) reply {
	list := slices.Clone(c.users)
	sortBy(list, func(u *user) string { return strings.ToLower(u.name) }, false)
	return ok(renderAll(list, c.renderAgent))
}

var roles = []string{"agent", "administrator"}

var agentColumns = []column{{name: "name"}, enum("role", roles...), enum("availability", availabilities...), {name: "auto_offline", kind: boolColumn}}

var emailAddress = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)

func validEmail(email string) bool { return emailAddress.MatchString(email) }

// agentRow reads the params of an agent; those that are null change nothing.
func (c *call) agentRow() (object, *reply) {
	p, refusal := c.everyParam("agent")
	if refusal != nil {
		return nil, refusal
	}
	row := object{}
	if hasNUL(p) || !assignColumns(row, p, append(agentColumns, column{name: "email"})) {
		r := crash()
		return nil, &r
	}
	return row, nil
}

// createAgent is app/builders/agent_builder.rb: it invites somebody, who is to confirm the address.
func createAgent(c *call) reply {
	row, refusal := c.agentRow()
	if refusal != nil {
		return *refusal
	}
	email := strings.ToLower(strings.TrimSpace(toText(row["email"])))
	if find(c.users, func(u *user) bool { return u.email == email }) != nil {
		return invalid("User has already been taken", "user_id")
	}
	if refusal := checkInvited(email, toText(row["name"])); refusal != nil {
		return *refusal
	}
	u := c.invite(email, row)
	u.customRole = c.int("custom_role_id")
	return ok(c.renderAgent(u))
}

func checkInvited(email, name string) *reply {
	var p problems
	if email == "" {
		p.add("email", "can't be blank")
	}
	if !validEmail(email) {
		if email != "" {
			p.add("email", "is invalid")
		}
		p.add("email", "is not an email")
	}
	if len([]rune(name)) > 255 {
		p.tooLong("name", 255)
	}
	return p.reply()
}

func (c *call) invite(email string, row object) *user {
	who := c.personBy(email)
	if who == nil {
		who = c.newPerson(0)
		who.email, who.name, who.invited = email, cmp.Or(toText(row["name"]), strings.Split(email, "@")[0]), true
	}
	u := c.join(who, "agent")
	u.inviter = c.user.id
	c.changeUser(u, omit(row, "name"))
	return u
}

func (c *call) changeUser(u *user, row object) {
	for name, field := range map[string]*string{"name": &u.name, "role": &u.role, "availability": &u.availability} {
		if v := toText(row[name]); v != "" {
			*field = v
		}
	}
	if v := row["auto_offline"]; v != nil {
		u.autoOnline = v == false
	}
}

// inviteAgents silently skips invalid addresses.
func inviteAgents(c *call) reply {
	if _, isList := c.params["emails"].([]any); !isList {
		return crash()
	}
	for _, email := range c.texts("emails") {
		email = strings.ToLower(email)
		if validEmail(email) && find(c.users, func(u *user) bool { return u.email == email }) == nil {
			c.invite(email, object{"availability": "offline", "auto_offline": false})
		}
	}
	return empty()
}

// updateAgent takes the custom role away if it is not sent.
func updateAgent(c *call, u *user) reply {
	row, refusal := c.agentRow()
	if refusal != nil {
		return *refusal
	}
	var p problems
	p.lengths(row, agentColumns[:1])
	if _, sent := row["name"]; sent && row["name"] != nil {
		p.present(row, "name")
	}
	if refusal := p.reply(); refusal != nil {
		return *refusal
	}
	c.changeUser(u, row)
	u.customRole = c.int("custom_role_id")
	return ok(c.renderAgent(u))
}

func deleteAgent(c *call, u *user) reply {
	c.dismiss(u)
	if len(c.memberships(u.person)) == 0 {
		c.removePerson(u.person)
	}
	return empty()
}

// dismiss takes a user out of the account, with all that they were a member of.
func (w *world) dismiss(u *user) {
	w.users = slices.DeleteFunc(w.users, func(other *user) bool { return other == u })
	gone := []int64{u.id}
	for _, in := range w.inboxes {
		in.members = without(in.members, gone)
	}
	for _, t := range w.teams {
		t.members = without(t.members, gone)
	}
	for _, conv := range w.threads {
		conv.participants = without(conv.participants, gone)
		if conv.assignee == u.id {
			conv.assignee = 0
		}
	}
}
