package ndototest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
)

// publicInbox is where the routes for customers begin. What authorizes a request is in its path.
const publicInbox = "/public/api/v1/inboxes/{inbox}"

var customerRoutes = []route{
	{http.MethodGet, publicInbox, accessAnybody, withPublicInbox(showPublicInbox)},
	{http.MethodPost, publicInbox + "/contacts", accessAnybody, withPublicInbox(createSession)},
	{http.MethodGet, publicInbox + "/contacts/{contact}", accessAnybody, withSession(showSession)},
	{http.MethodPatch, publicInbox + "/contacts/{contact}", accessAnybody, withSession(updateSession)},
}

// withPublicInbox runs a handler with the API inbox in the path.
func withPublicInbox(handler func(*call, *inbox) reply) func(*call) reply {
	return func(c *call) reply {
		identifier := c.request.PathValue("inbox")
		for _, w := range c.accounts {
			in := find(w.inboxes, func(in *inbox) bool {
				return in.channel == "Channel::Api" && in.fields["inbox_identifier"] == identifier
			})
			if in != nil {
				c.world = w
				return handler(c, in)
			}
		}
		return frameworkError(http.StatusNotFound)
	}
}

// withSession runs a handler with the session in the path: a contact in an inbox, who is found by the source id.
func withSession(handler func(*call, *contactInbox) reply) func(*call) reply {
	return withPublicInbox(func(c *call, in *inbox) reply {
		source := c.request.PathValue("contact")
		session := find(c.contactInbox, func(ci *contactInbox) bool { return ci.inbox == in.id && ci.source == source })
		if session == nil || c.contacts[session.contact] == nil {
			return frameworkError(http.StatusNotFound)
		}
		return handler(c, session)
	})
}

func showPublicInbox(_ *call, in *inbox) reply {
	o := pick(in.settings, "timezone", "working_hours", "working_hours_enabled", "csat_survey_enabled", "greeting_enabled")
	o["identifier"], o["identity_validation_enabled"], o["name"] = in.fields["inbox_identifier"], in.fields["hmac_mandatory"] == true, in.name
	return ok(o)
}

func (c *call) renderSession(ci *contactInbox) object {
	p := c.contacts[ci.contact]
	return object{
		"source_id": ci.source, "pubsub_token": ci.pubsubToken(), "id": p.id, "name": p.name, "email": orNull(p.email),
		"phone_number": orNull(p.phone),
	}
}

// checkIdentity is process_hmac of the controller: a wrong hash is an error that nothing rescues.
func (c *call) checkIdentity(in *inbox, session *contactInbox) *reply {
	if isBlank(c.params["identifier_hash"]) && in.fields["hmac_mandatory"] != true {
		return nil
	}
	mac := hmac.New(sha256.New, []byte(toText(in.fields["hmac_token"])))
	mac.Write([]byte(c.text("identifier")))
	if c.text("identifier_hash") != hex.EncodeToString(mac.Sum(nil)) {
		r := crash()
		return &r
	}
	if session != nil {
		session.verified = true
	}
	return nil
}

// identified returns the call with those params only that describe a contact.
func (c *call) identified(names ...string) *call {
	inner := *c
	inner.params = pick(c.params, append(names, "email", "name", "avatar_url", "phone_number", "custom_attributes")...)
	return &inner
}

// createSession is app/builders/contact_inbox_with_contact_builder.rb. A contact that is known stays as it is.
func createSession(c *call, in *inbox) reply {
	if refusal := c.checkIdentity(in, nil); refusal != nil {
		return *refusal
	}
	source := c.text("source_id")
	session := find(c.contactInbox, func(ci *contactInbox) bool { return source != "" && ci.inbox == in.id && ci.source == source })
	if session != nil {
		return ok(c.renderSession(session))
	}
	p := c.knownContact()
	if p == nil {
		created, refusal := c.identified("identifier").readContact(contact{custom: object{}, additional: object{}})
		if refusal != nil {
			return *refusal
		}
		p = created
		p.id, p.created, p.updated = c.nextID("contact"), c.now(), c.now()
		if !c.has("name") {
			p.name = fmt.Sprintf("quiet-river-%d", p.id)
		}
		c.contacts[p.id] = p
		c.joinCompany(p, false)
		c.record(event{name: "contact_created", contact: p})
	}
	if source == "" {
		source = uuid(1_000_000 + c.nextID("source")) // each session has its own
	}
	return ok(c.renderSession(c.inboxOf(p, in, source)))
}

