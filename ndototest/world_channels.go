package ndototest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// channelType is a kind of inbox (app/models/channel/*.rb): the columns that can be set, their defaults, and what is
// validated.
type channelType struct {
	class    string
	columns  []column
	defaults func(s *Server, id int64) object
	required []string
	unique   []string
}

var channelTypes = map[string]channelType{
	"api": {
		class:   "Channel::Api",
		columns: []column{{name: "webhook_url", kind: urlColumn}, {name: "hmac_mandatory", kind: boolColumn}, {name: "additional_attributes", kind: objectColumn}},
		defaults: func(_ *Server, id int64) object {
			return object{
				"webhook_url": nil, "hmac_mandatory": false, "additional_attributes": object{}, "inbox_identifier": fmt.Sprintf("identifier-%d", id),
				"hmac_token": fmt.Sprintf("hmac-token-%d", id),
			}
		},
	},
	"web_widget": {
		class: "Channel::WebWidget",
		columns: slices.Concat(
			columnsOf(stringColumn, "website_url", "widget_color", "welcome_title", "welcome_tagline"), columnsOf(textColumn, "allowed_domains"),
			columnsOf(boolColumn, "pre_chat_form_enabled", "continuity_via_email", "hmac_mandatory"), columnsOf(objectColumn, "pre_chat_form_options"),
			columnsOf(listColumn, "selected_feature_flags"), []column{enum("reply_time", "in_a_few_minutes", "in_a_few_hours", "in_a_day")},
		),
		required: []string{"website_url", "widget_color"},
		defaults: func(s *Server, id int64) object {
			token := fmt.Sprintf("website-token-%d", id)
			o := object{
				"website_url": nil, "widget_color": "#1f93ff", "welcome_title": nil, "welcome_tagline": nil, "pre_chat_form_enabled": false,
				"continuity_via_email": true, "hmac_mandatory": false, "reply_time": "in_a_few_minutes", "pre_chat_form_options": preChatForm(),
				"selected_feature_flags": []string{"attachments", "emoji_picker", "end_conversation"}, "website_token": token,
				"web_widget_script": "\n    <script>/* " + token + " */</script>\n    ", "hmac_token": fmt.Sprintf("hmac-token-%d", id),
			}
			if s.dialect != Chatwoot42 {
				o["allowed_domains"] = ""
			}
			return o
		},
	},
	"email": {
		class: "Channel::Email",
		columns: slices.Concat(
			columnsOf(stringColumn, "email", "imap_login", "imap_password", "imap_address", "imap_authentication", "smtp_login", "smtp_password",
				"smtp_address", "smtp_domain", "smtp_openssl_verify_mode", "smtp_authentication", "provider"),
			columnsOf(intColumn, "imap_port", "smtp_port"),
			columnsOf(boolColumn, "imap_enabled", "imap_enable_ssl", "smtp_enabled", "smtp_enable_starttls_auto", "smtp_enable_ssl_tls"),
		),
		unique: []string{"email"},
		defaults: func(s *Server, _ int64) object {
			o := object{
				"email": nil, "provider": nil, "imap_login": "", "imap_password": "", "imap_address": "", "imap_port": 0, "imap_enabled": false,
				"imap_enable_ssl": true, "smtp_login": "", "smtp_password": "", "smtp_address": "", "smtp_port": 0, "smtp_enabled": false,
				"smtp_domain": "", "smtp_enable_ssl_tls": false, "smtp_enable_starttls_auto": true, "smtp_openssl_verify_mode": "none",
				"smtp_authentication": "login",
			}
			if s.dialect == Chatwoot42 {
				o["forward_to_email"] = "forward@example.com"
			} else {
				o["imap_authentication"], o["forwarding_enabled"] = "plain", false
			}
			return o
		},
	},
	"line": {
		class:    "Channel::Line",
		columns:  columnsOf(stringColumn, "line_channel_id", "line_channel_secret", "line_channel_token"),
		required: []string{"line_channel_id", "line_channel_secret", "line_channel_token"}, unique: []string{"line_channel_id"},
	},
	"telegram": {
		class: "Channel::Telegram", columns: columnsOf(stringColumn, "bot_token"), required: []string{"bot_token"}, unique: []string{"bot_token"},
		defaults: func(*Server, int64) object { return object{"bot_name": "bot"} },
	},
	"whatsapp": {
		class:    "Channel::Whatsapp",
		columns:  append(columnsOf(stringColumn, "phone_number", "provider"), column{name: "provider_config", kind: objectColumn}),
		required: []string{"phone_number"}, unique: []string{"phone_number"},
		defaults: func(s *Server, _ int64) object {
			o := object{"phone_number": nil, "provider": "default", "provider_config": object{}, "message_templates": object{}}
			if s.dialect != Chatwoot42 {
				o["voice_enabled"], o["inbound_calls_enabled"], o["reauthorization_required"] = false, true, false
			}
			return o
		},
	},
	"sms": {
		class:    "Channel::Sms",
		columns:  append(columnsOf(stringColumn, "phone_number"), column{name: "provider_config", kind: objectColumn}),
		required: []string{"phone_number"}, unique: []string{"phone_number"},
		defaults: func(*Server, int64) object {
			return object{"phone_number": nil, "provider": "default", "provider_config": object{}}
		},
	},
	"twilio": {
		class:   "Channel::TwilioSms",
		columns: columnsOf(stringColumn, "medium", "phone_number", "messaging_service_sid", "account_sid", "auth_token", "api_key_sid"),
		defaults: func(*Server, int64) object {
			return object{"medium": "sms", "phone_number": nil, "messaging_service_sid": nil, "account_sid": nil, "auth_token": nil, "api_key_sid": nil}
		},
	},
}

