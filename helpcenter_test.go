package ndoto_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// docsPortal makes a portal with a category in two languages.
func docsPortal(t *testing.T, c *ndoto.Client) (en, de *ndoto.Category) {
	t.Helper()
	ctx := t.Context()
	portal, created, err := c.Portals.Ensure(ctx, &ndoto.PortalParams{
		Name: ndoto.Set("Docs"), Slug: ndoto.Set("docs"), Config: ndoto.PortalConfigParams{Locales: []string{"en", "de"}, DefaultLocale: "en"},
	})
	require.NoError(t, err)
	assert.True(t, created)
	en, _, err = c.Categories.Ensure(ctx, portal.Slug, &ndoto.CategoryParams{Name: ndoto.Set("Billing"), Slug: ndoto.Set("billing"), Position: ndoto.Set(1)})
	require.NoError(t, err)
	de, created, err = c.Categories.Ensure(ctx, portal.Slug, &ndoto.CategoryParams{
		Name: ndoto.Set("Rechnung"), Slug: ndoto.Set("billing"), Locale: ndoto.Set("de"), RootID: ndoto.Set(en.ID), RelatedIDs: []int64{en.ID},
	})
	require.NoError(t, err)
	assert.True(t, created, "a slug is free in another language")
	return en, de
}

func dialects(t *testing.T, run func(t *testing.T, srv *ndototest.Server)) {
	t.Helper()
	for name, dialect := range map[string]ndototest.Dialect{"4.16": ndototest.Chatwoot416, "4.2": ndototest.Chatwoot42} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, ndototest.New(t, ndototest.WithDialect(dialect)))
		})
	}
}

// TestSyncOfHelpCenter imports articles twice: the second run changes nothing.
func TestSyncOfHelpCenter(t *testing.T) {
	t.Parallel()
	dialects(t, func(t *testing.T, srv *ndototest.Server) {
		ctx, c := t.Context(), srv.Client()
		en, de := docsPortal(t, c)
		assert.Equal(t, "de", de.Locale)
		assert.Equal(t, en.ID, de.Root.ID)
		assert.Equal(t, en.ID, de.Related[0].ID)

		var articles []*ndoto.ArticleParams
		for i := range 30 {
			articles = append(articles, &ndoto.ArticleParams{
				Title: ndoto.Set(fmt.Sprint("How to pay ", i)), Slug: ndoto.Set(fmt.Sprint("pay-", i)), Content: ndoto.Set("By card."), CategoryID: ndoto.Set(en.ID),
				Status: ndoto.Set(ndoto.ArticlePublished), AuthorID: ndoto.Set(srv.AdminID), Meta: ndoto.Set(ndoto.ArticleMeta{Tags: []string{"money"}}),
			})
		}
		syncAll := func() (created, changed int) {
			synced, err := c.Articles.Sync(ctx, "docs", articles)
			require.NoError(t, err)
			require.Len(t, synced, len(articles))
			for i, article := range synced {
				slug, _ := articles[i].Slug.Get()
				assert.Equal(t, slug, article.Slug)
				assert.Equal(t, ndoto.ArticlePublished, article.Status)
				if article.Created {
					created++
				}
				if article.Changed {
					changed++
				}
			}
			return created, changed
		}
		created, changed := syncAll()
		assert.Equal(t, []int{30, 0}, []int{created, changed})
		created, changed = syncAll()
		assert.Equal(t, []int{0, 0}, []int{created, changed})
		articles[7].Content = ndoto.Set("By card or by bank transfer.")
		created, changed = syncAll()
		assert.Equal(t, []int{0, 1}, []int{created, changed})

		seen := map[string]bool{}
		for article, err := range c.Articles.All(ctx, "docs", &ndoto.ListArticlesParams{Locale: "en", Status: ndoto.ArticlePublished}) {
			require.NoError(t, err)
			assert.False(t, seen[article.Slug])
			seen[article.Slug] = true
		}
		assert.Len(t, seen, 30)
		page, err := c.Articles.List(ctx, "docs", &ndoto.ListArticlesParams{Query: "bank trans"})
		require.NoError(t, err)
		require.Len(t, page.Articles, 1)
		assert.Equal(t, "pay-7", page.Articles[0].Slug)

		portal, err := c.Portals.Get(ctx, "docs", "de")
		require.NoError(t, err)
		assert.Equal(t, 0, portal.Counts.Published)
		assert.Equal(t, 30, portal.Config.Locales[0].ArticlesCount)
	})
}

