package ndoto

import "context"

// CaptainAssistantsService manages the assistants of Captain, the AI of enterprise servers; on others its methods
// return [ErrNotFound]. Agents may read, administrators may change. Agent bots may not use it.
type CaptainAssistantsService struct{ client *Client }

// CaptainAssistant answers customers in its inboxes, from its documents and answers.
type CaptainAssistant struct {
	ID          int64         `json:"id"`
	AccountID   int64         `json:"account_id"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
	Config      CaptainConfig `json:"config"`
	// ResponseGuidelines and Guardrails say how it answers, and what it never does, from Chatwoot 4.4.
	ResponseGuidelines []string   `json:"response_guidelines"`
	Guardrails         []string   `json:"guardrails"`
	CreatedAt          Time       `json:"created_at"`
	UpdatedAt          Time       `json:"updated_at"`
	Extra              Attributes `json:"-"`
}

// CaptainConfig configures an assistant of Captain. An update replaces all of it.
type CaptainConfig struct {
	ProductName              string     `json:"product_name,omitempty"`
	Instructions             string     `json:"instructions,omitempty"`
	WelcomeMessage           string     `json:"welcome_message,omitempty"`
	HandoffMessage           string     `json:"handoff_message,omitempty"`
	ResolutionMessage        string     `json:"resolution_message,omitempty"`
	Temperature              Decimal    `json:"temperature,omitzero"`
	FeatureFAQ               bool       `json:"feature_faq,omitempty"`
	FeatureMemory            bool       `json:"feature_memory,omitempty"`
	FeatureCitation          bool       `json:"feature_citation,omitempty"`
	FeatureContactAttributes bool       `json:"feature_contact_attributes,omitempty"`
	Extra                    Attributes `json:"-"`
}

// CaptainAssistantParams holds the fields of an assistant. Create requires a Name and a Description.
type CaptainAssistantParams struct {
	Name Opt[string] `json:"name,omitzero"`
	// Description has at most 500 characters.
	Description        Opt[string]        `json:"description,omitzero"`
	Config             Opt[CaptainConfig] `json:"config,omitzero"`
	ResponseGuidelines []string           `json:"response_guidelines,omitzero"`
	Guardrails         []string           `json:"guardrails,omitzero"`
}

const maxAssistantDescription = 500

func (p *CaptainAssistantParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	description, _ := p.Description.Get()
	if err := validateLength("description of the assistant", description, maxAssistantDescription); err != nil {
		return err
	}
	return validateName("name of the assistant", p.Name)
}

func (p *CaptainAssistantParams) body() wrapped[*CaptainAssistantParams] {
	return wrapped[*CaptainAssistantParams]{"assistant": p}
}

// List returns all assistants, newest first.
//
// GET /api/v1/accounts/{account_id}/captain/assistants, known from the server software.
func (s *CaptainAssistantsService) List(ctx context.Context, opts ...RequestOption) ([]CaptainAssistant, error) {
	return doList[CaptainAssistant](ctx, s.client, opListAssistants, pathOf(), opts)
}

// Get returns an assistant.
//
// GET /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}, known from the server software.
func (s *CaptainAssistantsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*CaptainAssistant, error) {
	return do[CaptainAssistant](ctx, s.client, opGetAssistant, pathOf(id), opts)
}

// Create creates an assistant. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/captain/assistants, known from the server software.
func (s *CaptainAssistantsService) Create(ctx context.Context, params *CaptainAssistantParams, opts ...RequestOption) (*CaptainAssistant, error) {
	r := pathOf().check(params).require(params != nil && !params.Name.IsZero() && !params.Description.IsZero(), "an assistant needs a Name and a Description")
	return do[CaptainAssistant](ctx, s.client, opCreateAssistant, r.json(params.body()), opts)
}

// Update changes an assistant. Absent fields are left unchanged. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}, known from the server software.
func (s *CaptainAssistantsService) Update(ctx context.Context, id int64, params *CaptainAssistantParams, opts ...RequestOption) (*CaptainAssistant, error) {
	return do[CaptainAssistant](ctx, s.client, opUpdateAssistant, pathOf(id).check(params).json(params.body()), opts)
}

// Delete deletes an assistant with its documents and answers. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}, known from the server software.
func (s *CaptainAssistantsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteAssistant, pathOf(id), opts)
}

// Inboxes returns the inboxes in which an assistant answers.
//
// GET /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}/inboxes, known from the server software.
func (s *CaptainAssistantsService) Inboxes(ctx context.Context, id int64, opts ...RequestOption) ([]Inbox, error) {
	return doList[Inbox](ctx, s.client, opListAssistantInboxes, pathOf(id), opts)
}

// Connect lets an assistant answer in an inbox. [ErrConflict] means that the inbox has an assistant. It needs an
// administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}/inboxes, known from the server software.
func (s *CaptainAssistantsService) Connect(ctx context.Context, id, inboxID int64, opts ...RequestOption) (*Inbox, error) {
	r := pathOf(id).require(inboxID > 0, "the id of the inbox must be positive, got %d", inboxID)
	return do[Inbox](ctx, s.client, opConnectAssistant, r.json(wrapped[any]{"inbox": wrapped[int64]{"inbox_id": inboxID}}), opts)
}

// Disconnect ends that an assistant answers in an inbox. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/captain/assistants/{assistant_id}/inboxes/{inbox_id}, known from the server
// software.
func (s *CaptainAssistantsService) Disconnect(ctx context.Context, id, inboxID int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDisconnectAssistant, pathOf(id, inboxID), opts)
}

// AssistantRef is an assistant of Captain by its name.
type AssistantRef struct {
	ID    int64      `json:"id"`
	Name  string     `json:"name"`
	Extra Attributes `json:"-"`
}

// Assistant returns the assistant of Captain that answers in the inbox of a conversation, or nil if there is none. It
// needs an enterprise server.
//
// GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/inbox_assistant, known from the server software.
func (s *ConversationsService) Assistant(ctx context.Context, id int64, opts ...RequestOption) (*AssistantRef, error) {
	type found struct {
		Assistant *AssistantRef `json:"assistant"`
	}
	return doWith(ctx, s.client, opGetInboxAssistant, pathOf(id), opts, func(raw rawResponse) (*AssistantRef, error) {
		f, err := decodeObject[found](raw)
		if err != nil {
			return nil, err
		}
		return f.Assistant, nil
	})
}
