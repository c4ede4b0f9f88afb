package ndototest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

var categoryRoutes = []route{
	{http.MethodGet, "portals/{portal}/categories", accessAgents, inPortal(listCategories)},
	{http.MethodPost, "portals/{portal}/categories", accessAdmins, inPortal(func(c *call, _ object) reply { return changedCategory(c, categoryTable.create(c)) })},
	{http.MethodGet, "portals/{portal}/categories/{id}", accessAdmins, inPortal(categoryOf(categoryTable.show))},
	{http.MethodPatch, "portals/{portal}/categories/{id}", accessAdmins, inPortal(categoryOf(updateCategory))},
	{http.MethodDelete, "portals/{portal}/categories/{id}", accessAdmins, inPortal(categoryOf(deleteCategory))},
}

// lateCategoryRoutes came with 4.12.
var lateCategoryRoutes = []route{
	{http.MethodPost, "portals/{portal}/categories/reorder", accessAdmins, inPortal(reorderCategories)},
}

// categoryTable has the columns and the validations of categories (app/models/category.rb).
var categoryTable = table{
	path: "categories", key: "category", one: payloadOfOne, required: []string{"slug", "name"},
	columns: slices.Concat(
		columnsOf(stringColumn, "name", "slug", "locale", "icon", "icon_color"), columnsOf(textColumn, "description"),
		columnsOf(intColumn, "position", "parent_category_id", "associated_category_id"),
	),
	defaults: func(c *call) object {
		return object{
			"name": nil, "slug": nil, "locale": "en", "icon": "", "icon_color": "", "description": nil, "position": nil,
			"parent_category_id": nil, "associated_category_id": nil, "portal": c.portal()["id"], "related": []int64(nil),
		}
	},
	check: func(c *call, row object, p *problems) {
		locales := c.portalLocales(c.portal())
		if locale := toText(row["locale"]); !slices.Contains(locales, locale) {
			p.add("locale", fmt.Sprintf(`%s of category is not part of portal's ["%s"].`, locale, strings.Join(locales, `", "`)))
		}
		if slices.ContainsFunc(c.categoriesOf(c.portal(), toText(row["locale"])), func(other object) bool { return other["id"] != row["id"] && other["slug"] == row["slug"] }) {
			p.add("locale", "should be unique in the category and portal")
		}
	},
	render: func(c *call, row object) object { return c.renderCategory(row, "") },
}

// inPortal runs a handler of categories with the portal in the path. 4.2 fails where there is none.
func inPortal(handler func(*call, object) reply) func(*call) reply {
	return func(c *call) reply {
		missing := notFound
		if c.dialect == Chatwoot42 {
			missing = crash
		}
		return ofPortal(missing, handler)(c)
	}
}

// portal is the portal in the path, or nil.
func (c *call) portal() object {
	slug := c.request.PathValue("portal")
	for _, row := range c.rows["portals"] {
		if row["slug"] == slug {
			return row
		}
	}
	return nil
}

// categoriesOf are the categories of a portal by position, of one language or of all.
func (c *call) categoriesOf(portal object, locale string) []object {
	rows := slices.DeleteFunc(slices.Clone(c.rows["categories"]), func(row object) bool {
		return row["portal"] != portal["id"] || locale != "" && row["locale"] != locale
	})
	slices.SortStableFunc(rows, func(a, b object) int { return compareNullsLast(positionText(a), positionText(b), false) })
	return rows
}

// positionText sorts as the position does.
func positionText(row object) string {
	if row["position"] == nil {
		return ""
	}
	return fmt.Sprintf("%020d", toInt(row["position"]))
}

func (c *call) category(id any) object { return c.rowOf("categories", toInt(id)) }

// categoryOf runs a handler with the category in the path, if it is the portal's.
func categoryOf(handler func(*call, object) reply) func(*call, object) reply {
	return func(c *call, portal object) reply {
		row := c.category(c.id("id"))
		if row == nil || row["portal"] != portal["id"] {
			return notFound()
		}
		return handler(c, row)
	}
}

func (c *call) renderCategorySlim(row object) object {
	return object{
		"id": row["id"], "name": row["name"], "slug": row["slug"], "locale": row["locale"], "description": row["description"],
		"position": row["position"], "account_id": c.accountID,
	}
}

// renderCategory counts the articles of one language, or of all.
func (c *call) renderCategory(row object, locale string) object {
	o := c.renderCategorySlim(row)
	o["icon"] = row["icon"]
	if c.dialect != Chatwoot42 {
		o["icon_color"] = row["icon_color"]
	}
	related, _ := row["related"].([]int64)
	var shown []object
	for _, id := range related {
		if other := c.category(id); other != nil {
			shown = append(shown, c.renderCategorySlim(other))
		}
	}
	if shown != nil {
		o["related_categories"] = shown
	}
	for name, column := range map[string]string{"parent_category": "parent_category_id", "root_category": "associated_category_id"} {
		if other := c.category(row[column]); other != nil {
			o[name] = c.renderCategorySlim(other)
		}
	}
	articles := slices.DeleteFunc(slices.Clone(c.rows["articles"]), func(a object) bool {
		return toInt(a["category_id"]) != toInt(row["id"]) || locale != "" && a["locale"] != locale
	})
	o["meta"] = object{"articles_count": len(articles)}
	return o
}

const categoriesPerPage = 1000

func listCategories(c *call, portal object) reply {
	locale := c.text("locale")
	rows := pageOf(c.categoriesOf(portal, locale), c.int("page"), categoriesPerPage)
	return ok(object{
		"payload": renderAll(rows, func(row object) object { return c.renderCategory(row, locale) }),
		"meta":    object{"current_page": c.pageParam(), "categories_count": len(rows)},
	})
}

// changedCategory sets the related categories of the newest category.
func changedCategory(c *call, out reply) reply {
	if out.status != http.StatusOK {
		return out
	}
	rows := c.rows["categories"]
	return c.relate(rows[len(rows)-1])
}

func updateCategory(c *call, row object) reply {
	if out := categoryTable.update(c, row); out.status != http.StatusOK {
		return out
	}
	return c.relate(row)
}

// relate replaces the related categories, if there is one of the portal.
func (c *call) relate(row object) reply {
	var related []int64
	for _, id := range toList(c.object("category")["related_category_ids"]) {
		if other := c.category(id); other != nil && other["portal"] == row["portal"] {
			related = append(related, toInt(id))
		}
	}
	if related != nil {
		row["related"] = related
	}
	return categoryTable.show(c, row)
}

// deleteCategory leaves the articles without a category.
func deleteCategory(c *call, row object) reply {
	for _, a := range c.rows["articles"] {
		if toInt(a["category_id"]) == toInt(row["id"]) {
			a["category_id"] = nil
		}
	}
	return categoryTable.remove(c, row)
}

func reorderCategories(c *call, portal object) reply {
	positions := c.object("positions_hash")
	for id := range positions {
		if row := c.category(id); row == nil || row["portal"] != portal["id"] {
			return notFound()
		}
	}
	for id, position := range positions {
		c.category(id)["position"] = toInt(position)
	}
	return empty()
}
