package helpcenter

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
)

// ArticlesService reads the articles of a portal.
type ArticlesService struct{ client *Client }

// Article is a page of the help center.
type Article struct {
	ID          int64               `json:"id"`
	Slug        string              `json:"slug"`
	Title       string              `json:"title"`
	Content     string              `json:"content"` // Markdown
	Description string              `json:"description"`
	Status      ndoto.ArticleStatus `json:"status"`
	Position    int                 `json:"position"`
	AccountID   int64               `json:"account_id"`
	UpdatedAt   ndoto.Time          `json:"last_updated_at"`
	Views       int                 `json:"views"`
	CategoryID  int64               `json:"category_id"`
	Category    *ArticleCategory    `json:"category"` // nil if it has none
	Author      *Author             `json:"author"`
	Portal      *Portal             `json:"portal"`
	// Translations are the articles of which this one is the original, also those that are not published.
	Translations []Translation `json:"associated_articles"`
	// Link is the path of the page, without the leading slash.
	Link  string           `json:"link"`
	Extra ndoto.Attributes `json:"-"`
}

// ArticleCategory names the category of an article.
type ArticleCategory struct {
	ID     int64            `json:"id"`
	Slug   string           `json:"slug"`
	Locale string           `json:"locale"`
	Extra  ndoto.Attributes `json:"-"`
}

// Author is who has written an article.
type Author struct {
	Name          string           `json:"name"`
	AvailableName string           `json:"available_name"`
	AvatarURL     string           `json:"thumbnail"`
	Extra         ndoto.Attributes `json:"-"`
}

// Translation is an article in another language.
type Translation struct {
	ID          int64               `json:"id"`
	CategoryID  int64               `json:"category_id"`
	Title       string              `json:"title"`
	Content     string              `json:"content"` // Markdown
	Description string              `json:"description"`
	Status      ndoto.ArticleStatus `json:"status"`
	AccountID   int64               `json:"account_id"`
	UpdatedAt   ndoto.Time          `json:"last_updated_at"`
	Views       int                 `json:"views"`
	Author      *Author             `json:"author"`
	Extra       ndoto.Attributes    `json:"-"`
}

// ListParams sorts and pages articles. The zero value is all of them, by their positions.
type ListParams struct {
	Sort Sort `url:"sort,omitempty"`
	// Page counts from 1. It needs a PerPage, except in All.
	Page int `url:"page,omitempty"`
	// PerPage is up to 100. Without it, List and Search return all articles at once, and All asks for 100 at a time.
	PerPage int `url:"per_page,omitempty"`
}

// Sort is an order of articles.
type Sort string

// The orders of articles. The default is that of their positions.
const (
	SortByPosition Sort = ""
	SortByViews    Sort = "views" // the most read first
)

const maxPerPage = 100

func (p *ListParams) problem(pages bool) error {
	switch {
	case p == nil:
		return nil
	case p.Page < 0 || p.PerPage < 0 || p.PerPage > maxPerPage:
		return bridge.BadInput("Page must not be negative, and PerPage must be from 1 to %d, got %d and %d", maxPerPage, p.Page, p.PerPage)
	case p.Page > 0 && p.PerPage == 0 && !pages:
		return bridge.BadInput("the server ignores Page without PerPage")
	case p.Sort != SortByPosition && p.Sort != SortByViews:
		return bridge.BadInput("the sort must be empty or views, got %q", p.Sort)
	}
	return nil
}

// ArticlePage is one page of a list of articles.
type ArticlePage struct {
	Articles []Article        `json:"payload"`
	Meta     ArticlesMeta     `json:"meta"`
	Extra    ndoto.Attributes `json:"-"`
}

// ArticlesMeta says how many published articles the language has, whatever was searched for. Before Chatwoot 4.4, it
// counts those of all languages.
type ArticlesMeta struct {
	Articles int              `json:"articles_count"`
	Extra    ndoto.Attributes `json:"-"`
}

// List returns published articles of a language, with their content. Params may be nil: then it returns all of them.
// The server cannot select a category; look at Article.Category.
//
// GET /hc/{portal_slug}/{locale}/articles.json, known from the server software.
func (s *ArticlesService) List(ctx context.Context, locale string, params *ListParams, opts ...ndoto.RequestOption) (*ArticlePage, error) {
	return bridge.Do[ArticlePage](ctx, s.client.api, s.listCall(opListArticles, locale, "", params, false), opts)
}

