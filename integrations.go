package ndoto

import (
	"context"
	"encoding/json"
)

// IntegrationsService lists the server's integrations and connects the account to them. Agent bots may not use it.
type IntegrationsService struct{ client *Client }

// Integration is an application that the server can connect to.
type Integration struct {
	// ID is, for example, "slack" or "dialogflow".
	ID                 string `json:"id"`
	Name               string `json:"name"`
	Description        string `json:"description"`
	ShortDescription   string `json:"short_description"`
	HookType           string `json:"hook_type"`
	Enabled            bool   `json:"enabled"`
	AllowMultipleHooks bool   `json:"allow_multiple_hooks"`
	// Logo, I18nKey, Action and Button are what the application shows; administrators alone get the latter two.
	Logo    string `json:"logo"`
	I18nKey string `json:"i18n_key"`
	Action  string `json:"action"`
	Button  string `json:"button"`
	// SettingsJSONSchema and SettingsFormSchema describe the settings of a hook, VisibleProperties those that are shown
	// again.
	SettingsJSONSchema Attributes        `json:"settings_json_schema"`
	SettingsFormSchema json.RawMessage   `json:"settings_form_schema"`
	VisibleProperties  []string          `json:"visible_properties"`
	Hooks              []IntegrationHook `json:"hooks"`
	Extra              Attributes        `json:"-"`
}

// IntegrationHook connects the account, or one inbox, to an application.
type IntegrationHook struct {
	ID        int64     `json:"id"`
	AppID     string    `json:"app_id"`
	AccountID int64     `json:"account_id"`
	Inbox     *InboxRef `json:"inbox"`
	HookType  string    `json:"hook_type"`
	Enabled   bool      `json:"status"`
	// ReferenceID names what the hook is connected to on the other side, such as a channel of Slack. Administrators get
	// it.
	ReferenceID string `json:"reference_id"`
	// Settings are those that the application declares visible; keys and tokens are not among them.
	Settings SecretAttributes `json:"settings"`
	Extra    Attributes       `json:"-"`
}

// CreateHookParams holds what connects to an application. AppID is required.
type CreateHookParams struct {
	AppID   string `json:"app_id"`
	InboxID int64  `json:"inbox_id,omitzero"`
	// Enabled is true if it is absent.
	Enabled  Opt[bool]      `json:"-"`
	Settings map[string]any `json:"settings,omitzero"`
}

func (p *CreateHookParams) validate() error {
	if p == nil || p.AppID == "" || p.InboxID < 0 {
		return badInput("a hook needs an AppID, and its inbox id must not be negative")
	}
	return nil
}

// UpdateHookParams holds the changes that UpdateHook makes. Absent fields are left unchanged. Settings replace all
// settings, those that are not visible too.
type UpdateHookParams struct {
	Enabled  Opt[bool]      `json:"-"`
	Settings map[string]any `json:"settings,omitzero"`
}

func (p *UpdateHookParams) validate() error {
	if p == nil || p.Enabled.IsZero() && p.Settings == nil {
		return badInput("there is nothing to update")
	}
	return nil
}

// hookStatus is Enabled as it is sent: as 0 or 1, and not as the boolean that it is read as.
func hookStatus(enabled Opt[bool]) (status Opt[int]) {
	if on, ok := enabled.Get(); ok && on {
		status = Set(1)
	} else if ok {
		status = Set(0)
	}
	return status
}

// List returns the integrations that are ready on the server and for the account, with the hooks of the account.
//
// GET /api/v1/accounts/{account_id}/integrations/apps, known from the server software.
func (s *IntegrationsService) List(ctx context.Context, opts ...RequestOption) ([]Integration, error) {
	return doList[Integration](ctx, s.client, opListIntegrations, pathOf(), opts)
}

// Get returns an integration, such as "slack", with the hooks of the account, also if List leaves it out because the
// server's operator has not set it up. A server that does not know it fails with [ErrServer].
//
// GET /api/v1/accounts/{account_id}/integrations/apps/{app_slug}, known from the server software.
func (s *IntegrationsService) Get(ctx context.Context, id string, opts ...RequestOption) (*Integration, error) {
	return do[Integration](ctx, s.client, opGetIntegration, pathOfSlug(id), opts)
}

// CreateHook connects the account, or an inbox, to an application. It needs an administrator. It is never sent twice;
// see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/integrations/hooks, known from the server software.
func (s *IntegrationsService) CreateHook(ctx context.Context, params *CreateHookParams, opts ...RequestOption) (*IntegrationHook, error) {
	r := pathOf().check(params)
	if r.problem == nil {
		r = r.json(wrapped[any]{"hook": struct {
			*CreateHookParams
			Status Opt[int] `json:"status,omitzero"`
		}{params, hookStatus(params.Enabled)}})
	}
	return do[IntegrationHook](ctx, s.client, opCreateHook, r, opts)
}

// UpdateHook changes a connection. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/integrations/hooks/{hook_id}, known from the server software.
func (s *IntegrationsService) UpdateHook(ctx context.Context, id int64, params *UpdateHookParams, opts ...RequestOption) (*IntegrationHook, error) {
	r := pathOf(id).check(params)
	if r.problem == nil {
		r = r.json(wrapped[any]{"hook": struct {
			*UpdateHookParams
			Status Opt[int] `json:"status,omitzero"`
		}{params, hookStatus(params.Enabled)}})
	}
	return do[IntegrationHook](ctx, s.client, opUpdateHook, r, opts)
}

// DeleteHook removes a connection. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/integrations/hooks/{hook_id}, known from the server software.
func (s *IntegrationsService) DeleteHook(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteHook, pathOf(id), opts)
}
