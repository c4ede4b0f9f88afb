package ndoto

import "context"

// DashboardAppsService manages dashboard apps. Agent bots may not use it.
type DashboardAppsService struct{ client *Client }

// DashboardApp is a web page that agents see next to a conversation.
type DashboardApp struct {
	ID      int64                 `json:"id"`
	Title   string                `json:"title"`
	Content []DashboardAppContent `json:"content"`
	// CreatedAt is zero if the server does not send it.
	CreatedAt Time       `json:"created_at"`
	UpdatedAt Time       `json:"updated_at"`
	AccountID int64      `json:"account_id"`
	UserID    int64      `json:"user_id"`
	Extra     Attributes `json:"-"`
}

// DashboardAppContent is what a dashboard app shows.
type DashboardAppContent struct {
	// Type is "frame".
	Type  string     `json:"type"`
	URL   string     `json:"url"`
	Extra Attributes `json:"-"`
}

// DashboardAppParams holds the fields of a dashboard app. Create requires a Title and Content.
type DashboardAppParams struct {
	Title   Opt[string]           `json:"title,omitzero"`
	Content []DashboardAppContent `json:"content,omitzero"`
}

func (p *DashboardAppParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	for _, c := range p.Content {
		if c.Type == "" || c.URL == "" {
			return badInput("the content of a dashboard app needs a Type, such as \"frame\", and a URL")
		}
	}
	return validateName("title of the app", p.Title)
}

// List returns all dashboard apps.
//
// GET /api/v1/accounts/{account_id}/dashboard_apps, known from the server software.
func (s *DashboardAppsService) List(ctx context.Context, opts ...RequestOption) ([]DashboardApp, error) {
	return doList[DashboardApp](ctx, s.client, opListDashboardApps, pathOf(), opts)
}

// Get returns a dashboard app.
//
// GET /api/v1/accounts/{account_id}/dashboard_apps/{dashboard_app_id}, known from the server software.
func (s *DashboardAppsService) Get(ctx context.Context, id int64, opts ...RequestOption) (*DashboardApp, error) {
	return do[DashboardApp](ctx, s.client, opGetDashboardApp, pathOf(id), opts)
}

// Create creates a dashboard app. It needs an administrator; on Chatwoot 4.2, any agent may call it. It is
// never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/dashboard_apps, known from the server software.
func (s *DashboardAppsService) Create(ctx context.Context, params *DashboardAppParams, opts ...RequestOption) (*DashboardApp, error) {
	r := pathOf().check(params).require(params != nil && isSet(params.Title) && len(params.Content) > 0, "a dashboard app needs a Title and Content")
	return do[DashboardApp](ctx, s.client, opCreateDashboardApp, r.json(wrapped[*DashboardAppParams]{"dashboard_app": params}), opts)
}

// Update changes a dashboard app. It needs an administrator; on Chatwoot 4.2, any agent may call it. Absent
// fields are left unchanged.
//
// PATCH /api/v1/accounts/{account_id}/dashboard_apps/{dashboard_app_id}, known from the server software.
func (s *DashboardAppsService) Update(ctx context.Context, id int64, params *DashboardAppParams, opts ...RequestOption) (*DashboardApp, error) {
	return do[DashboardApp](ctx, s.client, opUpdateDashboardApp, pathOf(id).check(params).json(wrapped[*DashboardAppParams]{"dashboard_app": params}), opts)
}

// Delete deletes a dashboard app. It needs an administrator; on Chatwoot 4.2, any agent may call it.
//
// DELETE /api/v1/accounts/{account_id}/dashboard_apps/{dashboard_app_id}, known from the server software.
func (s *DashboardAppsService) Delete(ctx context.Context, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteDashboardApp, pathOf(id), opts)
}
