package ndoto

import "context"

// CategoriesService manages the categories of the articles of a portal, which it takes the slug of. Agent bots may not
// use it.
type CategoriesService struct{ client *Client }

// Category is a group of articles in one language.
type Category struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Slug        string `json:"slug"`
	Locale      string `json:"locale"`
	Description string `json:"description"`
	Position    int    `json:"position"`
	AccountID   int64  `json:"account_id"`
	Icon        string `json:"icon"`
	IconColor   string `json:"icon_color"`
	// Root is the category that this one is a translation of, Parent the one that it is in.
	Root    *Category      `json:"root_category"`
	Parent  *Category      `json:"parent_category"`
	Related []Category     `json:"related_categories"`
	Counts  CategoryCounts `json:"meta"`
	Extra   Attributes     `json:"-"`
}

// CategoryCounts says how much is in a category.
type CategoryCounts struct {
	Articles int        `json:"articles_count"`
	Extra    Attributes `json:"-"`
}

// CategoryParams holds the fields of a category. Create requires a Name and a Slug; Update leaves absent fields
// unchanged.
type CategoryParams struct {
	Name Opt[string] `json:"name,omitzero"`
	// Slug is unique among the categories of the portal in one language.
	Slug        Opt[string] `json:"slug,omitzero"`
	Description Opt[string] `json:"description,omitzero"`
	Position    Opt[int]    `json:"position,omitzero"`
	// Locale is one of the portal's; "en" if a new category has none.
	Locale    Opt[string] `json:"locale,omitzero"`
	Icon      Opt[string] `json:"icon,omitzero"`
	IconColor Opt[string] `json:"icon_color,omitzero"`
	// RootID is the category that this one is a translation of, ParentID the one that it is in.
	RootID   Opt[int64] `json:"associated_category_id,omitzero"`
	ParentID Opt[int64] `json:"parent_category_id,omitzero"`
	// RelatedIDs replace the related categories. The server cannot remove the last of them.
	RelatedIDs []int64 `json:"related_category_ids,omitempty"`
}

func (p *CategoryParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if err := validateSlug("category", p.Slug); err != nil {
		return err
	}
	if err := validateIDs(p.RelatedIDs); err != nil {
		return err
	}
	return validateName("name of the category", p.Name)
}

func (p *CategoryParams) locale() string {
	if locale, ok := p.Locale.Get(); ok && locale != "" {
		return locale
	}
	return "en" // of the column
}

type categoryQuery struct {
	Locale string `url:"locale,omitempty"`
	Page   int    `url:"page,omitempty"`
}

func (categoryQuery) validate() error { return nil }

// categoriesPerPage is far more than a portal has.
const categoriesPerPage = 1000

// List returns the categories of a portal by position, in one language or, without a locale, in all.
//
// GET /api/v1/accounts/{account_id}/portals/{portal_slug}/categories, known from the server software.
func (s *CategoriesService) List(ctx context.Context, portal, locale string, opts ...RequestOption) ([]Category, error) {
	var all []Category
	for page := 1; ; page++ {
		q := categoryQuery{Locale: locale}
		if page > 1 {
			q.Page = page
		}
		got, err := doList[Category](ctx, s.client, opListCategories, pathOfSlug(portal).query(q), opts)
		if err != nil {
			return nil, err
		}
		if all = append(all, got...); len(got) < categoriesPerPage {
			return all, nil
		}
	}
}

// Get returns a category. It needs an administrator.
//
// GET /api/v1/accounts/{account_id}/portals/{portal_slug}/categories/{category_id}, known from the server software.
func (s *CategoriesService) Get(ctx context.Context, portal string, id int64, opts ...RequestOption) (*Category, error) {
	return do[Category](ctx, s.client, opGetCategory, pathOfSlug(portal, id), opts)
}

// Create creates a category. It needs an administrator. It returns [ErrConflict] if the portal has the slug in this
// language. It is never sent twice; see [ErrAmbiguous], and prefer Ensure.
//
// POST /api/v1/accounts/{account_id}/portals/{portal_slug}/categories, known from the server software.
func (s *CategoriesService) Create(ctx context.Context, portal string, params *CategoryParams, opts ...RequestOption) (*Category, error) {
	r := pathOfSlug(portal).check(params).require(params != nil && isSet(params.Name) && isSet(params.Slug), "a category needs a Name and a Slug")
	return do[Category](ctx, s.client, opCreateCategory, r.json(wrapped[*CategoryParams]{"category": params}), opts)
}

// Ensure returns the category with the Slug and the Locale in params, creating it if the portal has none; the second
// result reports whether it was created. An existing category is left unchanged. There is never a second one. Creating
// it needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/portals/{portal_slug}/categories, known from the server software.
func (s *CategoriesService) Ensure(ctx context.Context, portal string, params *CategoryParams, opts ...RequestOption) (*Category, bool, error) {
	slug, err := keyOf(params, func() Opt[string] { return params.Slug }, "a category needs a Slug")
	if err != nil {
		return nil, false, opCreateCategory.refuse(err)
	}
	locale := params.locale()
	return ensure(ctx, s.client, opts, ensured[Category]{
		op: opCreateCategory, name: "category:" + portal + ":" + locale + ":" + slug,
		find: func(opts []RequestOption) (*Category, error) {
			all, err := s.List(ctx, portal, locale, opts...)
			return findIn(all, err, func(c *Category) bool { return c.Slug == slug && c.Locale == locale })
		},
		create: func() (*Category, error) { return s.Create(ctx, portal, params, opts...) },
	})
}

// Update changes a category. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/portals/{portal_slug}/categories/{category_id}, known from the server software.
func (s *CategoriesService) Update(ctx context.Context, portal string, id int64, params *CategoryParams, opts ...RequestOption) (*Category, error) {
	return do[Category](ctx, s.client, opUpdateCategory, pathOfSlug(portal, id).check(params).json(wrapped[*CategoryParams]{"category": params}), opts)
}

// Delete deletes a category; its articles stay, without one. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/portals/{portal_slug}/categories/{category_id}, known from the server software.
func (s *CategoriesService) Delete(ctx context.Context, portal string, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteCategory, pathOfSlug(portal, id), opts)
}

// Reorder sets the positions of categories, by ID: all or, if one does not exist, none. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/portals/{portal_slug}/categories/reorder, known from the server software from
// Chatwoot 4.12.
func (s *CategoriesService) Reorder(ctx context.Context, portal string, positions map[int64]int, opts ...RequestOption) error {
	r := pathOfSlug(portal).refuse(validateOrder(positions)).json(wrapped[map[int64]int]{"positions_hash": positions})
	return doNothing(ctx, s.client, opReorderCategories, r, opts)
}
