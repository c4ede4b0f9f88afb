package ndoto

import "context"

// CustomAttributesService manages the definitions of custom attributes of contacts and conversations. From Chatwoot
// 4.14.0, changing them needs an administrator. Agent bots may not use it.
type CustomAttributesService struct{ client *Client }

// AttributeType is the type of a custom attribute.
type AttributeType string

// The types of custom attributes.
const (
	AttributeText     AttributeType = "text"
	AttributeNumber   AttributeType = "number"
	AttributeCurrency AttributeType = "currency"
	AttributePercent  AttributeType = "percent"
	AttributeLink     AttributeType = "link"
	AttributeDate     AttributeType = "date"
	AttributeList     AttributeType = "list"
	AttributeCheckbox AttributeType = "checkbox"
)

// Valid reports whether an attribute can have the type.
func (t AttributeType) Valid() bool {
	switch t {
	case AttributeText, AttributeNumber, AttributeCurrency, AttributePercent, AttributeLink, AttributeDate, AttributeList, AttributeCheckbox:
		return true
	}
	return false
}

// CustomAttribute is the definition of a custom attribute.
type CustomAttribute struct {
	ID           int64          `json:"id"`
	Key          string         `json:"attribute_key"`
	DisplayName  string         `json:"attribute_display_name"`
	DisplayType  AttributeType  `json:"attribute_display_type"`
	Description  string         `json:"attribute_description"`
	Model        AttributeModel `json:"attribute_model"`
	Values       []string       `json:"attribute_values"`
	RegexPattern string         `json:"regex_pattern"`
	RegexCue     string         `json:"regex_cue"`
	DefaultValue int64          `json:"default_value"`
	CreatedAt    Time           `json:"created_at"`
	UpdatedAt    Time           `json:"updated_at"`
	Extra        Attributes     `json:"-"`
}

// CustomAttributeParams defines a custom attribute. Create requires Key, DisplayName, DisplayType and Model; Update
// leaves absent fields unchanged.
type CustomAttributeParams struct {
	Key         Opt[string]         `json:"attribute_key,omitzero"`
	DisplayName Opt[string]         `json:"attribute_display_name,omitzero"`
	DisplayType Opt[AttributeType]  `json:"attribute_display_type,omitzero"`
	Model       Opt[AttributeModel] `json:"attribute_model,omitzero"`
	Description Opt[string]         `json:"attribute_description,omitzero"`
	// Values are the choices of a list.
	Values       []string    `json:"attribute_values,omitzero"`
	RegexPattern Opt[string] `json:"regex_pattern,omitzero"`
	RegexCue     Opt[string] `json:"regex_cue,omitzero"`
}

func (p *CustomAttributeParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if t, ok := p.DisplayType.Get(); ok && !t.Valid() {
		return badInput("the display type must be text, number, currency, percent, link, date, list or checkbox, got %q", t)
	}
	if m, ok := p.Model.Get(); ok && !m.valid() {
		return badInput("the model must be conversation_attribute, contact_attribute or company_attribute, got %q", m)
	}
	return validateName("key of the attribute", p.Key)
}

type attributeModelQuery struct {
	Model AttributeModel `url:"attribute_model,omitempty"`
}

func (attributeModelQuery) validate() error { return nil }

// List returns the custom attributes of a model, or of both models if it is empty.
//
// GET /api/v1/accounts/{account_id}/custom_attribute_definitions, known from the server software.
func (s *CustomAttributesService) List(ctx context.Context, model AttributeModel, opts ...RequestOption) ([]CustomAttribute, error) {
	return doList[CustomAttribute](ctx, s.client, opListCustomAttributes, pathOf().query(attributeModelQuery{model}), opts)
}

// Get returns a custom attribute.
//
// GET /api/v1/accounts/{account_id}/custom_attribute_definitions/{attribute_id}, known from the server software.
func (s *CustomAttributesService) Get(ctx context.Context, id int64, opts ...RequestOption) (*CustomAttribute, error) {
	return do[CustomAttribute](ctx, s.client, opGetCustomAttribute, pathOf(id), opts)
}

// Create defines a custom attribute. It needs an administrator; up to Chatwoot 4.13, any agent may call it. It is
// never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/custom_attribute_definitions, known from the server software.
func (s *CustomAttributesService) Create(ctx context.Context, params *CustomAttributeParams, opts ...RequestOption) (*CustomAttribute, error) {
	complete := params != nil && !params.Key.IsZero() && !params.DisplayName.IsZero() && !params.DisplayType.IsZero() && !params.Model.IsZero()
	r := pathOf().check(params).require(complete, "a custom attribute needs Key, DisplayName, DisplayType and Model")
	return do[CustomAttribute](ctx, s.client, opCreateCustomAttribute, r.json(wrapped[*CustomAttributeParams]{"custom_attribute_definition": params}), opts)
}

// Update changes a custom attribute. It needs an administrator; up to Chatwoot 4.13, any agent may call it.
//
// PATCH /api/v1/accounts/{account_id}/custom_attribute_definitions/{attribute_id}, known from the server software.
func (s *CustomAttributesService) Update(ctx context.Context, id int64, params *CustomAttributeParams, opts ...RequestOption) (*CustomAttribute, error) {
	r := pathOf(id).check(params).json(wrapped[*CustomAttributeParams]{"custom_attribute_definition": params})
	return do[CustomAttribute](ctx, s.client, opUpdateCustomAttribute, r, opts)
}

// Delete deletes a custom attribute. It needs an administrator; up to Chatwoot 4.13, any agent may call it.
//
// DELETE /api/v1/accounts/{account_id}/custom_attribute_definitions/{attribute_id}, known from the server software.
func (s *CustomAttributesService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCustomAttribute, pathOf(id), opts)
}
