package ndototest

import (
	"net/http"
)

var contactMergeRoutes = []route{
	{http.MethodPost, "actions/contact_merge", accessAgents, mergeContacts},
}

// mergeContacts is app/actions/contact_merge_action.rb: the base contact's values win.
func mergeContacts(c *call) reply {
	base, mergee := c.contacts[c.int("base_contact_id")], c.contacts[c.int("mergee_contact_id")]
	if base == nil || mergee == nil {
		return notFound()
	}
	if base != mergee {
		c.merge(base, mergee)
	}
	return ok(c.renderContact(base, false))
}

// merge makes one contact part of another, whose values win.
func (c *call) merge(base, mergee *contact) {
	before := *base
	for _, conv := range c.threads {
		if conv.contact == mergee {
			conv.contact = base
		}
	}
	for _, m := range c.messages {
		if m.senderKind == "contact" && m.sender == mergee.id {
			m.sender = base.id
		}
	}
	for _, ci := range c.contactInbox {
		if ci.contact == mergee.id {
			ci.contact = base.id
		}
	}
	for _, n := range c.notes {
		if n.contact == mergee.id {
			n.contact = base.id
		}
	}
	for from, to := range map[*string]*string{&mergee.name: &base.name, &mergee.email: &base.email, &mergee.phone: &base.phone, &mergee.identifier: &base.identifier} {
		if *to == "" {
			*to = *from
		}
	}
	base.custom, base.additional = merged(mergee.custom, base.custom), merged(mergee.additional, base.additional)
	delete(c.contacts, mergee.id)
	c.record(event{name: "contact.merged", contact: base, cableOnly: true})
	c.record(event{name: "contact.deleted", contact: mergee, cableOnly: true})
	c.contactSaved(base, &before)
}
