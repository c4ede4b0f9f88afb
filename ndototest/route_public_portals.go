package ndototest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// The pages of a portal that anybody may read, as JSON (app/controllers/public/api/v1/portals). The format in a path
// does not matter: there are no pages in HTML.

const publicPortal = "/hc/{portal}"

var publicPortalRoutes = []route{
	{http.MethodGet, publicPortal, accessAnybody, withPublicPortal(redirectToPortal)},
	{http.MethodGet, publicPortal + "/{locale}", accessAnybody, withPublicPortal(showPublicPortal)},
	{http.MethodGet, publicPortal + "/{locale}/{page}", accessAnybody, withPublicPortal(showPublicPage)},
	{http.MethodGet, publicPortal + "/{locale}/categories/{category}", accessAnybody, withPublicPortal(showPublicCategory)},
	{http.MethodGet, publicPortal + "/{locale}/categories/{category}/articles", accessAnybody, withPublicPortal(listPublicArticles)},
}

func withPublicPortal(handler func(*call, object) reply) func(*call) reply {
	return func(c *call) reply {
		for _, w := range c.accounts {
			i := slices.IndexFunc(w.rows["portals"], func(p object) bool {
				return p["slug"] == c.request.PathValue("portal") && p["archived"] != true
			})
			if i >= 0 {
				c.world = w
				return handler(c, w.rows["portals"][i])
			}
		}
		if strings.HasSuffix(c.request.PathValue("page"), ".md") {
			return notFoundPage() // whatever is accepted: the format in the path counts
		}
		return frameworkError(http.StatusNotFound)
	}
}

// showPublicPage has the routes whose patterns overlap, in the order of the server's.
func showPublicPage(c *call, portal object) reply {
	switch page := c.request.PathValue("page"); {
	case page == "articles":
		return listPublicArticles(c, portal)
	case page == "categories":
		return listPublicCategories(c, portal)
	case c.request.PathValue("locale") == "articles":
		return showPublicArticle(c, portal, page)
	}
	return noRoute(c.request)
}

func redirectToPortal(c *call, portal object) reply {
	target := c.url + "/hc/" + toText(portal["slug"]) + "/" + defaultLocale(portal["config"].(object))
	return reply{status: http.StatusFound, contentType: "text/html; charset=utf-8", header: http.Header{"Location": {target}}}
}

func showPublicPortal(c *call, portal object) reply { return ok(c.renderPublicPortal(portal)) }

func (c *call) renderPublicPortal(portal object) object {
	categories := c.categoriesOf(portal, "")
	o := pick(c.renderPortal(portal, nil), "custom_domain", "header_text", "homepage_link", "name", "page_title", "slug", "logo")
	o["categories"] = renderAll(categories, c.renderPublicCategory)
	o["meta"] = object{
		"articles_count": len(c.publishedIn(portal, "")), "categories_count": len(categories), "default_locale": defaultLocale(portal["config"].(object)),
	}
	return o
}

func (c *call) renderPublicCategory(row object) object {
	o := pick(row, "name", "slug", "locale", "description", "position")
	o["meta"] = object{"articles_count": len(slices.DeleteFunc(slices.Clone(c.rows["articles"]), func(a object) bool {
		return toInt(a["category_id"]) != toInt(row["id"]) || a["status"] != "published"
	}))}
	return o
}

// publishedIn are the published articles of a portal in a language, or in all.
func (c *call) publishedIn(portal object, locale string) []object {
	return c.articlesOf(portal, func(a object) bool { return a["status"] == "published" && (locale == "" || a["locale"] == locale) })
}

// listPublicCategories has those of all languages.
func listPublicCategories(c *call, portal object) reply {
	return ok(object{"payload": renderAll(c.categoriesOf(portal, ""), c.renderPublicCategory)})
}

// showPublicCategory fails where there is none: the page that says so exists in HTML only.
func showPublicCategory(c *call, portal object) reply {
	for _, row := range c.categoriesOf(portal, c.request.PathValue("locale")) {
		if row["slug"] == c.request.PathValue("category") {
			return ok(c.renderPublicCategory(row))
		}
	}
	return crash()
}

