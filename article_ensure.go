package ndoto

import (
	"context"
	"reflect"
)

// Ensure returns the article with the Slug in params, creating it if the portal has none; the second result reports
// whether it was created. An existing article is left unchanged; Sync changes it. There is never a second article. The
// server cannot be asked for a slug, so this reads the portal's articles, 25 a request, until it is found. [ErrServer]
// after that usually means that another portal has the slug. Creating it needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/portals/{portal_slug}/articles, known from the server software.
func (s *ArticlesService) Ensure(ctx context.Context, portal string, params *ArticleParams, opts ...RequestOption) (*HelpArticle, bool, error) {
	slug, err := keyOf(params, func() Opt[string] { return params.Slug }, "an article that can be found again needs a Slug")
	if err == nil {
		err = params.validateNew()
	}
	if err != nil {
		return nil, false, opCreateArticle.refuse(err)
	}
	return ensure(ctx, s.client, opts, ensured[HelpArticle]{
		op: opCreateArticle, name: "article:" + slug,
		find: func(opts []RequestOption) (*HelpArticle, error) {
			for a, err := range s.All(ctx, portal, nil, opts...) {
				if err != nil || a.Slug == slug {
					return a, err
				}
			}
			return nil, nil
		},
		create: func() (*HelpArticle, error) { return s.Create(ctx, portal, params, opts...) },
	})
}

// Sync makes the article with the Slug in params as they say: it creates one like Ensure, or changes what is different.
// The second result reports whether the article was created or changed, so that a second run with the same params
// reports false. The server does not show what an article without a category has as Locale, nor its RootID, so they
// count when it is created only, and so does AuthorID. It needs an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/portals/{portal_slug}/articles and PATCH
// /api/v1/accounts/{account_id}/portals/{portal_slug}/articles/{article_id}, known from the server software.
func (s *ArticlesService) Sync(ctx context.Context, portal string, params *ArticleParams, opts ...RequestOption) (*HelpArticle, bool, error) {
	article, created, err := s.Ensure(ctx, portal, params, opts...)
	if err != nil {
		return nil, false, err
	}
	change := params.changes(article)
	if reflect.DeepEqual(change, ArticleParams{}) {
		return article, created, nil
	}
	article, err = s.Update(ctx, portal, article.ID, &change, opts...)
	return article, err == nil, err
}

// changes returns the fields that an article has another value of.
func (p *ArticleParams) changes(a *HelpArticle) (change ArticleParams) {
	differ(&change.Title, p.Title, a.Title)
	differ(&change.Content, p.Content, a.Content)
	differ(&change.Description, p.Description, a.Description)
	differ(&change.Status, p.Status, a.Status)
	differ(&change.CategoryID, p.CategoryID, a.Category.ID)
	differ(&change.Position, p.Position, a.Position)
	differ(&change.DraftTitle, p.DraftTitle, a.DraftTitle)
	differ(&change.DraftContent, p.DraftContent, a.DraftContent)
	meta, _ := p.Meta.Get()
	had := ArticleMeta{Title: a.Meta.Title, Description: a.Meta.Description, Tags: a.Meta.Tags}
	if !p.Meta.IsZero() && !sameMeta(meta, had) {
		change.Meta = p.Meta
	}
	return change
}

// differ sets a field if the value that is wanted is not the one that there is. Null is the zero value.
func differ[T comparable](field *Opt[T], wanted Opt[T], is T) {
	if value, _ := wanted.Get(); !wanted.IsZero() && value != is {
		*field = wanted
	}
}

func sameMeta(a, b ArticleMeta) bool {
	if len(a.Tags) == 0 && len(b.Tags) == 0 {
		a.Tags, b.Tags = nil, nil
	}
	return a.Title == b.Title && a.Description == b.Description && reflect.DeepEqual(a.Tags, b.Tags)
}
