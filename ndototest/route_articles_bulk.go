package ndototest

import (
	"net/http"
	"slices"
	"strconv"
)

// lateArticleRoutes came with 4.14 (articles/bulk_actions_controller.rb).
var lateArticleRoutes = []route{
	{http.MethodPatch, "portals/{portal}/articles/bulk_actions/update_status", accessAdmins, ofPortal(notFound, setArticlesStatus)},
	{http.MethodPatch, "portals/{portal}/articles/bulk_actions/update_category", accessAdmins, ofPortal(notFound, setArticlesCategory)},
	{http.MethodDelete, "portals/{portal}/articles/bulk_actions/delete_articles", accessAdmins, ofPortal(notFound, deleteArticles)},
	{http.MethodPost, "portals/{portal}/articles/bulk_actions/translate", accessAdmins, ofPortal(notFound, translateArticles)},
}

// chosenArticles are those of the ids that the portal has.
func (c *call) chosenArticles(portal object) []object {
	var rows []object
	for _, id := range c.list("ids") {
		if row := c.articleIn(portal, id); row != nil {
			rows = append(rows, row)
		}
	}
	return rows
}

const noArticles = "No articles found to process"

func setArticlesStatus(c *call, portal object) reply {
	rows, status := c.chosenArticles(portal), c.text("status")
	if len(rows) == 0 {
		return unprocessable(noArticles)
	}
	if !slices.Contains([]string{"draft", "published", "archived"}, status) {
		return unprocessable("Invalid status value")
	}
	for _, row := range rows {
		if status == "published" && isBlank(row["content"]) {
			return unprocessable("Validation failed: Content can't be blank")
		}
	}
	for _, row := range rows {
		row["status"], row["updated_at"] = status, iso(c.now())
	}
	return empty()
}

func setArticlesCategory(c *call, portal object) reply {
	rows, category := c.chosenArticles(portal), c.category(c.params["category_id"])
	if len(rows) == 0 {
		return unprocessable(noArticles)
	}
	if category == nil || category["portal"] != portal["id"] {
		return unprocessable("Category not found in this portal")
	}
	for _, row := range rows {
		if toInt(row["category_id"]) != toInt(category["id"]) {
			row["category_id"], row["locale"], row["updated_at"] = category["id"], category["locale"], iso(c.now())
			row["position"] = c.nextPosition(row)
		}
	}
	return empty()
}

func deleteArticles(c *call, portal object) reply {
	rows := c.chosenArticles(portal)
	if len(rows) == 0 {
		return unprocessable(noArticles)
	}
	for _, row := range rows {
		deleteArticle(c, row)
	}
	return empty()
}

// translateArticles queues nothing: there is no AI here.
func translateArticles(c *call, portal object) reply {
	locale := c.text("locale")
	category := c.category(c.params["category_id"])
	rows := c.chosenArticles(portal)
	switch {
	case !slices.Contains(c.portalLocales(portal), locale):
		return unprocessable("Locale not available in this portal")
	case !isBlank(c.params["category_id"]) && (category == nil || category["portal"] != portal["id"] || category["locale"] != locale):
		return unprocessable("Category not found in this portal")
	case len(rows) == 0:
		return unprocessable(noArticles)
	}
	duplicates := []object{}
	for _, other := range c.articlesOf(portal, func(a object) bool { return a["locale"] == locale && a["associated_article_id"] != nil }) {
		if slices.ContainsFunc(rows, func(row object) bool {
			root := toInt(row["associated_article_id"])
			if root == 0 {
				root = toInt(row["id"])
			}
			return root == toInt(other["associated_article_id"])
		}) {
			duplicates = append(duplicates, object{"id": other["id"], "title": other["title"]})
		}
	}
	if len(duplicates) > 0 && !c.bool("force") {
		return answer(http.StatusConflict, object{"duplicate_articles": duplicates})
	}
	return empty()
}

// reorderArticles spaces the articles of the categories that it touches; up to 4.14 it did not.
func reorderArticles(c *call, portal object) reply {
	positions := c.object("positions_hash")
	for id := range positions {
		if c.articleIn(portal, id) == nil {
			return notFound()
		}
	}
	sections := map[int64]bool{}
	for id, position := range positions {
		row := c.articleIn(portal, id)
		row["position"] = toInt(position)
		sections[toInt(row["category_id"])] = row["category_id"] != nil
	}
	if c.dialect == Chatwoot42 {
		return empty()
	}
	spaced := object{}
	for section, exists := range sections {
		rows := c.articlesOf(portal, func(a object) bool { return exists && toInt(a["category_id"]) == section })
		if len(rows) < 2 {
			continue
		}
		sortBy(rows, func(a object) int64 { return toInt(a["id"]) }, false)
		moved := func(a object) int64 {
			if _, is := positions[strconv.FormatInt(toInt(a["id"]), 10)]; is {
				return 1
			}
			return 0
		}
		sortBy(rows, moved, false)
		sortBy(rows, func(a object) int64 { return toInt(a["position"]) }, false)
		for i, row := range rows {
			row["position"] = int64(i+1) * 10
			spaced[strconv.FormatInt(toInt(row["id"]), 10)] = row["position"]
		}
	}
	return ok(object{"positions": spaced})
}