func TestArticlesInBulk(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	ctx, c := t.Context(), srv.Client()
	en, de := docsPortal(t, c)
	var ids []int64
	for _, title := range []string{"One", "Two", "Three"} {
		article, err := c.Articles.Create(ctx, "docs", &ndoto.ArticleParams{Title: ndoto.Set(title), Content: ndoto.Set("Text"), AuthorID: ndoto.Set(srv.AdminID), CategoryID: ndoto.Set(en.ID)})
		require.NoError(t, err)
		ids = append(ids, article.ID)
	}
	translation, err := c.Articles.Create(ctx, "docs", &ndoto.ArticleParams{
		Title: ndoto.Set("Eins"), AuthorID: ndoto.Set(srv.AdminID), CategoryID: ndoto.Set(de.ID), RootID: ndoto.Set(ids[0]),
	})
	require.NoError(t, err)
	original, err := c.Articles.Get(ctx, "docs", ids[0])
	require.NoError(t, err)
	require.Len(t, original.Translations, 1)
	assert.Equal(t, translation.ID, original.Translations[0].ID)

	order, err := c.Articles.Reorder(ctx, "docs", map[int64]int{ids[2]: 5})
	require.NoError(t, err)
	assert.Equal(t, map[int64]int{ids[2]: 10, ids[0]: 20, ids[1]: 30}, order)
	require.ErrorIs(t, c.Categories.Reorder(ctx, "docs", map[int64]int{en.ID: 2, 999: 1}), ndoto.ErrNotFound)

	require.NoError(t, c.Articles.SetStatus(ctx, "docs", []int64{ids[0], ids[1], 999}, ndoto.ArticlePublished))
	require.ErrorIs(t, c.Articles.SetStatus(ctx, "docs", []int64{999}, ndoto.ArticlePublished), ndoto.ErrValidation)
	require.NoError(t, c.Articles.SetCategory(ctx, "docs", ids[1:2], de.ID))
	require.ErrorIs(t, c.Articles.Translate(ctx, "docs", ids[:1], ndoto.TranslateArticlesParams{Locale: "de"}), ndoto.ErrConflict)
	require.NoError(t, c.Articles.Translate(ctx, "docs", ids[:1], ndoto.TranslateArticlesParams{Locale: "de", Again: true}))
	require.NoError(t, c.Articles.DeleteMany(ctx, "docs", ids[:2]))
	page, err := c.Articles.List(ctx, "docs", nil)
	require.NoError(t, err)
	assert.Equal(t, 2, page.Counts.All)
	require.NoError(t, c.Categories.Delete(ctx, "docs", en.ID))
	third, err := c.Articles.Get(ctx, "docs", ids[2])
	require.NoError(t, err)
	assert.Zero(t, third.Category.ID, "articles stay")
}

