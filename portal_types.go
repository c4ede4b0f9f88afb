package ndoto

import (
	"strings"
)

// Portal is a site of the help center.
type Portal struct {
	ID           int64        `json:"id"`
	Slug         string       `json:"slug"`
	Name         string       `json:"name"`
	PageTitle    string       `json:"page_title"`
	HeaderText   string       `json:"header_text"`
	HomepageLink string       `json:"homepage_link"`
	Color        string       `json:"color"`
	CustomDomain string       `json:"custom_domain"`
	Archived     bool         `json:"archived"`
	AccountID    int64        `json:"account_id"`
	Config       PortalConfig `json:"config"`
	// Inbox is the inbox whose chat the pages have, or nil.
	Inbox  *Inbox       `json:"inbox"`
	Logo   *PortalLogo  `json:"logo"`
	Counts PortalCounts `json:"meta"`
	// SSL is the state of the certificate of CustomDomain, or nil.
	SSL   *PortalSSL `json:"ssl_settings"`
	Extra Attributes `json:"-"`
}

// PortalConfig are the settings of a portal.
type PortalConfig struct {
	Locales       []PortalLocale `json:"allowed_locales"`
	DefaultLocale string         `json:"default_locale"`
	Layout        PortalLayout   `json:"layout"`
	// SocialProfiles, Translations and Popular are what [PortalConfigParams] has.
	SocialProfiles Attributes `json:"social_profiles"`
	Translations   Attributes `json:"locale_translations"`
	Popular        Attributes `json:"popular_content"`
	Extra          Attributes `json:"-"`
}

// PortalLocale is a language of a portal.
type PortalLocale struct {
	Code            string     `json:"code"`
	ArticlesCount   int        `json:"articles_count"`
	CategoriesCount int        `json:"categories_count"`
	Draft           bool       `json:"draft"`
	Extra           Attributes `json:"-"`
}

// PortalLayout is how the pages of a portal look.
type PortalLayout string

// The layouts of portals.
const (
	LayoutClassic       PortalLayout = "classic"
	LayoutDocumentation PortalLayout = "documentation"
)

// Valid reports whether the layout is known.
func (l PortalLayout) Valid() bool { return l == LayoutClassic || l == LayoutDocumentation }

// PortalTranslation has the texts of a portal in another language.
type PortalTranslation struct {
	Name       string `json:"name,omitempty"`
	PageTitle  string `json:"page_title,omitempty"`
	HeaderText string `json:"header_text,omitempty"`
}

// PopularContent is what the first page of a portal shows: up to 3 categories and 6 articles.
type PopularContent struct {
	CategoryIDs []int64 `json:"category_ids,omitempty"`
	ArticleIDs  []int64 `json:"article_ids,omitempty"`
}

// PortalLogo is the logo of a portal.
type PortalLogo struct {
	ID        int64      `json:"id"`
	PortalID  int64      `json:"portal_id"`
	AccountID int64      `json:"account_id"`
	FileType  string     `json:"file_type"`
	FileName  string     `json:"filename"`
	FileURL   string     `json:"file_url"`
	BlobID    LooseText  `json:"blob_id"`
	Extra     Attributes `json:"-"`
}

// PortalCounts says how much is in a portal. The counts of articles are 0 in lists, and in what Create and Update
// return.
type PortalCounts struct {
	Articles      int        `json:"all_articles_count"`
	Published     int        `json:"published_count"`
	Drafts        int        `json:"draft_articles_count"`
	Archived      int        `json:"archived_articles_count"`
	Mine          int        `json:"mine_articles_count"`
	Categories    int        `json:"categories_count"`
	DefaultLocale string     `json:"default_locale"`
	Extra         Attributes `json:"-"`
}

// PortalSSL is the state of the certificate of a portal's own domain.
type PortalSSL struct {
	Status             string     `json:"status"`
	VerificationErrors []string   `json:"verification_errors"`
	Extra              Attributes `json:"-"`
}

// pathOfSlug is pathOf for a path that begins with the slug of a portal.
func pathOfSlug(portal string, ids ...int64) request {
	r := pathOf(ids...)
	r.texts[0] = portal
	return r
}

// validateSlug refuses slugs that could not be part of an address. What follows a dot is a format to the server's
// router.
func validateSlug(what string, slug Opt[string]) error {
	text, ok := slug.Get()
	switch {
	case !ok:
		return nil
	case text == "" || strings.ContainsAny(text, "/.?# \t\r\n"):
		return badInput("the slug of the %s must not be empty, nor have a slash, a dot, a space, ? or #, got %q", what, text)
	}
	return validateLength("slug of the "+what, text, maxStringColumn)
}

// validateOrder refuses an empty order, and what has no place in one.
func validateOrder(positions map[int64]int) error {
	if len(positions) == 0 {
		return badInput("the positions are empty")
	}
	for id := range positions {
		if id <= 0 {
			return badInput("ids must be positive, got %d", id)
		}
	}
	return nil
}
