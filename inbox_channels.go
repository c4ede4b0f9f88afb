package ndoto

import (
	"context"
	"encoding/json"
	"maps"
)

// Channel is what an inbox is connected to: one of the channel types of this package.
type Channel interface {
	// wire checks the channel and returns it in the form in which it is sent.
	wire() (any, error)
}

// typed adds the type to the fields of a channel.
func typed(name string, fields any, missing ...string) (any, error) {
	for i := 0; i+1 < len(missing); i += 2 {
		if missing[i+1] == "" {
			return nil, badInput("the channel needs %s", missing[i])
		}
	}
	data, err := marshal(fields)
	if err != nil {
		return nil, err
	}
	members := map[string]any{}
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, badInput("the channel cannot be encoded as JSON: %v", err)
	}
	members["type"] = name
	return members, nil
}

// APIChannel is for your own channels: you send the customers' messages with Messages.Create, or the programs of the
// customers do, with package customer.
type APIChannel struct {
	// WebhookURL is where the server posts the messages to the customers.
	WebhookURL           string         `json:"webhook_url,omitzero"`
	HMACMandatory        bool           `json:"hmac_mandatory,omitzero"`
	AdditionalAttributes map[string]any `json:"additional_attributes,omitzero"`
}

func (c APIChannel) wire() (any, error) { return typed("api", c) }

// WebWidgetChannel is the chat on a website; WebsiteURL is required.
type WebWidgetChannel struct {
	WebsiteURL     string `json:"website_url"`
	WidgetColor    string `json:"widget_color,omitzero"`
	WelcomeTitle   string `json:"welcome_title,omitzero"`
	WelcomeTagline string `json:"welcome_tagline,omitzero"`
	// ReplyTime is "in_a_few_minutes", "in_a_few_hours" or "in_a_day".
	ReplyTime          string         `json:"reply_time,omitzero"`
	PreChatFormEnabled bool           `json:"pre_chat_form_enabled,omitzero"`
	PreChatFormOptions map[string]any `json:"pre_chat_form_options,omitzero"`
	ContinuityViaEmail bool           `json:"continuity_via_email,omitzero"`
	HMACMandatory      bool           `json:"hmac_mandatory,omitzero"`
	// FeatureFlags is any of "attachments", "emoji_picker", "end_conversation", "use_inbox_avatar_for_bot" and, in newer
	// versions, "allow_mobile_webview".
	FeatureFlags   []string `json:"selected_feature_flags,omitzero"`
	AllowedDomains string   `json:"allowed_domains,omitzero"`
}

func (c WebWidgetChannel) wire() (any, error) {
	return typed("web_widget", c, "WebsiteURL", c.WebsiteURL)
}

// EmailChannel is a mailbox; Email is required. Settings holds the server's imap_ and smtp_ fields by name.
type EmailChannel struct {
	Email    string         `json:"email"`
	Provider string         `json:"provider,omitzero"`
	Settings map[string]any `json:"-"`
}

func (c EmailChannel) wire() (any, error) {
	if err := validateEmail(c.Email); err != nil {
		return nil, err
	}
	v, err := typed("email", c)
	if members, ok := v.(map[string]any); ok {
		maps.Copy(members, c.Settings)
	}
	return v, err
}

// LineChannel is a LINE account; all fields are required.
type LineChannel struct {
	ChannelID     string
	ChannelSecret Secret
	ChannelToken  Secret
}

func (c LineChannel) wire() (any, error) {
	secret, token := string(c.ChannelSecret), string(c.ChannelToken)
	fields := map[string]string{"line_channel_id": c.ChannelID, "line_channel_secret": secret, "line_channel_token": token}
	return typed("line", fields, "ChannelID", c.ChannelID, "ChannelSecret", secret, "ChannelToken", token)
}

// TelegramChannel is a Telegram bot; BotToken is required. The inbox gets the name of the bot.
type TelegramChannel struct {
	BotToken Secret
}

func (c TelegramChannel) wire() (any, error) {
	return typed("telegram", map[string]string{"bot_token": string(c.BotToken)}, "BotToken", string(c.BotToken))
}