func TestPortalLogo(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	ctx, c := t.Context(), srv.Client()
	docsPortal(t, c)
	upload, err := c.Attachments.Upload(ctx, ndoto.File{Name: "logo.png", Reader: strings.NewReader("\x89PNG\r\n\x1a\n")})
	require.NoError(t, err)
	portal, err := c.Portals.Update(ctx, "docs", &ndoto.PortalParams{LogoBlobID: upload.BlobID, InboxID: ndoto.Set(srv.InboxID)})
	require.NoError(t, err)
	assert.Equal(t, "logo.png", portal.Logo.FileName)
	assert.Nil(t, portal.Inbox, "only a website's chat")
	require.NoError(t, c.Portals.DeleteLogo(ctx, "docs"))
	require.ErrorIs(t, c.Portals.SendInstructions(ctx, "docs", "it@example.com"), ndoto.ErrValidation, "there is no domain")
	portal, err = c.Portals.Get(ctx, "docs", "")
	require.NoError(t, err)
	assert.Nil(t, portal.Logo)
}

// TestHelpCenterConflicts has what is taken, here or elsewhere.
func TestHelpCenterConflicts(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	ctx, c := t.Context(), srv.Client(ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 2, MinBackoff: 1, Settle: 1}))
	en, _ := docsPortal(t, c)
	_, err := c.Portals.Create(ctx, &ndoto.PortalParams{Name: ndoto.Set("Docs"), Slug: ndoto.Set("docs")})
	require.ErrorIs(t, err, ndoto.ErrConflict)
	_, err = c.Categories.Create(ctx, "docs", &ndoto.CategoryParams{Name: ndoto.Set("Billing"), Slug: ndoto.Set("billing")})
	require.ErrorIs(t, err, ndoto.ErrConflict)
	_, err = c.Categories.Create(ctx, "docs", &ndoto.CategoryParams{Name: ndoto.Set("B"), Slug: ndoto.Set("b"), Locale: ndoto.Set("fr")})
	require.ErrorIs(t, err, ndoto.ErrValidation)

	article := &ndoto.ArticleParams{Title: ndoto.Set("A"), Slug: ndoto.Set("a"), AuthorID: ndoto.Set(srv.AdminID), CategoryID: ndoto.Set(en.ID)}
	first, created, err := c.Articles.Ensure(ctx, "docs", article)
	require.NoError(t, err)
	assert.True(t, created)
	_, err = c.Articles.Create(ctx, "docs", article)
	require.ErrorIs(t, err, ndoto.ErrServer)
	_, err = c.Articles.Update(ctx, "docs", first.ID+1, article)
	require.ErrorIs(t, err, ndoto.ErrNotFound)
	again, created, err := c.Articles.Ensure(ctx, "docs", article)
	require.NoError(t, err)
	assert.False(t, created)
	assert.Equal(t, first.ID, again.ID)
	_, _, err = c.Portals.Ensure(ctx, &ndoto.PortalParams{Name: ndoto.Set("Other"), Slug: ndoto.Set("other")})
	require.NoError(t, err)
	_, _, err = c.Articles.Ensure(ctx, "other", article)
	require.ErrorIs(t, err, ndoto.ErrServer, "the slug is another portal's")

	agent := ndoto.WithToken(srv.AgentToken)
	_, err = c.Articles.List(ctx, "docs", nil, agent)
	require.NoError(t, err)
	_, err = c.Articles.Get(ctx, "docs", first.ID, agent)
	require.ErrorIs(t, err, ndoto.ErrForbidden)
	_, err = c.Articles.List(ctx, "nope", nil)
	require.ErrorIs(t, err, ndoto.ErrNotFound)
	assert.ErrorContains(t, err, "[check the account id, portal slug]")
	_, err = c.Portals.Get(ctx, "nope", "")
	require.ErrorIs(t, err, ndoto.ErrServer)
	assert.ErrorContains(t, err, "Portals.List")
}

