package ndoto

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// WithDump writes every request and response to w, for debugging. Nothing in it is secret or somebody's: the token and
// other secrets are left out, and so is what people wrote and who they are. Of such texts it has the length, and of
// files their size. It is otherwise as it was sent, up to 16 KiB of each body.
func WithDump(w io.Writer) Option { return withDump("WithDump", w, false) }

// WithFullDump is like WithDump, and shows what people wrote and who they are. Secrets, links to files and the contents
// of files are left out all the same.
func WithFullDump(w io.Writer) Option { return withDump("WithFullDump", w, true) }

func withDump(name string, w io.Writer, full bool) Option {
	return clientOption(func(c *Client) error {
		if w == nil {
			return badInput("%s: the writer is nil", name)
		}
		c.dump = &dump{w: w, full: full}
		return nil
	})
}

// dump writes attempts, each request and each response in one piece.
type dump struct {
	full bool

	mu     sync.Mutex
	w      io.Writer
	number int // of the last request
}

// maxDumped is how much of a body is written.
const maxDumped = 16 << 10

// shownHeaders have values that are nobody's secret. A header of the caller's, such as that of WithHeader, may be one.
var shownHeaders = []string{
	"Accept", "Accept-Encoding", "Cache-Control", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Retry-After", "Server",
	"User-Agent", "Via", "X-Request-Id", "X-Runtime",
}

// shownTexts are the names of members and of parameters whose texts are words of the API, and times.
var shownTexts = []string{
	"assignee_type", "attribute_key", "availability", "availability_status", "channel", "channel_type", "content_type", "conversation_type",
	"created_at", "current_status", "event", "event_name", "extension", "file_type", "filter_operator", "last_activity_at",
	"message_type", "metric", "notification_type", "priority", "provider", "query_operator", "role", "sender_type", "sort", "sort_by",
	"status", "type", "updated_at", "updated_within",
}

// freeForm are members whose members are the caller's own, so that their names say nothing about them.
var freeForm = []string{"additional_attributes", "content_attributes", "custom_attributes", "template_params"}

// dumpRequest writes the attempt that is about to be sent.
func (k *call) dumpRequest(req *http.Request) {
	d := k.client.dump
	if d == nil {
		return
	}
	var b strings.Builder
	target := *req.URL
	target.User = nil
	switch {
	case k.anonymous:
		target.Path, target.RawPath = "/[link]", ""
	case k.client.auth.token == nil: // what is in the path may be all that a caller has to know
		target.Path, target.RawPath = k.op.route(), ""
	}
	target.RawQuery = d.query(req.URL.Query())
	address := strings.NewReplacer("%7B", "{", "%7D", "}").Replace(target.Redacted()) // of placeholders
	fmt.Fprintf(&b, "%s %s (%s, attempt %d)\n", req.Method, address, k.op.name, k.attempts)
	d.header(&b, req.Header, k.header)
	if _, isForm := req.Body.(*multipartReader); isForm {
		b.WriteString("[a form with files]\n")
	} else if req.GetBody != nil {
		if body, err := req.GetBody(); err == nil {
			data, _ := io.ReadAll(body) // it is in memory
			d.body(&b, data)
		}
	}
	k.dumped = d.write('>', 0, b.String())
	k.dumpedAt = time.Now()
}

// dumpResponse writes how the attempt ended.
func (k *call) dumpResponse(resp *http.Response, err error) {
	d := k.client.dump
	if d == nil || k.dumped == 0 {
		return
	}
	var b strings.Builder
	took := time.Since(k.dumpedAt).Round(time.Microsecond)
	if resp == nil {
		if failed, ok := errors.AsType[*url.Error](err); ok {
			err = failed.Err // which does not name the URL
		}
		fmt.Fprintf(&b, "no response in %v: %v\n", took, err)
	} else {
		fmt.Fprintf(&b, "%d %s in %v\n", resp.StatusCode, http.StatusText(resp.StatusCode), took)
		d.header(&b, resp.Header, "")
		if body, ok := resp.Body.(*responseBody); ok {
			d.body(&b, k.redact(body.data))
		}
	}
	d.write('<', k.dumped, b.String())
	k.dumped = 0
}

// write writes lines with the number of their request, a new one if it is 0, and returns it.
func (d *dump) write(direction byte, number int, text string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	if number == 0 {
		d.number++
		number = d.number
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		fmt.Fprintf(&b, "%c %d %s", direction, number, line)
	}
	_, _ = io.WriteString(d.w, b.String())
	return number
}

