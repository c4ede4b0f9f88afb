package ndoto

import (
	"cmp"
	"context"
)

// PortalsService manages the portals of the help center. Their articles are in Articles, and the categories of these in
// Categories. A portal is named by its slug, which is unique on the server. Agent bots may not use it.
type PortalsService struct{ client *Client }

// PortalParams holds the fields of a portal. Create requires a Name and a Slug; Update leaves absent fields unchanged.
type PortalParams struct {
	Name Opt[string] `json:"name,omitzero"`
	// Slug is unique on the server, in all accounts. Another one changes the addresses of all pages.
	Slug         Opt[string] `json:"slug,omitzero"`
	PageTitle    Opt[string] `json:"page_title,omitzero"`
	HeaderText   Opt[string] `json:"header_text,omitzero"`
	HomepageLink Opt[string] `json:"homepage_link,omitzero"`
	// Color is a hex color such as "#1f93ff".
	Color Opt[string] `json:"color,omitzero"`
	// CustomDomain is a host such as "help.example.com". It is unique on the server.
	CustomDomain Opt[string] `json:"custom_domain,omitzero"`
	// Archived hides the public pages.
	Archived Opt[bool]          `json:"archived,omitzero"`
	Config   PortalConfigParams `json:"config,omitzero"`
	// InboxID is the inbox of a website whose chat the pages have; null removes it. The server ignores other inboxes.
	InboxID Opt[int64] `json:"-"`
	// LogoBlobID is the BlobID of an [Upload].
	LogoBlobID string `json:"-"`
}

// PortalConfigParams holds the settings of a portal. Absent ones are left unchanged.
type PortalConfigParams struct {
	// Locales are the codes of all languages. They replace those that the portal has.
	Locales []string `json:"allowed_locales,omitempty"`
	// DraftLocales are those of Locales that are not public yet; from Chatwoot 4.12. To publish all, set an empty slice.
	DraftLocales []string `json:"draft_locales,omitzero"`
	// DefaultLocale is one of Locales, and no draft.
	DefaultLocale string `json:"default_locale,omitempty"`
	// Layout is from Chatwoot 4.14.2.
	Layout PortalLayout `json:"layout,omitempty"`
	// SocialProfiles has account names by facebook, x, instagram, linkedin, youtube, tiktok, github and whatsapp; from
	// Chatwoot 4.14.2.
	SocialProfiles map[string]string `json:"social_profiles,omitempty"`
	// Translations of the portal's own texts by locale, from Chatwoot 4.14.2.
	Translations map[string]PortalTranslation `json:"locale_translations,omitempty"`
	// Popular is what the first page shows by locale; from Chatwoot 4.15.
	Popular map[string]PopularContent `json:"popular_content,omitempty"`
}

// IsZero reports whether no setting is given. The tag option omitzero relies on it.
func (p PortalConfigParams) IsZero() bool {
	return p.Locales == nil && p.DraftLocales == nil && p.DefaultLocale == "" && p.Layout == "" && p.SocialProfiles == nil &&
		p.Translations == nil && p.Popular == nil
}

func (p *PortalParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if err := validateSlug("portal", p.Slug); err != nil {
		return err
	}
	if color, ok := p.Color.Get(); ok && color != "" && !labelColor.MatchString(color) {
		return badInput("the color %q must have the form #1f93ff", color)
	}
	if l := p.Config.Layout; l != "" && !l.Valid() {
		return badInput("the layout must be classic or documentation, got %q", l)
	}
	return validateName("name of the portal", p.Name)
}

// complete adds what Chatwoot 4.2 fails without, and newer versions assume.
func (p *PortalParams) complete() *PortalParams {
	complete := *p
	if complete.CustomDomain.IsZero() {
		complete.CustomDomain = Set("")
	}
	if len(complete.Config.Locales) == 0 {
		complete.Config.Locales = []string{cmp.Or(complete.Config.DefaultLocale, "en")}
	}
	return &complete
}

type portalBody struct {
	Portal  *PortalParams `json:"portal"`
	InboxID Opt[int64]    `json:"inbox_id,omitzero"`
	BlobID  string        `json:"blob_id,omitempty"`
}

func (p *PortalParams) body() portalBody { return portalBody{p, p.InboxID, p.LogoBlobID} }

// List returns all portals. The counts of their articles are 0; Get has them.
//
// GET /api/v1/accounts/{account_id}/portals, known from the server software.
func (s *PortalsService) List(ctx context.Context, opts ...RequestOption) ([]Portal, error) {
	return doList[Portal](ctx, s.client, opListPortals, pathOf(), opts)
}

type localeQuery struct {
	Locale string `url:"locale,omitempty"`
}

func (localeQuery) validate() error { return nil }

