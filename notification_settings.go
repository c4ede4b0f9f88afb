package ndoto

import "context"

// NotificationSettings says what the token's owner is told of, by e-mail and by push.
type NotificationSettings struct {
	ID        int64 `json:"id"`
	UserID    int64 `json:"user_id"`
	AccountID int64 `json:"account_id"`
	// AllEmailFlags and AllPushFlags are what can be selected, such as "email_conversation_assignment".
	AllEmailFlags      []string   `json:"all_email_flags"`
	SelectedEmailFlags []string   `json:"selected_email_flags"`
	AllPushFlags       []string   `json:"all_push_flags"`
	SelectedPushFlags  []string   `json:"selected_push_flags"`
	Extra              Attributes `json:"-"`
}

// Settings returns what the token's owner is told of.
//
// GET /api/v1/accounts/{account_id}/notification_settings, known from the server software.
func (s *NotificationsService) Settings(ctx context.Context, opts ...RequestOption) (*NotificationSettings, error) {
	return do[NotificationSettings](ctx, s.client, opGetNotificationSettings, pathOf(), opts)
}

type notificationFlags struct {
	Email []string `json:"selected_email_flags"`
	Push  []string `json:"selected_push_flags"`
}

// SetSettings replaces what the token's owner is told of: by e-mail, and by push. An empty list is none.
//
// PATCH /api/v1/accounts/{account_id}/notification_settings, known from the server software.
func (s *NotificationsService) SetSettings(ctx context.Context, emailFlags, pushFlags []string, opts ...RequestOption) (*NotificationSettings, error) {
	flags := notificationFlags{append([]string{}, emailFlags...), append([]string{}, pushFlags...)}
	return do[NotificationSettings](ctx, s.client, opSetNotificationSettings, pathOf().json(wrapped[notificationFlags]{"notification_settings": flags}), opts)
}

// PushSubscription is a device or a browser that gets the notifications of a user.
type PushSubscription struct {
	ID     int64    `json:"id"`
	UserID int64    `json:"user_id"`
	Kind   PushKind `json:"subscription_type"`
	// Identifier is the device's, or the endpoint of a browser.
	Identifier string     `json:"identifier"`
	Attributes Attributes `json:"subscription_attributes"`
	CreatedAt  Time       `json:"created_at"`
	UpdatedAt  Time       `json:"updated_at"`
	Extra      Attributes `json:"-"`
}

// PushKind is the service that a notification is pushed by.
type PushKind string

// The services: Web Push, and Firebase Cloud Messaging.
const (
	PushBrowser PushKind = "browser_push"
	PushFCM     PushKind = "fcm"
)

// PushParams describes a device or a browser.
type PushParams struct {
	// DeviceID and PushToken are those of a device, for Firebase Cloud Messaging.
	DeviceID  string `json:"device_id,omitempty"`
	PushToken string `json:"push_token,omitempty"`
	// Endpoint, P256DH and Auth are those of a browser, for Web Push.
	Endpoint string `json:"endpoint,omitempty"`
	P256DH   string `json:"p256dh,omitempty"`
	Auth     string `json:"auth,omitempty"`
}

func (p *PushParams) validate() error {
	if p == nil || (p.Endpoint == "") == (p.DeviceID == "") || p.DeviceID != "" && p.PushToken == "" {
		return badInput("a device needs a DeviceID and a PushToken, a browser an Endpoint")
	}
	return nil
}

func (p *PushParams) kind() PushKind {
	if p.Endpoint != "" {
		return PushBrowser
	}
	return PushFCM
}

// Subscribe lets a device or a browser get the notifications of the token's owner. One that is known is updated, and
// moves to the owner.
//
// POST /api/v1/notification_subscriptions, known from the server software.
func (s *NotificationsService) Subscribe(ctx context.Context, params *PushParams, opts ...RequestOption) (*PushSubscription, error) {
	r := pathOf().check(params)
	if r.problem == nil {
		r = r.json(map[string]any{"notification_subscription": map[string]any{"subscription_type": params.kind(), "subscription_attributes": params}})
	}
	return do[PushSubscription](ctx, s.client, opSubscribePush, r, opts)
}

// Unsubscribe ends the notifications of the device with a push token, if there is one.
//
// DELETE /api/v1/notification_subscriptions, known from the server software.
func (s *NotificationsService) Unsubscribe(ctx context.Context, pushToken string, opts ...RequestOption) error {
	r := pathOf().require(pushToken != "", "the push token is empty")
	return doNothing(ctx, s.client, opUnsubscribePush, r.json(struct {
		PushToken string `json:"push_token"`
	}{pushToken}), opts)
}
