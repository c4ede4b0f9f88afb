package ndoto

import "context"

// AgentBotsService manages agent bots. Agent bots may not use it.
type AgentBotsService struct{ client *Client }

// AgentBot is a bot that answers conversations: the server posts events to its program. Only administrators of its
// account get to see its token and its secret.
type AgentBot struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	AvatarURL   string `json:"thumbnail" alias:"avatar_url"`
	OutgoingURL string `json:"outgoing_url"`
	BotType     string `json:"bot_type"`
	// BotConfig is free-form.
	BotConfig   Attributes `json:"bot_config"`
	AccountID   int64      `json:"account_id"`
	AccessToken Secret     `json:"access_token"`
	// Secret signs the deliveries. It needs Chatwoot 4.13.0.
	Secret Secret `json:"secret"`
	// SystemBot reports whether the bot belongs to the server instead of the account.
	SystemBot bool       `json:"system_bot"`
	Extra     Attributes `json:"-"`
}

// AgentBotParams holds the fields of an agent bot. Create requires a Name; Update leaves absent fields unchanged.
type AgentBotParams struct {
	Name        Opt[string] `json:"name,omitzero"`
	Description Opt[string] `json:"description,omitzero"`
	// OutgoingURL is where the server posts events.
	OutgoingURL Opt[string] `json:"outgoing_url,omitzero"`
	// BotType is "webhook" if it is absent; the server has no other.
	BotType Opt[string] `json:"bot_type,omitzero"`
	// Avatar is an image of up to 15 MB.
	Avatar *File `json:"-"`
	// AvatarURL is the address of an image, which the server fetches in the background.
	AvatarURL string `json:"avatar_url,omitzero"`
	// BotConfig is free-form. Beside an Avatar all values must be texts, because a form has nothing else.
	BotConfig map[string]any `json:"bot_config,omitzero"`
}

func (p *AgentBotParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if kind, ok := p.BotType.Get(); ok && kind != "webhook" {
		return badInput("the type of the bot must be webhook, got %q", kind)
	}
	if p.Avatar != nil {
		if p.Avatar.validate() != nil || p.Avatar.Reader == nil {
			return badInput("the avatar needs a Reader and a name")
		}
		if err := validateFormTexts(p.BotConfig); err != nil {
			return err
		}
	}
	return validateName("name of the bot", p.Name)
}

// body is JSON, or a form if there is an avatar.
func (p *AgentBotParams) body(r request) request {
	if r = r.check(p); r.problem != nil || p.Avatar == nil {
		return r.json(p)
	}
	return r.multipart(func() ([]formField, error) { return formFields(p) }, "avatar", []File{*p.Avatar})
}

// List returns the agent bots of the account and those of the server.
//
// GET /api/v1/accounts/{account_id}/agent_bots, known from the server software.
func (s *AgentBotsService) List(ctx context.Context, opts ...RequestOption) ([]AgentBot, error) {
	return doList[AgentBot](ctx, s.client, opListAgentBots, pathOf(), opts)
}

// Get returns an agent bot.
//
// GET /api/v1/accounts/{account_id}/agent_bots/{agent_bot_id}, known from the server software.
func (s *AgentBotsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*AgentBot, error) {
	return do[AgentBot](ctx, s.client, opGetAgentBot, pathOf(id), opts)
}

// Create creates an agent bot and returns it with its token. It needs an administrator. It is never sent twice; see
// [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/agent_bots, known from the server software.
func (s *AgentBotsService) Create(ctx context.Context, params *AgentBotParams, opts ...RequestOption) (*AgentBot, error) {
	r := pathOf().check(params).require(params != nil && !params.Name.IsZero(), "an agent bot needs a Name")
	return do[AgentBot](ctx, s.client, opCreateAgentBot, params.body(r), opts)
}

// Update changes an agent bot. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/agent_bots/{agent_bot_id}, known from the server software.
func (s *AgentBotsService) Update(ctx context.Context, id int64, params *AgentBotParams, opts ...RequestOption) (*AgentBot, error) {
	return do[AgentBot](ctx, s.client, opUpdateAgentBot, params.body(pathOf(id)), opts)
}

// Delete deletes an agent bot. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/agent_bots/{agent_bot_id}, known from the server software.
func (s *AgentBotsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteAgentBot, pathOf(id), opts)
}

// DeleteAvatar deletes the avatar of an agent bot. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/agent_bots/{agent_bot_id}/avatar, known from the server software.
func (s *AgentBotsService) DeleteAvatar(ctx context.Context, id int64, opts ...RequestOption) (*AgentBot, error) {
	return do[AgentBot](ctx, s.client, opDeleteAgentBotAvatar, pathOf(id), opts)
}

// ResetAccessToken gives an agent bot a new token and returns the bot with it; the old token stops working at once.
// It needs an administrator and Chatwoot 4.3.0.
//
// POST /api/v1/accounts/{account_id}/agent_bots/{agent_bot_id}/reset_access_token, known from the server software.
func (s *AgentBotsService) ResetAccessToken(ctx context.Context, id int64, opts ...RequestOption) (*AgentBot, error) {
	return do[AgentBot](ctx, s.client, opResetAgentBotToken, pathOf(id), opts)
}

// ResetSecret gives an agent bot a new secret for its deliveries and returns the bot with it. It needs an
// administrator and Chatwoot 4.13.0.
//
// POST /api/v1/accounts/{account_id}/agent_bots/{agent_bot_id}/reset_secret, known from the server software.
func (s *AgentBotsService) ResetSecret(ctx context.Context, id int64, opts ...RequestOption) (*AgentBot, error) {
	return do[AgentBot](ctx, s.client, opResetAgentBotSecret, pathOf(id), opts)
}
