package ndototest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"time"
)

var fileRoutes = []route{
	{http.MethodPost, "upload", accessAgents, uploadFile},
	{http.MethodGet, "/rails/active_storage/blobs/redirect/{blob}/{name...}", accessAnybody, redirectBlob},
	{http.MethodGet, "/rails/active_storage/disk/{blob}/{name...}", accessAnybody, serveBlob},
}

// blob is a file that was uploaded, and may be attached by its signed id.
type blob struct {
	id                int64
	name, contentType string
	data              []byte
	created           time.Time

	expected int64  // of a direct upload: how long its file is
	checksum string // and its MD5
}

// signed looks like a signed id: what it signs, and a signature.
func signed(kind string, id int64) string {
	what := base64.StdEncoding.EncodeToString(fmt.Appendf(nil, `{"%s":%d}`, kind, id))
	return fmt.Sprintf("%s--%040x", what, id)
}

// uploadFile makes a blob. Its id is signed from 4.9.0; before, nothing can be attached with it.
func uploadFile(c *call) reply {
	f, isFile := c.params["attachment"].(upload)
	switch {
	case !isFile && isBlank(c.params["attachment"]) && isBlank(c.params["external_url"]):
		return unprocessable("No file or URL provided")
	case !isFile && !isBlank(c.params["external_url"]):
		u, err := url.Parse(c.text("external_url"))
		if err != nil || u.Scheme != "http" && u.Scheme != "https" {
			return unprocessable("Invalid URL provided")
		}
		f = upload{name: path.Base(u.Path)} // nothing leaves the machine
	case !isFile:
		return crash()
	}
	b := &blob{id: c.nextID("blob"), name: f.name, contentType: sniff(f), data: f.data, created: c.now()}
	id := signed("blob", b.id)
	c.blobs[id] = b
	file := c.url + "/rails/active_storage/blobs/redirect/" + id + "/" + url.PathEscape(f.name)
	if c.dialect == Chatwoot42 {
		return ok(object{"file_url": file, "blob_key": fmt.Sprintf("%028d", b.id), "blob_id": b.id})
	}
	return ok(object{"file_url": file, "blob_id": id})
}

// stored finds the file of a signed id: of a blob or of an attachment.
func (c *call) stored() *blob {
	id := c.request.PathValue("blob")
	if b := c.blobs[id]; b != nil {
		return b
	}
	for _, a := range c.attachments {
		if signed("attachment", a.id) == id {
			return &blob{name: a.name, contentType: a.contentType, data: a.data, created: a.created}
		}
	}
	return nil
}

// redirectBlob is where data_url leads; it needs no token.
func redirectBlob(c *call) reply {
	b := c.stored()
	if b == nil {
		return noRoute(c.request)
	}
	location := c.url + "/rails/active_storage/disk/" + c.request.PathValue("blob") + "/" + url.PathEscape(b.name)
	return reply{status: http.StatusFound, contentType: "text/html; charset=utf-8", header: http.Header{"Location": {location}}}
}

// serveBlob serves a file or a part of it as Rack::Files does, which ignores If-Range.
func serveBlob(c *call) reply {
	b := c.stored()
	if b == nil {
		return noRoute(c.request)
	}
	// A stranger's file must not run as a page of this server; Rails serves it as a download, too.
	h := http.Header{"X-Content-Type-Options": {"nosniff"}, "Content-Security-Policy": {"sandbox"}}
	h.Set("Content-Disposition", disposition(b))
	ranged := c.request.Clone(c.request.Context())
	ranged.Header.Del("If-Range")
	served := httptest.NewRecorder()
	served.Header().Set("Content-Type", b.contentType)
	http.ServeContent(served, ranged, "", b.created, bytes.NewReader(b.data))
	for _, name := range []string{"Accept-Ranges", "Content-Range", "Last-Modified"} {
		if value := served.Header().Get(name); value != "" {
			h.Set(name, value)
		}
	}
	return reply{status: served.Code, contentType: served.Header().Get("Content-Type"), body: served.Body.Bytes(), header: h}
}

// disposition names the file, for readers of ASCII and for others (ActionDispatch::Http::ContentDisposition).
func disposition(b *blob) string {
	kind := "inline"
	if fileType(b.contentType) == "file" {
		kind = "attachment"
	}
	ascii := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '?'
		}
		return r
	}, b.name)
	return fmt.Sprintf("%s; filename=%q; filename*=UTF-8''%s", kind, ascii, url.PathEscape(b.name))
}
