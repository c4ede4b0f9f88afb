package ndoto

import "context"

// MacrosService manages and runs macros. Agent bots may not use it.
type MacrosService struct{ client *Client }

// Macro is a list of actions that agents run by hand.
type Macro struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	// Visibility is MacroPersonal or MacroGlobal.
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
	ID       int64      `json:"id"`
	FileType string     `json:"file_type"`
	FileURL  string     `json:"file_url"`
	BlobID   string     `json:"blob_id"`
	Filename string     `json:"filename"`
	Extra    Attributes `json:"-"`
}

// MacroParams holds the fields of a macro. Create requires a Name.
type MacroParams struct {
	Name       Opt[string]          `json:"name,omitzero"`
	Visibility Opt[MacroVisibility] `json:"visibility,omitzero"`
	Actions    []Action             `json:"actions,omitzero"`
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
	r := pathOf().check(params).require(params != nil && !params.Name.IsZero(), "a macro needs a Name")
	return do[Macro](ctx, s.client, opCreateMacro, r.json(params), opts)
}

// Update changes a macro. Absent fields are left unchanged.
//
// PATCH /api/v1/accounts/{account_id}/macros/{macro_id}, known from the server software.
func (s *MacrosService) Update(ctx context.Context, id int64, params *MacroParams, opts ...RequestOption) (*Macro, error) {
	return do[Macro](ctx, s.client, opUpdateMacro, pathOf(id).check(params).json(params), opts)
}

// Delete deletes a macro.
//
// DELETE /api/v1/accounts/{account_id}/macros/{macro_id}, known from the server software.
func (s *MacrosService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteMacro, pathOf(id), opts)
}

// Execute runs a macro on conversations, in the background. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/macros/{macro_id}/execute, known from the server software.
func (s *MacrosService) Execute(ctx context.Context, id int64, conversationIDs []int64, opts ...RequestOption) error {
	r := pathOf(id).require(len(conversationIDs) > 0, "no conversation ids given").refuse(validateIDs(conversationIDs))
	return doNothing(ctx, s.client, opExecuteMacro, r.json(wrapped[[]int64]{"conversation_ids": conversationIDs}), opts)
}
