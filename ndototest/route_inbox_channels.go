package ndototest

import (
	"fmt"
	"slices"
)

// createTwilioInbox has its own route; the real server checks the credentials with Twilio.
func createTwilioInbox(c *call) reply {
	p := c.under("twilio_channel")
	if toText(p["account_sid"]) == "" || toText(p["auth_token"]) == "" {
		return unprocessable("Authenticate")
	}
	in := &inbox{id: c.nextID("inbox"), name: toText(p["name"]), channel: "Channel::TwilioSms", created: c.now(), settings: object{}}
	in.secret = fmt.Sprintf("secret-of-inbox-%d", in.id)
	in.fields = object{"medium": p["medium"], "phone_number": p["phone_number"], "messaging_service_sid": p["messaging_service_sid"], "account_sid": p["account_sid"], "auth_token": p["auth_token"]}
	c.inboxes = append(c.inboxes, in)
	return ok(c.renderInbox(in))
}

func listInboxAssignableAgents(c *call, in *inbox) reply {
	list := []object{}
	for _, u := range c.users {
		if u.role == "administrator" || slices.Contains(in.members, u.id) {
			list = append(list, c.renderAgent(u))
		}
	}
	return ok(object{"payload": list})
}

func listInboxCampaigns(c *call, in *inbox) reply {
	list := []object{}
	for _, row := range c.rows["campaigns"] {
		if toInt(row["inbox_id"]) == in.id {
			list = append(list, row)
		}
	}
	return ok(list)
}