func TestHelpCenterRefuses(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	ctx, c := t.Context(), srv.Client()
	named := ndoto.Set("X")
	for name, err := range map[string]error{
		"slug of dots":      errOf(c.Portals.Get(ctx, "..", "")),
		"no slug":           errOf(c.Articles.List(ctx, "", nil)),
		"slug with a slash": errOf(c.Portals.Create(ctx, &ndoto.PortalParams{Name: named, Slug: ndoto.Set("a/b")})),
		"slug with a dot":   errOf(c.Articles.Update(ctx, "a", 1, &ndoto.ArticleParams{Slug: ndoto.Set("v1.0")})),
		"portal, no name":   errOf(c.Portals.Create(ctx, &ndoto.PortalParams{Slug: ndoto.Set("a")})),
		"portal, nil":       errOf(c.Portals.Create(ctx, nil)),
		"portal, color":     errOf(c.Portals.Update(ctx, "a", &ndoto.PortalParams{Color: ndoto.Set("red")})),
		"portal, layout":    errOf(c.Portals.Update(ctx, "a", &ndoto.PortalParams{Config: ndoto.PortalConfigParams{Layout: "wide"}})),
		"category, nil":     errOf(c.Categories.Update(ctx, "a", 1, nil)),
		"category, related": errOf(c.Categories.Update(ctx, "a", 1, &ndoto.CategoryParams{RelatedIDs: []int64{0}})),
		"no author":         errOf(c.Articles.Create(ctx, "a", &ndoto.ArticleParams{Title: named})),
		"no content":        errOf(c.Articles.Create(ctx, "a", &ndoto.ArticleParams{Title: named, AuthorID: ndoto.Set(int64(1)), Status: ndoto.Set(ndoto.ArticlePublished)})),
		"article, nil":      errOf2(c.Articles.Ensure(ctx, "a", nil)),
		"article, no slug":  errOf(c.Articles.Sync(ctx, "a", []*ndoto.ArticleParams{{Title: named, AuthorID: ndoto.Set(int64(1))}})),
		"slug of two":       errOf(c.Articles.Sync(ctx, "a", slices.Repeat([]*ndoto.ArticleParams{{Title: named, Slug: named, AuthorID: ndoto.Set(int64(1))}}, 2))),
		"no article":        errOf(c.Articles.Sync(ctx, "a", []*ndoto.ArticleParams{nil})),
		"slug of a page":    errOf(c.Articles.Update(ctx, "a", 1, &ndoto.ArticleParams{Slug: ndoto.Set("search")})),
		"status":            c.Articles.SetStatus(ctx, "a", []int64{1}, "open"),
		"no ids":            c.Articles.DeleteMany(ctx, "a", nil),
		"no positions":      errOf(c.Articles.Reorder(ctx, "a", nil)),
		"id of zero":        c.Categories.Reorder(ctx, "a", map[int64]int{0: 1}),
		"page":              errOf(c.Articles.List(ctx, "a", &ndoto.ListArticlesParams{Page: -1})),
		"no locale":         c.Articles.Translate(ctx, "a", []int64{1}, ndoto.TranslateArticlesParams{}),
	} {
		assert.ErrorIs(t, err, ndoto.ErrBadInput, name)
	}
	assert.Empty(t, srv.Requests())
}

// TestSyncCreatesNoSecondArticle syncs while a response is lost, and while another process creates an article.
func TestSyncCreatesNoSecondArticle(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	ctx, c := t.Context(), srv.Client()
	en, _ := docsPortal(t, c)
	params := func(slug, title string) *ndoto.ArticleParams {
		return &ndoto.ArticleParams{Title: ndoto.Set(title), Slug: ndoto.Set(slug), AuthorID: ndoto.Set(srv.AdminID), CategoryID: ndoto.Set(en.ID)}
	}
	slugs := func() (all []string) {
		for article, err := range c.Articles.All(ctx, "docs", nil) {
			require.NoError(t, err)
			all = append(all, article.Slug+" "+article.Title)
		}
		slices.Sort(all)
		return all
	}
	require.NoError(t, srv.Fail(ndototest.Fault{Operation: "POST portals/*/articles", Cut: ndototest.CutAfterEffect, Count: 1}))
	synced, err := c.Articles.Sync(ctx, "docs", []*ndoto.ArticleParams{params("pay", "Pay"), params("send", "Send")})
	require.NoError(t, err)
	assert.Equal(t, []bool{true, true}, []bool{synced[0].Created, synced[1].Created})
	assert.Equal(t, []string{"pay Pay", "send Send"}, slugs())

	other := srv.Client()
	racing := srv.Client(ndoto.WithTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
		if req.Method == http.MethodPost {
			_, _, err := other.Articles.Ensure(ctx, "docs", params("return", "Theirs"))
			require.NoError(t, err)
		}
		return http.DefaultTransport.RoundTrip(req)
	})))
	synced, err = racing.Articles.Sync(ctx, "docs", []*ndoto.ArticleParams{params("return", "Return")})
	require.NoError(t, err)
	assert.Equal(t, "Return", synced[0].Title)
	assert.Equal(t, []string{"pay Pay", "return Return", "send Send"}, slugs())
}

