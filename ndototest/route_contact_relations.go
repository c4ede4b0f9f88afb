package ndototest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

func listContactableInboxes(c *call, p *contact) reply {
	list := []object{}
	for _, in := range c.inboxes {
		if !c.isAdmin() && !slices.Contains(in.members, c.user.id) {
			continue
		}
		ci := find(c.contactInbox, func(ci *contactInbox) bool { return ci.contact == p.id && ci.inbox == in.id })
		source := ""
		switch {
		case ci != nil:
			source = ci.source
		case in.channel == "Channel::Api":
			source = uuid(2_000_000 + in.id) // one is made up, and not stored
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

// listContactConversations are the latest 20, without pages.
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

func listContactAttachments(c *call, p *contact) reply {
	if c.dialect == Chatwoot42 {
		return routerError(c.request, http.StatusNotFound)
	}
	return c.listAttachments(func(of *conversation) bool { return of.contact == p })
}

func listContactLabels(_ *call, p *contact) reply {
	return ok(object{"payload": orEmpty(p.labels)})
}

func setContactLabels(c *call, p *contact) reply {
	p.labels = c.readLabels()
	return ok(object{"payload": orEmpty(p.labels)})
}

// mergeContacts is app/actions/contact_merge_action.rb: the values of the one that stays win.
func mergeContacts(c *call) reply {
	base, mergee := c.contacts[c.int("base_contact_id")], c.contacts[c.int("mergee_contact_id")]
	if base == nil || mergee == nil {
		return notFound()
	}
	if base == mergee {
		return ok(c.renderContact(base, false))
	}
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
	return ok(c.renderContact(base, false))
}

func merged(under, over object) object {
	o := maps.Clone(under)
	maps.Copy(o, over)
	return o
}

// findContactBySource answers an unknown source id with an empty 404.
func findContactBySource(c *call) reply {
	ci := find(c.contactInbox, func(ci *contactInbox) bool { return ci.inbox == c.int("inbox_id") && ci.source == c.text("source_id") })
	if ci == nil {
		return reply{status: http.StatusNotFound, contentType: "application/json"}
	}
	return ok(c.renderContact(c.contacts[ci.contact], true))
}

// withNote runs a handler with the note of the path.
func withNote(handler func(*call, *note) reply) func(*call) reply {
	return withContact(func(c *call, p *contact) reply {
		n := find(c.notes, func(n *note) bool { return n.id == c.id("note") && n.contact == p.id })
		if n == nil {
			return notFound()
		}
		return handler(c, n)
	})
}

// renderNote has null for the ids, which is a mistake of the real view.
func (c *call) renderNote(n *note) object {
	o := object{"id": n.id, "content": n.content, "account_id": nil, "contact_id": nil, "created_at": epoch(n.created), "updated_at": epoch(n.updated)}
	if u := c.world.user(n.user); u != nil {
		o["user"] = c.renderAgent(u)
	}
	return o
}

func listNotes(c *call, p *contact) reply {
	list := []*note{}
	for _, n := range slices.Backward(c.notes) {
		if n.contact == p.id {
			list = append(list, n)
		}
	}
	return ok(renderAll(list, c.renderNote))
}

// noteContent reads the text below "note", which JSON bodies may leave out.
func (c *call) noteContent() (string, *reply) {
	inner := c.object("note")
	if inner == nil {
		if !c.has("content") {
			r := unprocessable("param is missing or the value is empty: note")
			return "", &r
		}
		inner = c.params
	}
	return toText(inner["content"]), nil
}

func createNote(c *call, p *contact) reply {
	content, refusal := c.noteContent()
	switch {
	case refusal != nil:
		return *refusal
	case strings.TrimSpace(content) == "":
		return invalid("Content can't be blank", "content")
	}
	n := &note{id: c.nextID("note"), contact: p.id, user: c.user.id, content: content, created: c.now(), updated: c.now()}
	c.notes = append(c.notes, n)
	return ok(c.renderNote(n))
}

func showNote(c *call, n *note) reply { return ok(c.renderNote(n)) }

// updateNote answers 200 with a note that was not saved when the content is blank.
func updateNote(c *call, n *note) reply {
	content, refusal := c.noteContent()
	if refusal != nil {
		return *refusal
	}
	if strings.TrimSpace(content) == "" {
		unsaved := *n
		unsaved.content = content
		return ok(c.renderNote(&unsaved))
	}
	n.content, n.updated = content, c.now()
	return ok(c.renderNote(n))
}

func deleteNote(c *call, n *note) reply {
	c.notes = slices.DeleteFunc(c.notes, func(other *note) bool { return other == n })
	return empty()
}
