package main

import (
	"context"
	"slices"

	"github.com/usendoto/ndoto-go"
)

// helpCenter makes a portal that is archived, and so not public.
func (d *desk) helpCenter() []step {
	c := d.client
	return []step{
		view("Portals.List", func(ctx context.Context) (any, error) {
			portals, err := c.Portals.List(ctx)
			if len(portals) > 0 {
				d.portalSlug = portals[0].Slug
			}
			if i := slices.IndexFunc(portals, func(p ndoto.Portal) bool { return !p.Archived }); i >= 0 {
				d.publicPortal.found, d.publicSlug = portals[i].ID, portals[i].Slug
			}
			return portals, err
		}).finding(&d.portal),
		create("Portals.Create", &d.portal, c.Portals.Create, &ndoto.PortalParams{
			Name: ndoto.Set(d.name), Slug: ndoto.Set(d.name), Archived: ndoto.Set(true),
		}).undoneBy("Portals.Delete", func(ctx context.Context, _ int64, o ...ndoto.RequestOption) error {
			return c.Portals.Delete(ctx, d.name, o...)
		}),
		view("Portals.Get", func(ctx context.Context) (any, error) { return c.Portals.Get(ctx, d.slug(), "") }, &d.portal),
		write("Portals.Update", func(ctx context.Context) (any, error) {
			return c.Portals.Update(ctx, d.name, &ndoto.PortalParams{PageTitle: ndoto.Set(madeBy)})
		}, &d.portal),
		write("Portals.DeleteLogo", func(ctx context.Context) (any, error) { return nil, c.Portals.DeleteLogo(ctx, d.name) }, &d.portal),

		view("Categories.List", func(ctx context.Context) (any, error) { return c.Categories.List(ctx, d.slug(), "") }, &d.portal).
			finding(&d.category),
		write("Categories.Create", func(ctx context.Context) (any, error) {
			return c.Categories.Create(ctx, d.name, &ndoto.CategoryParams{Name: ndoto.Set(d.name), Slug: ndoto.Set(d.name), Locale: ndoto.Set("en")})
		}, &d.portal).making(&d.category).undoneBy("Categories.Delete", deletedFrom(d, c.Categories.Delete)),
		readOf("Categories.Get", &d.category, inPortal(d, c.Categories.Get)),
		write("Categories.Update", func(ctx context.Context) (any, error) {
			return c.Categories.Update(ctx, d.name, d.category.made, &ndoto.CategoryParams{Description: ndoto.Set(madeBy)})
		}, &d.category),
		write("Categories.Reorder", func(ctx context.Context) (any, error) {
			return nil, c.Categories.Reorder(ctx, d.name, map[int64]int{d.category.made: 10})
		}, &d.category),
	}
}

// articles makes drafts.
func (d *desk) articles() []step {
	c := d.client
	draft := func(slug string) func(context.Context) (any, error) {
		return func(ctx context.Context) (any, error) {
			return c.Articles.Create(ctx, d.name, &ndoto.ArticleParams{
				Title: ndoto.Set(d.name), Slug: ndoto.Set(d.name + slug), Content: ndoto.Set(madeBy), AuthorID: ndoto.Set(d.me.made), CategoryID: ndoto.Set(d.category.made),
			})
		}
	}
	ids := func() []int64 { return []int64{d.article.made} }
	return []step{
		view("Articles.List", func(ctx context.Context) (any, error) { return c.Articles.List(ctx, d.slug(), nil) }, &d.portal).finding(&d.article),
		write("Articles.Create", draft("-a"), &d.category, &d.me).making(&d.article).undoneBy("Articles.Delete", deletedFrom(d, c.Articles.Delete)),
		readOf("Articles.Get", &d.article, inPortal(d, c.Articles.Get)),
		write("Articles.Update", func(ctx context.Context) (any, error) {
			return c.Articles.Update(ctx, d.name, d.article.made, &ndoto.ArticleParams{Description: ndoto.Set(madeBy)})
		}, &d.article),
		write("Articles.Reorder", func(ctx context.Context) (any, error) {
			return c.Articles.Reorder(ctx, d.name, map[int64]int{d.article.made: 10})
		}, &d.article),
		write("Articles.SetStatus", func(ctx context.Context) (any, error) {
			return nil, c.Articles.SetStatus(ctx, d.name, ids(), ndoto.ArticleArchived)
		}, &d.article),
		write("Articles.SetCategory", func(ctx context.Context) (any, error) {
			return nil, c.Articles.SetCategory(ctx, d.name, ids(), d.category.made)
		}, &d.article, &d.category),
		write("Articles.Create", draft("-b"), &d.category, &d.me).shownAs("to be deleted in bulk").making(&d.doomedArticle).
			undoneBy("Articles.Delete", deletedFrom(d, c.Articles.Delete)),
		write("Articles.DeleteMany", func(ctx context.Context) (any, error) {
			return nil, c.Articles.DeleteMany(ctx, d.name, []int64{d.doomedArticle.made})
		}, &d.doomedArticle),
	}
}

// inPortal makes a method that also takes a portal one that does not.
func inPortal[T any](d *desk, call func(context.Context, string, int64, ...ndoto.RequestOption) (T, error)) func(context.Context, int64, ...ndoto.RequestOption) (T, error) {
	return func(ctx context.Context, id int64, o ...ndoto.RequestOption) (T, error) {
		return call(ctx, d.slug(), id, o...)
	}
}

// deletedFrom is inPortal for a method that deletes.
func deletedFrom(d *desk, call func(context.Context, string, int64, ...ndoto.RequestOption) error) func(context.Context, int64, ...ndoto.RequestOption) error {
	return func(ctx context.Context, id int64, o ...ndoto.RequestOption) error {
		return call(ctx, d.name, id, o...)
	}
}
