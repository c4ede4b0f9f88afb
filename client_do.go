package ndoto

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// Do calls a route that this package has no method for, with the same authentication, retries and errors. A path
// without a leading slash is relative to the account (Do(ctx, "GET", "inboxes/3", nil, &inbox)), one with a leading
// slash to the base URL ("/api/v1/profile"). It may include a query. If in is not nil, it is sent as JSON. If out, a
// pointer, is not nil, the response is decoded into it, unless it is empty. GET, HEAD, PUT and DELETE count as
// idempotent, POST and PATCH do not.
func (c *Client) Do(ctx context.Context, method, path string, in, out any, opts ...RequestOption) error {
	op, err := rawOperation(method, path)
	if err != nil {
		return op.refuse(err)
	}
	if target := reflect.ValueOf(out); out != nil && (target.Kind() != reflect.Pointer || target.IsNil()) {
		return op.refuse(badInput("out must be a pointer that is not nil, got %T", out))
	}
	req := request{rawPath: path, raw: true}
	if in != nil {
		req = req.json(in)
	}
	a, err := c.send(ctx, op, req, opts)
	if err != nil {
		return err
	}
	defer a.release()
	if page := foreignTo(a.data, a.header); page != nil && page.page && a.isSuccess() {
		return a.unexpected("not JSON")
	}
	if out == nil || a.isEmpty() || !a.isSuccess() { // deleting what is gone already is not an error, and has no response
		return nil
	}
	if err := a.decode(out); err != nil {
		return err
	}
	a.call.reportMismatches(ctx)
	return nil
}

// rawName is the name of the operation of all routes without a method.
const rawName = "Client.Do"

// rawOperation returns the operation also if it is refused, for the error to name it.
func rawOperation(method, path string) (*operation, error) {
	clean, rawQuery, _ := strings.Cut(path, "?")
	op := &operation{name: rawName, method: method, path: clean, bucket: bucketGeneral}
	switch method {
	case http.MethodGet, http.MethodHead:
		op.effect = effectSafe
	case http.MethodPut, http.MethodDelete:
		op.effect = effectIdempotent
	case http.MethodPost, http.MethodPatch:
		op.effect = effectCreating
	default:
		return op, badInput("the method must be GET, HEAD, POST, PUT, PATCH or DELETE, got %q", method)
	}
	if clean == "" || strings.Contains(path, "#") || strings.Contains(clean, "://") || strings.HasPrefix(path, "//") {
		return op, badInput("the path must belong to this server, such as %q or %q, got %q", "inboxes/3", "/api/v1/profile", path)
	}
	for segment := range strings.SplitSeq(clean, "/") {
		plain, err := url.PathUnescape(segment)
		if err != nil || plain == "." || plain == ".." || textProblem(plain) != "" {
			return op, badInput("the path segment %q is malformed or changes the endpoint", segment)
		}
	}
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return op, badInput("the query %q is malformed", rawQuery)
	}
	op.limitRaw()
	return op, validateQuery(values)
}

// escapeQuery escapes what cannot stand in a request line, and leaves the rest of a query as the caller has it.
func escapeQuery(raw string) string {
	var b strings.Builder
	for i := range len(raw) {
		if c := raw[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`"<>\^`+"`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
