package ndoto

import (
	"fmt"
	"net/http"
	"strings"
)

// redirectError reports that a redirect was refused.
type redirectError struct{ target string }

// baseOf returns the base URL that a URL of the API belongs to, or "" for another one, such as that of a sign-in page.
func baseOf(target string) string {
	base, _, ok := strings.Cut(target, "/api/v1")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSuffix(base, "/public"), "/platform")
}

// withoutSession returns a path without what follows the prefix of the customers' API: the id of a session, which is
// as good as a password.
func withoutSession(path string) string {
	const prefix = "/public/api/v1/"
	if before, _, ok := strings.Cut(path, prefix); ok {
		return before + prefix + "..."
	}
	return path
}

func (e *redirectError) Error() string {
	return fmt.Sprintf("the server redirects to %s", e.target)
}

// guardRedirect follows redirects only within the server: net/http would forward the token to another host, and turn
// a POST into a GET that "succeeds".
func guardRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	sameServer := req.URL.Host == first.URL.Host && req.URL.Scheme == first.URL.Scheme
	if !sameServer || req.Method != first.Method || len(via) >= 5 {
		return &redirectError{target: req.URL.Scheme + "://" + req.URL.Host + withoutSession(req.URL.EscapedPath())}
	}
	return nil
}
