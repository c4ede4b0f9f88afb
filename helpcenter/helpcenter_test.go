package helpcenter_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/helpcenter"
	"github.com/usendoto/ndoto-go/ndototest"
)

// site is a portal in two languages, and its author.
type site struct {
	*helpcenter.Client
	srv    *ndototest.Server
	desk   *ndoto.Client
	author int64
}

func newSite(t *testing.T, opts ...ndototest.Option) site {
	t.Helper()
	srv := ndototest.New(t, append([]ndototest.Option{ndototest.WithoutNetwork()}, opts...)...)
	s := site{srv: srv, desk: srv.Dashboard()}
	_, err := s.desk.Portals.Create(t.Context(), &ndoto.PortalParams{
		Name: ndoto.Set("Docs"), Slug: ndoto.Set("docs"), Config: ndoto.PortalConfigParams{DefaultLocale: "en", Locales: []string{"en", "de"}},
	})
	require.NoError(t, err)
	me, err := s.desk.Profile.Get(t.Context())
	require.NoError(t, err)
	s.author = me.ID
	s.Client, err = srv.HelpCenterClient("docs")
	require.NoError(t, err)
	return s
}

func (s site) write(t *testing.T, locale, slug, content string, category int64, status ndoto.ArticleStatus) {
	t.Helper()
	params := &ndoto.ArticleParams{
		Title: ndoto.Set(strings.ToUpper(slug)), Slug: ndoto.Set(slug), Content: ndoto.Set(content), AuthorID: ndoto.Set(s.author), Locale: ndoto.Set(locale),
	}
	if category != 0 {
		params.CategoryID = ndoto.Set(category)
	}
	made, err := s.desk.Articles.Create(t.Context(), "docs", params)
	require.NoError(t, err)
	_, err = s.desk.Articles.Update(t.Context(), "docs", made.ID, &ndoto.ArticleParams{Status: ndoto.Set(status)}) // 4.2 creates drafts
	require.NoError(t, err)
}

func forDialects(t *testing.T, test func(t *testing.T, dialect ndototest.Dialect)) {
	t.Helper()
	for name, dialect := range map[string]ndototest.Dialect{"Chatwoot 4.16": ndototest.Chatwoot416, "Chatwoot 4.2": ndototest.Chatwoot42, "Ndoto": ndototest.NdotoDocs} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, dialect)
		})
	}
}

func TestReadingAPortal(t *testing.T) {
	t.Parallel()
	forDialects(t, func(t *testing.T, dialect ndototest.Dialect) {
		s := newSite(t, ndototest.WithDialect(dialect))
		ctx := t.Context()
		category, err := s.desk.Categories.Create(ctx, "docs", &ndoto.CategoryParams{Name: ndoto.Set("Billing"), Slug: ndoto.Set("billing"), Locale: ndoto.Set("en")})
		require.NoError(t, err)
		_, err = s.desk.Categories.Create(ctx, "docs", &ndoto.CategoryParams{Name: ndoto.Set("Rechnung"), Slug: ndoto.Set("billing"), Locale: ndoto.Set("de")})
		require.NoError(t, err)
		s.write(t, "en", "refunds", "We refund **all** of it.", category.ID, ndoto.ArticlePublished)
		s.write(t, "en", "secret", "Soon: refunds for cats.", 0, ndoto.ArticleDraft)
		s.write(t, "de", "erstattung", "Wir erstatten alles.", 0, ndoto.ArticlePublished)

		portal, err := s.Portal(ctx)
		require.NoError(t, err)
		assert.Equal(t, "Docs", portal.Name)
		assert.Equal(t, helpcenter.PortalMeta{Articles: 2, Categories: 2, DefaultLocale: "en"}, portal.Meta)
		english, err := s.Categories.List(ctx, "en")
		require.NoError(t, err)
		assert.Equal(t, []helpcenter.Category{{Slug: "billing", Locale: "en", Name: "Billing", Meta: helpcenter.CategoryMeta{Articles: 1}}}, english)
		all, err := s.Categories.List(ctx, "")
		require.NoError(t, err)
		assert.Len(t, all, 2)
		german, err := s.Categories.Get(ctx, "de", "billing")
		require.NoError(t, err)
		assert.Equal(t, "Rechnung", german.Name)

		page, err := s.Articles.List(ctx, "en", nil)
		require.NoError(t, err)
		require.Len(t, page.Articles, 1)
		first := page.Articles[0]
		assert.Equal(t, "We refund **all** of it.", first.Content)
		assert.Equal(t, &helpcenter.ArticleCategory{ID: category.ID, Slug: "billing", Locale: "en"}, first.Category)
		assert.False(t, first.UpdatedAt.IsZero())
		same, err := s.Articles.Get(ctx, "refunds")
		require.NoError(t, err)
		assert.Equal(t, first, *same)
		draft, err := s.Articles.Get(ctx, "secret")
		require.NoError(t, err)
		assert.Equal(t, ndoto.ArticleDraft, draft.Status)

		hits, err := s.Articles.Search(ctx, "en", "refund", nil)
		require.NoError(t, err)
		require.Len(t, hits, 1)
		assert.Equal(t, "refunds", hits[0].Slug())
		assert.Contains(t, hits[0].Content, "refund")
		none, err := s.Articles.Search(ctx, "de", "refund", nil)
		require.NoError(t, err)
		assert.Empty(t, none)

		_, err = s.desk.Portals.Update(ctx, "docs", &ndoto.PortalParams{Archived: ndoto.Set(true)})
		require.NoError(t, err)
		_, err = s.Portal(ctx)
		require.ErrorIs(t, err, ndoto.ErrNotFound)
	})
}

