package ndoto

import (
	"cmp"
	"context"
)

// CaptainScenariosService manages scenarios: what an assistant of Captain does in a certain case, with which tools.
// They are part of enterprise servers; on others its methods return [ErrNotFound]. Agents may read, administrators may
// change. It needs Chatwoot 4.4. Agent bots may not use it.
type CaptainScenariosService struct{ client *Client }

// CaptainScenario is a case that an assistant hands over to instructions of their own.
type CaptainScenario struct {
	ID          int64  `json:"id"`
	AccountID   int64  `json:"account_id"`
	AssistantID int64  `json:"assistant_id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Instruction string `json:"instruction"`
	// Tools are those that the instruction refers to.
	Tools     []string      `json:"tools"`
	Enabled   bool          `json:"enabled"`
	Assistant *AssistantRef `json:"assistant"`
	CreatedAt Time          `json:"created_at"`
	UpdatedAt Time          `json:"updated_at"`
	Extra     Attributes    `json:"-"`
}

// CaptainScenarioParams holds the fields of a scenario. Create requires a Title, a Description and an Instruction.
type CaptainScenarioParams struct {
	Title Opt[string] `json:"title,omitzero"`
	// Description tells the assistant when the scenario begins, in at most 500 characters.
	Description Opt[string] `json:"description,omitzero"`
	// Instruction refers to tools by links, as in "Set it with [Update priority](tool://update_priority)". Those of the
	// server are listed by [CaptainAssistantsService.Tools], and your own by [CaptainToolsService.List].
	Instruction Opt[string] `json:"instruction,omitzero"`
	// Enabled is true by default. List shows those that are.
	Enabled Opt[bool] `json:"enabled,omitzero"`
}

func (p *CaptainScenarioParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	description, _ := p.Description.Get()
	return cmp.Or(
		validateNotBlank("title of the scenario", p.Title), validateNotBlank("description of the scenario", p.Description),
		validateNotBlank("instruction of the scenario", p.Instruction),
		validateLength("description of the scenario", description, maxAssistantDescription), validateName("title of the scenario", p.Title),
	)
}

func (p *CaptainScenarioParams) body() wrapped[*CaptainScenarioParams] {
	return wrapped[*CaptainScenarioParams]{"scenario": p}
}

// List returns the scenarios of an assistant that are enabled.
//
// GET /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}/scenarios, known from the server software from
// Chatwoot 4.4.
func (s *CaptainScenariosService) List(ctx context.Context, assistantID int64, opts ...RequestOption) ([]CaptainScenario, error) {
	return doList[CaptainScenario](ctx, s.client, opListScenarios, pathOf(assistantID), opts)
}

// Get returns a scenario.
//
// GET /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}/scenarios/{scenario_id}, known from the server
// software from Chatwoot 4.4.
func (s *CaptainScenariosService) Get(ctx context.Context, assistantID, id int64, opts ...RequestOption) (*CaptainScenario, error) {
	return do[CaptainScenario](ctx, s.client, opGetScenario, pathOf(assistantID, id), opts)
}

// Create gives an assistant a scenario. [ErrValidation] means that the instruction refers to a tool that there is not.
// It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}/scenarios, known from the server software from
// Chatwoot 4.4.
func (s *CaptainScenariosService) Create(ctx context.Context, assistantID int64, params *CaptainScenarioParams, opts ...RequestOption) (*CaptainScenario, error) {
	whole := params != nil && isSet(params.Title) && isSet(params.Description) && isSet(params.Instruction)
	r := pathOf(assistantID).check(params).require(whole, "a scenario needs a Title, a Description and an Instruction")
	return do[CaptainScenario](ctx, s.client, opCreateScenario, r.json(params.body()), opts)
}

// Update changes a scenario. Absent fields are left unchanged. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}/scenarios/{scenario_id}, known from the server
// software from Chatwoot 4.4.
func (s *CaptainScenariosService) Update(ctx context.Context, assistantID, id int64, params *CaptainScenarioParams, opts ...RequestOption) (*CaptainScenario, error) {
	return do[CaptainScenario](ctx, s.client, opUpdateScenario, pathOf(assistantID, id).check(params).json(params.body()), opts)
}

// Delete deletes a scenario. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}/scenarios/{scenario_id}, known from the server
// software from Chatwoot 4.4.
func (s *CaptainScenariosService) Delete(ctx context.Context, assistantID, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteScenario, pathOf(assistantID, id), opts)
}

// CaptainAgentTool is a tool that instructions can refer to.
type CaptainAgentTool struct {
	ID          string     `json:"id"`
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Icon        string     `json:"icon"`
	Extra       Attributes `json:"-"`
}

// Tools returns the tools that the instructions of scenarios can refer to. It needs an administrator and Chatwoot 4.4.
//
// GET /api/v1/accounts/{account_id}/captain/assistants/tools, known from the server software from Chatwoot 4.4.
func (s *CaptainAssistantsService) Tools(ctx context.Context, opts ...RequestOption) ([]CaptainAgentTool, error) {
	return doList[CaptainAgentTool](ctx, s.client, opListAgentTools, pathOf(), opts)
}
