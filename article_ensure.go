package ndoto

import (
	"context"
	"reflect"
	"strings"
)

// Ensure returns the article with the Slug in params, creating it if the portal has none; the second result reports
// whether it was created. An existing article is left unchanged; Sync changes it. There is never a second article. The
// server cannot be asked for a slug, so this reads the portal's articles, 25 a request, until it is found: for more
// than one article, use Sync. [ErrServer] after that usually means that another portal has the slug. Creating it needs
// an administrator.
//
// GET and POST /api/v1/accounts/{account_id}/portals/{portal_slug}/articles, known from the server software.
func (s *ArticlesService) Ensure(ctx context.Context, portal string, params *ArticleParams, opts ...RequestOption) (*HelpArticle, bool, error) {
	slug, err := params.slugOfNew()
	if err != nil {
		return nil, false, opCreateArticle.refuse(err)
	}
	return ensure(ctx, s.client, opts, s.ensured(ctx, portal, slug, params, opts))
}

// slugOfNew returns the slug of an article that can be created, and found again.
func (p *ArticleParams) slugOfNew() (string, error) {
	slug, err := keyOf(p, func() Opt[string] { return p.Slug }, "an article that can be found again needs a Slug")
	if err == nil {
		err = p.validateNew()
	}
	return slug, err
}

// ensured says how to find an article, by reading articles until it comes, and how to create it.
func (s *ArticlesService) ensured(ctx context.Context, portal, slug string, params *ArticleParams, opts []RequestOption) ensured[HelpArticle] {
	return ensured[HelpArticle]{
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
	}
}

// SyncedArticle is an article as Sync left it. If it was there and needed no change, Created and Changed are false.
type SyncedArticle struct {
	*HelpArticle
	Created bool
	Changed bool // it was there, with other values
}

// Sync makes the articles of a portal match params, by their Slugs, which are required and must be distinct. It reads
// the portal's articles once, 25 a request, creates the missing ones and updates those that differ, so that a second
// run with the same params writes nothing. There is never a second article, and none is deleted. It returns the
// articles in the order of params; with an error, which names the article, those that were done before it. Run it again
// to do the rest. In a process, calls for the same portal wait for each other.
//
// The server does not show the Locale of an article without a category, nor its RootID, so these two count only when
// the article is created, and so does AuthorID. A server that does not keep drafts, before Chatwoot 4.15, is sent
// DraftTitle and DraftContent in each run. [ErrServer] usually means that another portal has a slug. It needs an
// administrator.
//
// GET and POST /api/v1/accounts/{account_id}/portals/{portal_slug}/articles and PATCH
// /api/v1/accounts/{account_id}/portals/{portal_slug}/articles/{article_id}, known from the server software.
func (s *ArticlesService) Sync(ctx context.Context, portal string, params []*ArticleParams, opts ...RequestOption) ([]SyncedArticle, error) {
	op := opCreateArticle.as("Articles.Sync")
	slugs, err := slugsOf(params)
	if err != nil {
		return nil, op.refuse(err)
	}
	unlock, err := s.client.lock(ctx, "articles:"+portal)
	if err != nil {
		return nil, op.refuse(err)
	}
	defer unlock()
	there, err := s.find(ctx, portal, slugs, opts)
	if err != nil {
		return nil, err
	}
	synced := make([]SyncedArticle, 0, len(params))
	for i, slug := range slugs {
		article, err := s.sync(ctx, portal, slug, params[i], there[slug], opts)
		if err != nil {
			return synced, about("article", slug, err)
		}
		synced = append(synced, article)
	}
	return synced, nil
}

// slugsOf returns the slugs of new articles, which are all different.
func slugsOf(params []*ArticleParams) ([]string, error) {
	slugs := make([]string, len(params))
	seen := make(map[string]bool, len(params))
	for i, p := range params {
		slug, err := p.slugOfNew()
		switch {
		case err != nil:
			return nil, badInput("article %d: %s", i+1, strings.TrimPrefix(err.Error(), ErrBadInput.Error()+": "))
		case seen[slug]:
			return nil, badInput("two articles have the Slug %q", slug)
		}
		slugs[i], seen[slug] = slug, true
	}
	return slugs, nil
}

// find reads the portal's articles until it has those with the slugs, and returns them by slug.
func (s *ArticlesService) find(ctx context.Context, portal string, slugs []string, opts []RequestOption) (map[string]*HelpArticle, error) {
	missing := make(map[string]bool, len(slugs))
	for _, slug := range slugs {
		missing[slug] = true
	}
	there := make(map[string]*HelpArticle, len(slugs))
	if len(missing) == 0 {
		return there, nil
	}
	set, err := s.client.settingsFor(opts)
	if err != nil {
		return nil, opListArticles.refuse(err)
	}
	for a, err := range s.All(ctx, portal, nil, lookOptions(opts, set)...) {
		if err != nil {
			return nil, err
		}
		if missing[a.Slug] {
			there[a.Slug] = a
			delete(missing, a.Slug)
		}
		if len(missing) == 0 {
			break
		}
	}
	return there, nil
}

// sync creates an article that is not there, or makes the one that is there match params.
func (s *ArticlesService) sync(ctx context.Context, portal, slug string, params *ArticleParams, article *HelpArticle, opts []RequestOption) (SyncedArticle, error) {
	created := false
	if article == nil {
		absent := s.ensured(ctx, portal, slug, params, opts)
		absent.absent = true
		var err error
		if article, created, err = ensure(ctx, s.client, opts, absent); err != nil {
			return SyncedArticle{}, err
		}
	}
	change := params.changes(article)
	if reflect.DeepEqual(change, ArticleParams{}) {
		return SyncedArticle{HelpArticle: article, Created: created}, nil
	}
	changed, err := s.Update(ctx, portal, article.ID, &change, opts...)
	if err == nil && !change.CategoryID.IsZero() {
		// Whatever Position it came with, it is at the end of its category now.
		if place := params.changes(changed).Position; !place.IsZero() {
			changed, err = s.Update(ctx, portal, article.ID, &ArticleParams{Position: place}, opts...)
		}
	}
	return SyncedArticle{HelpArticle: changed, Created: created, Changed: !created}, err
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
