package ndototest

import (
	"net/http"
	"time"
)

var baseRoutes = []route{
	{http.MethodGet, "/api", anybody, status},
	{http.MethodGet, "/api/v1/profile", agents, profile},
	{http.MethodGet, "/rails/active_storage/blobs/redirect/{blob}/{name...}", anybody, redirectBlob},
	{http.MethodGet, "/rails/active_storage/disk/{blob}/{name...}", anybody, serveBlob},
}

func status(c *call) reply {
	version := "4.16.2"
	if c.dialect == Chatwoot42 {
		version = "4.2.0"
	}
	return ok(object{"version": version, "timestamp": c.now().UTC().Format(time.DateTime), "queue_services": "ok", "data_services": "ok"})
}

// profile is views/api/v1/models/_user.json.jbuilder.
func profile(c *call) reply {
	u := c.user
	account := object{
		"id": c.AccountID, "name": accountName, "status": "active", "active_at": iso(c.now()), "role": u.role, "permissions": []string{u.role},
		"availability": u.availability, "availability_status": u.availability, "auto_offline": !u.autoOnline,
	}
	if c.dialect != Chatwoot42 {
		account["onboarding_step"], account["api_and_webhooks"] = nil, true
	}
	o := object{
		"id": u.id, "access_token": u.token, "account_id": c.AccountID, "available_name": u.name, "avatar_url": "", "confirmed": true,
		"display_name": nil, "message_signature": nil, "email": u.email, "hmac_identifier": "hmac-of-" + u.email, "inviter_id": nil,
		"name": u.name, "provider": "email", "pubsub_token": "pubsub-" + u.email, "custom_attributes": object{}, "role": u.role,
		"ui_settings": object{}, "uid": u.email, "type": nil, "accounts": []object{account},
	}
	for name, v := range u.profile {
		o[name] = v
	}
	return ok(o)
}

// redirectBlob is where data_url leads; it needs no token.
func redirectBlob(c *call) reply {
	a := c.attachments[c.id("blob")]
	if a == nil {
		return routerError(c.request, http.StatusNotFound)
	}
	return reply{status: http.StatusFound, contentType: "text/html; charset=utf-8", header: http.Header{"Location": {c.blobURL("disk", a)}}}
}

func serveBlob(c *call) reply {
	a := c.attachments[c.id("blob")]
	if a == nil {
		return routerError(c.request, http.StatusNotFound)
	}
	// What a stranger has sent must not run as a page of this server: Rails serves it as a download, too.
	h := http.Header{"X-Content-Type-Options": {"nosniff"}, "Content-Security-Policy": {"sandbox"}}
	if a.fileType == "file" {
		h.Set("Content-Disposition", "attachment")
	}
	return reply{status: http.StatusOK, contentType: a.contentType, body: a.data, header: h}
}
