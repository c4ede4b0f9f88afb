package ndototest

import (
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

// withInboxes reports whether contacts are shown with their inboxes. The real server inverts JSON booleans
// (contacts_controller.rb): only the text "true" is true.
func (c *call) withInboxes() bool {
	return isBlank(c.params["include_contact_inboxes"]) || c.params["include_contact_inboxes"] == "true"
}

func showContact(c *call, p *contact) reply {
	return ok(object{"payload": c.renderContact(p, c.withInboxes())})
}

var (
	e164           = regexp.MustCompile(`\+[1-9]\d{1,14}$`)
	contactColumns = append(columnsOf(stringColumn, "name", "email", "phone_number", "identifier"),
		column{name: "blocked", kind: boolColumn}, column{name: "custom_attributes", kind: objectColumn}, column{name: "additional_attributes", kind: objectColumn})
)

// readContact casts and validates the params of a contact; the attributes are merged (app/models/contact.rb).
func (c *call) readContact(p contact) (*contact, *reply) {
	row := object{"name": p.name, "email": orNull(p.email), "phone_number": orNull(p.phone), "identifier": orNull(p.identifier), "blocked": p.blocked}
	crashed := crash()
	if hasNUL(c.params) || !assignColumns(row, c.params, contactColumns) || row["blocked"] == nil {
		return nil, &crashed
	}
	p.name, p.email, p.phone, p.identifier = toText(row["name"]), strings.ToLower(toText(row["email"])), toText(row["phone_number"]), toText(row["identifier"])
	p.blocked = row["blocked"] == true
	p.custom, p.additional = merged(p.custom, c.object("custom_attributes")), merged(p.additional, c.object("additional_attributes"))
	if url := c.text("avatar_url"); url != "" {
		p.avatar = url
	}
	if f, isFile := c.params["avatar"].(upload); isFile {
		p.avatar = c.url + "/rails/active_storage/representations/redirect/" + f.name
	}
	var bad problems
	bad.lengths(row, contactColumns)
	c.contactUniqueness(&bad, &p)
	if bad.reply() == nil {
		return &p, nil
	}
	return nil, bad.reply()
}

// contactUniqueness checks what identifies a contact, in the order of the model.
func (c *call) contactUniqueness(bad *problems, p *contact) {
	check := func(attribute, value string, of func(*contact) string) {
		if value == "" {
			return
		}
		for _, other := range c.contacts {
			if other.id != p.id && of(other) == value {
				bad.add(attribute, taken)
				return
			}
		}
	}
	check("email", p.email, func(o *contact) string { return o.email })
	if p.email != "" && !validEmail(p.email) {
		bad.add("email", "Invalid email")
	}
	check("identifier", p.identifier, func(o *contact) string { return o.identifier })
	check("phone_number", p.phone, func(o *contact) string { return o.phone })
	if p.phone != "" && !e164.MatchString(p.phone) {
		bad.add("phone_number", "should be in e164 format")
	}
}

func createContact(c *call) reply {
	p, refusal := c.readContact(contact{custom: object{}, additional: object{}})
	if refusal != nil {
		return *refusal
	}
	created := object{"inbox": nil, "source_id": nil}
	var in *inbox
	if c.text("inbox_id") != "" {
		if in = c.inbox(c.int("inbox_id")); in == nil {
			return notFound()
		}
	}
	p.id, p.created, p.updated = c.nextID("contact"), c.now(), c.now()
	if in != nil {
		ci, refusal := c.tie(p, in, c.text("source_id"))
		if refusal != nil {
			return *refusal
		}
		created = object{"inbox": c.renderInboxRow(in), "source_id": ci.source}
	}
	c.contacts[p.id] = p
	c.joinCompany(p, false)
	c.record(event{name: "contact_created", contact: p})
	return ok(object{"payload": object{"contact": c.renderContact(p, true), "contact_inbox": created}})
}

func updateContact(c *call, p *contact) reply {
	changed, refusal := c.readContact(*p)
	if refusal != nil {
		return *refusal
	}
	before := *p
	*p = *changed
	c.contactSaved(p, &before)
	c.joinCompany(p, before.email != "")
	return ok(object{"payload": c.renderContact(p, c.withInboxes())})
}

// deleteContact leaves the conversations to a background job: until it runs, views of them crash.
func deleteContact(c *call, p *contact) reply {
	if p.isOnline() {
		name := strings.ToLower(p.name)
		return answer(http.StatusUnprocessableEntity, object{"message": strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):] + " is Online, please try again later"})
	}
	c.removeContact(p)
	return empty()
}

func (c *call) removeContact(p *contact) {
	delete(c.contacts, p.id)
	c.record(event{name: "contact.deleted", contact: p, cableOnly: true})
	w := c.world
	c.later(func() {
		for _, conv := range slices.Clone(w.threads) {
			if conv.contact == p {
				w.remove(conv)
			}
		}
	})
	c.contactInbox = slices.DeleteFunc(c.contactInbox, func(ci *contactInbox) bool { return ci.contact == p.id })
	c.notes = slices.DeleteFunc(c.notes, func(n *note) bool { return n.contact == p.id })
}

func deleteContactAvatar(c *call, p *contact) reply {
	p.avatar = ""
	return ok(object{"payload": c.renderContact(p, false)})
}

func removeContactAttributes(c *call, p *contact) reply {
	before := *p
	p.custom = merged(p.custom, nil)
	for _, name := range append(c.texts("custom_attributes"), c.text("custom_attributes")) {
		delete(p.custom, name)
	}
	c.contactSaved(p, &before)
	return ok(object{"payload": c.renderContact(p, true)})
}

func importContacts(c *call) reply {
	if isBlank(c.params["import_file"]) {
		return unprocessable("File is blank")
	}
	if _, isFile := c.params["import_file"].(upload); !isFile {
		return crash()
	}
	return empty() // a worker starts a minute later
}

func exportContacts(*call) reply {
	r := empty()
	r.header = http.Header{"Message": {"We will notify you once contacts export file is ready to view."}}
	return r
}
