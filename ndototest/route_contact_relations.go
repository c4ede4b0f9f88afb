package ndototest

import (
	"slices"
)

// listContactableInboxes lists the inboxes in which a contact can be written to, with the id they have or would get
// there.
func listContactableInboxes(c *call, p *contact) reply {
	list := []object{}
	for _, in := range c.inboxes {
		if !c.worksIn(in) {
			continue
		}
		source := ""
		var last *contactInbox
		for _, ci := range c.contactInbox {
			if ci.contact == p.id && ci.inbox == in.id {
				last = ci
			}
		}
		switch in.channel {
		case "Channel::Api", "Channel::WebWidget":
			used := last != nil && slices.ContainsFunc(c.threads, func(conv *conversation) bool { return conv.source == last })
			if last != nil && (in.channel == "Channel::Api" || !used) {
				source = last.source
			} else if in.channel == "Channel::Api" {
				source = uuid(2_000_000 + in.id) // generated, but not stored
			}
		default:
			if id, refusal := c.sourceFor(p, in); refusal == nil {
				source = id
			}
		}
		if source != "" {
			list = append(list, object{"inbox": renderInboxSlim(in), "source_id": source})
		}
	}
	return ok(object{"payload": list})
}

// listContactConversations lists the latest 20, unpaginated.
func listContactConversations(c *call, p *contact) reply {
	list := []*conversation{}
	for _, conv := range c.threads {
		if conv.contact == p && c.lists(conv) {
			list = append(list, conv)
		}
	}
	return ok(object{"payload": renderRows(c, c.pageInOrder(list, "", 1, 20), c.renderConversation)})
}

func createContactInbox(c *call, p *contact) reply {
	in := c.inbox(c.int("inbox_id"))
	switch {
	case in == nil:
		return notFound()
	case !c.worksIn(in):
		return forbidden()
	}
	ci, refusal := c.tie(p, in, c.text("source_id"))
	if refusal != nil {
		return *refusal
	}
	ci.verified = ci.verified || c.bool("hmac_verified")
	return ok(c.renderContactInbox(ci))
}

// tie finds or creates the link between a contact and an inbox (app/builders/contact_inbox_builder.rb). Without a
// source id there is a new one each time, except where the channel has the contact's own.
func (c *call) tie(p *contact, in *inbox, source string) (*contactInbox, *reply) {
	if source == "" {
		own, refusal := c.sourceFor(p, in)
		if refusal != nil {
			return nil, refusal
		}
		source = own
	}
	other := find(c.contactInbox, func(ci *contactInbox) bool { return ci.inbox == in.id && ci.source == source && ci.contact != p.id })
	if other != nil {
		if in.channel == "Channel::Api" || in.channel == "Channel::WebWidget" {
			r := crash()
			return nil, &r
		}
		other.source = "0" + other.source // the old tie gets another id
	}
	return c.inboxOf(p, in, source), nil
}

// findContactBySource responds to an unknown source id with an empty 404.
func findContactBySource(c *call) reply {
	in := c.inbox(c.int("inbox_id"))
	switch {
	case in == nil:
		return notFound()
	case !c.worksIn(in):
		return forbidden()
	}
	ci := find(c.contactInbox, func(ci *contactInbox) bool { return ci.inbox == in.id && ci.source == c.text("source_id") })
	if ci == nil {
		return emptyNotFound()
	}
	return ok(c.renderContact(c.contacts[ci.contact], true))
}
