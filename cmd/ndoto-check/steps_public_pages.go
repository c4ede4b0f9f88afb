package main

import (
	"context"

	"github.com/usendoto/ndoto-go/helpcenter"
)

// publicPages reads a portal as anybody may. What the check makes is not public, so it takes what the account has.
func (d *desk) publicPages() []step {
	var site *helpcenter.Client
	var category helpcenter.Category
	locale, article := "en", ""
	return []step{
		view("helpcenter.Client.Portal", func(ctx context.Context) (any, error) {
			client, err := helpcenter.New(d.publicSlug, d.reach...)
			if err != nil {
				return nil, err
			}
			site = client
			portal, err := site.Portal(ctx)
			if err == nil {
				locale = portal.Meta.DefaultLocale
			}
			return portal, err
		}, &d.publicPortal),
		view("helpcenter.Categories.List", func(ctx context.Context) (any, error) {
			list, err := site.Categories.List(ctx, "")
			if len(list) > 0 {
				category, d.publicCategory.found = list[0], d.publicPortal.found // they have no IDs
			}
			return list, err
		}, &d.publicPortal),
		view("helpcenter.Categories.Get", func(ctx context.Context) (any, error) {
			return site.Categories.Get(ctx, category.Locale, category.Slug)
		}, &d.publicCategory),
		view("helpcenter.Articles.List", func(ctx context.Context) (any, error) {
			page, err := site.Articles.List(ctx, locale, &helpcenter.ListParams{PerPage: 5})
			if err == nil && len(page.Articles) > 0 {
				article = page.Articles[0].Slug
			}
			return page, err
		}, &d.publicPortal).finding(&d.publicArticle),
		view("helpcenter.Articles.Get", func(ctx context.Context) (any, error) { return site.Articles.Get(ctx, article) }, &d.publicArticle),
	}
}
