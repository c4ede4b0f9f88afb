package ndototest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

var articleRoutes = []route{
	{http.MethodGet, "portals/{portal}/articles", accessAgents, ofPortal(notFound, listArticles)},
	{http.MethodPost, "portals/{portal}/articles", accessAdmins, ofPortal(notFound, createArticle)},
	{http.MethodGet, "portals/{portal}/articles/{id}", accessAdmins, ofPortal(notFound, articleOf(articleTable.show))},
	{http.MethodPatch, "portals/{portal}/articles/{id}", accessAdmins, ofPortal(notFound, articleOf(updateArticle))},
	{http.MethodDelete, "portals/{portal}/articles/{id}", accessAdmins, ofPortal(notFound, articleOf(deleteArticle))},
	{http.MethodPost, "portals/{portal}/articles/reorder", accessAdmins, ofPortal(notFound, reorderArticles)},
}

// articleTable has the columns and the validations of articles (app/models/article.rb).
var articleTable = table{
	path: "articles", key: "article", one: payloadOfOne,
	columns: slices.Concat(
		columnsOf(stringColumn, "title", "slug", "locale", "draft_title"), columnsOf(textColumn, "content", "description", "draft_content"),
		columnsOf(intColumn, "position", "category_id", "author_id", "associated_article_id"), columnsOf(objectColumn, "meta"),
		[]column{enum("status", "draft", "published", "archived")},
	),
	defaults: func(c *call) object {
		return object{
			"title": nil, "slug": nil, "locale": "en", "draft_title": nil, "content": nil, "description": nil, "draft_content": nil, "position": nil,
			"category_id": nil, "author_id": nil, "associated_article_id": nil, "meta": object{}, "status": "draft", "views": nil,
			"portal": c.portal()["id"], "updated_at": iso(c.now()),
		}
	},
	check: func(c *call, row object, p *problems) {
		if c.userByID(toInt(row["author_id"])) == nil {
			p.add("author", "must exist")
		}
		p.present(row, "author_id", "title")
		if row["status"] == "published" || c.dialect == Chatwoot42 {
			p.present(row, "content")
		}
		if slices.Contains([]string{"search", "articles", "categories"}, toText(row["slug"])) && c.dialect != Chatwoot42 {
			p.add("slug", "is reserved")
		}
		if row["slug"] == nil && !isBlank(row["title"]) {
			row["slug"] = fmt.Sprintf("%d-%s", c.now().Unix(), parameterize(toText(row["title"])))
		}
		if category := c.category(row["category_id"]); category != nil {
			row["locale"] = category["locale"]
		} else if isBlank(row["locale"]) {
			row["locale"] = defaultLocale(c.portal()["config"].(object))
		}
	},
	render: func(c *call, row object) object { return c.renderArticle(row) },
}

// parameterize is what the name of a page is made of.
func parameterize(title string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "-")
}

func (c *call) userByID(id int64) *user {
	return find(c.users, func(u *user) bool { return u.id == id })
}

