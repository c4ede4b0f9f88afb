package ndoto

import (
	"errors"
	"net/url"
	"strings"
)

// parseBaseURL accepts the URL of a server, with a path prefix if a proxy adds one, and also the documented form,
// which ends with /api/v1.
func parseBaseURL(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	var problem string
	switch {
	case err != nil:
		var parse *url.Error
		if errors.As(err, &parse) {
			err = parse.Err
		}
		problem = "it does not parse: " + err.Error()
	case u.Scheme != "https" && u.Scheme != "http":
		problem = "it must begin with https:// or http://"
	case u.Hostname() == "":
		problem = "it names no host"
	case u.User != nil:
		problem = "it must not carry a user name or password"
	case u.RawQuery != "" || u.ForceQuery:
		problem = "it must not have a query"
	case u.Fragment != "":
		problem = "it must not have a fragment"
	case strings.Contains(u.Path, "/app/accounts/"):
		problem = "it is the address of a page of the application: leave out what begins with /app/accounts"
	}
	if problem != "" {
		return nil, badInput("the base URL is not usable: %s; an example is %s", problem, DefaultBaseURL)
	}
	prefix := strings.TrimRight(u.EscapedPath(), "/")
	prefix = strings.TrimRight(strings.TrimSuffix(prefix, "/api/v1"), "/")
	return url.Parse(u.Scheme + "://" + u.Host + prefix)
}
