package ndoto

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// profileURL is the URL that a client with a base URL requests the profile from.
func profileURL(t *testing.T, base string) string {
	t.Helper()
	var got string
	c, err := New(1, "t", WithBaseURL(base), WithTransport(roundTripper(func(req *http.Request) (*http.Response, error) {
		got = req.URL.String()
		return respond(req, 200, `{"id":1}`), nil
	})))
	require.NoError(t, err, base)
	_, err = c.Profile.Get(t.Context())
	require.NoError(t, err, base)
	return got
}

func TestBaseURLs(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://app.usendoto.com":                "https://app.usendoto.com",
		"https://app.usendoto.com/":               "https://app.usendoto.com",
		"https://app.usendoto.com/#/":             "https://app.usendoto.com",
		"HTTPS://APP.usendoto.com//":              "https://app.usendoto.com",
		"https://desk.example/support/":           "https://desk.example/support",
		"http://[::1]:3000/a%2Fb/api/v1/":         "http://[::1]:3000/a%2Fb",
		"\u00a0https://desk.example:8443/x/y/z\n": "https://desk.example:8443/x/y/z",
		"https://desk.example/apiary/apps":        "https://desk.example/apiary/apps",
		"https://desk.example/public":             "https://desk.example/public",
		"https://desk.example/api/desk":           "https://desk.example/api/desk",
	} {
		assert.Equal(t, want+"/api/v1/profile", profileURL(t, in), in)
	}
}

// pastedPages are the pages of the application and the prefixes of the API.
var pastedPages = []string{
	"/app", "/app/", "/app/login", "/app/login?sso_auth_token=x", "/app/login/sso", "/app/auth/signup", "/app/auth/reset/password", "/app/reset/password",
	"/app/accounts/1", "/app/accounts/1/dashboard", "/app/accounts/1/conversations/42?messageId=7", "/app/accounts/1/inbox/3/conversations/42#top",
	"/app/accounts/1/settings/inboxes/list", "/app/user/personal-settings", "/app/no-accounts",
	"/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/accounts", "/api/v1/accounts/1", "/api/v1/accounts/1/conversations?page=2", "/api/v1/profile", "/api/v2",
	"/api/v2/accounts/1/reports", "/public/api/v1", "/public/api/v1/inboxes/abc/contacts", "/platform/api/v1", "/enterprise/api/v1/accounts/1",
	"/auth/sign_in", "/auth/password/edit", "/cable", "/widget?website_token=x", "/survey/responses/0b8f", "/super_admin", "/super_admin/sign_in",
	"/hc/handbook/en", "/rails/active_storage/blobs/redirect/x/y.png", "/swagger", "/monitoring/sidekiq", "/installation/onboarding",
}

func TestPastedBaseURLs(t *testing.T) {
	t.Parallel()
	for _, server := range []string{"https://desk.example", "https://desk.example/support", "http://10.0.0.5:3000", "https://desk.example:8443/a/b"} {
		for _, page := range pastedPages {
			for _, in := range []string{server + page, server + strings.ToUpper(page)} {
				assert.Equal(t, server+"/api/v1/profile", profileURL(t, in), in)
			}
		}
	}
}

func TestInvalidBaseURLs(t *testing.T) {
	t.Parallel()
	for in, problem := range map[string]string{
		"":                              "it must begin with https:// or http://",
		"app.usendoto.com":              "it must begin with https:// or http://",
		"localhost:3000":                "it must begin with https:// or http://",
		"ftp://desk.example":            "it must begin with https:// or http://",
		"https://":                      "it names no host",
		"https://ada:pw@desk.example":   "it must not carry a user name or password",
		"https://desk.example?x=1":      "it must not have a query",
		"https://desk.example/x#y":      "it must not have a fragment",
		"https://desk.example/a/../b":   "its path must not have . or ..",
		"https://desk.example/App/app":  "its directory App has the name of a page of the server: put the server elsewhere",
		"https://desk.example:port/":    `it does not parse: invalid port ":port" after host`,
		"https://desk.example/%zz":      `it does not parse: invalid URL escape "%zz"`,
		"https://desk.example\n/api/v1": "it does not parse: net/url: invalid control character in URL",
	} {
		_, err := New(1, "t", WithBaseURL(in))
		assert.EqualError(t, err, "ndoto: bad input: the base URL is invalid: "+problem+"; an example is https://app.usendoto.com", in)
	}
}

// FuzzBaseURLs checks that a base URL is refused as bad input, or normalized to one that is stable.
func FuzzBaseURLs(f *testing.F) {
	for _, page := range pastedPages {
		f.Add("https://desk.example/support" + page)
	}
	f.Add("http://[::1%25en0]:3000/a%2Fb")
	f.Add("https://desk.example/App/app")
	f.Fuzz(func(t *testing.T, text string) {
		u, err := parseBaseURL(text)
		if err != nil {
			require.ErrorIs(t, err, ErrBadInput)
			return
		}
		require.Empty(t, u.RawQuery+u.Fragment)
		again, err := parseBaseURL(u.String())
		require.NoError(t, err)
		require.Equal(t, u.String(), again.String())
	})
}
