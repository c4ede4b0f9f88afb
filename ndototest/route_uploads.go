package ndototest

import (
	"fmt"
	"net/http"
	"path"
)

var fileRoutes = []route{
	{http.MethodGet, "/rails/active_storage/blobs/redirect/{blob}/{name...}", accessAnybody, redirectBlob},
	{http.MethodGet, "/rails/active_storage/disk/{blob}/{name...}", accessAnybody, serveBlob},
	{http.MethodPost, "upload", accessAgents, uploadFile},
}

func uploadFile(c *call) reply {
	f, isFile := c.params["attachment"].(upload)
	if address, isURL := c.params["external_url"].(string); !isFile && isURL {
		f, isFile = upload{name: path.Base(address)}, true
	}
	if !isFile {
		return unprocessable("No file or URL provided")
	}
	id := c.nextID("blob")
	url := fmt.Sprintf("%s/rails/active_storage/blobs/redirect/%d/%s", c.url, 1_000_000+id, f.name)
	if c.dialect == Chatwoot42 {
		return ok(object{"file_url": url, "blob_key": fmt.Sprintf("key-%d", id), "blob_id": id})
	}
	signed := fmt.Sprintf("signed-%d", id)
	c.uploads[signed] = f
	return ok(object{"file_url": url, "blob_id": signed})
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
	// A stranger's file must not run as a page of this server; Rails serves it as a download, too.
	h := http.Header{"X-Content-Type-Options": {"nosniff"}, "Content-Security-Policy": {"sandbox"}}
	if a.fileType == "file" {
		h.Set("Content-Disposition", "attachment")
	}
	return reply{status: http.StatusOK, contentType: a.contentType, body: a.data, header: h}
}
