package ndoto

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// parseBaseURL accepts the address of a server, with a path prefix where a proxy adds one, and what people have at
// hand in its place: the address of a page of the application, or of the API. Those are cut to the server.
func parseBaseURL(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		if parse, ok := errors.AsType[*url.Error](err); ok {
			err = parse.Err
		}
		return nil, badBaseURL("it does not parse: " + err.Error())
	}
	segments := strings.FieldsFunc(u.EscapedPath(), func(r rune) bool { return r == '/' })
	prefix, isPage := serverPrefix(segments)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, badBaseURL("it must begin with https:// or http://")
	case u.Hostname() == "":
		return nil, badBaseURL("it names no host")
	case u.User != nil:
		return nil, badBaseURL("it must not carry a user name or password")
	case !isPage && (u.RawQuery != "" || u.ForceQuery):
		return nil, badBaseURL("it must not have a query")
	case !isPage && strings.TrimLeft(u.Fragment, "/") != "":
		return nil, badBaseURL("it must not have a fragment")
	case slices.ContainsFunc(prefix, func(s string) bool { return s == "." || s == ".." }):
		return nil, badBaseURL("its path must not have . or ..")
	}
	if _, ambiguous := serverPrefix(prefix); ambiguous { // BaseURL would name another server when it is read again
		return nil, badBaseURL("its directory " + strings.Join(prefix, "/") + " has the name of a page of the server: put the server elsewhere")
	}
	base := &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}
	if len(prefix) > 0 {
		base.Path = "/"
		base = base.JoinPath(prefix...)
	}
	return base, nil
}

func badBaseURL(problem string) error {
	return badInput("the base URL is invalid: %s; an example is %s", problem, DefaultBaseURL)
}

// serverPrefix returns the segments before those that belong to the server itself, and whether there are any of those.
func serverPrefix(segments []string) (prefix []string, isPage bool) {
	for i, segment := range segments {
		next, last := "", i == len(segments)-1
		if !last {
			next = strings.ToLower(segments[i+1])
		}
		if beginsServer(strings.ToLower(segment), next, last) {
			return segments[:i], true
		}
	}
	return segments, false
}

// beginsServer reports whether a segment, by itself or with the next one, is where the routes of the server begin
// (config/routes.rb in Chatwoot 4.16). Words that can be the name of a subdirectory need the next one.
func beginsServer(segment, next string, last bool) bool {
	switch segment {
	case "api":
		return last || next == "v1" || next == "v2" || next == "v3"
	case "app":
		return last || slices.Contains([]string{"login", "auth", "accounts", "reset", "user", "profile", "no-accounts"}, next)
	case "public", "platform", "enterprise":
		return next == "api"
	case "auth":
		return slices.Contains([]string{"sign_in", "sign_out", "password", "confirmation", "validate_token", "saml"}, next)
	case "rails":
		return next == "active_storage"
	case "survey":
		return next == "responses"
	case "monitoring":
		return next == "sidekiq"
	case "installation":
		return next == "onboarding"
	case "cable", "widget", "super_admin", "swagger", "hc":
		return true
	}
	return false
}
