package ndoto

// failsWithoutPortal is what Chatwoot 4.2 to 4.16 fail on.
const (
	failsWithoutPortal = "this server responds 500 for the slug of a portal that the account does not have: Portals.List says which it has"
	failsForSlug       = "this server responds 500 for a slug that an article of any account has, also one of another portal"
)

// The help center: forms of Chatwoot 4.16.2, by its responses and its source.
var (
	opListPortals            = get("Portals.List", "portals")
	opGetPortal              = get("Portals.Get", "portals/{portal_slug}", operation{fails: failsWithoutPortal})
	opCreatePortal           = post("Portals.Create", "portals", operation{access: accessAdmins})
	opUpdatePortal           = patch("Portals.Update", "portals/{portal_slug}", operation{access: accessAdmins, fails: failsWithoutPortal})
	opDeletePortal           = remove("Portals.Delete", "portals/{portal_slug}", operation{access: accessAdmins, fails: failsWithoutPortal, absentAs: 500})
	opDeletePortalLogo       = remove("Portals.DeleteLogo", "portals/{portal_slug}/logo", operation{access: accessAdmins, fails: failsWithoutPortal})
	opSendPortalInstructions = post("Portals.SendInstructions", "portals/{portal_slug}/send_instructions", operation{access: accessAdmins, fails: failsWithoutPortal, since: "4.5.0"})
	opGetPortalSSL           = get("Portals.SSLStatus", "portals/{portal_slug}/ssl_status", operation{fails: failsWithoutPortal, since: "4.5.0"})

	opListCategories    = get("Categories.List", "portals/{portal_slug}/categories")
	opGetCategory       = get("Categories.Get", "portals/{portal_slug}/categories/{category_id}", operation{access: accessAdmins})
	opCreateCategory    = post("Categories.Create", "portals/{portal_slug}/categories", operation{access: accessAdmins})
	opUpdateCategory    = patch("Categories.Update", "portals/{portal_slug}/categories/{category_id}", operation{access: accessAdmins})
	opDeleteCategory    = remove("Categories.Delete", "portals/{portal_slug}/categories/{category_id}", operation{access: accessAdmins})
	opReorderCategories = post("Categories.Reorder", "portals/{portal_slug}/categories/reorder", operation{effect: effectIdempotent, access: accessAdmins, since: "4.12.0"})

	opListArticles        = get("Articles.List", "portals/{portal_slug}/articles")
	opGetArticle          = get("Articles.Get", "portals/{portal_slug}/articles/{article_id}", operation{access: accessAdmins})
	opCreateArticle       = post("Articles.Create", "portals/{portal_slug}/articles", operation{access: accessAdmins, fails: failsForSlug})
	opUpdateArticle       = patch("Articles.Update", "portals/{portal_slug}/articles/{article_id}", operation{access: accessAdmins, fails: failsForSlug})
	opDeleteArticle       = remove("Articles.Delete", "portals/{portal_slug}/articles/{article_id}", operation{access: accessAdmins})
	opReorderArticles     = post("Articles.Reorder", "portals/{portal_slug}/articles/reorder", operation{effect: effectIdempotent, access: accessAdmins})
	opSetArticlesStatus   = patch("Articles.SetStatus", "portals/{portal_slug}/articles/bulk_actions/update_status", operation{access: accessAdmins, since: "4.14.0"})
	opSetArticlesCategory = patch("Articles.SetCategory", "portals/{portal_slug}/articles/bulk_actions/update_category", operation{access: accessAdmins, since: "4.14.1"})
	opDeleteManyArticles  = remove("Articles.DeleteMany", "portals/{portal_slug}/articles/bulk_actions/delete_articles", operation{access: accessAdmins, absentAs: 422, since: "4.14.0"})
	opTranslateArticles   = post("Articles.Translate", "portals/{portal_slug}/articles/bulk_actions/translate", operation{access: accessAdmins, since: "4.14.0"})
)