// TestSyncKeepsPositionsOfMovedArticles has a server that puts what comes into a category at its end.
func TestSyncKeepsPositionsOfMovedArticles(t *testing.T) {
	t.Parallel()
	dialects(t, func(t *testing.T, srv *ndototest.Server) {
		ctx, c := t.Context(), srv.Client()
		en, _ := docsPortal(t, c)
		params := &ndoto.ArticleParams{Title: ndoto.Set("Pay"), Slug: ndoto.Set("pay"), AuthorID: ndoto.Set(srv.AdminID), Content: ndoto.Set("By card."), Position: ndoto.Set(5)}
		_, err := c.Articles.Sync(ctx, "docs", []*ndoto.ArticleParams{params})
		require.NoError(t, err)
		for _, category := range []ndoto.Opt[int64]{ndoto.Set(en.ID), ndoto.Null[int64]()} {
			params.CategoryID = category
			for _, changed := range []bool{true, false} {
				synced, err := c.Articles.Sync(ctx, "docs", []*ndoto.ArticleParams{params})
				require.NoError(t, err)
				assert.Equal(t, 5, synced[0].Position)
				assert.Equal(t, changed, synced[0].Changed)
			}
		}
	})
}

// TestSyncFromSeveralGoroutines tells one of them that it has created an article.
func TestSyncFromSeveralGoroutines(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	docsPortal(t, srv.Client())
	var created atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			synced, err := srv.Client().Articles.Sync(t.Context(), "docs", []*ndoto.ArticleParams{
				{Title: ndoto.Set("Pay"), Slug: ndoto.Set("pay"), AuthorID: ndoto.Set(srv.AdminID)},
			})
			if assert.NoError(t, err) && synced[0].Created {
				created.Add(1)
			}
		})
	}
	wg.Wait()
	assert.EqualValues(t, 1, created.Load())
}

// TestSyncStopsAtAnError returns what was done before it.
func TestSyncStopsAtAnError(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	c := srv.Client()
	docsPortal(t, c)
	var params []*ndoto.ArticleParams
	for _, slug := range []string{"one", "two", "three"} {
		params = append(params, &ndoto.ArticleParams{Title: ndoto.Set(slug), Slug: ndoto.Set(slug), AuthorID: ndoto.Set(srv.AdminID)})
	}
	params[1].AuthorID = ndoto.Set(int64(999))
	synced, err := c.Articles.Sync(t.Context(), "docs", params)
	require.ErrorIs(t, err, ndoto.ErrValidation)
	assert.EqualError(t, err, `ndoto: Articles.Create: article "two": 422 Unprocessable Entity: Author must exist`)
	require.Len(t, synced, 1)
	assert.Equal(t, "one", synced[0].Slug)

	params[2].Title = ndoto.Opt[string]{}
	_, err = c.Articles.Sync(t.Context(), "docs", params)
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	assert.ErrorContains(t, err, "ndoto: Articles.Sync: bad input: article 3: an article needs a Title")
}
