package ndototest

import (
	"net/http"
	"slices"
)

func listContactableInboxes(c *call, p *contact) reply {
	list := []object{}
	for _, in := range c.inboxes {
		if !c.isAdmin() && !slices.Contains(in.members, c.user.id) {
			continue
		}
		ci := find(c.contactInbox, func(ci *contactInbox) bool { return ci.contact == p.id && ci.inbox == in.id })
		var source string
		switch {
		case ci != nil:
			source = ci.source
		case in.channel == "Channel::Api":
			source = uuid(2_000_000 + in.id) // generated, but not stored
		case in.channel == "Channel::Email" && p.email != "":
			source = p.email
		case in.channel == "Channel::Sms" && p.phone != "":
			source = p.phone
		default:
			continue
		}
		list = append(list, object{"inbox": renderInboxSlim(in), "source_id": source})
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
	sortConversations(list, "")
	return ok(object{"payload": renderAll(list[:min(len(list), 20)], c.renderConversation)})
}

func createContactInbox(c *call, p *contact) reply {
	in := c.inbox(c.int("inbox_id"))
	if in == nil {
		return notFound()
	}
	source := c.text("source_id")
	if source != "" && find(c.contactInbox, func(ci *contactInbox) bool { return ci.inbox == in.id && ci.source == source && ci.contact != p.id }) != nil {
		return crash()
	}
	ci := c.inboxOf(p, in, source)
	ci.verified = c.bool("hmac_verified")
	return ok(c.renderContactInbox(ci))
}

// findContactBySource responds to an unknown source id with an empty 404.
func findContactBySource(c *call) reply {
	ci := find(c.contactInbox, func(ci *contactInbox) bool { return ci.inbox == c.int("inbox_id") && ci.source == c.text("source_id") })
	if ci == nil {
		return reply{status: http.StatusNotFound, contentType: "application/json"}
	}
	return ok(c.renderContact(c.contacts[ci.contact], true))
}
