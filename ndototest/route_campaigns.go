package ndototest

import (
	"net/http"
	"slices"
	"strings"
)

var campaignChannels = []string{"Channel::WebWidget", "Channel::TwilioSms", "Channel::Sms", "Channel::Whatsapp"}

// campaignTable is app/models/campaign.rb: campaigns of websites go on, those of other channels are sent once.
var campaignTable = table{
	path: "campaigns", key: "campaign", reads: accessAdmins, shows: accessAdmins, writes: accessAdmins, list: bareList, one: bare,
	deleted: http.StatusOK, missing: crashes,
	columns: []column{
		{name: "title"}, {name: "description", kind: textColumn}, {name: "message", kind: textColumn}, {name: "enabled", kind: boolColumn},
		{name: "trigger_only_during_business_hours", kind: boolColumn}, {name: "inbox_id", kind: intColumn}, {name: "sender_id", kind: intColumn},
		{name: "scheduled_at", kind: timeColumn}, {name: "audience", kind: jsonColumn}, {name: "trigger_rules", kind: objectColumn},
		{name: "template_params", kind: objectColumn},
	},
	defaults: func(c *call) object {
		return merged(c.dated(), object{
			"title": nil, "description": nil, "account_id": c.accountID, "inbox_id": nil, "sender_id": nil, "message": nil, "template_params": nil,
			"campaign_status": "active", "enabled": true, "campaign_type": "ongoing", "audience": []any{}, "scheduled_at": nil,
			"trigger_rules": object{}, "trigger_only_during_business_hours": false,
		})
	},
	check: func(c *call, row object, p *problems) {
		in := c.inbox(toInt(row["inbox_id"]))
		if in == nil {
			p.add("inbox", "must exist")
		} else if row["campaign_type"] = "ongoing"; in.channel != "Channel::WebWidget" && slices.Contains(campaignChannels, in.channel) {
			row["campaign_type"] = "one_off"
			if row["scheduled_at"] == nil {
				row["scheduled_at"] = iso(c.now())
			}
		}
		p.present(row, "inbox_id", "title", "message")
		if in == nil {
			return
		}
		if !slices.Contains(campaignChannels, in.channel) {
			p.add("inbox", "Unsupported Inbox type")
		}
		rules, _ := row["trigger_rules"].(object)
		if url := toText(rules["url"]); url != "" && in.channel == "Channel::WebWidget" && !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://") {
			p.add("url", "invalid")
		}
		if id := toInt(row["sender_id"]); id != 0 && c.world.user(id) == nil {
			p.add("sender_id", "must belong to the same account as the campaign")
		}
	},
	render: renderCampaign,
}

func renderCampaign(c *call, row object) object {
	o := merged(row, nil)
	for _, hidden := range []string{"inbox_id", "sender_id", "scheduled_at", "audience"} {
		delete(o, hidden)
	}
	if c.dialect == Chatwoot42 {
		delete(o, "template_params")
	}
	o["inbox"] = c.renderInbox(c.inbox(toInt(row["inbox_id"])))
	if u := c.world.user(toInt(row["sender_id"])); u != nil {
		o["sender"] = c.renderAgent(u)
	}
	if row["campaign_type"] == "one_off" {
		at, _ := castTime(row["scheduled_at"])
		o["scheduled_at"], o["audience"] = epoch(at), row["audience"]
	}
	return o
}
