package ndoto

import "strings"

// HelpArticle is a page of the help center.
type HelpArticle struct {
	ID          int64         `json:"id"`
	Slug        string        `json:"slug"`
	Title       string        `json:"title"`
	Content     string        `json:"content"` // Markdown
	Description string        `json:"description"`
	Status      ArticleStatus `json:"status"`
	// DraftTitle and DraftContent are edits that are not public yet; from Chatwoot 4.15.
	DraftTitle   string         `json:"draft_title"`
	DraftContent string         `json:"draft_content"`
	Position     int            `json:"position"`
	AccountID    int64          `json:"account_id"`
	UpdatedAt    Time           `json:"updated_at"`
	Meta         ArticleMeta    `json:"meta"`
	Category     ArticleSection `json:"category"`
	Views        int            `json:"views"`
	Author       *Agent         `json:"author"`
	// Translations are the articles that were made with this one as RootID.
	Translations []ArticleTranslation `json:"associated_articles"`
	Extra        Attributes           `json:"-"`
}

// ArticleMeta is what search engines are told of an article.
type ArticleMeta struct {
	Title       string     `json:"title,omitempty"`
	Description string     `json:"description,omitempty"`
	Tags        []string   `json:"tags,omitempty"`
	Extra       Attributes `json:"-"`
}

// ArticleSection is the category of an article; its ID is 0 if the article has none.
type ArticleSection struct {
	ID        int64      `json:"id"`
	Name      string     `json:"name"`
	Slug      string     `json:"slug"`
	Locale    string     `json:"locale"`
	Icon      string     `json:"icon"`
	IconColor string     `json:"icon_color"`
	Extra     Attributes `json:"-"`
}

// ArticleTranslation is an article in another language, as its original has it.
type ArticleTranslation struct {
	ID          int64         `json:"id"`
	CategoryID  int64         `json:"category_id"`
	Title       string        `json:"title"`
	Content     string        `json:"content"`
	Description string        `json:"description"`
	Status      ArticleStatus `json:"status"`
	AccountID   int64         `json:"account_id"`
	Portal      *Portal       `json:"portal"`
	Views       int           `json:"views"`
	Author      *Agent        `json:"author"`
	Extra       Attributes    `json:"-"`
}

// ArticleStatus says whether an article is public.
type ArticleStatus string

// The statuses of articles.
const (
	ArticleDraft     ArticleStatus = "draft"
	ArticlePublished ArticleStatus = "published"
	ArticleArchived  ArticleStatus = "archived"
)

// Valid reports whether the status is known.
func (s ArticleStatus) Valid() bool {
	return s == ArticleDraft || s == ArticlePublished || s == ArticleArchived
}

func validateArticleStatus(s ArticleStatus) error {
	if !s.Valid() {
		return badInput("the status must be draft, published or archived, got %q", s)
	}
	return nil
}

// ArticleParams holds the fields of an article. Create requires a Title and an AuthorID; Update leaves absent fields
// unchanged.
type ArticleParams struct {
	Title Opt[string] `json:"title,omitzero"`
	// Slug is unique on the server, in all accounts. The default is made of the time and the title.
	Slug Opt[string] `json:"slug,omitzero"`
	// Content is Markdown of up to 20,000 characters. A published article needs one.
	Content     Opt[string] `json:"content,omitzero"`
	Description Opt[string] `json:"description,omitzero"`
	// Status is a draft by default. Before Chatwoot 4.8, what Create makes is always a draft.
	Status Opt[ArticleStatus] `json:"status,omitzero"`
	// AuthorID is a user, such as the ID in Profile.Get.
	AuthorID Opt[int64] `json:"author_id,omitzero"`
	// CategoryID decides on the language too.
	CategoryID Opt[int64] `json:"category_id,omitzero"`
	// Locale is the language of an article without a category, "en" by default.
	Locale Opt[string] `json:"locale,omitzero"`
	// RootID is the article that this one is a translation of.
	RootID   Opt[int64]       `json:"associated_article_id,omitzero"`
	Position Opt[int]         `json:"position,omitzero"`
	Meta     Opt[ArticleMeta] `json:"meta,omitzero"`
	// DraftTitle and DraftContent are edits that are not public yet; from Chatwoot 4.15. Alone they leave UpdatedAt.
	DraftTitle   Opt[string] `json:"draft_title,omitzero"`
	DraftContent Opt[string] `json:"draft_content,omitzero"`
}

func (p *ArticleParams) validate() error {
	if p == nil {
		return badInput("the params are required")
	}
	if err := validateSlug("article", p.Slug); err != nil {
		return err
	}
	switch slug, _ := p.Slug.Get(); slug {
	case "search", "articles", "categories":
		return badInput("the slug %q is the name of a page", slug)
	}
	if status, ok := p.Status.Get(); ok {
		if err := validateArticleStatus(status); err != nil {
			return err
		}
	}
	for _, text := range []struct {
		what  string
		value Opt[string]
	}{{"content", p.Content}, {"description", p.Description}, {"draft", p.DraftContent}} {
		value, _ := text.value.Get()
		if err := validateLength(text.what+" of the article", value, maxTextColumn); err != nil {
			return err
		}
	}
	if err := validateName("title of the draft", p.DraftTitle); err != nil {
		return err
	}
	return validateName("title of the article", p.Title)
}

// validateNew refuses what Create cannot carry out.
func (p *ArticleParams) validateNew() error {
	if err := p.validate(); err != nil {
		return err
	}
	status, _ := p.Status.Get()
	content, _ := p.Content.Get()
	switch {
	case !isSet(p.Title) || !isSet(p.AuthorID):
		return badInput("an article needs a Title and an AuthorID: the ID in Profile.Get is that of the token's owner")
	case status == ArticlePublished && strings.TrimSpace(content) == "":
		return badInput("a published article needs a Content")
	}
	return nil
}
