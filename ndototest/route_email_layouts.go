package ndototest

import (
	"net/http"
	"regexp"
)

// emailLayoutRoutes came after Chatwoot 4.2.
var emailLayoutRoutes = []route{
	{http.MethodGet, "branded_email_layout", accessAdmins, func(c *call) reply { return ok(object{"branded_email_layout": c.emailLayout(0)}) }},
	{http.MethodPatch, "branded_email_layout", accessAdmins, setAccountEmailLayout},
}

const emailLayouts = "email_templates"

func setAccountEmailLayout(c *call) reply {
	if !c.hasFeature("branded_email_templates") {
		return unprocessable("Branded email templates feature is not enabled")
	}
	if refusal := c.setEmailLayout(0); refusal != nil {
		return *refusal
	}
	return ok(object{"branded_email_layout": c.emailLayout(0)})
}

// setInboxEmailLayout is part of the update of an inbox (inboxes_controller.rb#update_branded_email_layout).
func (c *call) setInboxEmailLayout(in *inbox) *reply {
	blank := isBlank(c.params["branded_email_layout"]) || c.params["branded_email_layout"] == "null"
	refusal := func(text string) *reply {
		if blank {
			return nil
		}
		return failure(http.StatusUnprocessableEntity, text)
	}
	switch {
	case c.dialect == Chatwoot42 || !c.has("branded_email_layout"):
		return nil
	case !c.hasFeature("branded_email_templates"):
		return refusal("Branded email templates feature is not enabled")
	case in.channel != "Channel::Email":
		return refusal("Branded email layout is only supported for email inboxes")
	}
	return c.setEmailLayout(in.id)
}

// withEmailLayout adds what administrators see of one email inbox, and not in the list.
func (c *call) withEmailLayout(o object, in *inbox) object {
	if c.dialect != Chatwoot42 && in.channel == "Channel::Email" && c.isAdmin() && c.hasFeature("branded_email_templates") {
		o["branded_email_layout"] = c.emailLayout(in.id)
	}
	return o
}

// emailLayout returns the layout of an inbox, or of the account.
func (w *world) emailLayout(inbox int64) any {
	for _, row := range w.rows[emailLayouts] {
		if toInt(row["inbox_id"]) == inbox {
			return row["body"]
		}
	}
	return nil
}

var contentForLayout = regexp.MustCompile(`\{\{\s*content_for_layout\s*\}\}`)

func (c *call) setEmailLayout(inbox int64) *reply {
	if !c.has("branded_email_layout") {
		return nil
	}
	body := c.text("branded_email_layout")
	if isBlank(body) || body == "null" {
		c.dropRows(emailLayouts, "inbox_id", inbox)
		return nil
	}
	switch {
	case len([]rune(body)) > 256<<10:
		return failure(http.StatusUnprocessableEntity, "Body is too long (maximum is 262144 characters)")
	case !contentForLayout.MatchString(body):
		return failure(http.StatusUnprocessableEntity, "Body must include {{ content_for_layout }}")
	}
	c.dropRows(emailLayouts, "inbox_id", inbox)
	c.rows[emailLayouts] = append(c.rows[emailLayouts], object{"id": c.nextID(emailLayouts), "inbox_id": inbox, "body": body})
	return nil
}
