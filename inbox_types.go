package ndoto

import "encoding/json"

// Inbox is where the conversations of a channel arrive. Only administrators see its secrets.
type Inbox struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	AvatarURL   string `json:"avatar_url"`
	ChannelID   int64  `json:"channel_id"`
	ChannelType string `json:"channel_type"`

	GreetingEnabled            bool           `json:"greeting_enabled"`
	GreetingMessage            string         `json:"greeting_message"`
	WorkingHoursEnabled        bool           `json:"working_hours_enabled"`
	WorkingHours               []WorkingHours `json:"working_hours"`
	OutOfOfficeMessage         string         `json:"out_of_office_message"`
	Timezone                   string         `json:"timezone"`
	EnableEmailCollect         bool           `json:"enable_email_collect"`
	CSATSurveyEnabled          bool           `json:"csat_survey_enabled"`
	CSATConfig                 Attributes     `json:"csat_config"`
	EnableAutoAssignment       bool           `json:"enable_auto_assignment"`
	AutoAssignmentConfig       Attributes     `json:"auto_assignment_config"`
	AllowMessagesAfterResolved bool           `json:"allow_messages_after_resolved"`
	LockToSingleConversation   bool           `json:"lock_to_single_conversation"`
	SenderNameType             string         `json:"sender_name_type"`
	BusinessName               string         `json:"business_name"`
	CallbackWebhookURL         string         `json:"callback_webhook_url"`
	HelpCenter                 Attributes     `json:"help_center"`

	// For API inboxes.
	WebhookURL           string     `json:"webhook_url"`
	InboxIdentifier      string     `json:"inbox_identifier"`
	AdditionalAttributes Attributes `json:"additional_attributes"`
	HMACMandatory        bool       `json:"hmac_mandatory"`
	HMACToken            Secret     `json:"hmac_token"`
	// Secret signs the deliveries of an API inbox. It needs Chatwoot 4.13.0.
	Secret Secret `json:"secret"`

	// For web widgets.
	WebsiteURL           string     `json:"website_url"`
	WebsiteToken         string     `json:"website_token"`
	WebWidgetScript      string     `json:"web_widget_script"`
	WidgetColor          string     `json:"widget_color"`
	WelcomeTitle         string     `json:"welcome_title"`
	WelcomeTagline       string     `json:"welcome_tagline"`
	ReplyTime            string     `json:"reply_time"`
	SelectedFeatureFlags []string   `json:"selected_feature_flags"`
	PreChatFormEnabled   bool       `json:"pre_chat_form_enabled"`
	PreChatFormOptions   Attributes `json:"pre_chat_form_options"`
	ContinuityViaEmail   bool       `json:"continuity_via_email"`
	AllowedDomains       string     `json:"allowed_domains"`

	// For email, phone and social inboxes. Their other fields are in Extra.
	Email             string `json:"email"`
	ForwardToEmail    string `json:"forward_to_email"`
	ForwardingEnabled bool   `json:"forwarding_enabled"`
	// BrandedEmailLayout is the frame of the mails of this inbox; Get and Update return it to administrators. See
	// [AccountService.BrandedEmailLayout].
	BrandedEmailLayout      string           `json:"branded_email_layout"`
	IMAPAuthentication      string           `json:"imap_authentication"`
	IMAPEnabled             bool             `json:"imap_enabled"`
	IMAPAddress             string           `json:"imap_address"`
	IMAPPort                int              `json:"imap_port"`
	IMAPLogin               string           `json:"imap_login"`
	IMAPPassword            Secret           `json:"imap_password"`
	IMAPEnableSSL           bool             `json:"imap_enable_ssl"`
	SMTPEnabled             bool             `json:"smtp_enabled"`
	SMTPAddress             string           `json:"smtp_address"`
	SMTPPort                int              `json:"smtp_port"`
	SMTPLogin               string           `json:"smtp_login"`
	SMTPPassword            Secret           `json:"smtp_password"`
	SMTPDomain              string           `json:"smtp_domain"`
	SMTPEnableSSLTLS        bool             `json:"smtp_enable_ssl_tls"`
	SMTPEnableStartTLSAuto  bool             `json:"smtp_enable_starttls_auto"`
	SMTPOpenSSLVerifyMode   string           `json:"smtp_openssl_verify_mode"`
	SMTPAuthentication      string           `json:"smtp_authentication"`
	PhoneNumber             string           `json:"phone_number"`
	Provider                string           `json:"provider"`
	ProviderConfig          SecretAttributes `json:"provider_config"`
	MessageTemplates        json.RawMessage  `json:"message_templates"`
	MessagingServiceSID     string           `json:"messaging_service_sid"`
	ContentTemplates        json.RawMessage  `json:"content_templates"`
	APIKeySID               string           `json:"api_key_sid"`
	HasAPIKeySecret         bool             `json:"has_api_key_secret"`
	VoiceEnabled            bool             `json:"voice_enabled"`
	VoiceConfigured         bool             `json:"voice_configured"`
	InboundCallsEnabled     bool             `json:"inbound_calls_enabled"`
	VoiceCallWebhookURL     string           `json:"voice_call_webhook_url"`
	VoiceStatusWebhookURL   string           `json:"voice_status_webhook_url"`
	BotName                 string           `json:"bot_name"`
	TweetsEnabled           bool             `json:"tweets_enabled"`
	Medium                  string           `json:"medium"`
	AccountSID              string           `json:"account_sid"`
	AuthToken               Secret           `json:"auth_token"`
	PageID                  string           `json:"page_id"`
	InstagramID             string           `json:"instagram_id"`
	ReauthorizationRequired bool             `json:"reauthorization_required"`
	Extra                   Attributes       `json:"-"`
}

