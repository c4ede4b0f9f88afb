package ndototest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

const platformUsers = "/platform/api/v1/users"

var platformUserRoutes = []route{
	{http.MethodPost, platformUsers, accessPlatform, createPlatformUser},
	{http.MethodGet, platformUsers + "/{id}", accessPlatform, withOwnPerson(showPlatformUser)},
	{http.MethodPatch, platformUsers + "/{id}", accessPlatform, withOwnPerson(updatePlatformUser)},
	{http.MethodDelete, platformUsers + "/{id}", accessPlatform, withOwnPerson(deletePlatformUser)},
	{http.MethodGet, platformUsers + "/{id}/login", accessPlatform, withOwnPerson(loginURL)},
	{http.MethodPost, platformUsers + "/{id}/token", accessPlatform, withOwnPerson(platformUserToken)},
}

func withOwnPerson(handler func(*call, *person) reply) func(*call) reply {
	return withOwn("User", (*call).personWith, handler)
}

func (c *call) renderPlatformUser(p *person) object {
	accounts := []object{}
	for _, m := range c.memberships(p) {
		accounts = append(accounts, object{"id": m.account.accountID, "name": m.account.accountName(), "active_at": iso(m.user.activeAt), "role": m.user.role})
	}
	o := c.renderPerson(p)
	o["accounts"] = accounts
	return o
}

func showPlatformUser(c *call, p *person) reply { return ok(c.renderPlatformUser(p)) }

var platformUserColumns = []column{
	{name: "name"}, {name: "display_name"}, {name: "email"}, {name: "password"}, {name: "custom_attributes", kind: objectColumn},
}

// readPlatformUser casts and validates the params for a person.
func (c *call) readPlatformUser(p *person) (object, *reply) {
	row := object{"name": p.name, "email": p.email, "display_name": p.profile["display_name"]}
	if hasNUL(c.params) || !assignColumns(row, c.params, platformUserColumns) {
		r := crash()
		return nil, &r
	}
	email := strings.ToLower(toText(row["email"]))
	row["email"] = email
	var bad problems
	bad.present(row, "email")
	switch other := c.personBy(email); {
	case email == "":
	case !validEmail(email):
		bad.add("email", "is invalid")
		bad.add("email", "is not an email")
	case other != nil && other != p:
		bad.add("email", taken)
	}
	if c.has("password") || p.id == 0 {
		bad.password(toText(row["password"]))
	}
	bad.lengths(row, platformUserColumns[:2])
	if c.dialect != Chatwoot42 {
		bad.present(row, "name")
	}
	return row, bad.reply()
}

// password is config/initializers/secure_password.rb.
func (p *problems) password(text string) {
	const signs = ` !@#$%^&*()_+-=[]{}|"/\.,` + "`<>:;?~'"
	for _, rule := range []struct {
		holds bool
		text  string
	}{
		{utf8.RuneCountInString(text) >= 6, "6 characters"},
		{strings.ContainsAny(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "1 uppercase character  (A..Z)"},
		{strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz"), "1 lowercase character  (a..z)"},
		{strings.ContainsAny(text, "0123456789"), "1 number character  (0..9)"},
		{strings.ContainsAny(text, signs), "1 special character  (" + signs + ")"},
	} {
		if !rule.holds {
			p.add("password", "must contain at least "+rule.text)
		}
	}
	if utf8.RuneCountInString(text) > 128 {
		p.tooLong("password", 128)
	}
}

func (p *person) assign(row object) {
	p.name, p.email = toText(row["name"]), toText(row["email"])
	p.profile = merged(p.profile, object{"display_name": row["display_name"]})
	if custom, _ := row["custom_attributes"].(object); custom != nil {
		p.custom = merged(p.custom, custom)
	}
}

// createPlatformUser returns the person with the address, if there is one: from then on they are the app's.
func createPlatformUser(c *call) reply {
	p := c.personBy(strings.ToLower(c.text("email")))
	if p == nil {
		row, refusal := c.readPlatformUser(&person{})
		if refusal != nil {
			return *refusal
		}
		p = c.newPerson(0)
		p.assign(row)
	}
	p.invited = false
	c.allow("User", p.id)
	return ok(c.renderPlatformUser(p))
}

func updatePlatformUser(c *call, p *person) reply {
	row, refusal := c.readPlatformUser(p)
	if refusal != nil {
		return *refusal
	}
	p.assign(row)
	if toText(row["password"]) != "" {
		p.passwords++
	}
	return ok(c.renderPlatformUser(p))
}

func deletePlatformUser(c *call, p *person) reply {
	c.later(func() { c.removePerson(p) })
	return empty()
}

func loginURL(c *call, p *person) reply {
	query := "email=" + url.QueryEscape(p.email) + "&sso_auth_token=" + fmt.Sprintf("%064x", c.nextID("login"))
	return ok(object{"url": c.url + "/app/login?" + query})
}

func platformUserToken(c *call, p *person) reply {
	shown := pick(c.renderPlatformUser(p), "id", "name", "display_name", "email", "pubsub_token")
	return ok(object{"access_token": p.token, "expiry": nil, "user": shown})
}
