package ndototest

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

var contactRoutes = []route{
	{http.MethodGet, "contacts", accessAgents, listContacts},
	{http.MethodGet, "contacts/active", accessAgents, listActiveContacts},
	{http.MethodGet, "contacts/search", accessAgents, searchContacts},
	{http.MethodPost, "contacts/filter", accessAgents, filterContacts},
	{http.MethodPost, "contacts", accessAgents, createContact},
	{http.MethodPost, "contacts/import", accessAdmins, importContacts},
	{http.MethodPost, "contacts/export", accessAdmins, exportContacts},
	{http.MethodGet, "contacts/{id}", accessAgents, withContact(showContact)},
	{http.MethodPatch, "contacts/{id}", accessAgents, withContact(updateContact)},
	{http.MethodDelete, "contacts/{id}", accessAdmins, withContact(deleteContact)},
	{http.MethodDelete, "contacts/{id}/avatar", accessAgents, withContact(deleteContactAvatar)},
	{http.MethodPost, "contacts/{id}/destroy_custom_attributes", accessAgents, withContact(removeContactAttributes)},
	{http.MethodGet, "contacts/{id}/contactable_inboxes", accessAgents, withContact(listContactableInboxes)},
	{http.MethodGet, "contacts/{id}/conversations", accessAgents, withContact(listContactConversations)},
	{http.MethodPost, "contacts/{id}/contact_inboxes", accessAgents, withContact(createContactInbox)},
	{http.MethodGet, "contacts/{id}/attachments", accessAgents, withContact(listContactAttachments)},
	{http.MethodGet, "contacts/{id}/labels", accessAgents, withContact(listContactLabels)},
	{http.MethodPost, "contacts/{id}/labels", accessAgents, withContact(setContactLabels)},
	{http.MethodPost, "contact_inboxes/filter", accessAgents, findContactBySource},
}

const contactsPerPage = 15

// selectContacts returns the contacts that match, in the requested order.
func (c *call) selectContacts(match func(*contact) bool) []*contact {
	list := []*contact{}
	for _, p := range c.contacts {
		if match(p) {
			list = append(list, p)
		}
	}
	sortBy(list, func(p *contact) int64 { return p.id }, c.text("sort") == "")
	for key := range strings.SplitSeq(c.text("sort"), ",") {
		name, descending := strings.CutPrefix(key, "-")
		if field := contactSort[name]; field != nil {
			sortBy(list, field, descending)
		}
	}
	return list
}

var contactSort = map[string]func(*contact) string{
	"name":             func(p *contact) string { return strings.ToLower(p.name) },
	"email":            func(p *contact) string { return p.email },
	"phone_number":     func(p *contact) string { return p.phone },
	"created_at":       func(p *contact) string { return p.created.UTC().Format("2006-01-02T15:04:05.000000000") },
	"last_activity_at": func(p *contact) string { return p.lastActivity.UTC().Format("2006-01-02T15:04:05.000000000") },
	"city":             func(p *contact) string { return toText(p.additional["city"]) },
	"country":          func(p *contact) string { return toText(p.additional["country"]) },
	"company":          func(p *contact) string { return toText(p.additional["company_name"]) },
	"company_name":     func(p *contact) string { return toText(p.additional["company_name"]) },
}

// resolved reports whether a contact can be reached; lists leave the others out.
func resolved(p *contact) bool { return p.email != "" || p.phone != "" || p.identifier != "" }

func (c *call) contactPage(list []*contact) object {
	// The real server inverts JSON booleans (contacts_controller.rb).
	withInboxes := !c.has("include_contact_inboxes") || c.params["include_contact_inboxes"] == "true" || c.params["include_contact_inboxes"] == false
	var page any = 1
	if c.has("page") {
		page = c.params["page"] // echoed as sent
	}
	return object{
		"meta":    object{"count": len(list), "current_page": page},
		"payload": renderAll(pageOf(list, c.int("page"), contactsPerPage), func(p *contact) object { return c.renderContact(p, withInboxes) }),
	}
}

