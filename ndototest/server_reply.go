package ndototest

import (
	"fmt"
	"hash/crc32"
	"maps"
	"net/http"
)

// reply is a response; it is empty without a body and a value.
type reply struct {
	status      int
	contentType string
	value       any // of JSON, if hasValue
	hasValue    bool
	body        []byte
	header      http.Header
}

func answer(status int, v any) reply {
	return reply{status: status, contentType: "application/json; charset=utf-8", value: v, hasValue: true}
}

func ok(v any) reply { return answer(http.StatusOK, v) }

// empty is what "head :ok" gives: no body, and a content type without a charset.
func empty() reply { return reply{status: http.StatusOK, contentType: "application/json"} }

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// tagged adds the ETag with which Rails answers a GET, and answers 304 if the caller has what it stands for.
func (r reply) tagged(req *http.Request) reply {
	if req.Method != http.MethodGet || r.status != http.StatusOK || !r.hasValue {
		return r
	}
	// Rails takes 32 digits of a hash. Nobody forges these, and checksums take a tenth of the time.
	tag := fmt.Sprintf(`W/"%08x%08x%016x"`, crc32.ChecksumIEEE(r.body), crc32.Checksum(r.body, castagnoli), len(r.body))
	r.header = maps.Clone(r.header)
	if r.header == nil {
		r.header = http.Header{}
	}
	r.header.Set("Etag", tag)
	r.header.Set("Cache-Control", "max-age=0, private, must-revalidate")
	if req.Header.Get("If-None-Match") == tag {
		r.status, r.contentType, r.body = http.StatusNotModified, "", nil
	}
	return r
}