// WhatsAppChannel is a WhatsApp number; PhoneNumber is required, in E.164 format.
type WhatsAppChannel struct {
	PhoneNumber string `json:"phone_number"`
	// Provider is "default", which is 360dialog, or "whatsapp_cloud".
	Provider string `json:"provider,omitzero"`
	// ProviderConfig holds the provider's keys, which the server checks immediately.
	ProviderConfig map[string]any `json:"provider_config,omitzero"`
}

func (c WhatsAppChannel) wire() (any, error) {
	if err := validatePhone(c.PhoneNumber); err != nil {
		return nil, err
	}
	return typed("whatsapp", c)
}

// SMSChannel is a Bandwidth number for text messages; PhoneNumber is required, in E.164 format.
type SMSChannel struct {
	PhoneNumber    string         `json:"phone_number"`
	ProviderConfig map[string]any `json:"provider_config,omitzero"`
}

func (c SMSChannel) wire() (any, error) {
	if err := validatePhone(c.PhoneNumber); err != nil {
		return nil, err
	}
	return typed("sms", c)
}

// VoiceChannel is a Twilio number for calls and text messages, on enterprise servers from Chatwoot 4.6 for accounts
// with the feature channel_voice; without it, Create returns [ErrForbidden]. All fields are required.
type VoiceChannel struct {
	PhoneNumber string // in E.164 format
	AccountSID  string
	AuthToken   Secret
	// APIKeySID and APIKeySecret are those of an API key of Twilio, with which browsers join calls.
	APIKeySID    string
	APIKeySecret Secret
}

func (c VoiceChannel) wire() (any, error) {
	if err := validatePhone(c.PhoneNumber); err != nil {
		return nil, err
	}
	keys := map[string]string{
		"account_sid": c.AccountSID, "auth_token": string(c.AuthToken), "api_key_sid": c.APIKeySID, "api_key_secret": string(c.APIKeySecret),
	}
	return typed("voice", map[string]any{"phone_number": c.PhoneNumber, "provider": "twilio", "provider_config": keys},
		"AccountSID", c.AccountSID, "AuthToken", string(c.AuthToken), "APIKeySID", c.APIKeySID, "APIKeySecret", string(c.APIKeySecret))
}

// TwilioChannel is a Twilio number or messaging service.
type TwilioChannel struct {
	// Medium is "sms" or "whatsapp".
	Medium     string `json:"medium"`
	AccountSID string `json:"account_sid"`
	AuthToken  Secret `json:"-"`
	// APIKeySID goes with the secret of the key in AuthToken, in place of the account's own token.
	APIKeySID string `json:"api_key_sid,omitzero"`
	// PhoneNumber is in E.164 format. It or MessagingServiceSID is required.
	PhoneNumber         string `json:"phone_number,omitzero"`
	MessagingServiceSID string `json:"messaging_service_sid,omitzero"`
}

// CreateTwilio creates an inbox for a Twilio number. The server asks Twilio whether the keys are correct. It needs an
// administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/channels/twilio_channel, known from the server software.
func (s *InboxesService) CreateTwilio(ctx context.Context, name string, channel TwilioChannel, opts ...RequestOption) (*Inbox, error) {
	r := pathOf().require(name != "" && channel.AccountSID != "" && channel.AuthToken != "", "a Twilio inbox needs a name, an AccountSID and an AuthToken")
	r = r.require(channel.Medium == "sms" || channel.Medium == "whatsapp", "the medium must be sms or whatsapp")
	r = r.require(channel.PhoneNumber != "" || channel.MessagingServiceSID != "", "a Twilio inbox needs a PhoneNumber or a MessagingServiceSID")
	if channel.PhoneNumber != "" {
		r = r.refuse(validatePhone(channel.PhoneNumber))
	}
	body := struct {
		TwilioChannel
		Name      string `json:"name"`
		AuthToken string `json:"auth_token"`
	}{channel, name, string(channel.AuthToken)}
	return do[Inbox](ctx, s.client, opCreateTwilioInbox, r.json(wrapped[any]{"twilio_channel": body}), opts)
}
