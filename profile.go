package ndoto

import "context"

// ProfileService manages the profile of the token's owner. Agent bots may not use it.
type ProfileService struct{ client *Client }

// Profile is a user's own profile.
type Profile struct {
	ID int64 `json:"id"`
	// AccessToken is the user's API token. From Chatwoot 4.16 it is empty if no account of the user has API access.
	AccessToken      Secret           `json:"access_token"`
	AccountID        int64            `json:"account_id"`
	Name             string           `json:"name"`
	AvailableName    string           `json:"available_name"`
	DisplayName      string           `json:"display_name"`
	Email            string           `json:"email"`
	AvatarURL        string           `json:"avatar_url" alias:"thumbnail"`
	Confirmed        bool             `json:"confirmed"`
	MessageSignature string           `json:"message_signature"`
	HMACIdentifier   Secret           `json:"hmac_identifier"`
	InviterID        int64            `json:"inviter_id"`
	Provider         string           `json:"provider"`
	PubSubToken      Secret           `json:"pubsub_token"`
	CustomAttributes Attributes       `json:"custom_attributes"`
	Role             Role             `json:"role"`
	UISettings       Attributes       `json:"ui_settings"`
	UID              string           `json:"uid"`
	Type             string           `json:"type"`
	Accounts         []ProfileAccount `json:"accounts"`
	Extra            Attributes       `json:"-"`
}

// ProfileAccount is an account that the user is a member of.
type ProfileAccount struct {
	ID                 int64        `json:"id"`
	Name               string       `json:"name"`
	Status             string       `json:"status"`
	ActiveAt           Time         `json:"active_at"`
	Role               Role         `json:"role"`
	Permissions        []string     `json:"permissions"`
	Availability       Availability `json:"availability"`
	AvailabilityStatus Availability `json:"availability_status"`
	AutoOffline        bool         `json:"auto_offline"`
	CustomRoleID       int64        `json:"custom_role_id"`
	CustomRole         Attributes   `json:"custom_role"`
	OnboardingStep     string       `json:"onboarding_step"`
	APIAndWebhooks     bool         `json:"api_and_webhooks"`
	Extra              Attributes   `json:"-"`
}

// Get returns the user whom the token belongs to. It is the cheapest way to check a token. For the token of an agent
// bot it returns [ErrBotNotAllowed].
//
// GET /api/v1/profile, documented by Ndoto.
func (s *ProfileService) Get(ctx context.Context, opts ...RequestOption) (*Profile, error) {
	return do[Profile](ctx, s.client, opGetProfile, pathOf(), opts)
}