// preChatForm is the form before a chat, in which nothing is enabled.
func preChatForm() object {
	field := func(label, name, kind string, required bool) object {
		return object{"field_type": "standard", "label": label, "name": name, "type": kind, "required": required, "enabled": false}
	}
	return object{
		"pre_chat_message": "Share your queries or comments here.",
		"pre_chat_fields": []object{
			field("Email Id", "emailAddress", "email", true), field("Full name", "fullName", "text", false), field("Phone number", "phoneNumber", "text", false),
		},
	}
}

// channelOf finds a type by its class.
func channelOf(class string) channelType {
	for _, t := range channelTypes {
		if t.class == class {
			return t
		}
	}
	return channelType{class: class}
}

// newChannel returns the columns of a new channel.
func (s *Server) newChannel(t channelType, id int64) object {
	if t.defaults == nil {
		return object{}
	}
	return t.defaults(s, id)
}

// readChannel casts and validates the params of a channel.
func (c *call) readChannel(t channelType, fields, params object, id int64) *reply {
	crashed := crash()
	if hasNUL(params) || !assignColumns(fields, params, t.columns) {
		return &crashed
	}
	var p problems
	p.lengths(fields, t.columns)
	p.present(fields, t.required...)
	if t.class == "Channel::Whatsapp" && !slices.Contains([]string{"default", "whatsapp_cloud"}, toText(fields["provider"])) {
		p.add("provider", "is not included in the list")
	}
	if attributes, _ := fields["additional_attributes"].(object); !isBlank(attributes["agent_reply_time_window"]) && toInt(attributes["agent_reply_time_window"]) <= 0 {
		p.add("agent_reply_time_window", "agent_reply_time_window must be greater than 0")
	}
	for _, name := range t.unique {
		for _, other := range c.inboxes {
			if other.id != id && other.channel == t.class && other.fields[name] != nil && other.fields[name] == fields[name] {
				p.add(name, taken)
				break
			}
		}
	}
	if refusal := p.reply(); refusal != nil {
		return refusal
	}
	if t.class == "Channel::Email" && fields["email"] == nil {
		return &crashed
	}
	return nil
}

// forEveryChannel are the members that all inboxes have, whatever their channel.
var forEveryChannel = []string{
	"widget_color", "website_url", "hmac_mandatory", "welcome_title", "welcome_tagline", "web_widget_script", "website_token",
	"selected_feature_flags", "reply_time", "messaging_service_sid", "phone_number", "provider",
}

// forAdministrators are members that agents do not see; hiddenColumns are in no view.
var (
	forAdministrators = []string{"hmac_token", "secret", "auth_token", "account_sid", "api_key_sid", "provider_config"}
	hiddenColumns     = []string{"bot_token", "line_channel_id", "line_channel_secret", "line_channel_token"}
)

// renderChannel adds the members of the channel to those of its inbox.
func (c *call) renderChannel(o object, in *inbox) {
	for _, name := range forEveryChannel {
		o[name] = nil
	}
	if c.dialect != Chatwoot42 {
		o["allowed_domains"] = nil
	}
	maps.Copy(o, in.fields)
	if in.channel == "Channel::Api" && c.dialect != Chatwoot42 {
		o["secret"] = in.secret
	}
	o["callback_webhook_url"] = c.callbackURL(in)
	hidden := hiddenColumns
	if !c.isAdmin() {
		hidden = slices.Concat(hidden, forAdministrators)
	}
	for name := range o {
		secretMail := strings.HasPrefix(name, "imap_") || strings.HasPrefix(name, "smtp_")
		if slices.Contains(hidden, name) || secretMail && !c.isAdmin() {
			delete(o, name)
		}
	}
	if in.channel == "Channel::Sms" {
		delete(o, "provider_config")
	}
}

// callbackURL is where a channel of another provider sends its events.
func (c *call) callbackURL(in *inbox) any {
	phone := toText(in.fields["phone_number"])
	switch in.channel {
	case "Channel::TwilioSms":
		return c.url + "/twilio/callback"
	case "Channel::Sms":
		return c.url + "/webhooks/sms/" + strings.TrimPrefix(phone, "+")
	case "Channel::Line":
		return c.url + "/webhooks/line/" + toText(in.fields["line_channel_id"])
	case "Channel::Whatsapp":
		return c.url + "/webhooks/whatsapp/" + phone
	}
	return nil
}

// sourceFor is the id under which a contact writes in an inbox, where the channel has one of its own.
func (c *call) sourceFor(p *contact, in *inbox) (source string, refusal *reply) {
	missing := func(what string) (string, *reply) {
		r := unprocessable("param is missing or the value is empty: contact " + what)
		return "", &r
	}
	switch in.channel {
	case "Channel::Email":
		if p.email == "" {
			return missing("email")
		}
		return p.email, nil
	case "Channel::Sms", "Channel::Whatsapp", "Channel::TwilioSms":
		if p.phone == "" {
			return missing("phone number")
		}
		switch {
		case in.channel == "Channel::Whatsapp":
			return strings.TrimPrefix(p.phone, "+"), nil
		case cmp.Or(toText(in.fields["medium"]), "sms") == "whatsapp":
			return "whatsapp:" + p.phone, nil
		}
		return p.phone, nil
	case "Channel::Api", "Channel::WebWidget":
		return uuid(1_000_000 + c.nextID("source")), nil
	}
	r := crash()
	return "", &r
}