// WorkingHours are those of one day. Hours and minutes are 0 where the day is closed; a day that is open all day is
// from 0:00 to 23:59. The server drops hours that do not end after they begin, without an error.
type WorkingHours struct {
	// DayOfWeek is 0 for Sunday.
	DayOfWeek    int        `json:"day_of_week"`
	ClosedAllDay bool       `json:"closed_all_day"`
	OpenAllDay   bool       `json:"open_all_day"`
	OpenHour     int        `json:"open_hour"`
	OpenMinutes  int        `json:"open_minutes"`
	CloseHour    int        `json:"close_hour"`
	CloseMinutes int        `json:"close_minutes"`
	Extra        Attributes `json:"-"`
}

// InboxParams holds the settings of an inbox of any channel. Absent fields are left unchanged or get the server's
// defaults.
type InboxParams struct {
	Name                       Opt[string] `json:"name,omitzero"`
	GreetingEnabled            Opt[bool]   `json:"greeting_enabled,omitzero"`
	GreetingMessage            Opt[string] `json:"greeting_message,omitzero"`
	EnableEmailCollect         Opt[bool]   `json:"enable_email_collect,omitzero"`
	CSATSurveyEnabled          Opt[bool]   `json:"csat_survey_enabled,omitzero"`
	CSATConfig                 any         `json:"csat_config,omitempty"`
	EnableAutoAssignment       Opt[bool]   `json:"enable_auto_assignment,omitzero"`
	AutoAssignmentConfig       any         `json:"auto_assignment_config,omitempty"`
	WorkingHoursEnabled        Opt[bool]   `json:"working_hours_enabled,omitzero"`
	OutOfOfficeMessage         Opt[string] `json:"out_of_office_message,omitzero"`
	Timezone                   Opt[string] `json:"timezone,omitzero"`
	AllowMessagesAfterResolved Opt[bool]   `json:"allow_messages_after_resolved,omitzero"`
	LockToSingleConversation   Opt[bool]   `json:"lock_to_single_conversation,omitzero"`
	PortalID                   Opt[int64]  `json:"portal_id,omitzero"`
	// SenderNameType is "friendly" or "professional".
	SenderNameType Opt[string] `json:"sender_name_type,omitzero"`
	BusinessName   Opt[string] `json:"business_name,omitzero"`
	// WorkingHours is for Update only.
	WorkingHours []WorkingHours `json:"working_hours,omitzero"`
	// BrandedEmailLayout is for Update of an email inbox only; null removes it. See
	// [AccountService.SetBrandedEmailLayout].
	BrandedEmailLayout Opt[string] `json:"branded_email_layout,omitzero"`
}

func (p *InboxParams) validate() error {
	if p == nil {
		return nil
	}
	if t, ok := p.SenderNameType.Get(); ok && t != "friendly" && t != "professional" {
		return badInput("the sender name type must be friendly or professional, got %q", t)
	}
	for _, h := range p.WorkingHours {
		if h.DayOfWeek < 0 || h.DayOfWeek > 6 || h.OpenHour < 0 || h.OpenHour > 23 || h.CloseHour < 0 || h.CloseHour > 23 {
			return badInput("the working hours of day %d are not within a day", h.DayOfWeek)
		}
		if !h.ClosedAllDay && !h.OpenAllDay && h.CloseHour*60+h.CloseMinutes <= h.OpenHour*60+h.OpenMinutes {
			return badInput("the working hours of day %d must end after they begin", h.DayOfWeek)
		}
	}
	for what, text := range map[string]Opt[string]{"greeting": p.GreetingMessage, "out-of-office message": p.OutOfOfficeMessage} {
		message, _ := text.Get()
		if err := validateLength(what, message, maxGreeting); err != nil {
			return err
		}
	}
	layout, _ := p.BrandedEmailLayout.Get()
	if err := validateEmailLayout(layout); err != nil {
		return err
	}
	return validateName("name of the inbox", p.Name)
}

// InboxRef identifies the inbox of a contact or a conversation.
type InboxRef struct {
	ID          int64      `json:"id"`
	Name        string     `json:"name"`
	AvatarURL   string     `json:"avatar_url"`
	ChannelID   int64      `json:"channel_id"`
	ChannelType string     `json:"channel_type"`
	Provider    string     `json:"provider"`
	Extra       Attributes `json:"-"`
}
