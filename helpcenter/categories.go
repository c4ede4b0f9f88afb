package helpcenter

import (
	"cmp"
	"context"
	"slices"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// CategoriesService reads the categories of a portal.
type CategoriesService struct{ client *Client }

// Category is a part of a portal, in one language. Its translations have the same or other slugs.
type Category struct {
	Slug        string           `json:"slug"`
	Locale      string           `json:"locale"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	Position    int              `json:"position"`
	Meta        CategoryMeta     `json:"meta"`
	Extra       ndoto.Attributes `json:"-"`
}

// CategoryMeta says how many articles of a category can be read.
type CategoryMeta struct {
	Articles int              `json:"articles_count"`
	Extra    ndoto.Attributes `json:"-"`
}

// List returns the categories of a language, by their positions. With an empty locale it returns those of all.
//
// GET /hc/{portal_slug}/{locale}/categories.json, known from the server software.
func (s *CategoriesService) List(ctx context.Context, locale string, opts ...ndoto.RequestOption) ([]Category, error) {
	call := s.client.localeCall(opListCategories, cmp.Or(locale, anyLocale))
	list, err := bridge.List[Category](ctx, s.client.api, call, opts)
	return slices.DeleteFunc(list, func(c Category) bool { return locale != "" && c.Locale != locale }), err
}

// Get returns a category. It returns [ndoto.ErrNotFound] for a slug that does not exist in the language.
//
// GET /hc/{portal_slug}/{locale}/categories/{category_slug}.json, known from the server software.
func (s *CategoriesService) Get(ctx context.Context, locale, slug string, opts ...ndoto.RequestOption) (*Category, error) {
	call := s.client.localeCall(opGetCategory, locale, slug)
	if call.Problem == nil {
		call.Problem = validateSlug("category", slug)
	}
	return getOrNotFound[Category](ctx, s.client, call, opts)
}