// articlesOf are the articles of a portal that match.
func (c *call) articlesOf(portal object, match func(object) bool) []object {
	rows := []object{}
	for _, row := range c.rows["articles"] {
		if row["portal"] == portal["id"] && match(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

func (c *call) withStatus(articles []object, status string) []object {
	return slices.DeleteFunc(slices.Clone(articles), func(a object) bool { return a["status"] != status })
}

func (c *call) writtenBy(articles []object, author int64) []object {
	return slices.DeleteFunc(slices.Clone(articles), func(a object) bool { return toInt(a["author_id"]) != author })
}

// articleOf runs a handler with the article in the path, if it is the portal's.
func articleOf(handler func(*call, object) reply) func(*call, object) reply {
	return func(c *call, portal object) reply {
		row := c.articleIn(portal, c.id("id"))
		if row == nil {
			return notFound()
		}
		return handler(c, row)
	}
}

func (c *call) articleIn(portal object, id any) object {
	rows := c.articlesOf(portal, func(a object) bool { return toInt(a["id"]) == toInt(id) })
	if len(rows) == 0 {
		return nil
	}
	return rows[0]
}

func (c *call) renderArticle(row object) object {
	o := object{"account_id": c.accountID, "updated_at": epochOf(row["updated_at"])}
	for _, name := range []string{"id", "slug", "title", "content", "description", "status", "position", "meta", "views"} {
		o[name] = row[name]
	}
	category := c.category(row["category_id"])
	section := object{"id": row["category_id"]}
	names := []string{"name", "slug", "locale"}
	if c.dialect != Chatwoot42 {
		names = append(names, "icon", "icon_color")
		o["draft_title"], o["draft_content"] = row["draft_title"], row["draft_content"]
	}
	for _, name := range names {
		section[name] = category[name]
	}
	o["category"] = section
	if author := c.userByID(toInt(row["author_id"])); author != nil {
		o["author"] = c.renderAgent(author)
	}
	var translations []object
	for _, other := range c.rows["articles"] {
		if other["associated_article_id"] != nil && toInt(other["associated_article_id"]) == toInt(row["id"]) {
			translations = append(translations, c.renderTranslation(other))
		}
	}
	if translations != nil {
		o["associated_articles"] = translations
	}
	return o
}

func (c *call) renderTranslation(row object) object {
	o := object{"account_id": c.accountID}
	for _, name := range []string{"id", "category_id", "title", "content", "description", "status", "views"} {
		o[name] = row[name]
	}
	if portal := c.rowOf("portals", toInt(row["portal"])); portal != nil {
		o["portal"] = c.renderPortal(portal, nil)
	}
	if author := c.userByID(toInt(row["author_id"])); author != nil {
		o["author"] = c.renderAgent(author)
	}
	return o
}

const articlesPerPage = 25

// listArticles counts what it finds before it looks at the status and the author.
func listArticles(c *call, portal object) reply {
	locale, section, query := c.text("locale"), c.text("category_slug"), c.text("query")
	rows := c.articlesOf(portal, func(a object) bool {
		return (locale == "" || a["locale"] == locale) && (section == "" || c.category(a["category_id"])["slug"] == section) && matchesWords(a, query)
	})
	found := rows
	if status := c.text("status"); status != "" {
		found = c.withStatus(found, status)
	}
	if author := c.int("author_id"); author != 0 {
		found = c.writtenBy(found, author)
	}
	found = slices.Clone(found)
	if section != "" {
		sortBy(found, func(a object) int64 { return toInt(a["position"]) }, false)
	} else {
		slices.SortStableFunc(found, func(a, b object) int {
			return cmp.Or(-cmp.Compare(toText(a["updated_at"]), toText(b["updated_at"])), -cmp.Compare(toInt(a["id"]), toInt(b["id"])))
		})
	}
	return ok(object{
		"payload": renderAll(pageOf(found, c.int("page"), articlesPerPage), c.renderArticle),
		"meta": object{
			"all_articles_count": len(c.articlesOf(portal, func(object) bool { return true })), "articles_count": len(rows), "current_page": c.pageParam(),
			"archived_articles_count": len(c.withStatus(rows, "archived")), "draft_articles_count": len(c.withStatus(rows, "draft")),
			"published_count": len(c.withStatus(rows, "published")), "mine_articles_count": len(c.writtenBy(rows, c.user.id)),
		},
	})
}

// matchesWords reports whether an article has words that begin like each of the query.
func matchesWords(a object, query string) bool {
	text := strings.ToLower(toText(a["title"]) + " " + toText(a["description"]) + " " + toText(a["content"]))
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for wanted := range strings.FieldsSeq(strings.ToLower(query)) {
		if !slices.ContainsFunc(words, func(word string) bool { return strings.HasPrefix(word, wanted) }) {
			return false
		}
	}
	return true
}

// hasSlug reports whether another article has the slug, which only the database refuses.
func (c *call) hasSlug(slug, id any) bool {
	return slices.ContainsFunc(c.rows["articles"], func(a object) bool { return a["id"] != id && a["slug"] == slug })
}

func createArticle(c *call, portal object) reply {
	params := c.object("article")
	if slug := params["slug"]; slug != nil && c.hasSlug(slug, nil) && !isBlank(params["title"]) && c.userByID(toInt(params["author_id"])) != nil {
		return crash()
	}
	out := articleTable.create(c)
	if out.status != http.StatusOK {
		return out
	}
	rows := c.rows["articles"]
	made := rows[len(rows)-1]
	if made["position"] == nil {
		made["position"] = c.nextPosition(made)
	}
	if c.dialect == Chatwoot42 {
		made["status"] = "draft"
	}
	if root := made["associated_article_id"]; root != nil {
		original := c.articleIn(portal, root)
		if original == nil {
			return notFound() // the article stays
		}
		if original["associated_article_id"] != nil {
			made["associated_article_id"] = original["associated_article_id"]
		}
	}
	return articleTable.show(c, made)
}

// nextPosition is the end of the article's category.
func (c *call) nextPosition(row object) int64 {
	last := int64(0)
	for _, other := range c.rows["articles"] {
		if other["id"] != row["id"] && toInt(other["category_id"]) == toInt(row["category_id"]) {
			last = max(last, toInt(other["position"]))
		}
	}
	return last + 10
}

// updateArticle leaves the time of the change if only a draft changes.
func updateArticle(c *call, row object) reply {
	params := c.object("article")
	if slug := params["slug"]; slug != nil && c.hasSlug(slug, row["id"]) {
		return crash()
	}
	before, section := row["updated_at"], toInt(row["category_id"])
	if out := articleTable.update(c, row); out.status != http.StatusOK {
		return out
	}
	drafts := 0
	for _, name := range []string{"draft_title", "draft_content"} {
		if _, sent := params[name]; sent {
			drafts++
		}
	}
	if drafts > 0 && drafts == len(params) {
		row["updated_at"] = before
	}
	if toInt(row["category_id"]) != section {
		row["position"] = c.nextPosition(row)
	}
	return articleTable.show(c, row)
}

// deleteArticle leaves the translations.
func deleteArticle(c *call, row object) reply {
	for _, other := range c.rows["articles"] {
		if other["associated_article_id"] != nil && toInt(other["associated_article_id"]) == toInt(row["id"]) {
			other["associated_article_id"] = nil
		}
	}
	return articleTable.remove(c, row)
}
