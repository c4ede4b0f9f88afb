package ndoto

import "context"

// IntegrationsService lists the server's integrations and connects the account to them. Agent bots may not use it.
type IntegrationsService struct{ client *Client }

// Integration is an application that the server can be connected to.
type Integration struct {
	// ID is, for example, "slack" or "dialogflow".
	ID                 string            `json:"id"`
	Name               string            `json:"name"`
	Description        string            `json:"description"`
	ShortDescription   string            `json:"short_description"`
	HookType           string            `json:"hook_type"`
	Enabled            bool              `json:"enabled"`
	AllowMultipleHooks bool              `json:"allow_multiple_hooks"`
	Hooks              []IntegrationHook `json:"hooks"`
	Extra              Attributes        `json:"-"`
}

// IntegrationHook connects the account, or one inbox, to an application. Settings holds its keys.
type IntegrationHook struct {
	ID        int64     `json:"id"`
	AppID     string    `json:"app_id"`
	AccountID int64     `json:"account_id"`
	Inbox     *InboxRef `json:"inbox"`
	HookType  string    `json:"hook_type"`
	Status    LooseText `json:"status"`
	// ReferenceID identifies what the hook is connected to on the other side, such as a Slack channel.
	ReferenceID string           `json:"reference_id"`
	Settings    SecretAttributes `json:"settings"`
	Extra       Attributes       `json:"-"`
}

// HookParams describes a connection to an application.
type HookParams struct {
	// AppID is required for CreateHook.
	AppID   string `json:"app_id,omitzero"`
	InboxID int64  `json:"inbox_id,omitzero"`
	// Status is 1 for enabled, 0 for disabled.
	Status   Opt[int]       `json:"status,omitzero"`
	Settings map[string]any `json:"settings,omitzero"`
}

func (p *HookParams) validate() error {
	if p == nil || p.InboxID < 0 {
		return badInput("the params are required, and the inbox id must not be negative")
	}
	return nil
}

// List returns all integrations, with the hooks of the account.
//
// GET /api/v1/accounts/{account_id}/integrations/apps, known from the server software.
func (s *IntegrationsService) List(ctx context.Context, opts ...RequestOption) ([]Integration, error) {
	return doList[Integration](ctx, s.client, opListIntegrations, pathOf(), opts)
}

// CreateHook connects the account, or an inbox, to an application. It needs an administrator. It is never sent twice;
// see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/integrations/hooks, known from the server software.
func (s *IntegrationsService) CreateHook(ctx context.Context, params *HookParams, opts ...RequestOption) (*IntegrationHook, error) {
	r := pathOf().check(params).require(params != nil && params.AppID != "", "a hook needs an AppID")
	return do[IntegrationHook](ctx, s.client, opCreateHook, r.json(wrapped[*HookParams]{"hook": params}), opts)
}

// UpdateHook changes a connection. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/integrations/hooks/{hook_id}, known from the server software.
func (s *IntegrationsService) UpdateHook(ctx context.Context, id int64, params *HookParams, opts ...RequestOption) (*IntegrationHook, error) {
	return do[IntegrationHook](ctx, s.client, opUpdateHook, pathOf(id).check(params).json(wrapped[*HookParams]{"hook": params}), opts)
}

// DeleteHook removes a connection. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/integrations/hooks/{hook_id}, known from the server software.
func (s *IntegrationsService) DeleteHook(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteHook, pathOf(id), opts)
}