func (c *call) knownContact() *contact {
	for _, known := range []struct {
		name string
		of   func(*contact) string
	}{
		{"identifier", func(p *contact) string { return p.identifier }},
		{"email", func(p *contact) string { return p.email }},
		{"phone_number", func(p *contact) string { return p.phone }},
	} {
		if p := c.contactWith(known.of, c.text(known.name)); p != nil {
			return p
		}
	}
	return nil
}

// contactWith returns the contact that has a value, in any case.
func (c *call) contactWith(of func(*contact) string, value string) *contact {
	for _, p := range c.contacts {
		if value != "" && of(p) == value {
			return p
		}
	}
	return nil
}

func showSession(c *call, session *contactInbox) reply {
	if refusal := c.checkIdentity(c.inbox(session.inbox), session); refusal != nil {
		return *refusal
	}
	return ok(c.renderSession(session))
}

// updateSession is app/actions/contact_identify_action.rb without an identifier: a contact who has the email address or
// the phone number already takes over this one.
func updateSession(c *call, session *contactInbox) reply {
	if refusal := c.checkIdentity(c.inbox(session.inbox), session); refusal != nil {
		return *refusal
	}
	inner := c.identified()
	for name, v := range inner.params {
		if isBlank(v) {
			delete(inner.params, name)
		}
	}
	p, email := c.contacts[session.contact], inner.text("email")
	if other := c.contactWith(func(p *contact) string { return p.email }, email); other != nil && other != p {
		c.merge(other, p)
		p = other
	}
	other := c.contactWith(func(p *contact) string { return p.phone }, inner.text("phone_number"))
	switch {
	case other == nil || other == p:
	case email != "" && other.email != "" && other.email != email:
		delete(inner.params, "phone_number")
	default:
		c.merge(other, p)
		p = other
	}
	if sent := inner.object("custom_attributes"); sent != nil {
		inner.params["custom_attributes"] = mergedDeeply(p.custom, sent)
	}
	changed, refusal := inner.readContact(*p)
	if refusal != nil {
		return *refusal
	}
	before := *p
	*p = *changed
	c.contactSaved(p, &before)
	if c.dialect == Chatwoot42 {
		return ok(c.contactRecord(p)) // until 4.14
	}
	return ok(c.renderSession(session))
}

func mergedDeeply(under, over object) object {
	o := merged(under, over)
	for name, v := range over {
		inner, isObject := v.(object)
		if had, hadObject := under[name].(object); isObject && hadObject {
			o[name] = mergedDeeply(had, inner)
		}
	}
	return o
}

// contactRecord is the contact as its model, not a view, writes it.
func (c *call) contactRecord(p *contact) object {
	kind := "visitor"
	if slices.ContainsFunc([]string{p.email, p.phone, p.identifier}, func(text string) bool { return text != "" }) {
		kind = "lead"
	}
	o := object{
		"id": p.id, "name": p.name, "email": orNull(p.email), "phone_number": orNull(p.phone), "account_id": c.accountID, "created_at": iso(p.created),
		"updated_at": iso(p.updated), "additional_attributes": p.additional, "identifier": orNull(p.identifier), "custom_attributes": p.custom,
		"last_activity_at": iso(p.lastActivity), "contact_type": kind, "middle_name": "", "last_name": "", "location": nil, "country_code": nil,
		"blocked": p.blocked, "label_list": orEmpty(p.labels),
	}
	if c.hasCompanies() {
		o["company_id"] = idOrNull(p.company)
	}
	return o
}
