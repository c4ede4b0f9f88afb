package ndototest

import (
	"crypto/md5" //nolint:gosec // the checksum of Active Storage
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
)

var directUploadRoutes = []route{
	{http.MethodPost, "conversations/{id}/direct_uploads", accessAgents, createDirectUpload},
	{http.MethodPut, "/rails/active_storage/disk/{blob}", accessAnybody, storeBlob},
}

// createDirectUpload makes a blob whose file comes later (conversations/direct_uploads_controller.rb). For a
// conversation that there is not it makes nothing, and says nothing.
func createDirectUpload(c *call) reply {
	if c.dialect == Chatwoot42 {
		return frameworkError(http.StatusUnprocessableEntity)
	}
	if c.conversations[c.id("id")] == nil {
		return reply{status: http.StatusNoContent}
	}
	sent := c.object("blob")
	if len(sent) == 0 {
		return unprocessable("param is missing or the value is empty: blob")
	}
	b := &blob{
		id: c.nextID("blob"), name: toText(sent["filename"]), contentType: toText(sent["content_type"]), created: c.now(),
		expected: toInt(sent["byte_size"]), checksum: toText(sent["checksum"]),
	}
	id := signed("blob", b.id)
	c.blobs[id] = b
	return ok(object{
		"id": b.id, "key": fmt.Sprintf("%028d", b.id), "filename": b.name, "content_type": b.contentType, "metadata": object{}, "byte_size": b.expected,
		"checksum": b.checksum, "created_at": iso(b.created), "service_name": "local", "attachable_sgid": signed("attachable", b.id), "signed_id": id,
		"direct_upload": object{
			"url": c.url + "/rails/active_storage/disk/" + id, "headers": object{"Content-Type": b.contentType},
		},
	})
}

// storeBlob takes the file of a blob, if it is what was announced (active_storage/disk_controller.rb).
func storeBlob(c *call) reply {
	b := c.blobs[c.request.PathValue("blob")]
	if b == nil || b.checksum == "" {
		return reply{status: http.StatusNotFound}
	}
	data, err := io.ReadAll(c.request.Body)
	sum := md5.Sum(data) //nolint:gosec // not for security
	if err != nil || int64(len(data)) != b.expected || base64.StdEncoding.EncodeToString(sum[:]) != b.checksum ||
		c.request.Header.Get("Content-Type") != b.contentType {
		return reply{status: http.StatusUnprocessableEntity}
	}
	b.data = data
	return reply{status: http.StatusNoContent}
}
