package ndoto

import "context"

// TwilioChannel is a number, or a messaging service, at Twilio.
type TwilioChannel struct {
	// Medium is "sms" or "whatsapp".
	Medium     string `json:"medium"`
	AccountSID string `json:"account_sid"`
	AuthToken  Secret `json:"-"`
	// PhoneNumber is in E.164 form; it or a MessagingServiceSID is required.
	PhoneNumber         string `json:"phone_number,omitzero"`
	MessagingServiceSID string `json:"messaging_service_sid,omitzero"`
}

// CreateTwilio makes an inbox of a number at Twilio, which the server asks whether the keys are right. It needs an
// administrator. It is sent once: see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/channels/twilio_channel, known from the server software.
func (s *InboxesService) CreateTwilio(ctx context.Context, name string, channel TwilioChannel, opts ...RequestOption) (*Inbox, error) {
	r := path().check(required(name != "" && channel.AccountSID != "" && channel.AuthToken != "", "a Twilio inbox needs a name, an AccountSID and an AuthToken"))
	r = r.check(required(channel.Medium == "sms" || channel.Medium == "whatsapp", "the medium must be sms or whatsapp"))
	r = r.check(required(channel.PhoneNumber != "" || channel.MessagingServiceSID != "", "a Twilio inbox needs a PhoneNumber or a MessagingServiceSID"))
	if channel.PhoneNumber != "" && r.problem == nil {
		r.problem = validatePhone(channel.PhoneNumber)
	}
	body := struct {
		TwilioChannel
		Name      string `json:"name"`
		AuthToken string `json:"auth_token"`
	}{channel, name, string(channel.AuthToken)}
	return do[Inbox](ctx, s.client, &opCreateTwilioInbox, r.json(wrapped[any]{"twilio_channel": body}), opts)
}

// InboxAssignableAgents returns the agents who can be assigned in one inbox. AssignableAgents does it for several.
//
// GET /api/v1/accounts/{account_id}/inboxes/{inbox_id}/assignable_agents, known from the server software.
func (s *InboxesService) InboxAssignableAgents(ctx context.Context, id int64, opts ...RequestOption) ([]Agent, error) {
	return doPayload[[]Agent](ctx, s.client, &opListInboxAssignableAgents, path(id), opts)
}

// SyncTemplates has the server read the message templates of a WhatsApp inbox anew, a little later. It needs an
// administrator, and a server from 2026.
//
// POST /api/v1/accounts/{account_id}/inboxes/{inbox_id}/sync_templates, known from the server software.
func (s *InboxesService) SyncTemplates(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, &opSyncTemplates, path(id), opts)
}

// Health returns what WhatsApp says of the number of an inbox. It needs a server from 2026.
//
// GET /api/v1/accounts/{account_id}/inboxes/{inbox_id}/health, known from the server software.
func (s *InboxesService) Health(ctx context.Context, id int64, opts ...RequestOption) (Attributes, error) {
	health, err := do[Attributes](ctx, s.client, &opInboxHealth, path(id), opts)
	if err != nil {
		return nil, err
	}
	return *health, nil
}

// RegisterWebhook has WhatsApp post the messages of an inbox to the server again. It needs an administrator, and a server
// from 2026.
//
// POST /api/v1/accounts/{account_id}/inboxes/{inbox_id}/register_webhook, known from the server software.
func (s *InboxesService) RegisterWebhook(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, &opRegisterInboxWebhook, path(id), opts)
}
