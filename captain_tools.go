package ndoto

import (
	"context"
	"slices"
	"strings"
)

// CaptainToolsService manages tools: requests to your own API that the assistants of Captain make when they need what
// it knows. They are part of enterprise servers, for accounts with the feature custom_tools or captain_integration_v2;
// for others its methods return [ErrForbidden]. An account has at most 15. Agents may read, administrators may change.
// It needs Chatwoot 4.7. Agent bots may not use it.
type CaptainToolsService struct{ client *Client }

// CaptainTool is a request that assistants of Captain can make.
type CaptainTool struct {
	ID int64 `json:"id"`
	// Slug is made of the title. Instructions refer to the tool by it, as in "[Order status](tool://custom_order_status)".
	Slug             string `json:"slug"`
	Title            string `json:"title"`
	Description      string `json:"description"`
	EndpointURL      string `json:"endpoint_url"`
	HTTPMethod       string `json:"http_method"`
	RequestTemplate  string `json:"request_template"`
	ResponseTemplate string `json:"response_template"`
	AuthType         string `json:"auth_type"`
	// AuthConfig is what administrators see.
	AuthConfig SecretAttributes      `json:"auth_config"`
	Arguments  []CaptainToolArgument `json:"param_schema"`
	Enabled    bool                  `json:"enabled"`
	AccountID  int64                 `json:"account_id"`
	CreatedAt  Time                  `json:"created_at"`
	UpdatedAt  Time                  `json:"updated_at"`
	Extra      Attributes            `json:"-"`
}

// CaptainToolArgument is a value that the assistant fills in.
type CaptainToolArgument struct {
	Name string `json:"name"`
	// Type is that of JSON, such as "string".
	Type        string     `json:"type"`
	Description string     `json:"description"`
	Required    bool       `json:"required"`
	Extra       Attributes `json:"-"`
}

// CaptainToolParams holds the fields of a tool. Create requires a Title and an EndpointURL.
type CaptainToolParams struct {
	Title Opt[string] `json:"title,omitzero"`
	// Description tells the assistant when to use the tool.
	Description Opt[string] `json:"description,omitzero"`
	// EndpointURL begins with https:// and a public name. It may have arguments, as in
	// "https://api.example/orders/{{ order_id }}".
	EndpointURL Opt[string] `json:"endpoint_url,omitzero"`
	// HTTPMethod is "GET", which is the default, or "POST".
	HTTPMethod Opt[string] `json:"http_method,omitzero"`
	// RequestTemplate is the body of a POST, ResponseTemplate the text that the assistant reads of the response, which is
	// called response in it. Both are written in the Liquid language.
	RequestTemplate  Opt[string] `json:"request_template,omitzero"`
	ResponseTemplate Opt[string] `json:"response_template,omitzero"`
	// AuthType is "none", which is the default, "bearer", "basic" or "api_key". AuthConfig has the token for bearer, the
	// username and the password for basic, and the name of a header and the key for api_key.
	AuthType   Opt[string]           `json:"auth_type,omitzero"`
	AuthConfig map[string]Secret     `json:"-"`
	Arguments  []CaptainToolArgument `json:"param_schema,omitzero"`
	// Enabled is true by default.
	Enabled Opt[bool] `json:"enabled,omitzero"`
}

func (p *CaptainToolParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if method, ok := p.HTTPMethod.Get(); ok && method != "GET" && method != "POST" {
		return badInput("the HTTP method must be GET or POST, got %q", method)
	}
	if auth, ok := p.AuthType.Get(); ok && !slices.Contains([]string{"none", "bearer", "basic", "api_key"}, auth) {
		return badInput("the type of authentication must be none, bearer, basic or api_key, got %q", auth)
	}
	if endpoint, ok := p.EndpointURL.Get(); ok && !strings.HasPrefix(endpoint, "https://") {
		return badInput("the endpoint must begin with https://, got %q", endpoint)
	}
	for _, argument := range p.Arguments {
		if argument.Name == "" || argument.Type == "" || argument.Description == "" {
			return badInput("an argument needs a Name, a Type and a Description, got %+v", argument)
		}
	}
	return validateName("title of the tool", p.Title)
}

type captainToolBody struct {
	AuthConfig map[string]string `json:"auth_config,omitzero"`
	*CaptainToolParams
}

func (p *CaptainToolParams) body() wrapped[captainToolBody] {
	body := captainToolBody{CaptainToolParams: p}
	if p != nil && p.AuthConfig != nil {
		body.AuthConfig = map[string]string{}
		for name, value := range p.AuthConfig {
			body.AuthConfig[name] = string(value)
		}
	}
	return wrapped[captainToolBody]{"custom_tool": body}
}

func (p *CaptainToolParams) request() request {
	whole := p != nil && isSet(p.Title) && isSet(p.EndpointURL)
	return pathOf().check(p).require(whole, "a tool needs a Title and an EndpointURL").json(p.body())
}

// List returns all tools.
//
// GET /api/v1/accounts/{account_id}/captain/custom_tools, known from the server software from Chatwoot 4.7.
func (s *CaptainToolsService) List(ctx context.Context, opts ...RequestOption) ([]CaptainTool, error) {
	return doList[CaptainTool](ctx, s.client, opListCaptainTools, pathOf(), opts)
}

// Get returns a tool.
//
// GET /api/v1/accounts/{account_id}/captain/custom_tools/{tool_id}, known from the server software from Chatwoot 4.7.
func (s *CaptainToolsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*CaptainTool, error) {
	return do[CaptainTool](ctx, s.client, opGetCaptainTool, pathOf(id), opts)
}

// Create creates a tool. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/captain/custom_tools, known from the server software from Chatwoot 4.7.
func (s *CaptainToolsService) Create(ctx context.Context, params *CaptainToolParams, opts ...RequestOption) (*CaptainTool, error) {
	return do[CaptainTool](ctx, s.client, opCreateCaptainTool, params.request(), opts)
}

// Update changes a tool. Absent fields are left unchanged, and so is the slug. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/captain/custom_tools/{tool_id}, known from the server software from Chatwoot 4.7.
func (s *CaptainToolsService) Update(ctx context.Context, id int64, params *CaptainToolParams, opts ...RequestOption) (*CaptainTool, error) {
	return do[CaptainTool](ctx, s.client, opUpdateCaptainTool, pathOf(id).check(params).json(params.body()), opts)
}

// Delete deletes a tool. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/captain/custom_tools/{tool_id}, known from the server software from Chatwoot
// 4.7.
func (s *CaptainToolsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCaptainTool, pathOf(id), opts)
}

// CaptainToolTest is what the endpoint of a tool responded.
type CaptainToolTest struct {
	// Status is 200 whatever the endpoint responded, unless the call fails.
	Status int `json:"status"`
	// Body has at most 500 characters.
	Body  string     `json:"body"`
	Extra Attributes `json:"-"`
}

// Test lets the server make the request of a tool that need not exist, without arguments. [ErrValidation] says what
// went wrong. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/captain/custom_tools/test, known from the server software from Chatwoot 4.13.
func (s *CaptainToolsService) Test(ctx context.Context, params *CaptainToolParams, opts ...RequestOption) (*CaptainToolTest, error) {
	return do[CaptainToolTest](ctx, s.client, opTestCaptainTool, params.request(), opts)
}