// Get returns a portal. With a locale, only the articles of that language are counted. For a slug that does not exist
// the server fails, so that the error is [ErrServer]; List says which there are.
//
// GET /api/v1/accounts/{account_id}/portals/{portal_slug}, known from the server software.
func (s *PortalsService) Get(ctx context.Context, slug, locale string, opts ...RequestOption) (*Portal, error) {
	return do[Portal](ctx, s.client, opGetPortal, pathOfSlug(slug).query(localeQuery{locale}), opts)
}

// Create creates a portal. It needs an administrator. It returns [ErrConflict] if the slug or the domain is taken. It
// is never sent twice; see [ErrAmbiguous], and prefer Ensure.
//
// POST /api/v1/accounts/{account_id}/portals, known from the server software.
func (s *PortalsService) Create(ctx context.Context, params *PortalParams, opts ...RequestOption) (*Portal, error) {
	r := pathOf().check(params).require(params != nil && isSet(params.Name) && isSet(params.Slug), "a portal needs a Name and a Slug")
	if r.problem == nil {
		r = r.json(params.complete().body())
	}
	return do[Portal](ctx, s.client, opCreatePortal, r, opts)
}

// Ensure returns the portal with the Slug in params, creating it if the account has none; the second result reports
// whether it was created. An existing portal is left unchanged. There is never a second portal. [ErrConflict] means
// that another account has the slug, or another portal the domain. Creating it needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/portals, known from the server software.
func (s *PortalsService) Ensure(ctx context.Context, params *PortalParams, opts ...RequestOption) (*Portal, bool, error) {
	slug, err := keyOf(params, func() Opt[string] { return params.Slug }, "a portal needs a Slug")
	if err != nil {
		return nil, false, opCreatePortal.refuse(err)
	}
	return ensure(ctx, s.client, opts, ensured[Portal]{
		op: opCreatePortal, name: "portal:" + slug,
		find: func(opts []RequestOption) (*Portal, error) {
			portals, err := s.List(ctx, opts...)
			return findIn(portals, err, func(p *Portal) bool { return p.Slug == slug })
		},
		create: func() (*Portal, error) { return s.Create(ctx, params, opts...) },
	})
}

// Update changes a portal. To archive one, set Archived. It needs an administrator. It returns [ErrConflict] if the
// slug or the domain is taken. For a slug that does not exist the server fails, so that the error is [ErrServer].
//
// PATCH /api/v1/accounts/{account_id}/portals/{portal_slug}, known from the server software.
func (s *PortalsService) Update(ctx context.Context, slug string, params *PortalParams, opts ...RequestOption) (*Portal, error) {
	r := pathOfSlug(slug).check(params)
	if r.problem == nil {
		r = r.json(params.body())
	}
	return do[Portal](ctx, s.client, opUpdatePortal, r, opts)
}

// Delete deletes a portal. Its categories and articles are deleted in the background. It needs an administrator. The
// server fails on a slug that does not exist; List then tells, and the error is [ErrNotFound].
//
// DELETE /api/v1/accounts/{account_id}/portals/{portal_slug}, known from the server software.
func (s *PortalsService) Delete(ctx context.Context, slug string, opts ...RequestOption) error {
	return deleteRow(ctx, s.client, opDeletePortal, pathOfSlug(slug), opts,
		isListed(ctx, s.client, opListPortals, opts, func(p *Portal) bool { return p.Slug == slug }))
}

// DeleteLogo removes the logo of a portal, if it has one. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/portals/{portal_slug}/logo, known from the server software.
func (s *PortalsService) DeleteLogo(ctx context.Context, slug string, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeletePortalLogo, pathOfSlug(slug), opts)
}

// SendInstructions mails somebody how to set up the DNS of the portal's CustomDomain. It needs an administrator. It is
// never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/portals/{portal_slug}/send_instructions, known from the server software from
// Chatwoot 4.5.
func (s *PortalsService) SendInstructions(ctx context.Context, slug, email string, opts ...RequestOption) error {
	r := pathOfSlug(slug).refuse(validateEmail(email)).json(wrapped[string]{"email": email})
	return doNothing(ctx, s.client, opSendPortalInstructions, r, opts)
}

// SSLStatus asks for the state of the certificate of the portal's CustomDomain. It returns [ErrValidation] if there is
// none, and needs an enterprise server that uses Cloudflare.
//
// GET /api/v1/accounts/{account_id}/portals/{portal_slug}/ssl_status, known from the server software from Chatwoot 4.5.
func (s *PortalsService) SSLStatus(ctx context.Context, slug string, opts ...RequestOption) (*PortalSSL, error) {
	return do[PortalSSL](ctx, s.client, opGetPortalSSL, pathOfSlug(slug), opts)
}
