package helpcenter

import "github.com/usendoto/ndoto-go/internal/bridge"

const (
	portalPath     = "/hc/{portal_slug}/{locale}"
	categoriesPath = portalPath + "/categories"
	failsIfAbsent  = "this server responds 500 to a slug that does not exist"
)

// Paths end in the format, for caches that do not look at the header Accept.
var (
	opGetPortal      = bridge.Get("helpcenter.Client.Portal", portalPath+".json")
	opListCategories = bridge.Get("helpcenter.Categories.List", categoriesPath+".json")
	opGetCategory    = bridge.Get("helpcenter.Categories.Get", categoriesPath+"/{category_slug}.json", bridge.Operation{Fails: failsIfAbsent, Absent500: true})
	opListArticles   = bridge.Get("helpcenter.Articles.List", portalPath+"/articles.json")
	opGetArticle     = bridge.Get("helpcenter.Articles.Get", "/hc/{portal_slug}/articles/{article_slug}.json", bridge.Operation{Fails: failsIfAbsent, Absent500: true})
)
