package ndoto

import (
	"context"
	"iter"
	"strconv"
)

// ArticlesService manages the articles of a portal, which it takes the slug of. Search.Articles finds articles of all
// portals. Agent bots may not use it.
type ArticlesService struct{ client *Client }

// ListArticlesParams selects and pages articles. The zero value lists all of the portal.
type ListArticlesParams struct {
	Locale string `url:"locale,omitempty"`
	// CategorySlug selects the categories of that slug in all languages, unless there is a Locale.
	CategorySlug string        `url:"category_slug,omitempty"`
	Status       ArticleStatus `url:"status,omitempty"`
	AuthorID     int64         `url:"author_id,omitempty"`
	// Query is words that begin like those in the title, the description or the content.
	Query string `url:"query,omitempty"`
	// Page counts from 1, with 25 articles per page.
	Page int `url:"page,omitempty"`
}

func (p *ListArticlesParams) validate() error {
	switch {
	case p == nil:
		return nil
	case p.Page < 0:
		return badInput("the page must not be negative, got %d", p.Page)
	case p.Status != "":
		return validateArticleStatus(p.Status)
	}
	return nil
}

// ArticlePage is one page of a list of articles.
type ArticlePage struct {
	Articles []HelpArticle `json:"payload"`
	Counts   ArticleCounts `json:"meta"`
	Extra    Attributes    `json:"-"`
}

// ArticleCounts says how many articles there are. But for All, the counts are of what the params select, without their
// Status and AuthorID.
type ArticleCounts struct {
	All       int        `json:"all_articles_count"`
	Selected  int        `json:"articles_count"`
	Published int        `json:"published_count"`
	Drafts    int        `json:"draft_articles_count"`
	Archived  int        `json:"archived_articles_count"`
	Mine      int        `json:"mine_articles_count"`
	Page      Number     `json:"current_page"`
	Extra     Attributes `json:"-"`
}

func (p *ArticlePage) hasRows() bool { return p.Articles != nil }

// List returns one page of the articles of a portal, with their content: the last changed first, or by position if
// params have a CategorySlug. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/portals/{portal_slug}/articles, known from the server software.
func (s *ArticlesService) List(ctx context.Context, portal string, params *ListArticlesParams, opts ...RequestOption) (*ArticlePage, error) {
	return doPage[ArticlePage](ctx, s.client, opListArticles, pathOfSlug(portal).query(params), opts)
}

const articlesPerPage = 25

// All iterates over the articles of a portal that params select, yielding each once. Params may be nil.
//
// GET /api/v1/accounts/{account_id}/portals/{portal_slug}/articles, known from the server software.
func (s *ArticlesService) All(ctx context.Context, portal string, params *ListArticlesParams, opts ...RequestOption) iter.Seq2[*HelpArticle, error] {
	p := valueOf(params)
	return walkAll(ctx, s.client, opts, pages[HelpArticle, int64]{
		op: opListArticles.as("Articles.All"), first: p.Page, perPage: articlesPerPage, order: orderMoving,
		key:     func(a *HelpArticle) int64 { return a.ID },
		created: func(*HelpArticle) Time { return Time{} }, // which the server does not show
		fetch: func(ctx context.Context, page, _ int, opts []RequestOption) (list[HelpArticle], error) {
			q := p
			q.Page = page
			got, err := s.List(ctx, portal, &q, opts...)
			if err != nil {
				return list[HelpArticle]{}, err
			}
			total := got.Counts.Selected
			if p.Status != "" || p.AuthorID != 0 { // what the count does not look at
				total = unknownTotal
			}
			return listOf(got.Articles, total, page, 0), nil
		},
	})
}

// Get returns an article. It needs an administrator; agents may call List.
//
// GET /api/v1/accounts/{account_id}/portals/{portal_slug}/articles/{article_id}, known from the server software.
func (s *ArticlesService) Get(ctx context.Context, portal string, id int64, opts ...RequestOption) (*HelpArticle, error) {
	return do[HelpArticle](ctx, s.client, opGetArticle, pathOfSlug(portal, id), opts)
}

func (p *ArticleParams) body() wrapped[*ArticleParams] { return wrapped[*ArticleParams]{"article": p} }

// Create creates an article. It needs an administrator. For a slug that any article on the server has, the server
// fails, so that the error is [ErrServer] and [ErrAmbiguous]. It is never sent twice; prefer Ensure.
//
// POST /api/v1/accounts/{account_id}/portals/{portal_slug}/articles, known from the server software.
func (s *ArticlesService) Create(ctx context.Context, portal string, params *ArticleParams, opts ...RequestOption) (*HelpArticle, error) {
	r := pathOfSlug(portal).refuse(params.validateNew())
	return do[HelpArticle](ctx, s.client, opCreateArticle, r.json(params.body()), opts)
}

// Update changes an article. It needs an administrator. Another category moves it to the end of that.
//
// PATCH /api/v1/accounts/{account_id}/portals/{portal_slug}/articles/{article_id}, known from the server software.
func (s *ArticlesService) Update(ctx context.Context, portal string, id int64, params *ArticleParams, opts ...RequestOption) (*HelpArticle, error) {
	return do[HelpArticle](ctx, s.client, opUpdateArticle, pathOfSlug(portal, id).check(params).json(params.body()), opts)
}

// Delete deletes an article; its translations stay. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/portals/{portal_slug}/articles/{article_id}, known from the server software.
func (s *ArticlesService) Delete(ctx context.Context, portal string, id int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteArticle, pathOfSlug(portal, id), opts)
}

type articlePositions struct {
	Positions map[string]int `json:"positions"`
}

// Reorder sets the positions of articles, by ID: all or, if one does not exist, none. The server then spaces the
// articles of their categories by 10; from Chatwoot 4.15 it returns the new positions of all in categories with more
// than one article. It needs an administrator.
//
// POST /api/v1/accounts/{account_id}/portals/{portal_slug}/articles/reorder, known from the server software.
func (s *ArticlesService) Reorder(ctx context.Context, portal string, positions map[int64]int, opts ...RequestOption) (map[int64]int, error) {
	r := pathOfSlug(portal).refuse(validateOrder(positions)).json(wrapped[map[int64]int]{"positions_hash": positions})
	got, err := doOptional[articlePositions](ctx, s.client, opReorderArticles, r, opts)
	if err != nil || got == nil {
		return nil, err
	}
	spaced := make(map[int64]int, len(got.Positions))
	for text, position := range got.Positions {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil {
			spaced[id] = position
		}
	}
	return spaced, nil
}
