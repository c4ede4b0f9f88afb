package ndoto

import "context"

// CampaignsService manages campaigns. All its methods need an administrator. Agent bots may not use it.
type CampaignsService struct{ client *Client }

// Campaign is a message to many contacts: shown by a web widget while they visit, or sent once at a set time by SMS
// or WhatsApp.
type Campaign struct {
	ID                             int64      `json:"id"`
	Title                          string     `json:"title"`
	Description                    string     `json:"description"`
	AccountID                      int64      `json:"account_id"`
	Inbox                          *Inbox     `json:"inbox"`
	Sender                         *Agent     `json:"sender"`
	Message                        string     `json:"message"`
	Status                         string     `json:"campaign_status"`
	Enabled                        bool       `json:"enabled"`
	Type                           string     `json:"campaign_type"`
	ScheduledAt                    Time       `json:"scheduled_at"`
	Audience                       []any      `json:"audience"`
	TriggerRules                   Attributes `json:"trigger_rules"`
	TriggerOnlyDuringBusinessHours bool       `json:"trigger_only_during_business_hours"`
	TemplateParams                 Attributes `json:"template_params"`
	CreatedAt                      Time       `json:"created_at"`
	UpdatedAt                      Time       `json:"updated_at"`
	Extra                          Attributes `json:"-"`
}

// CampaignParams holds the fields of a campaign. Create requires a Title, an InboxID and a Message.
type CampaignParams struct {
	Title       Opt[string] `json:"title,omitzero"`
	Description Opt[string] `json:"description,omitzero"`
	Message     Opt[string] `json:"message,omitzero"`
	InboxID     Opt[int64]  `json:"inbox_id,omitzero"`
	SenderID    Opt[int64]  `json:"sender_id,omitzero"`
	Enabled     Opt[bool]   `json:"enabled,omitzero"`
	// ScheduledAt is when to send an SMS or WhatsApp campaign.
	ScheduledAt Opt[Time] `json:"scheduled_at,omitzero"`
	// Audience lists the labels of the contacts to reach, such as {"id": 3, "type": "Label"}.
	Audience []map[string]any `json:"audience,omitzero"`
	// TriggerRules say when a web widget shows the campaign, such as {"url": "https://shop.example", "time_on_page":
	// 10}.
	TriggerRules                   map[string]any  `json:"trigger_rules,omitzero"`
	TriggerOnlyDuringBusinessHours Opt[bool]       `json:"trigger_only_during_business_hours,omitzero"`
	TemplateParams                 *TemplateParams `json:"template_params,omitzero"`
}

func (p *CampaignParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	return validateName("title of the campaign", p.Title)
}

// List returns all campaigns. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/campaigns, known from the server software.
func (s *CampaignsService) List(ctx context.Context, opts ...RequestOption) ([]Campaign, error) {
	return doList[Campaign](ctx, s.client, opListCampaigns, pathOf(), opts)
}

// Get returns a campaign. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/campaigns/{campaign_id}, known from the server software.
func (s *CampaignsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*Campaign, error) {
	return do[Campaign](ctx, s.client, opGetCampaign, pathOf(id), opts)
}

// Create creates a campaign. It needs an administrator. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/campaigns, known from the server software.
func (s *CampaignsService) Create(ctx context.Context, params *CampaignParams, opts ...RequestOption) (*Campaign, error) {
	r := pathOf().check(params).require(params != nil && !params.Title.IsZero(), "a campaign needs a Title")
	return do[Campaign](ctx, s.client, opCreateCampaign, r.json(wrapped[*CampaignParams]{"campaign": params}), opts)
}

// Update changes a campaign. Absent fields are left unchanged. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/campaigns/{campaign_id}, known from the server software.
func (s *CampaignsService) Update(ctx context.Context, id int64, params *CampaignParams, opts ...RequestOption) (*Campaign, error) {
	return do[Campaign](ctx, s.client, opUpdateCampaign, pathOf(id).check(params).json(wrapped[*CampaignParams]{"campaign": params}), opts)
}

// Delete deletes a campaign. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/campaigns/{campaign_id}, known from the server software.
func (s *CampaignsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return deleteRow(ctx, s.client, opDeleteCampaign, pathOf(id), opts,
		isListed(ctx, s.client, opListCampaigns, opts, func(r *Campaign) bool { return r.ID == id }))
}