func (c *call) hasLabels(p *contact) bool {
	labels := c.labelFilter()
	return len(labels) == 0 || slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(p.labels, l) })
}

func listContacts(c *call) reply {
	return ok(c.contactPage(c.selectContacts(func(p *contact) bool { return resolved(p) && c.hasLabels(p) })))
}

func listActiveContacts(c *call) reply {
	return ok(c.contactPage(c.selectContacts(func(p *contact) bool { return p.online })))
}

// searchContacts counts the rows of the page and reports has_more from 4.11.0.
func searchContacts(c *call) reply {
	if c.text("q") == "" {
		return ok(object{"meta": object{"count": nil, "current_page": 1}, "payload": []object{}})
	}
	query := strings.ToLower(c.text("q"))
	list := c.selectContacts(func(p *contact) bool {
		text := strings.ToLower(p.name+"\n"+p.email+"\n"+p.phone) + "\n" + p.identifier
		return (strings.Contains(text, query) || strings.Contains(p.identifier, c.text("q"))) && (c.dialect != Chatwoot42 || c.hasLabels(p))
	})
	page := c.contactPage(list)
	if c.dialect != Chatwoot42 {
		meta := page["meta"].(object)
		shown := len(page["payload"].([]object))
		meta["count"], meta["has_more"] = shown, (int(max(c.int("page"), 1))-1)*contactsPerPage+shown < len(list)
	}
	return ok(page)
}

func filterContacts(c *call) reply {
	f, refusal := c.readFilter(contactKeys)
	if refusal != nil {
		return *refusal
	}
	for i := range f {
		f[i].values = f[i].values[:min(len(f[i].values), 1)] // the others are not read
		if f[i].key == "phone_number" && len(f[i].values) > 0 {
			f[i].values = []any{"+" + toText(f[i].values[0])}
		}
	}
	return ok(c.contactPage(c.selectContacts(func(p *contact) bool {
		return (c.dialect == Chatwoot42 || resolved(p)) && f.holds(func(key, _ string) any { return p.attribute(key) }, c.now())
	})))
}

func (p *contact) attribute(key string) any {
	switch key {
	case "name":
		return p.name
	case "email":
		return p.email
	case "phone_number":
		return p.phone
	case "identifier":
		return p.identifier
	case "blocked":
		return p.blocked
	case "labels":
		return p.labels
	case "created_at":
		return p.created
	case "last_activity_at":
		return p.lastActivity
	case "country_code", "city":
		return p.additional[key]
	case "company", "company_name":
		return p.additional["company_name"]
	}
	return p.custom[key]
}

func showContact(c *call, p *contact) reply {
	return ok(object{"payload": c.renderContact(p, c.text("include_contact_inboxes") != "false")})
}

var e164 = regexp.MustCompile(`^\+[1-9]\d{1,14}$`)

