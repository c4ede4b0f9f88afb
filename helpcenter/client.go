// Package helpcenter reads the help center of a server: the articles that anybody may read, for a site or an app of
// your own, a search, an answering bot, or a mirror. It needs no token, and sends none. To write articles, use the
// Portals, Categories and Articles of a [ndoto.Client].
//
//	docs, err := helpcenter.New("handbook", ndoto.WithBaseURL("https://desk.example.com"))
//	hits, err := docs.Articles.Search(ctx, "en", "refund", nil)
//	article, err := docs.Articles.Get(ctx, "refunds")
//	for article, err := range docs.Articles.All(ctx, "en", nil) { … }
//
// Requests, retries, limits, errors and options are those of package ndoto. The base URL is that of the server, or the
// custom domain of the portal; any other name of the server is refused with [ndoto.ErrForbidden]. None of the routes is
// documented by Ndoto.
package helpcenter

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/internal/bridge"
	"github.com/usendoto/ndoto-go/internal/rules"
)

// Client reads one portal. Its fields are the services. It is safe for concurrent use. Create it with [New].
type Client struct {
	Articles   *ArticlesService
	Categories *CategoriesService

	api    bridge.Client
	portal string
}

// New returns a Client for the portal with a slug, which is the word after /hc/ in the addresses of its pages. The
// options are those of [ndoto.New]; those with a token are refused. New makes no network call. It returns
// [ndoto.ErrBadInput] if an argument is invalid.
func New(portalSlug string, opts ...ndoto.Option) (*Client, error) {
	if problem := validateSlug("portal", portalSlug); problem != nil {
		return nil, problem
	}
	api, err := bridge.NewClient("", opts)
	if err != nil {
		return nil, err
	}
	c := &Client{api: api, portal: portalSlug}
	c.Articles = &ArticlesService{c}
	c.Categories = &CategoriesService{c}
	return c, nil
}

// String describes the Client.
func (c *Client) String() string {
	return fmt.Sprintf("helpcenter.Client(%s, portal %s)", c.api.BaseURL(), c.portal)
}

// LogValue is String, for log/slog.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Portal is a site of the help center, as its readers see it.
type Portal struct {
	Slug         string `json:"slug"`
	Name         string `json:"name"`
	PageTitle    string `json:"page_title"`
	HeaderText   string `json:"header_text"`
	HomepageLink string `json:"homepage_link"`
	CustomDomain string `json:"custom_domain"`
	// Categories are those of all languages.
	Categories []Category        `json:"categories"`
	Logo       *ndoto.PortalLogo `json:"logo"` // nil if there is none
	Meta       PortalMeta        `json:"meta"`
	Extra      ndoto.Attributes  `json:"-"`
}

// PortalMeta says how much there is to read, in all languages.
type PortalMeta struct {
	Articles      int              `json:"articles_count"`
	Categories    int              `json:"categories_count"`
	DefaultLocale string           `json:"default_locale"`
	Extra         ndoto.Attributes `json:"-"`
}

// Portal returns the portal with its categories. It returns [ndoto.ErrNotFound] for a portal that is archived, or does
// not exist.
//
// GET /hc/{portal_slug}/{locale}.json, known from the server software.
func (c *Client) Portal(ctx context.Context, opts ...ndoto.RequestOption) (*Portal, error) {
	return bridge.Do[Portal](ctx, c.api, c.call(opGetPortal, anyLocale), opts)
}

// anyLocale is for routes that respond the same whatever the language.
const anyLocale = "en"

// call is a call with a portal and other words in its path.
func (c *Client) call(op *bridge.Operation, words ...string) bridge.Call {
	return bridge.Call{Operation: op, Texts: append([]string{c.portal}, words...)}
}

// localeCall is a call whose path has a language.
func (c *Client) localeCall(op *bridge.Operation, locale string, words ...string) bridge.Call {
	call := c.call(op, append([]string{locale}, words...)...)
	if !rules.IsWord(locale) {
		call.Problem = bridge.BadInput("the locale must be the code of a language, such as en or pt_BR, got %q", locale)
	}
	return call
}

// validateSlug refuses what the server's router would read as something else.
func validateSlug(of, slug string) error {
	if strings.TrimSpace(slug) == "" || strings.ContainsAny(slug, "/.") {
		return bridge.BadInput("the slug of the %s must be a word without a slash or a dot, which the server cannot serve, got %q", of, slug)
	}
	return nil
}
