package ndoto

import (
	"context"
	"reflect"
)

// AccountService manages the account. Agent bots may not use it.
type AccountService struct{ client *Client }

// Account is the workspace that agents, inboxes and conversations belong to.
type Account struct {
	ID               int64      `json:"id"`
	Name             string     `json:"name"`
	Locale           string     `json:"locale"`
	Domain           string     `json:"domain"`
	SupportEmail     string     `json:"support_email"`
	Status           string     `json:"status"`
	Settings         Attributes `json:"settings"`
	CustomAttributes Attributes `json:"custom_attributes"`
	// Features maps the name of a feature to whether it is enabled.
	Features      Attributes `json:"features"`
	CacheKeys     Attributes `json:"cache_keys"`
	CreatedAt     Time       `json:"created_at"`
	LatestVersion string     `json:"latest_chatwoot_version"`
	// SubscribedFeatures are those of the plan, on enterprise servers.
	SubscribedFeatures []string   `json:"subscribed_features"`
	Extra              Attributes `json:"-"`
}

// AccountParams holds the changes that Update makes. Absent fields are left unchanged.
type AccountParams struct {
	Name         Opt[string] `json:"name,omitzero"`
	Locale       Opt[string] `json:"locale,omitzero"`
	Domain       Opt[string] `json:"domain,omitzero"`
	SupportEmail Opt[string] `json:"support_email,omitzero"`
	// AutoResolveAfter is in minutes, at least 10; null turns it off.
	AutoResolveAfter Opt[int] `json:"auto_resolve_after,omitzero"`
	// AutoResolveMessage is what the customer then reads, AutoResolveLabel what the conversation is labeled with.
	AutoResolveMessage Opt[string] `json:"auto_resolve_message,omitzero"`
	AutoResolveLabel   Opt[string] `json:"auto_resolve_label,omitzero"`
	// AutoResolveIgnoreWaiting leaves conversations open that wait for an answer.
	AutoResolveIgnoreWaiting Opt[bool] `json:"auto_resolve_ignore_waiting,omitzero"`
	AudioTranscriptions      Opt[bool] `json:"audio_transcriptions,omitzero"`
	// ConversationRequiredAttributes are the keys of custom attributes that agents must fill in before they resolve a
	// conversation, on enterprise servers.
	ConversationRequiredAttributes []string `json:"conversation_required_attributes,omitzero"`

	Industry       Opt[string] `json:"industry,omitzero"`
	CompanySize    Opt[string] `json:"company_size,omitzero"`
	Timezone       Opt[string] `json:"timezone,omitzero"`
	ReferralSource Opt[string] `json:"referral_source,omitzero"`
	UserRole       Opt[string] `json:"user_role,omitzero"`
	Website        Opt[string] `json:"website,omitzero"`
}

func (p *AccountParams) validate() error {
	if p == nil || reflect.ValueOf(*p).IsZero() {
		return badInput("there is nothing to update")
	}
	if minutes, ok := p.AutoResolveAfter.Get(); ok && minutes < 10 {
		return badInput("AutoResolveAfter must be at least 10 minutes, got %d", minutes)
	}
	return validateName("name of the account", p.Name)
}

// Get returns the account.
//
// GET /api/v1/accounts/{account_id}, known from the server software.
func (s *AccountService) Get(ctx context.Context, opts ...RequestOption) (*Account, error) {
	return do[Account](ctx, s.client, opGetAccount, pathOf(s.client.accountID), opts)
}

// Update changes the account. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}, known from the server software.
func (s *AccountService) Update(ctx context.Context, params *AccountParams, opts ...RequestOption) (*Account, error) {
	return do[Account](ctx, s.client, opUpdateAccount, pathOf(s.client.accountID).json(params), opts)
}

// CacheKeys hold a key for the labels, the inboxes and the teams of an account; each changes with what it stands for.
type CacheKeys struct {
	Label LooseText  `json:"label"`
	Inbox LooseText  `json:"inbox"`
	Team  LooseText  `json:"team"`
	Extra Attributes `json:"-"`
}

// CacheKeys returns keys that change whenever the labels, the inboxes or the teams do: a cheap way to tell whether
// cached copies are still valid.
//
// GET /api/v1/accounts/{account_id}/cache_keys, known from the server software.
func (s *AccountService) CacheKeys(ctx context.Context, opts ...RequestOption) (*CacheKeys, error) {
	return do[CacheKeys](ctx, s.client, opCacheKeys, pathOf(), opts)
}

// ServerInfo describes the server.
type ServerInfo struct {
	Version   string `json:"version"`
	Timestamp Time   `json:"timestamp"`
	// QueueServices and DataServices are "ok" or "failing".
	QueueServices string     `json:"queue_services"`
	DataServices  string     `json:"data_services"`
	Extra         Attributes `json:"-"`
}

// ServerInfo returns the server's version and health. It works without an account.
//
// GET /api, known from the server software.
func (s *AccountService) ServerInfo(ctx context.Context, opts ...RequestOption) (*ServerInfo, error) {
	return do[ServerInfo](ctx, s.client, opServerInfo, pathOf(), opts)
}

// Health returns nil if the server answers requests: a probe that needs no token, that no rate limit counts, and that
// looks neither at the database nor at the workers, of which ServerInfo tells. It works without an account.
//
// GET /health, known from the server software from Chatwoot 4.11.
func (s *AccountService) Health(ctx context.Context, opts ...RequestOption) error {
	_, err := do[health](ctx, s.client, opHealth, pathOf(), opts)
	return err
}

type health struct {
	Status string `json:"status"`
}

// AccountRef identifies an account.
type AccountRef struct {
	ID    int64      `json:"id"`
	Name  string     `json:"name"`
	Extra Attributes `json:"-"`
}
