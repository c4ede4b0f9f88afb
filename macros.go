package ndoto

import (
	"cmp"
	"context"
	"errors"
)

// MacrosService manages and runs macros. Agent bots may not use it.
type MacrosService struct{ client *Client }

// Macro is a list of actions that agents run by hand.
type Macro struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	// Visibility is MacroPersonal or MacroGlobal. A macro where it is empty is in nobody's list.
	Visibility MacroVisibility `json:"visibility"`
	Actions    []Action        `json:"actions"`
	AccountID  int64           `json:"account_id"`
	CreatedBy  *Agent          `json:"created_by"`
	UpdatedBy  *Agent          `json:"updated_by"`
	Files      []MacroFile     `json:"files"`
	Extra      Attributes      `json:"-"`
}

// MacroVisibility says who may run a macro.
type MacroVisibility string

// The visibilities of macros.
const (
	MacroPersonal MacroVisibility = "personal"
	MacroGlobal   MacroVisibility = "global"
)

// MacroFile is a file that a macro or an automation rule sends.
type MacroFile struct {
	ID        int64 `json:"id"`
	AccountID int64 `json:"account_id"`
	// MacroID or AutomationRuleID is whose file it is.
	MacroID          int64  `json:"macro_id"`
	AutomationRuleID int64  `json:"automation_rule_id"`
	FileType         string `json:"file_type"`
	FileURL          string `json:"file_url"`
	// BlobID is the number of the file. To send one in an action, put the signed id of an [Upload] in its Params.
	BlobID   int64      `json:"blob_id"`
	Filename string     `json:"filename"`
	Extra    Attributes `json:"-"`
}

// MacroParams holds the fields of a macro. Create requires a Name and Actions. Absent fields are left unchanged by
// Update.
type MacroParams struct {
	Name Opt[string] `json:"name,omitzero"`
	// Visibility is MacroPersonal for a new macro if it is absent. The macros of agents are always personal.
	Visibility Opt[MacroVisibility] `json:"visibility,omitzero"`
	Actions    []Action             `json:"actions,omitzero"`
}

// shown returns the params with a visibility: the server makes a macro that is sent without one invisible to everybody.
func (p *MacroParams) shown(otherwise MacroVisibility) *MacroParams {
	if p == nil || isSet(p.Visibility) {
		return p
	}
	shown := *p
	shown.Visibility = Set(cmp.Or(otherwise, MacroPersonal))
	return &shown
}

func (p *MacroParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if v, ok := p.Visibility.Get(); ok && v != MacroPersonal && v != MacroGlobal {
		return badInput("the visibility must be personal or global, got %q", v)
	}
	if err := validateActions(p.Actions); err != nil {
		return err
	}
	return validateName("name of the macro", p.Name)
}

// List returns all macros that the token's owner may run.
//
// GET /api/v1/accounts/{account_id}/macros, known from the server software.
func (s *MacrosService) List(ctx context.Context, opts ...RequestOption) ([]Macro, error) {
	return doList[Macro](ctx, s.client, opListMacros, pathOf(), opts)
}

// Get returns a macro.
//
// GET /api/v1/accounts/{account_id}/macros/{macro_id}, known from the server software.
func (s *MacrosService) Get(ctx context.Context, id int64, opts ...RequestOption) (*Macro, error) {
	return do[Macro](ctx, s.client, opGetMacro, pathOf(id), opts)
}

// Create creates a macro. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/macros, known from the server software.
func (s *MacrosService) Create(ctx context.Context, params *MacroParams, opts ...RequestOption) (*Macro, error) {
	r := pathOf().check(params).require(params != nil && isSet(params.Name) && len(params.Actions) > 0, "a macro needs a Name and Actions")
	return do[Macro](ctx, s.client, opCreateMacro, r.json(params.shown(MacroPersonal)), opts)
}

// Update changes a macro. Absent fields are left unchanged; since the server would hide a macro that is sent without a
// Visibility, Update reads the macro first if the params have none. Agents may change their personal macros only. An
// unknown id is [ErrNotFound], or [ErrServer] if the params have a Visibility.
//
// PATCH /api/v1/accounts/{account_id}/macros/{macro_id}, known from the server software.
func (s *MacrosService) Update(ctx context.Context, id int64, params *MacroParams, opts ...RequestOption) (*Macro, error) {
	r := pathOf(id).check(params)
	if r.problem == nil && !isSet(params.Visibility) {
		macro, err := do[Macro](ctx, s.client, opGetMacro, pathOf(id), opts)
		if err != nil {
			return nil, err
		}
		params = params.shown(macro.Visibility)
	}
	return do[Macro](ctx, s.client, opUpdateMacro, r.json(params), opts)
}

// Delete deletes a macro. Agents may delete their personal macros only.
//
// DELETE /api/v1/accounts/{account_id}/macros/{macro_id}, known from the server software.
func (s *MacrosService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return deleteRow(ctx, s.client, opDeleteMacro, pathOf(id), opts, func() (bool, error) {
		_, err := s.Get(ctx, id, opts...)
		if errors.Is(err, ErrNotFound) {
			return false, nil
		}
		return err == nil, err
	})
}

// Execute runs a macro on conversations, in the background. The server reports no errors, not even for a macro that
// does not exist. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/macros/{macro_id}/execute, known from the server software.
func (s *MacrosService) Execute(ctx context.Context, id int64, conversationIDs []int64, opts ...RequestOption) error {
	r := pathOf(id).require(len(conversationIDs) > 0, "no conversation ids given").refuse(validateIDs(conversationIDs))
	return doNothing(ctx, s.client, opExecuteMacro, r.json(wrapped[[]int64]{"conversation_ids": conversationIDs}), opts)
}