// TestAllYieldsEachArticleOnce also has a server that counts the articles of all languages.
func TestAllYieldsEachArticleOnce(t *testing.T) {
	t.Parallel()
	forDialects(t, func(t *testing.T, dialect ndototest.Dialect) {
		s := newSite(t, ndototest.WithDialect(dialect))
		for i := range 5 {
			s.write(t, "en", fmt.Sprint("page-", i), "text", 0, ndoto.ArticlePublished)
		}
		s.write(t, "de", "seite", "text", 0, ndoto.ArticlePublished)
		for _, perPage := range []int{0, 2, 5} {
			var got []string
			for a, err := range s.Articles.All(t.Context(), "en", &helpcenter.ListParams{PerPage: perPage}) {
				require.NoError(t, err)
				got = append(got, a.Slug)
			}
			assert.Equal(t, []string{"page-0", "page-1", "page-2", "page-3", "page-4"}, got, perPage)
		}
		for a, err := range s.Articles.All(t.Context(), "en", &helpcenter.ListParams{Page: 2, PerPage: 4}) {
			require.NoError(t, err)
			assert.Equal(t, "page-4", a.Slug)
		}
	})
}

// TestAllAsksForNoEmptyPage counts requests: the version is asked for once, to know whether the count can be trusted.
func TestAllAsksForNoEmptyPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range 4 {
		s.write(t, "en", fmt.Sprint("page-", i), "text", 0, ndoto.ArticlePublished)
	}
	for range 2 {
		before := len(s.srv.Requests())
		for _, err := range s.Articles.All(t.Context(), "en", &helpcenter.ListParams{PerPage: 2}) {
			require.NoError(t, err)
		}
		var paths []string
		for _, r := range s.srv.Requests()[before:] {
			paths = append(paths, r.Path)
		}
		assert.Equal(t, 2, strings.Count(strings.Join(paths, " "), "/articles"), paths)
	}
}

// TestWhatDoesNotExistIsNotFound: the server fails with 500 on a slug that it does not know, as when it is in trouble.
func TestWhatDoesNotExistIsNotFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		began := time.Now()
		_, err := s.Articles.Get(t.Context(), "nothing")
		require.ErrorIs(t, err, ndoto.ErrNotFound)
		assert.ErrorContains(t, err, "check the portal slug, article slug")
		_, err = s.Categories.Get(t.Context(), "en", "nothing")
		require.ErrorIs(t, err, ndoto.ErrNotFound)
		assert.Zero(t, time.Since(began), "nobody waits for an article that is not there")
	})
}

func TestAFailureIsNotTakenForNotFound(t *testing.T) {
	t.Parallel()
	const failure = `{"status":500,"error":"Internal Server Error"}`
	get := func(fails func(n int, path string) bool) error {
		n := 0
		return err2(newClient(t, func(req *http.Request) (*http.Response, error) {
			n++
			if fails(n, req.URL.Path) {
				return respond(req, 500, failure), nil
			}
			return respond(req, 200, `{"id":8,"slug":"refunds"}`), nil
		}, ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 2, MinBackoff: 1})).Articles.Get(context.Background(), "refunds"))
	}
	err := get(func(int, string) bool { return true })
	require.ErrorIs(t, err, ndoto.ErrServer)
	require.NotErrorIs(t, err, ndoto.ErrNotFound)
	require.NoError(t, get(func(n int, _ string) bool { return n == 1 }), "it fails for a moment")
	require.ErrorIs(t, get(func(_ int, path string) bool { return strings.Contains(path, "/articles/") }), ndoto.ErrNotFound)
}
