package ndototest

import (
	"fmt"
	"net/http"
	"time"
)

// createTwilioInbox has its own route; the real server checks the credentials with Twilio.
func createTwilioInbox(c *call) reply {
	p := c.under("twilio_channel")
	if toText(p["account_sid"]) == "" || toText(p["auth_token"]) == "" {
		return unprocessable("username and password are required")
	}
	t := channelTypes["twilio"]
	in := &inbox{id: c.nextID("inbox"), name: toText(p["name"]), channel: t.class, created: c.now(), settings: inboxDefaults()}
	in.secret = fmt.Sprintf("secret-of-inbox-%d", in.id)
	in.fields = c.newChannel(t, in.id)
	if refusal := c.readChannel(t, in.fields, p, in.id); refusal != nil {
		return *refusal
	}
	if c.dialect != Chatwoot42 {
		for _, name := range []string{"voice_enabled", "voice_configured", "has_api_key_secret"} {
			in.fields[name] = false
		}
		in.fields["inbound_calls_enabled"], in.fields["content_templates"] = true, object{}
	}
	c.inboxes = append(c.inboxes, in)
	return ok(c.renderInbox(in))
}

func listInboxCampaigns(c *call, in *inbox) reply {
	list := []object{}
	for _, row := range c.rows["campaigns"] {
		if toInt(row["inbox_id"]) == in.id {
			list = append(list, renderCampaign(c, row))
		}
	}
	return ok(list)
}

// whatsAppOnly refuses inboxes of other channels.
func whatsAppOnly(status int, text string) func(*call, *inbox) reply {
	return func(_ *call, in *inbox) reply {
		if in.channel != "Channel::Whatsapp" {
			return *failure(status, text)
		}
		if status == http.StatusUnprocessableEntity {
			return ok(object{"message": "Template sync initiated successfully"})
		}
		return ok(object{"status": "CONNECTED"})
	}
}

func validZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}
