package ndoto_test

import (
	"context"
	"fmt"
	"log"

	"github.com/usendoto/ndoto-go"
)

// Import articles from elsewhere: the second run changes nothing, and later ones only what is different.
func ExampleArticlesService_Sync() {
	client, _, done := newExample()
	defer done()
	ctx := context.Background()

	me, err := client.Profile.Get(ctx)
	if err != nil {
		log.Fatal(err)
	}
	portal, _, err := client.Portals.Ensure(ctx, &ndoto.PortalParams{Name: ndoto.Set("Docs"), Slug: ndoto.Set("acme-docs")})
	if err != nil {
		log.Fatal(err)
	}
	category, _, err := client.Categories.Ensure(ctx, portal.Slug, &ndoto.CategoryParams{Name: ndoto.Set("Billing"), Slug: ndoto.Set("billing")})
	if err != nil {
		log.Fatal(err)
	}
	articles := []*ndoto.ArticleParams{{
		Slug: ndoto.Set("acme-refunds"), Title: ndoto.Set("Refunds"), Content: ndoto.Set("Within **30 days**."),
		Status: ndoto.Set(ndoto.ArticlePublished), AuthorID: ndoto.Set(me.ID), CategoryID: ndoto.Set(category.ID),
	}}
	for range 2 {
		synced, err := client.Articles.Sync(ctx, portal.Slug, articles)
		if err != nil {
			log.Fatal(err)
		}
		for _, article := range synced {
			fmt.Println(article.Title, article.Status, article.Created, article.Changed)
		}
	}
	// Output:
	// Refunds published true false
	// Refunds published false false
}

// List the public articles in one language.
func ExampleArticlesService_All() {
	client, _, done := newExample()
	defer done()
	ctx := context.Background()

	if _, err := client.Portals.Create(ctx, &ndoto.PortalParams{Name: ndoto.Set("Docs"), Slug: ndoto.Set("acme-docs")}); err != nil {
		log.Fatal(err)
	}
	for article, err := range client.Articles.All(ctx, "acme-docs", &ndoto.ListArticlesParams{Locale: "en", Status: ndoto.ArticlePublished}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(article.Title, article.UpdatedAt)
	}
	// Output:
}