// listPublicArticles does not look at the category in the path.
func listPublicArticles(c *call, portal object) reply {
	locale, query := c.request.PathValue("locale"), strings.TrimSpace(c.text("query"))
	counted, found := c.publishedIn(portal, locale), []object{}
	for _, a := range counted {
		if matchesWords(a, query) {
			found = append(found, a)
		}
	}
	if c.text("sort") == "views" {
		sortBy(found, func(a object) int64 { return toInt(a["views"]) }, true)
	} else {
		sortBy(found, func(a object) int64 { return toInt(a["position"]) }, false)
	}
	if c.text("per_page") != "" {
		perPage := min(c.int("per_page"), 100)
		if perPage < 1 {
			perPage = 25
		}
		found = pageOf(found, c.int("page"), int(perPage))
	}
	render := c.renderPublicArticle
	if c.dialect == Chatwoot42 { // which counts those of all languages
		counted = c.publishedIn(portal, "")
	} else if query != "" { // from 4.12
		render = func(a object) object { return c.renderFoundArticle(portal, a, query) }
	}
	return ok(object{"payload": renderAll(found, render), "meta": object{"articles_count": len(counted)}})
}

func (c *call) renderFoundArticle(portal, a object, query string) object {
	o := pick(a, "id", "category_id", "title")
	o["content"], o["link"] = excerpt(toText(a["content"]), query), "/"+linkOf(portal, a)
	return o
}

func linkOf(portal, a object) string {
	return fmt.Sprintf("hc/%s/articles/%s", portal["slug"], a["slug"])
}

// excerpt is the text around a query, or the beginning of the text.
func excerpt(content, query string) string {
	const radius, longest, omission = 110, 220, "..."
	text := strings.Join(strings.Fields(content), " ")
	at := strings.Index(strings.ToLower(text), strings.ToLower(query))
	if at < 0 || at+len(query) > len(text) {
		if utf8.RuneCountInString(text) <= longest {
			return text
		}
		return strings.TrimSpace(string([]rune(text)[:longest-len(omission)])) + omission
	}
	before, after := []rune(text[:at]), []rune(text[at+len(query):])
	start, end := "", ""
	if len(before) > radius {
		before, start = before[len(before)-radius:], omission
	}
	if len(after) > radius {
		after, end = after[:radius], omission
	}
	return start + string(before) + text[at:at+len(query)] + string(after) + end
}

// showPublicArticle has drafts too. There are two more formats: the text of what is published, and a picture that
// counts a view.
func showPublicArticle(c *call, portal object, slug string) reply {
	name, isText := strings.CutSuffix(slug, ".md")
	name, isPicture := strings.CutSuffix(name, ".png")
	rows := c.articlesOf(portal, func(a object) bool { return a["slug"] == name })
	switch {
	case isText && (c.dialect == Chatwoot42 || len(rows) == 0 || rows[0]["status"] != "published"), isPicture && len(rows) == 0:
		return reply{status: http.StatusNotFound}
	case len(rows) == 0:
		return crash() // the page that says so exists in HTML only
	case isText:
		return reply{status: http.StatusOK, contentType: "text/markdown; charset=utf-8", body: []byte(toText(rows[0]["content"]))}
	case isPicture:
		if rows[0]["status"] == "published" {
			rows[0]["views"] = toInt(rows[0]["views"]) + 1
		}
		return reply{status: http.StatusOK, contentType: "image/png", body: trackingPixel()}
	}
	return ok(c.renderPublicArticle(rows[0]))
}

// trackingPixel is a picture of one transparent pixel.
func trackingPixel() []byte {
	picture, _ := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
	return picture
}

func (c *call) renderPublicArticle(row object) object {
	portal := c.rowOf("portals", toInt(row["portal"]))
	o := c.renderPublicTranslation(row)
	o["position"], o["slug"], o["portal"], o["link"] = row["position"], row["slug"], c.renderPublicPortal(portal), linkOf(portal, row)
	if category := c.category(row["category_id"]); category != nil {
		o["category"] = pick(category, "id", "slug", "locale")
	}
	var translations []object
	for _, other := range c.rows["articles"] {
		if other["associated_article_id"] != nil && toInt(other["associated_article_id"]) == toInt(row["id"]) {
			translations = append(translations, c.renderPublicTranslation(other))
		}
	}
	if translations != nil {
		o["associated_articles"] = translations
	}
	return o
}

func (c *call) renderPublicTranslation(row object) object {
	o := pick(row, "id", "category_id", "title", "content", "description", "status", "views")
	o["account_id"], o["last_updated_at"] = c.accountID, row["updated_at"]
	if author := c.userByID(toInt(row["author_id"])); author != nil {
		o["author"] = pick(c.renderAgent(author).object(), "available_name", "name", "thumbnail")
	}
	return o
}
