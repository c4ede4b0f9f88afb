package ndoto

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// intermediary is a response of what stands between the client and the server.
type intermediary struct {
	name    string
	status  int
	body    string
	headers []string
	classes string // of a read in one attempt
	hint    string // what the error says about it
}

const (
	nginxPage     = "<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%[1]s</h1></center>\r\n<hr><center>nginx/1.27.4</center>\r\n</body>\r\n</html>\r\n"
	albPage       = "<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%[1]s</h1></center>\r\n</body>\r\n</html>\r\n"
	haproxyPage   = "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n"
	challengePage = `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body></body></html>`
	signInPage    = `<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action="/oauth2/start"></form></body></html>`
	apachePage    = "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>%s</title>\n</head><body>\n</body></html>\n"
	storageXML    = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code></Error>`
	akamaiPage    = "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1></BODY></HTML>"
	web           = "the base URL leads to a web page, or a sign-in or maintenance page is in front of the server"
	refusing      = "a firewall or a proxy in front of the server refuses the request"
	down          = "a proxy in front of the server got no response from it"
	unknown       = "check that the base URL is that of the server, and check the proxies in front of it"
	signIn        = "a proxy in front of the server asks for its own sign-in"
)

func page(template, title string) string { return fmt.Sprintf(template, title) }

// intermediaries are the pages of well-known proxies, load balancers and firewalls, in short.
var intermediaries = []intermediary{
	{"nginx 404", 404, page(nginxPage, "404 Not Found"), []string{"Server", "nginx/1.27.4"}, "NotJSON", unknown + " (Server: nginx/1.27.4)"},
	{"nginx 401", 401, page(nginxPage, "401 Authorization Required"), []string{"WWW-Authenticate", `Basic realm="desk"`}, "NotJSON", signIn + ` (Basic realm="desk")`},
	{"nginx 403", 403, page(nginxPage, "403 Forbidden"), nil, "NotJSON", refusing},
	{"nginx 413", 413, page(nginxPage, "413 Request Entity Too Large"), nil, "NotJSON", "limits the size of a request, such as nginx by client_max_body_size"},
	{"nginx 414", 414, page(nginxPage, "414 Request-URI Too Large"), nil, "NotJSON", unknown},
	{"nginx 502", 502, page(nginxPage, "502 Bad Gateway"), nil, "Server NotJSON", down},
	{"nginx 504", 504, page(nginxPage, "504 Gateway Time-out"), nil, "Server NotJSON", down},
	{"nginx 429", 429, page(nginxPage, "429 Too Many Requests"), nil, "RateLimited", "try again in"},
	{"Traefik 404", 404, "404 page not found\n", nil, "NotJSON", unknown},
	{"Traefik 502", 502, "Bad Gateway", nil, "Server NotJSON", down},
	{"Traefik 503", 503, "no available server\n", nil, "Server NotJSON", down},
	{"Cloudflare 1010", 403, "error code: 1010", []string{"CF-Ray", "8f1-FRA", "Server", "cloudflare"}, "NotJSON", refusing + " (Server: cloudflare, CF-Ray: 8f1-FRA)"},
	{"Cloudflare 1020", 403, "<html>error code: 1020</html>", nil, "NotJSON", refusing},
	{"Cloudflare challenge", 403, challengePage, []string{"cf-mitigated", "challenge"}, "NotJSON", refusing},
	{"Cloudflare challenge 503", 503, challengePage, nil, "Server NotJSON", down},
	{"Cloudflare 1015", 429, "error code: 1015", []string{"Retry-After", "1"}, "RateLimited", "try again in 1s"},
	{"Cloudflare 521", 521, "error code: 521", nil, "Server NotJSON", down},
	{"HAProxy 503", 503, haproxyPage, nil, "Server NotJSON", down},
	{"HAProxy 403", 403, "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n", nil, "NotJSON", refusing},
	{"HAProxy 400", 400, "<html><body><h1>400 Bad request</h1>\n</body></html>\n", nil, "NotJSON", unknown},
	{"ALB 503", 503, page(albPage, "503 Service Temporarily Unavailable"), []string{"Server", "awselb/2.0"}, "Server NotJSON", down + " (Server: awselb/2.0)"},
	{"ALB 404", 404, page(albPage, "404 Not Found"), nil, "NotJSON", unknown},
	{"ALB 401", 401, page(albPage, "401 Authorization Required"), nil, "NotJSON", refusing},
	{"Envoy 503", 503, "upstream connect error or disconnect/reset before headers. reset reason: connection failure", []string{"Server", "envoy"}, "Server NotJSON", down + " (Server: envoy)"},
	{"Envoy 403", 403, "RBAC: access denied", nil, "NotJSON", refusing},
	{"Envoy 404", 404, "route not found", nil, "NotJSON", unknown},
	{"Apache 404", 404, page(apachePage, "404 Not Found"), nil, "NotJSON", unknown},
	{"Apache 422", 422, page(apachePage, "422 Unprocessable Entity"), nil, "NotJSON", unknown},
	{"Akamai 403", 403, akamaiPage, nil, "NotJSON", refusing},
	{"plan page 402", 402, "<html>Payment Required</html>", nil, "NotJSON", unknown},
	{"storage 404", 404, page(storageXML, "NoSuchKey"), nil, "NotJSON", unknown},
	{"storage 403", 403, page(storageXML, "AccessDenied"), nil, "NotJSON", refusing},
	{"sign-in 200", 200, signInPage, nil, "NotJSON", web},
	{"maintenance 200", 200, "\n<!doctype html><title>Back soon</title>", []string{"Via", "1.1 squid"}, "NotJSON", web + " (Via: 1.1 squid)"},
	{"text 200", 200, "OK", nil, "NotJSON", unknown},
	{"maintenance 503", 503, "<html>Back soon</html>", []string{"Retry-After", "1"}, "Server NotJSON", down},
	{"Varnish 503", 503, "<?xml version=\"1.0\"?><html><head><title>503 Backend fetch failed</title></head></html>", []string{"Via", "1.1 varnish"}, "Server NotJSON", down},
	{"409 page", 409, "<html>Conflict</html>", nil, "NotJSON", unknown},
}

// TestIntermediaries holds that a page that the API did not send never has a meaning of the API, for any operation.
// With -v it prints a table.
func TestIntermediaries(t *testing.T) {
	t.Parallel()
	t.Logf("%-26s %6s  %-24s %-24s %-24s %s", "page", "status", "read", "create", "delete", "without a result")
	for _, p := range intermediaries {
		row := map[string]string{}
		for name, call := range calls(somewhere) {
			c := newTestClient(t, always(p.status, p.body, p.headers...), oneAttempt)
			c.version.text = "4.16.2" // a call that had to ask for it would wait after a 429
			err := call(t.Context(), c)
			var e *Error
			if strings.HasPrefix(name, "Attachments.Download") { // the storage of files is not the API
				continue
			}
			if !assert.ErrorAs(t, err, &e, "%s: %s", p.name, name) {
				continue
			}
			got := strings.TrimSuffix(classesOf(err), " Ambiguous")
			assert.Equal(t, p.classes, got, "%s: %s", p.name, name)
			for _, wrong := range []error{ErrNotFound, ErrForbidden, ErrUnauthorized, ErrValidation, ErrConflict, ErrPaymentRequired} {
				assert.NotErrorIs(t, err, wrong, "%s: %s", p.name, name)
			}
			assert.Equal(t, 1, e.Attempts, "%s: %s", p.name, name)
			row[name] = classesOf(err)
			if name == "Profile.Get" {
				assert.ErrorContains(t, err, p.hint, p.name)
			}
		}
		t.Logf("%-26s %6d  %-24s %-24s %-24s %s", p.name, p.status, row["Conversations.Get"], row["Messages.Create"], row["Labels.Delete"], row["Conversations.SetPriority"])
	}
}

// TestAPageIsNoProofOfADeletion answers a DELETE by 502, and its repetition by a page.
func TestAPageIsNoProofOfADeletion(t *testing.T) {
	t.Parallel()
	for _, p := range intermediaries {
		if p.status == http.StatusTooManyRequests {
			continue
		}
		s := &script{steps: []roundTripper{always(502, "Bad Gateway"), always(p.status, p.body)}}
		c := newTestClient(t, s.roundTrip, WithRetry(RetryPolicy{MaxAttempts: 2, MinBackoff: 1}))
		err := c.Labels.Delete(t.Context(), 1)
		assert.ErrorIs(t, err, ErrNotJSON, p.name)
	}
	for _, body := range []string{`{"error":"Resource could not be found"}`, ""} {
		s := &script{steps: []roundTripper{always(502, "Bad Gateway"), always(404, body)}}
		c := newTestClient(t, s.roundTrip, WithRetry(RetryPolicy{MaxAttempts: 2, MinBackoff: 1}))
		message, err := c.Messages.Delete(t.Context(), 1, 2)
		require.NoError(t, err, "what is gone is deleted")
		assert.Nil(t, message)
	}
}

// TestDoTakesATextButNoPage is for the routes that answer with a CSV file.
func TestDoTakesATextButNoPage(t *testing.T) {
	t.Parallel()
	var resp Response
	c := newTestClient(t, always(200, "Agent,Conversations\nAda,3\n"), oneAttempt)
	require.NoError(t, c.Do(t.Context(), "GET", "/api/v2/accounts/7/reports/agents", nil, nil, WithResponse(&resp)))
	assert.Equal(t, "Agent,Conversations\nAda,3\n", string(resp.Body))
	c = newTestClient(t, always(200, signInPage), oneAttempt)
	assert.ErrorIs(t, c.Do(t.Context(), "GET", "x", nil, nil), ErrNotJSON)
}

// TestAnErrorNeverShowsTheToken has a proxy show the request that it refuses, in pages of any length.
func TestAnErrorNeverShowsTheToken(t *testing.T) {
	t.Parallel()
	const other = "tok-of-another-user"
	for status := 200; status < 600; status += 100 {
		for _, body := range []string{
			`{"error":"bad token ` + testToken + `"}`, "<html><title>" + testToken + "</title>", testToken + other, `{"x":"` + strings.Repeat(testToken, 200) + `"`,
			`{"message":"` + strings.Repeat("long ", 5000) + `"}`,
		} {
			var seen []error
			c := newTestClient(t, always(status, body, "Location", "https://x.example/"+testToken, "X-Request-Id", testToken,
				"WWW-Authenticate", "Basic "+testToken, "Server", testToken, "Via", strings.Repeat(testToken, 9)), oneAttempt)
			seen = append(seen, err2(c.Profile.Get(t.Context(), WithToken(other))), err2(c.Messages.Create(t.Context(), 1, &CreateMessageParams{Content: "x"})))
			for _, err := range seen {
				var e *Error
				require.ErrorAs(t, err, &e, "%d %s", status, body[:20])
				for _, text := range []string{err.Error(), fmt.Sprintf("%+v %#v", e, e), string(e.Body), e.Message, e.LogValue().String()} {
					assert.NotContains(t, text, testToken)
				}
				assert.LessOrEqual(t, len(err.Error()), 1024)
			}
			assert.NotContains(t, seen[0].Error(), other)
		}
	}
}

// TestTheSpellingIsLearnedFromWhatLooksAtTheToken calls at the same time, before any spelling is known, and where
// nothing is proved.
func TestTheSpellingIsLearnedFromWhatLooksAtTheToken(t *testing.T) {
	t.Parallel()
	arrived, release := make(chan struct{}, 2), make(chan struct{})
	underscoresOnly := func(req *http.Request) (*http.Response, error) {
		if strings.HasSuffix(req.URL.Path, "/api") {
			return respond(req, 200, `{"version":"4.16.2"}`), nil
		}
		if _, documented := req.Header[documentedHeader]; documented { //nolint:staticcheck // sent as it is spelled
			return respond(req, 200, `{"id":1}`), nil
		}
		arrived <- struct{}{}
		<-release
		return respond(req, 401, `{"errors":["You need to sign in or sign up before continuing."]}`), nil
	}
	c := newTestClient(t, underscoresOnly)
	_, err := c.Account.ServerInfo(t.Context())
	require.NoError(t, err, "a route that needs no token teaches nothing")
	results := make(chan error, 2)
	for range 2 {
		go func() { results <- err2(c.Profile.Get(context.Background())) }()
	}
	<-arrived
	<-arrived
	close(release)
	assert.NoError(t, <-results)
	assert.NoError(t, <-results)
}
