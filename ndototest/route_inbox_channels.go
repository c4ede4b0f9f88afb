package ndototest

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"
)

// createTwilioInbox has its own route; the real server checks the credentials with Twilio.
func createTwilioInbox(c *call) reply {
	p := c.under("twilio_channel")
	if toText(p["account_sid"]) == "" || toText(p["auth_token"]) == "" {
		return unprocessable("username and password are required")
	}
	in := &inbox{name: toText(p["name"]), settings: inboxDefaults()}
	if refusal := c.addTwilioInbox(in, p); refusal != nil {
		return *refusal
	}
	return ok(c.renderInbox(in))
}

func (c *call) addTwilioInbox(in *inbox, params object) *reply {
	t := channelTypes["twilio"]
	in.channel, in.created, in.fields = t.class, c.now(), c.newChannel(t, 0)
	if refusal := c.readChannel(t, in.fields, params, 0); refusal != nil {
		return refusal
	}
	if c.dialect != Chatwoot42 {
		for _, name := range []string{"voice_enabled", "voice_configured", "has_api_key_secret"} {
			in.fields[name] = false
		}
		in.fields["inbound_calls_enabled"], in.fields["content_templates"] = true, object{}
	}
	in.id = c.nextID("inbox")
	in.secret = fmt.Sprintf("secret-of-inbox-%d", in.id)
	c.inboxes = append(c.inboxes, in)
	return nil
}

// createVoiceInbox is part of enterprise servers; the real one prepares the number at Twilio.
func (c *call) createVoiceInbox(params object) reply {
	if !c.hasFeature("channel_voice") {
		return forbidden()
	}
	in := &inbox{settings: inboxDefaults()}
	if refusal := c.readInbox(in); refusal != nil {
		return *refusal
	}
	config, _ := params["provider_config"].(object)
	number := merged(pick(config, "account_sid", "auth_token", "api_key_sid"), object{"phone_number": params["phone_number"], "medium": "sms"})
	if isBlank(number["phone_number"]) {
		return unprocessable("Voice calling requires a phone number and cannot be used with messaging service SID")
	}
	if refusal := c.addTwilioInbox(in, number); refusal != nil {
		return *refusal
	}
	digits := strings.TrimPrefix(toText(number["phone_number"]), "+")
	maps.Copy(in.fields, object{
		"voice_enabled": true, "voice_configured": true, "has_api_key_secret": !isBlank(config["api_key_secret"]),
		"voice_call_webhook_url": c.url + "/twilio/voice/call/" + digits, "voice_status_webhook_url": c.url + "/twilio/voice/status/" + digits,
	})
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
