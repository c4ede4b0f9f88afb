package ndoto

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// request is what an endpoint method says about one call, besides the operation: pathOf(ID).query(params).json(body).
type request struct {
	ids     [3]int64
	texts   [3]string
	params  any
	body    body
	raw     bool
	rawPath string
	problem error
	secrets []string // values of the call that open doors, and must not be in its errors
}

// body is a request body that can be sent more than once, unless rewindable says otherwise.
type body interface {
	// prepare is called before all others, at the start of each call that sends the body.
	prepare(ctx context.Context) error
	open() (io.ReadCloser, error)
	size() int64 // -1 if it is not known
	contentType() string
	// rewindable reports whether open works a second time.
	rewindable() bool
}

// validator is implemented by params. It is called before anything is sent, even on nil params.
type validator interface {
	validate() error
}

// pathOf takes the IDs in the order of the placeholders of the operation's path.
func pathOf(ids ...int64) request {
	var r request
	copy(r.ids[:], ids)
	return r
}

func (r request) query(params validator) request {
	r.params = params
	return r.check(params)
}

func (r request) check(params any) request {
	if v, ok := params.(validator); ok && r.problem == nil {
		return r.refuse(v.validate())
	}
	return r
}

// require refuses the request unless a condition is met. The first refusal of a request counts.
func (r request) require(met bool, format string, args ...any) request {
	if met {
		return r
	}
	return r.refuse(badInput(format, args...))
}

// refuse is like require, for a condition that has an error of its own.
func (r request) refuse(problem error) request {
	if r.problem == nil {
		r.problem = problem
	}
	return r
}

func (r request) json(v any) request {
	if r = r.check(v); r.problem != nil {
		return r
	}
	data, err := marshal(v)
	r.body = jsonBody(data)
	return r.refuse(err)
}

type jsonBody []byte

func (jsonBody) prepare(context.Context) error  { return nil }
func (b jsonBody) open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
func (b jsonBody) size() int64                  { return int64(len(b)) }
func (b jsonBody) contentType() string          { return "application/json" }
func (b jsonBody) rewindable() bool             { return true }

// build returns the http.Request of a call. Every refusal happens here, before anything is sent.
func (c *Client) build(ctx context.Context, op *operation, r request, s *settings) (*http.Request, error) {
	if r.problem != nil {
		return nil, r.problem
	}
	target, err := c.target(op, r)
	if err != nil {
		return nil, err
	}
	req := (&http.Request{
		Method: op.method, URL: target, Host: target.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header, 4+len(s.header)),
	}).WithContext(ctx)
	maps.Copy(req.Header, s.header)
	req.Header["Accept"] = []string{"application/json"}
	req.Header["User-Agent"] = []string{c.userAgent}
	if r.body == nil {
		return req, nil
	}
	if err := r.body.prepare(ctx); err != nil {
		return nil, err
	}
	req.Header["Content-Type"] = []string{r.body.contentType()}
	req.ContentLength = r.body.size()
	if r.body.rewindable() {
		req.GetBody = r.body.open
	}
	req.Body, err = r.body.open()
	return req, err
}

// maxDigits is the length of the largest number in a path.
const maxDigits = 20

func (c *Client) target(op *operation, r request) (*url.URL, error) {
	template := op.path
	rawQuery, err := encodeQuery(r.params)
	if err != nil {
		return nil, err
	}
	if r.raw {
		template, rawQuery, _ = strings.Cut(r.rawPath, "?")
		rawQuery = escapeQuery(rawQuery)
	}
	prefix := c.baseURL.EscapedPath()
	var b strings.Builder
	b.Grow(len(prefix) + len("/api/v1/accounts/") + len(template) + 2*maxDigits)
	b.WriteString(prefix)
	if !strings.HasPrefix(template, "/") {
		b.WriteString("/api/v1/accounts/")
		b.WriteString(strconv.FormatInt(c.accountID, 10))
		b.WriteByte('/')
	}
	if err := fillPath(&b, template, r); err != nil {
		return nil, err
	}
	escaped := b.String()
	u := &url.URL{Scheme: c.baseURL.Scheme, Host: c.baseURL.Host, Path: escaped, RawQuery: rawQuery}
	if strings.Contains(escaped, "%") {
		plain, err := url.PathUnescape(escaped)
		if err != nil {
			return nil, badInput("the path %q is malformed", escaped)
		}
		u.Path, u.RawPath = plain, escaped
	}
	return u, nil
}

// fillPath replaces the placeholders with the values of a call: numbers, or texts if the name says so.
func fillPath(b *strings.Builder, template string, r request) error {
	if r.raw {
		b.WriteString(template)
		return nil
	}
	ids, texts := r.ids[:], r.texts[:]
	for {
		before, rest, found := strings.Cut(template, "{")
		b.WriteString(before)
		if !found {
			return nil
		}
		var name string
		name, template, _ = strings.Cut(rest, "}")
		switch {
		case isText(name):
			if texts[0] == "" || texts[0] == "." || texts[0] == ".." || strings.HasSuffix(name, "_slug") && strings.Contains(texts[0], "/") {
				// The dots would change the endpoint, and no slug has a slash.
				return badInput("the %s must be a single path segment, got %q", words(name), texts[0])
			}
			if err := validateText(words(name), texts[0]); err != nil {
				return err
			}
			b.WriteString(url.PathEscape(texts[0]))
			texts = texts[1:]
		case ids[0] <= 0:
			return badInput("the %s must be positive, got %d", words(name), ids[0])
		default:
			b.WriteString(strconv.FormatInt(ids[0], 10))
			ids = ids[1:]
		}
	}
}

// isText reports whether a placeholder takes a text, such as the slug of a portal or the identifier of an inbox.
func isText(placeholder string) bool {
	return placeholder == "source_id" || placeholder == "locale" || strings.HasSuffix(placeholder, "_slug") || strings.HasSuffix(placeholder, "_identifier") || strings.HasSuffix(placeholder, "_uuid")
}

func words(placeholder string) string { return strings.ReplaceAll(placeholder, "_", " ") }

// wrapped puts params under the key that the server expects.
type wrapped[T any] map[string]T
