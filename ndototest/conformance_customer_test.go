package ndototest

import (
	"regexp"
	"slices"
	"strings"
)

const customersPath = "/public/api/v1/inboxes/"

var (
	customersContact      = regexp.MustCompile(`^` + customersPath + `([\w-]+)/contacts$`)
	customersConversation = regexp.MustCompile(`^` + customersPath + `([\w-]+)/contacts/([\w-]+)/conversations$`)
	customersMessage      = regexp.MustCompile(`^` + customersPath + `[\w-]+/contacts/[\w-]+/conversations/(\d+)/messages(/\d+)?$`)
)

// standIn makes customers act as they did in a recording, as long as this server has none of their routes. It reports
// whether it did.
func (p *player) standIn(x exchange, want any) bool {
	if !strings.HasPrefix(x.Path, customersPath) || p.hasRoutesBelow(customersPath) {
		return false
	}
	path := p.translate(x.Path)
	said, _ := parse(x.ReqBody).(object)
	made, _ := want.(object)
	id := toInt(made["id"])
	if m := customersContact.FindStringSubmatch(path); m != nil {
		p.change(func() {
			who := p.addContact(Contact{ID: id, Name: toText(said["name"]), Email: toText(said["email"])})
			p.joinCompany(who, false)
			p.world.record(event{name: "contact_created", contact: who})
			p.world.inboxOf(who, p.inboxNamed(m[1]), toText(made["source_id"]))
		})
	}
	if m := customersConversation.FindStringSubmatch(path); m != nil {
		p.change(func() {
			i := slices.IndexFunc(p.world.contactInbox, func(ci *contactInbox) bool { return ci.source == m[2] })
			source := p.world.contactInbox[i]
			conv := p.addConversation(Conversation{ID: id, ContactID: source.contact, InboxID: source.inbox, SourceID: m[2], Status: "pending"})
			if p.dialect != Chatwoot42 {
				conv.assigneeBot = conv.inbox.bot
			}
		})
	}
	if m := customersMessage.FindStringSubmatch(path); m != nil {
		who, _ := p.Customer(toInt(m[1]))
		if values, isAnswer := said["submitted_values"].([]any); isAnswer {
			_ = who.Picks(toText(values[0].(object)["value"]))
			return true
		}
		who.Sends(Message{ID: id, Content: toText(said["content"])})
	}
	return true
}

func (p *player) hasRoutesBelow(path string) bool {
	return slices.ContainsFunc(allRoutes(), func(r route) bool { return strings.HasPrefix(r.path, path) })
}

func (p *player) inboxNamed(identifier string) *inbox {
	i := slices.IndexFunc(p.world.inboxes, func(in *inbox) bool { return in.fields["inbox_identifier"] == identifier })
	return p.world.inboxes[i]
}
