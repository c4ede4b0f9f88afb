package ndoto

import (
	"context"
)

type articlesChange struct {
	IDs        []int64       `json:"ids"`
	Status     ArticleStatus `json:"status,omitempty"`
	CategoryID int64         `json:"category_id,omitempty"`
	Locale     string        `json:"locale,omitempty"`
	Force      bool          `json:"force,omitempty"`
}

func (c articlesChange) validate() error {
	if len(c.IDs) == 0 {
		return badInput("the ids of the articles are empty")
	}
	return validateIDs(c.IDs)
}

// SetStatus publishes, archives or withdraws articles. IDs that the portal does not have are left out; if it has none
// of them the error is [ErrValidation]. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/portals/{portal_slug}/articles/bulk_actions/update_status, known from the server
// software from Chatwoot 4.14.
func (s *ArticlesService) SetStatus(ctx context.Context, portal string, ids []int64, status ArticleStatus, opts ...RequestOption) error {
	r := pathOfSlug(portal).refuse(validateArticleStatus(status)).json(articlesChange{IDs: ids, Status: status})
	return doNothing(ctx, s.client, opSetArticlesStatus, r, opts)
}

// SetCategory moves articles to the end of a category of the portal. IDs that the portal does not have are left out; if
// it has none of them the error is [ErrValidation]. It needs an administrator.
//
// PATCH /api/v1/accounts/{account_id}/portals/{portal_slug}/articles/bulk_actions/update_category, known from the
// server software from Chatwoot 4.14.1.
func (s *ArticlesService) SetCategory(ctx context.Context, portal string, ids []int64, categoryID int64, opts ...RequestOption) error {
	r := pathOfSlug(portal).require(categoryID > 0, "the id of the category must be positive, got %d", categoryID)
	return doNothing(ctx, s.client, opSetArticlesCategory, r.json(articlesChange{IDs: ids, CategoryID: categoryID}), opts)
}

// DeleteMany deletes articles. IDs that the portal does not have are left out; if it has none of them the error is
// [ErrValidation]. It needs an administrator.
//
// DELETE /api/v1/accounts/{account_id}/portals/{portal_slug}/articles/bulk_actions/delete_articles, known from the
// server software from Chatwoot 4.14.
func (s *ArticlesService) DeleteMany(ctx context.Context, portal string, ids []int64, opts ...RequestOption) error {
	return doNothing(ctx, s.client, opDeleteManyArticles, pathOfSlug(portal).json(articlesChange{IDs: ids}), opts)
}

// TranslateArticlesParams says how articles are translated.
type TranslateArticlesParams struct {
	// Locale is one of the portal's.
	Locale string
	// CategoryID is a category in that language for the translations, or 0.
	CategoryID int64
	// Again makes further translations of articles that have one.
	Again bool
}

// Translate has the server's AI translate articles, in the background. It returns [ErrConflict] if one has a
// translation in that language. It needs an administrator, and an enterprise server whose account has Captain's tasks
// turned on. It is never sent twice; see [ErrAmbiguous].
//
// POST /api/v1/accounts/{account_id}/portals/{portal_slug}/articles/bulk_actions/translate, known from the server
// software from Chatwoot 4.14.
func (s *ArticlesService) Translate(ctx context.Context, portal string, ids []int64, params TranslateArticlesParams, opts ...RequestOption) error {
	r := pathOfSlug(portal).require(params.Locale != "", "a translation needs a Locale")
	change := articlesChange{IDs: ids, CategoryID: params.CategoryID, Locale: params.Locale, Force: params.Again}
	return doNothing(ctx, s.client, opTranslateArticles, r.json(change), opts)
}
