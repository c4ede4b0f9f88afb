package platform

import (
	"context"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

const failsWithoutAccount = "this server responds 500 to the id of an account that does not exist"

var (
	opListBots        = bridge.Get("platform.AgentBots.List", "/platform/api/v1/agent_bots", app)
	opGetBot          = bridge.Get("platform.AgentBots.Get", "/platform/api/v1/agent_bots/{agent_bot_id}", app)
	opCreateBot       = bridge.Post("platform.AgentBots.Create", "/platform/api/v1/agent_bots", bridge.Operation{Access: bridge.PlatformApps, Fails: failsWithoutAccount, Refuses500: true})
	opUpdateBot       = bridge.Patch("platform.AgentBots.Update", "/platform/api/v1/agent_bots/{agent_bot_id}", bridge.Operation{Access: bridge.PlatformApps, Fails: failsWithoutAccount, Refuses500: true})
	opDeleteBot       = bridge.Delete("platform.AgentBots.Delete", "/platform/api/v1/agent_bots/{agent_bot_id}", app)
	opDeleteBotAvatar = bridge.Delete("platform.AgentBots.DeleteAvatar", "/platform/api/v1/agent_bots/{agent_bot_id}/avatar", app)
)

// AgentBotsService manages bots, of one account or of all.
type AgentBotsService struct{ client bridge.Client }

// AgentBot is a bot. Its secret is shown by AgentBots.Get of a [ndoto.Client] only.
type AgentBot struct {
	ID          int64            `json:"id"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	OutgoingURL string           `json:"outgoing_url"`
	AccountID   int64            `json:"account_id"` // 0 if it is for all accounts
	AccessToken ndoto.Secret     `json:"access_token"`
	Extra       ndoto.Attributes `json:"-"`
}

// AgentBotParams holds the fields of a bot. Create requires a Name; Update leaves absent fields unchanged.
type AgentBotParams struct {
	Name        ndoto.Opt[string] `json:"name,omitzero"`
	Description ndoto.Opt[string] `json:"description,omitzero"`
	// OutgoingURL is where the server sends events to.
	OutgoingURL ndoto.Opt[string] `json:"outgoing_url,omitzero"`
	// AccountID is the only account that sees the bot. Without it all do.
	AccountID ndoto.Opt[int64] `json:"account_id,omitzero"`
	// AvatarURL is a picture that the server fetches.
	AvatarURL ndoto.Opt[string] `json:"avatar_url,omitzero"`
}

func (p *AgentBotParams) problem(isNew bool) error {
	if p == nil {
		return bridge.BadInput("%w", errNoParams)
	}
	if name, ok := p.Name.Get(); isNew && !ok || ok && strings.TrimSpace(name) == "" {
		return bridge.BadInput("a bot needs a Name")
	}
	if id, ok := p.AccountID.Get(); ok && id <= 0 {
		return bridge.BadInput("the account id must be positive, got %d: leave it absent for a bot of all accounts", id)
	}
	return nil
}

// List returns the bots that the app has created.
//
// GET /platform/api/v1/agent_bots, known from the server software.
func (s *AgentBotsService) List(ctx context.Context, opts ...ndoto.RequestOption) ([]AgentBot, error) {
	return bridge.List[AgentBot](ctx, s.client, bridge.Call{Operation: opListBots}, opts)
}

// Get returns a bot.
//
// GET /platform/api/v1/agent_bots/{agent_bot_id}, known from the server software.
func (s *AgentBotsService) Get(ctx context.Context, id int64, opts ...ndoto.RequestOption) (*AgentBot, error) {
	return bridge.Do[AgentBot](ctx, s.client, bridge.Call{Operation: opGetBot, IDs: []int64{id}}, opts)
}

// Create creates a bot. It is never sent twice; see [ndoto.ErrAmbiguous], and prefer Ensure.
//
// POST /platform/api/v1/agent_bots, known from the server software.
func (s *AgentBotsService) Create(ctx context.Context, params *AgentBotParams, opts ...ndoto.RequestOption) (*AgentBot, error) {
	return bridge.Do[AgentBot](ctx, s.client, bridge.Call{Operation: opCreateBot, JSON: params, Problem: params.problem(true)}, opts)
}

// Ensure returns the bot with the Name and the AccountID in params, creating it if the app has none; the second result
// reports whether it was created. An existing bot is left unchanged. Calls for the same bot in one process wait for
// each other; the server does not keep two processes from creating two.
//
// GET and POST /platform/api/v1/agent_bots, known from the server software.
func (s *AgentBotsService) Ensure(ctx context.Context, params *AgentBotParams, opts ...ndoto.RequestOption) (*AgentBot, bool, error) {
	if problem := params.problem(true); problem != nil {
		return nil, false, s.client.Refuse(opCreateBot, problem)
	}
	name, _ := params.Name.Get()
	account, _ := params.AccountID.Get()
	return bridge.Ensure(ctx, s.client, bridge.Once[AgentBot]{
		Operation: opCreateBot, Lock: "platform bot:" + name,
		Look: func(opts any) (*AgentBot, error) {
			all, err := bridge.List[AgentBot](ctx, s.client, bridge.Call{Operation: opListBots}, opts)
			return first(all, err, func(b *AgentBot) bool { return b.Name == name && b.AccountID == account })
		},
		Send: func() (*AgentBot, error) { return s.Create(ctx, params, opts...) },
	}, opts)
}

// Update changes a bot.
//
// PATCH /platform/api/v1/agent_bots/{agent_bot_id}, known from the server software.
func (s *AgentBotsService) Update(ctx context.Context, id int64, params *AgentBotParams, opts ...ndoto.RequestOption) (*AgentBot, error) {
	return bridge.Do[AgentBot](ctx, s.client, bridge.Call{Operation: opUpdateBot, IDs: []int64{id}, JSON: params, Problem: params.problem(false)}, opts)
}

// Delete deletes a bot.
//
// DELETE /platform/api/v1/agent_bots/{agent_bot_id}, known from the server software.
func (s *AgentBotsService) Delete(ctx context.Context, id int64, opts ...ndoto.RequestOption) error {
	return s.client.Do(ctx, bridge.Call{Operation: opDeleteBot, IDs: []int64{id}}, nil, opts)
}

// DeleteAvatar deletes the picture of a bot.
//
// DELETE /platform/api/v1/agent_bots/{agent_bot_id}/avatar, known from the server software.
func (s *AgentBotsService) DeleteAvatar(ctx context.Context, id int64, opts ...ndoto.RequestOption) (*AgentBot, error) {
	return bridge.Do[AgentBot](ctx, s.client, bridge.Call{Operation: opDeleteBotAvatar, IDs: []int64{id}}, opts)
}
