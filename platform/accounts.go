package platform

import (
	"context"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// failsAfterDeletion is what Chatwoot 4.5 to 4.16 fail on.
const failsAfterDeletion = "this server responds 500 to the list of accounts once one of them was deleted: keep the ids"

// failsOnUnknown is what Chatwoot 4.2 to 4.16 answer in place of a validation error.
const failsOnUnknown = "this server responds 500 to a locale or a feature that it does not know"

var app = bridge.Operation{Access: bridge.PlatformApps}

var (
	opListAccounts  = bridge.Get("platform.Accounts.List", "/platform/api/v1/accounts", bridge.Operation{Access: bridge.PlatformApps, Fails: failsAfterDeletion, Refuses500: true, Since: "4.5.0"})
	opGetAccount    = bridge.Get("platform.Accounts.Get", "/platform/api/v1/accounts/{account_id}", app)
	opCreateAccount = bridge.Post("platform.Accounts.Create", "/platform/api/v1/accounts", bridge.Operation{Access: bridge.PlatformApps, Fails: failsOnUnknown, Refuses500: true})
	opUpdateAccount = bridge.Patch("platform.Accounts.Update", "/platform/api/v1/accounts/{account_id}", bridge.Operation{Access: bridge.PlatformApps, Fails: failsOnUnknown, Refuses500: true})
	opDeleteAccount = bridge.Delete("platform.Accounts.Delete", "/platform/api/v1/accounts/{account_id}", app)
)

// AccountsService manages accounts and who works in them.
type AccountsService struct{ client bridge.Client }

// Account is an account of the server.
type Account struct {
	ID           int64         `json:"id"`
	Name         string        `json:"name"`
	Locale       string        `json:"locale"`
	Domain       string        `json:"domain"`
	SupportEmail string        `json:"support_email"`
	Status       AccountStatus `json:"status"`
	// Features has the names of those that are turned on.
	Features         ndoto.Attributes `json:"features"`
	CustomAttributes ndoto.Attributes `json:"custom_attributes"`
	Limits           ndoto.Attributes `json:"limits"`
	Extra            ndoto.Attributes `json:"-"`
}

// AccountStatus says whether an account can be used.
type AccountStatus string

// The statuses of accounts. A suspended one refuses all calls with [ndoto.ErrAccountSuspended].
const (
	Active    AccountStatus = "active"
	Suspended AccountStatus = "suspended"
)

// AccountParams holds the fields of an account. Create requires a Name; Update leaves absent fields unchanged.
type AccountParams struct {
	Name ndoto.Opt[string] `json:"name,omitzero"`
	// Locale is the code of a language that the server has.
	Locale ndoto.Opt[string] `json:"locale,omitzero"`
	// Domain is that of incoming mail.
	Domain       ndoto.Opt[string]        `json:"domain,omitzero"`
	SupportEmail ndoto.Opt[string]        `json:"support_email,omitzero"`
	Status       ndoto.Opt[AccountStatus] `json:"status,omitzero"`
	// Features turns features on or off by their names; others stay. The server fails on names that it does not know.
	// Create and Ensure then leave an account behind, which the app does not reach.
	Features map[string]bool `json:"features,omitempty"`
	// Limits replaces the limits, on enterprise servers: inboxes, agents, captain_responses, captain_documents, emails.
	// An empty map removes them.
	Limits map[string]int `json:"limits,omitzero"`
	// CustomAttributes replaces all of them, also by none. The server keeps some of its own there, such as plan_name.
	CustomAttributes map[string]any `json:"custom_attributes,omitzero"`
}

func (p *AccountParams) problem(isNew bool) error {
	if p == nil {
		return bridge.BadInput("%w", errNoParams)
	}
	if name, ok := p.Name.Get(); isNew && !ok || ok && strings.TrimSpace(name) == "" {
		return bridge.BadInput("an account needs a Name")
	}
	if s, ok := p.Status.Get(); ok && s != Active && s != Suspended {
		return bridge.BadInput("the status must be active or suspended, got %q", s)
	}
	return nil
}

// List returns the accounts that the app has created. The server fails, so that the error is [ndoto.ErrServer], once
// one of them was deleted: keep the IDs that Create returns.
//
// GET /platform/api/v1/accounts, known from the server software from Chatwoot 4.5.
func (s *AccountsService) List(ctx context.Context, opts ...ndoto.RequestOption) ([]Account, error) {
	return bridge.List[Account](ctx, s.client, bridge.Call{Operation: opListAccounts}, opts)
}

// Get returns an account.
//
// GET /platform/api/v1/accounts/{account_id}, known from the server software.
func (s *AccountsService) Get(ctx context.Context, id int64, opts ...ndoto.RequestOption) (*Account, error) {
	return bridge.Do[Account](ctx, s.client, bridge.Call{Operation: opGetAccount, IDs: []int64{id}}, opts)
}

// Create creates an account, without users and inboxes. Names need not be unique. It is never sent twice; see
// [ndoto.ErrAmbiguous], and prefer Ensure.
//
// POST /platform/api/v1/accounts, known from the server software.
func (s *AccountsService) Create(ctx context.Context, params *AccountParams, opts ...ndoto.RequestOption) (*Account, error) {
	return bridge.Do[Account](ctx, s.client, bridge.Call{Operation: opCreateAccount, JSON: params, Problem: params.problem(true)}, opts)
}

// Ensure returns the account with the Name in params, creating it if the app has none; the second result reports
// whether it was created. An existing account is left unchanged. Calls for the same name in one process wait for each
// other; the server does not keep two processes from creating two. It needs List, and fails where that fails: it never
// creates an account without having looked.
//
// GET and POST /platform/api/v1/accounts, known from the server software from Chatwoot 4.5.
func (s *AccountsService) Ensure(ctx context.Context, params *AccountParams, opts ...ndoto.RequestOption) (*Account, bool, error) {
	if problem := params.problem(true); problem != nil {
		return nil, false, s.client.Refuse(opCreateAccount, problem)
	}
	name, _ := params.Name.Get()
	return bridge.Ensure(ctx, s.client, bridge.Once[Account]{
		Operation: opCreateAccount, Lock: "platform account:" + name,
		Look: func(opts any) (*Account, error) {
			all, err := bridge.List[Account](ctx, s.client, bridge.Call{Operation: opListAccounts}, opts)
			return first(all, err, func(a *Account) bool { return a.Name == name })
		},
		Send: func() (*Account, error) { return s.Create(ctx, params, opts...) },
	}, opts)
}

// first returns the first row that fits, or nil.
func first[T any](rows []T, err error, fits func(*T) bool) (*T, error) {
	for i := range rows {
		if err == nil && fits(&rows[i]) {
			return &rows[i], nil
		}
	}
	return nil, err
}

// Update changes an account.
//
// PATCH /platform/api/v1/accounts/{account_id}, known from the server software.
func (s *AccountsService) Update(ctx context.Context, id int64, params *AccountParams, opts ...ndoto.RequestOption) (*Account, error) {
	return bridge.Do[Account](ctx, s.client, bridge.Call{Operation: opUpdateAccount, IDs: []int64{id}, JSON: params, Problem: params.problem(false)}, opts)
}

// Delete deletes an account with all that is in it, in the background. List fails from then on.
//
// DELETE /platform/api/v1/accounts/{account_id}, known from the server software.
func (s *AccountsService) Delete(ctx context.Context, id int64, opts ...ndoto.RequestOption) error {
	return s.client.Do(ctx, bridge.Call{Operation: opDeleteAccount, IDs: []int64{id}}, nil, opts)
}
