package ndoto

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

// foreignResponse is a response that the API did not send: a page of a proxy, of a firewall, of a sign-in or of a
// maintenance mode. The client asks for JSON, and the server's own responses are JSON or empty. Such a page proves
// nothing about what was asked for, whatever its status.
type foreignResponse struct {
	page  bool   // whether it is HTML
	marks string // the headers that tell who sent it
	asks  string // what it wants, by WWW-Authenticate
}

// foreignTo returns nil if a body may be the API's.
func foreignTo(data []byte, header http.Header) *foreignResponse {
	trimmed := bytes.TrimSpace(data)
	if len(trimmed) == 0 || trimmed[0] == '{' || trimmed[0] == '[' || json.Valid(trimmed) {
		return nil
	}
	f := &foreignResponse{page: trimmed[0] == '<', asks: shorten(header.Get("WWW-Authenticate"), 60)}
	var marks []string
	for _, name := range []string{"Server", "Via", "CF-Ray", "X-Amzn-RequestId", "X-Cache"} {
		if value := header.Get(name); value != "" {
			marks = append(marks, name+": "+shorten(value, 60))
		}
	}
	f.marks = strings.Join(marks, ", ")
	return f
}

// hint says what probably is in front of the server.
func (f *foreignResponse) hint(status int) string {
	text := "this response did not come from the API: "
	switch {
	case f.asks != "":
		text += "a proxy in front of the server asks for its own sign-in (" + f.asks + ")"
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		text += "a firewall or a proxy in front of the server refuses the request"
	case status == http.StatusRequestEntityTooLarge:
		text += "a proxy in front of the server limits the size of a request, such as nginx by client_max_body_size"
	case status >= 500:
		text += "a proxy in front of the server got no response from it"
	case status < 300 && f.page:
		text += "the base URL leads to a web page, or a sign-in or maintenance page is in front of the server"
	default:
		text += "check that the base URL is that of the server, and check the proxies in front of it"
	}
	if f.marks != "" {
		text += " (" + f.marks + ")"
	}
	return text
}
