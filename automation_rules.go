package ndoto

import (
	"context"
	"encoding/json"
)

// AutomationRulesService manages automation rules. All its methods need an administrator. Agent bots may not use it.
type AutomationRulesService struct{ client *Client }

// AutomationRule runs its actions when an event meets its conditions. Without conditions every event meets them.
type AutomationRule struct {
	ID          int64       `json:"id"`
	AccountID   int64       `json:"account_id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	EventName   string      `json:"event_name"`
	Conditions  []RuleMatch `json:"conditions"`
	Actions     []Action    `json:"actions"`
	Active      bool        `json:"active"`
	CreatedOn   Time        `json:"created_on"`
	Files       []MacroFile `json:"files"`
	Extra       Attributes  `json:"-"`
}

// RuleMatch is a condition of an automation rule. It has the form of a condition of a filter.
type RuleMatch struct {
	AttributeKey   string `json:"attribute_key"`
	FilterOperator string `json:"filter_operator"`
	// Values are a list, but for the operator "attribute_changed", whose {"from": [...], "to": [...]} is in Extra.
	Values              []any      `json:"values"`
	QueryOperator       string     `json:"query_operator"`
	CustomAttributeType string     `json:"custom_attribute_type"`
	AttributeModel      string     `json:"attribute_model"`
	Extra               Attributes `json:"-"`
}

// AutomationRuleParams holds the fields of an automation rule. Create requires a Name, an EventName and Actions. Absent
// fields are left unchanged by Update.
type AutomationRuleParams struct {
	Name        Opt[string] `json:"name,omitzero"`
	Description Opt[string] `json:"description,omitzero"`
	// EventName is, for example, "conversation_created", "message_created" or "conversation_opened".
	EventName Opt[string] `json:"event_name,omitzero"`
	// Conditions say which events the rule is for. A rule that is created without any is for every event.
	Conditions Filter `json:"-"`
	// Actions run in order.
	Actions []Action `json:"actions,omitzero"`
	// Active is true for a new rule if it is absent.
	Active Opt[bool] `json:"active,omitzero"`
}

func (p *AutomationRuleParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if len(p.Conditions.conditions) > 0 {
		if err := p.Conditions.validate(); err != nil {
			return err
		}
	}
	if err := validateActions(p.Actions); err != nil {
		return err
	}
	return validateName("name of the rule", p.Name)
}

// MarshalJSON writes the conditions bare, without the envelope of a filter. If there are none it writes none: an empty
// list would make the rule match everything.
func (p *AutomationRuleParams) MarshalJSON() ([]byte, error) {
	type plain AutomationRuleParams
	body := struct {
		*plain
		Conditions []filterRow `json:"conditions,omitzero"`
	}{plain: (*plain)(p)}
	if len(p.Conditions.conditions) > 0 {
		body.Conditions = p.Conditions.rows()
	}
	return json.Marshal(body)
}

// List returns all automation rules. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/automation_rules, known from the server software.
func (s *AutomationRulesService) List(ctx context.Context, opts ...RequestOption) ([]AutomationRule, error) {
	return doList[AutomationRule](ctx, s.client, opListAutomationRules, pathOf(), opts)
}

// Get returns an automation rule. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/automation_rules/{automation_rule_id}, known from the server software.
func (s *AutomationRulesService) Get(ctx context.Context, id int64, opts ...RequestOption) (*AutomationRule, error) {
	return do[AutomationRule](ctx, s.client, opGetAutomationRule, pathOf(id), opts)
}

// Create creates an automation rule. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/automation_rules, known from the server software.
func (s *AutomationRulesService) Create(ctx context.Context, params *AutomationRuleParams, opts ...RequestOption) (*AutomationRule, error) {
	r := pathOf().check(params).require(params != nil && isSet(params.Name) && isSet(params.EventName) && len(params.Actions) > 0,
		"an automation rule needs a Name, an EventName and Actions")
	return do[AutomationRule](ctx, s.client, opCreateAutomationRule, r.json(params), opts)
}

// Update changes an automation rule. Absent fields are left unchanged. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/automation_rules/{automation_rule_id}, known from the server software.
func (s *AutomationRulesService) Update(ctx context.Context, id int64, params *AutomationRuleParams, opts ...RequestOption) (*AutomationRule, error) {
	return do[AutomationRule](ctx, s.client, opUpdateAutomationRule, pathOf(id).check(params).json(params), opts)
}

// Delete deletes an automation rule. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/automation_rules/{automation_rule_id}, known from the server software.
func (s *AutomationRulesService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return deleteRow(ctx, s.client, opDeleteAutomationRule, pathOf(id), opts,
		isListed(ctx, s.client, opListAutomationRules, opts, func(r *AutomationRule) bool { return r.ID == id }))
}

// Clone creates a copy of an automation rule. The copy of an active rule is active, so both run from then on. It needs
// an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/automation_rules/{automation_rule_id}/clone, known from the server software.
func (s *AutomationRulesService) Clone(ctx context.Context, id int64, opts ...RequestOption) (*AutomationRule, error) {
	return do[AutomationRule](ctx, s.client, opCloneAutomationRule, pathOf(id), opts)
}