func (d *dump) query(values url.Values) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			parts = append(parts, name+"="+d.text(name, value, false))
		}
	}
	return strings.Join(parts, "&")
}

func (d *dump) header(b *strings.Builder, h http.Header, token string) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			switch {
			case name == token:
				value = "[token]"
			case !slices.Contains(shownHeaders, http.CanonicalHeaderKey(name)):
				value = placeholder(value)
			}
			fmt.Fprintf(b, "%s: %s\n", name, value)
		}
	}
}

func (d *dump) body(b *strings.Builder, data []byte) {
	var text string
	switch {
	case len(data) == 0:
		return
	case json.Valid(data):
		text = string(d.json(nil, "", data, false))
	case d.full && utf8.Valid(data):
		text = string(data)
	default:
		text = fmt.Sprintf("[%d bytes that are not JSON]", len(data))
	}
	if len(text) > maxDumped {
		text = fmt.Sprintf("%s… [%d bytes in all]", strings.ToValidUTF8(text[:maxDumped], ""), len(text))
	}
	b.WriteString(text)
	b.WriteByte('\n')
}

// json appends a value, the member of a name, without what is not to be seen.
func (d *dump) json(dst []byte, name string, value []byte, free bool) []byte {
	first := true
	next := func() {
		if !first {
			dst = append(dst, ',')
		}
		first = false
	}
	free = free || slices.Contains(freeForm, name)
	if value = []byte(strings.TrimSpace(string(value))); isSecretName(name) && string(value) != "null" {
		return append(dst, `"[secret]"`...)
	}
	switch firstByte(value) {
	case '{':
		dst = append(dst, '{')
		for member, v := range jsontext.Members(value) {
			next()
			dst = appendQuoted(dst, d.key(member))
			dst = append(dst, ':')
			dst = d.json(dst, member, v, free)
		}
		return append(dst, '}')
	case '[':
		dst = append(dst, '[')
		for v := range jsontext.Elements(value) {
			next()
			dst = d.json(dst, name, v, free)
		}
		return append(dst, ']')
	case '"':
		var text string
		_ = json.Unmarshal(value, &text) // the whole is valid
		return appendQuoted(dst, d.text(name, text, free))
	}
	if free && !d.full {
		return append(dst, `"[hidden]"`...)
	}
	return append(dst, value...)
}

// key is the name of a member, which is somebody's text where it does not look like a name.
func (d *dump) key(name string) string {
	if d.full || isPlainName(name) {
		return name
	}
	return placeholder(name)
}

func isPlainName(name string) bool {
	return len(name) <= 64 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_[]") == ""
}

// text is the text of a member or a parameter, or what stands for it.
func (d *dump) text(name, text string, free bool) string {
	switch {
	case text == "":
		return ""
	case isSecretName(name):
		return "[secret]"
	case d.full && strings.Contains(text, "://"):
		return withoutSecrets(text)
	case d.full, !free && slices.Contains(shownTexts, name), !free && strings.Trim(text, "0123456789") == "" && len(text) < 7:
		return text
	}
	return placeholder(text)
}

func placeholder(text string) string {
	return fmt.Sprintf("[%d characters]", utf8.RuneCountInString(text))
}

// secretNames are parts of the names of members that hold secrets.
var secretNames = []string{
	"token", "secret", "password", "hmac", "api_key", "apikey", "credential", "private_key", "certificate", "authorization", "provider_config",
	"identifier_hash", "source_id",
}

func isSecretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretNames, func(part string) bool { return strings.Contains(name, part) })
}

// withoutSecrets leaves out of the addresses in a text what opens doors: user info, queries, and the paths of files.
func withoutSecrets(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		if !strings.Contains(word, "://") {
			continue
		}
		u, err := url.Parse(word)
		switch {
		case err != nil:
			words[i] = "[link]"
		case strings.Contains(u.Path, "/active_storage/"):
			words[i] = u.Scheme + "://" + u.Host + "/[link]"
		case u.User != nil || u.RawQuery != "" || u.Fragment != "":
			words[i] = u.Scheme + "://" + u.Host + u.EscapedPath() + "?[hidden]"
		}
	}
	return strings.Join(words, " ")
}

func appendQuoted(dst []byte, text string) []byte {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string always encodes
	return append(dst, strings.TrimSuffix(b.String(), "\n")...)
}