// applyContact reads the fields of a contact into a copy of it, and checks them (app/models/contact.rb).
func (c *call) applyContact(p contact) (*contact, *reply) {
	fields := map[string]*string{"name": &p.name, "email": &p.email, "phone_number": &p.phone, "identifier": &p.identifier}
	for name, field := range fields {
		if c.has(name) {
			*field = c.text(name)
		}
	}
	p.email = strings.ToLower(p.email)
	if c.has("blocked") {
		p.blocked = c.bool("blocked")
	}
	if url := c.text("avatar_url"); url != "" {
		p.avatar = url
	}
	if f, isFile := c.params["avatar"].(upload); isFile {
		p.avatar = c.url + "/rails/active_storage/representations/redirect/" + f.name
	}
	p.custom, p.additional = maps.Clone(p.custom), maps.Clone(p.additional)
	maps.Copy(p.custom, c.object("custom_attributes"))
	maps.Copy(p.additional, c.object("additional_attributes"))

	var texts, attributes []string
	problem := func(attribute, text string) { texts, attributes = append(texts, text), append(attributes, attribute) }
	for _, unique := range []struct {
		attribute, text string
		value           func(*contact) string
	}{
		{"email", "Email has already been taken", func(o *contact) string { return o.email }},
		{"phone_number", "Phone number has already been taken", func(o *contact) string { return o.phone }},
		{"identifier", "Identifier has already been taken", func(o *contact) string { return o.identifier }},
	} {
		for _, other := range c.contacts {
			if value := unique.value(&p); other.id != p.id && value != "" && unique.value(other) == value {
				problem(unique.attribute, unique.text)
				break
			}
		}
	}
	if p.email != "" && (strings.Count(p.email, "@") != 1 || strings.ContainsAny(p.email, " \t")) {
		problem("email", "Invalid email")
	}
	if p.phone != "" && !e164.MatchString(p.phone) {
		problem("phone_number", "Phone number should be in e164 format")
	}
	if text := attributeProblem(c.object("custom_attributes")); text != "" {
		problem("custom_attributes", text)
	}
	if len(texts) > 0 {
		r := invalid(strings.Join(texts, ", "), attributes...)
		return nil, &r
	}
	return &p, nil
}

func createContact(c *call) reply {
	p, refusal := c.applyContact(contact{custom: object{}, additional: object{}})
	if refusal != nil {
		return *refusal
	}
	created := object{"inbox": nil, "source_id": nil}
	var in *inbox
	if c.has("inbox_id") {
		if in = c.inbox(c.int("inbox_id")); in == nil {
			return notFound()
		}
		if source := c.text("source_id"); source != "" && find(c.contactInbox, func(ci *contactInbox) bool { return ci.inbox == in.id && ci.source == source }) != nil {
			return crash()
		}
	}
	p.id, p.created = c.nextID("contact"), c.now()
	c.contacts[p.id] = p
	c.record(event{name: "contact_created", contact: p})
	if in != nil {
		ci := c.inboxOf(p, in, c.text("source_id"))
		created = object{"inbox": c.renderInboxRow(in), "source_id": ci.source}
	}
	return ok(object{"payload": object{"contact": c.renderContact(p, true), "contact_inbox": created}})
}

func updateContact(c *call, p *contact) reply {
	changed, refusal := c.applyContact(*p)
	if refusal != nil {
		return *refusal
	}
	if changes := contactChanges(p, changed); len(changes) > 0 {
		c.record(event{name: "contact_updated", contact: p, changed: changes})
	}
	*p = *changed
	return ok(object{"payload": c.renderContact(p, c.text("include_contact_inboxes") != "false")})
}

func deleteContact(c *call, p *contact) reply {
	if p.online {
		return answer(http.StatusUnprocessableEntity, object{"message": strings.ToUpper(p.name[:1]) + p.name[1:] + " is online. Please try again later"})
	}
	for _, conv := range slices.Clone(c.threads) {
		if conv.contact == p {
			c.world.remove(conv)
		}
	}
	delete(c.contacts, p.id)
	c.contactInbox = slices.DeleteFunc(c.contactInbox, func(ci *contactInbox) bool { return ci.contact == p.id })
	c.notes = slices.DeleteFunc(c.notes, func(n *note) bool { return n.contact == p.id })
	return empty()
}

func deleteContactAvatar(c *call, p *contact) reply {
	p.avatar = ""
	return ok(object{"payload": c.renderContact(p, false)})
}

func removeContactAttributes(c *call, p *contact) reply {
	for _, name := range c.texts("custom_attributes") {
		delete(p.custom, name)
	}
	return ok(object{"payload": c.renderContact(p, true)})
}

func importContacts(c *call) reply {
	if _, isFile := c.params["import_file"].(upload); !isFile {
		return unprocessable("File is blank")
	}
	return empty() // a worker starts a minute later
}

func exportContacts(c *call) reply {
	r := empty()
	r.header = http.Header{"Message": {"Your export will be ready shortly, and mailed to " + c.user.email}}
	return r
}
