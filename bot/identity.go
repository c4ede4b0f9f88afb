package bot

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/usendoto/ndoto-go"
)

// Tenant is an account that a bot answers in.
type Tenant struct {
	// Client has the token of the agent bot, or of a user.
	Client *ndoto.Client
	// UserToken is that of WithUserToken.
	UserToken string
}

// desk is a tenant with what the bot has learned about it.
type desk struct {
	client    *ndoto.Client
	userToken string

	self     identity
	sent     sentIDs
	inboxes  inboxCache
	noTyping atomic.Bool // the server does not let bots type
	noLook   atomic.Bool // the server does not let bots read conversations

	keepsKeys       atomic.Bool // the server keeps the keys of messages
	listsAttributes atomic.Bool // its lists of messages show attributes
}

// asUser are the options of a call that agent bots may not make.
func (d *desk) asUser() []ndoto.RequestOption {
	if d.userToken == "" {
		return nil
	}
	return []ndoto.RequestOption{ndoto.WithToken(d.userToken)}
}

// identity is who the bot is for the server. It is learned from the first message that the bot sends.
type identity struct {
	mu    sync.Mutex
	known sender
}

type sender struct {
	Kind ndoto.SenderKind
	ID   int64
}

func (i *identity) get() sender {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.known
}

// learn reports whether it is news.
func (i *identity) learn(s sender) bool {
	if s.ID == 0 || s.Kind != ndoto.SenderAgentBot && s.Kind != ndoto.SenderUser {
		return false
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.known == s {
		return false
	}
	i.known = s
	return true
}

func (b *Bot) selfKey(account int64) string { return fmt.Sprintf("%s/%d/self", b.name, account) }

// learnSelf remembers who sent a message of the bot's.
func (b *Bot) learnSelf(ctx context.Context, d *desk, s *ndoto.Sender) {
	if s == nil || b.botID != 0 || !d.self.learn(sender{s.Kind(), s.ID}) {
		return
	}
	err := changeJSON(ctx, b.store, b.selfKey(d.client.AccountID()), stateTime, func(v *sender) { *v = d.self.get() })
	if err != nil {
		b.logger.WarnContext(ctx, "bot: its own id was not stored", "error", err)
	}
}

// deskOf is the desk of an account, or nil if the bot does not answer there. Old servers leave the account out.
func (b *Bot) deskOf(ctx context.Context, account int64) (*desk, error) {
	if b.home != nil && (account == 0 || account == b.home.client.AccountID()) {
		return b.home, nil
	}
	if b.tenants == nil {
		return nil, nil
	}
	tenant, err := b.tenants(ctx, account)
	if err != nil || tenant.Client == nil {
		return nil, err
	}
	b.desksMu.Lock()
	defer b.desksMu.Unlock()
	if d := b.desks[account]; d != nil && d.client == tenant.Client && d.userToken == tenant.UserToken {
		return d, nil
	}
	d := b.newDesk(ctx, tenant)
	if b.desks == nil {
		b.desks = map[int64]*desk{}
	}
	b.desks[account] = d
	return d, nil
}

func (b *Bot) newDesk(ctx context.Context, t Tenant) *desk {
	d := &desk{client: t.Client, userToken: t.UserToken}
	if b.botID != 0 {
		d.self.learn(sender{ndoto.SenderAgentBot, b.botID})
		return d
	}
	if s, _, err := loadJSON[sender](ctx, b.store, b.selfKey(t.Client.AccountID())); err == nil {
		d.self.learn(*s)
	}
	return d
}
