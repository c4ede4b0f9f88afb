package ndoto

import (
	"fmt"
	"net/http"
	"strings"
)

// redirectError is the refusal of a redirect.
type redirectError struct{ target string }

// baseOf is the base URL that an address of the API belongs to.
func baseOf(target string) string {
	base, _, _ := strings.Cut(target, "/api/v1")
	return base
}

func (e *redirectError) Error() string {
	return fmt.Sprintf("the server redirects to %s", e.target)
}

// guardRedirect follows redirects within the server only: to another host net/http would forward the token, and to
// another method it would turn a POST into a GET that "succeeds".
func guardRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	sameServer := req.URL.Host == first.URL.Host && req.URL.Scheme == first.URL.Scheme
	if !sameServer || req.Method != first.Method || len(via) >= 5 {
		return &redirectError{target: req.URL.Scheme + "://" + req.URL.Host + req.URL.EscapedPath()}
	}
	return nil
}
