package helpcenter_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/helpcenter"
	"github.com/usendoto/ndoto-go/ndototest"
)

// exampleSite is a portal in memory with an article. A site of yours is helpcenter.New("handbook",
// ndoto.WithBaseURL("https://desk.example.com")).
func exampleSite() (*ndototest.Server, *helpcenter.Client) {
	srv, err := ndototest.Start()
	if err != nil {
		log.Fatal(err)
	}
	ctx, desk := context.Background(), srv.Client()
	portal, err := desk.Portals.Create(ctx, &ndoto.PortalParams{Name: ndoto.Set("Handbook"), Slug: ndoto.Set("handbook")})
	if err != nil {
		log.Fatal(err)
	}
	me, err := desk.Profile.Get(ctx)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := desk.Articles.Create(ctx, portal.Slug, &ndoto.ArticleParams{
		Title: ndoto.Set("Refunds"), Slug: ndoto.Set("refunds"), Content: ndoto.Set("We refund within **14 days**."),
		AuthorID: ndoto.Set(me.ID), Status: ndoto.Set(ndoto.ArticlePublished),
	}); err != nil {
		log.Fatal(err)
	}
	docs, err := srv.HelpCenterClient(portal.Slug)
	if err != nil {
		log.Fatal(err)
	}
	return srv, docs
}

// What anybody may read.
func Example() {
	srv, docs := exampleSite()
	defer srv.Close()
	ctx := context.Background()

	portal, err := docs.Portal(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for article, err := range docs.Articles.All(ctx, portal.Meta.DefaultLocale, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s\n", article.Title, article.Content)
	}
	// Output: Refunds: We refund within **14 days**.
}

// The search of a site or of a bot.
func ExampleArticlesService_Search() {
	srv, docs := exampleSite()
	defer srv.Close()
	ctx := context.Background()

	hits, err := docs.Articles.Search(ctx, "en", "refund", nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, hit := range hits {
		fmt.Println(hit.Title, hit.Slug())
	}
	// Output: Refunds refunds
}

// A page of a site of your own.
func ExampleArticlesService_Get() {
	srv, docs := exampleSite()
	defer srv.Close()

	article, err := docs.Articles.Get(context.Background(), "returns")
	switch {
	case errors.Is(err, ndoto.ErrNotFound):
		fmt.Println("no such page")
	case err != nil:
		log.Fatal(err)
	case article.Status != ndoto.ArticlePublished:
		fmt.Println("not published yet")
	}
	// Output: no such page
}