// All iterates over the published articles of a language, yielding each once. Params may be nil.
//
// GET /hc/{portal_slug}/{locale}/articles.json, known from the server software.
func (s *ArticlesService) All(ctx context.Context, locale string, params *ListParams, opts ...ndoto.RequestOption) iter.Seq2[*Article, error] {
	var p ListParams
	if params != nil {
		p = *params
	}
	op, perPage := opListArticles.As("helpcenter.Articles.All"), p.PerPage
	if perPage == 0 {
		perPage = maxPerPage
	}
	return bridge.Walk(ctx, s.client.api, bridge.Pages[Article]{
		Operation: op, First: p.Page, PerPage: perPage, Key: func(a *Article) int64 { return a.ID },
		Fetch: func(ctx context.Context, page int, opts any) ([]Article, int, error) {
			call := s.listCall(op, locale, "", &ListParams{Sort: p.Sort, Page: page, PerPage: perPage}, true)
			if call.Problem == nil {
				call.Problem = params.problem(true)
			}
			got, err := bridge.Do[ArticlePage](ctx, s.client.api, call, opts)
			switch {
			case err != nil:
				return nil, 0, err
			case page <= 1 && len(got.Articles) < perPage:
				return got.Articles, len(got.Articles), nil
			case !s.client.api.AtLeast(ctx, "4.4.0", opts):
				return got.Articles, -1, nil // the count may be that of all languages
			}
			return got.Articles, got.Meta.Articles, nil
		},
	}, opts)
}

// Hit is an article that a search has found.
type Hit struct {
	ID         int64  `json:"id"`
	CategoryID int64  `json:"category_id"`
	Title      string `json:"title"`
	// Content is the text around what was found. Before Chatwoot 4.12, it is all of the article.
	Content string `json:"content"`
	// Link is the path of the page. Its last word is the slug that Get takes.
	Link string `json:"link"`
	// Extra has the other members of an article before Chatwoot 4.12.
	Extra ndoto.Attributes `json:"-"`
}

// Slug returns the slug of the article, for Get.
func (h *Hit) Slug() string { return h.Link[strings.LastIndexByte(h.Link, '/')+1:] }

type searchQuery struct {
	Query string `url:"query"`
	ListParams
}

// Search returns the published articles of a language that have words which begin like those of the query, by their
// positions and not by how well they fit. An enterprise server can find by meaning, then at most 5. Params may be nil.
//
// GET /hc/{portal_slug}/{locale}/articles.json, known from the server software.
func (s *ArticlesService) Search(ctx context.Context, locale, query string, params *ListParams, opts ...ndoto.RequestOption) ([]Hit, error) {
	call := s.listCall(opListArticles.As("helpcenter.Articles.Search"), locale, query, params, false)
	if strings.TrimSpace(query) == "" && call.Problem == nil {
		call.Problem = bridge.BadInput("the query is empty: use List")
	}
	return bridge.List[Hit](ctx, s.client.api, call, opts)
}

func (s *ArticlesService) listCall(op *bridge.Operation, locale, query string, params *ListParams, pages bool) bridge.Call {
	call := s.client.localeCall(op, locale)
	if call.Problem == nil {
		call.Problem = params.problem(pages)
	}
	call.Query, call.HasRows = params, func(out any) bool {
		page, isPage := out.(*ArticlePage)
		return !isPage || page.Articles != nil
	}
	if query != "" {
		q := searchQuery{Query: query}
		if params != nil {
			q.ListParams = *params
		}
		call.Query = q
	}
	return call
}

// Get returns an article, in any language. It returns [ndoto.ErrNotFound] for a slug that does not exist. Drafts and
// archived articles can be read by whoever knows their slug: look at the Status before you show one.
//
// GET /hc/{portal_slug}/articles/{article_slug}.json, known from the server software.
func (s *ArticlesService) Get(ctx context.Context, slug string, opts ...ndoto.RequestOption) (*Article, error) {
	call := s.client.call(opGetArticle, slug)
	call.Problem = validateSlug("article", slug)
	return getOrNotFound[Article](ctx, s.client, call, opts)
}

// getOrNotFound tells a slug that does not exist from a server in trouble, which both get 500: the portal can be read,
// and the slug fails again.
func getOrNotFound[T any](ctx context.Context, c *Client, call bridge.Call, opts []ndoto.RequestOption) (*T, error) {
	found, err := bridge.Do[T](ctx, c.api, call, opts)
	if !isFailure(err) {
		return found, err
	}
	if _, problem := c.Portal(ctx, opts...); problem != nil {
		return nil, err
	}
	found, err = bridge.Do[T](ctx, c.api, call, opts)
	if isFailure(err) {
		return nil, c.api.NotFound(err)
	}
	return found, err
}

func isFailure(err error) bool {
	e, ok := errors.AsType[*ndoto.Error](err)
	return ok && e.StatusCode == http.StatusInternalServerError
}
