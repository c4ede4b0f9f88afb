package ndoto

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// classes lists all classes of errors.
var classes = map[error]string{
	ErrBadInput: "BadInput", ErrUnauthorized: "Unauthorized", ErrTokenNotReceived: "TokenNotReceived",
	ErrInvalidToken: "InvalidToken", ErrForbidden: "Forbidden", ErrBotNotAllowed: "BotNotAllowed",
	ErrAccountSuspended: "AccountSuspended", ErrPaymentRequired: "PaymentRequired", ErrNotFound: "NotFound", ErrNoRoute: "NoRoute",
	ErrConflict: "Conflict", ErrValidation: "Validation", ErrRateLimited: "RateLimited", ErrServer: "Server",
	ErrNotJSON: "NotJSON", ErrTooLarge: "TooLarge", ErrRedirect: "Redirect", ErrAmbiguous: "Ambiguous",
}

func classesOf(err error) string {
	var names []string
	for _, class := range []error{
		ErrBadInput, ErrUnauthorized, ErrTokenNotReceived, ErrInvalidToken, ErrForbidden, ErrBotNotAllowed, ErrAccountSuspended,
		ErrPaymentRequired, ErrNotFound, ErrNoRoute, ErrConflict, ErrValidation, ErrRateLimited, ErrServer, ErrNotJSON, ErrTooLarge,
		ErrRedirect, ErrAmbiguous,
	} {
		if errors.Is(err, class) {
			names = append(names, classes[class])
		}
	}
	return strings.Join(names, " ")
}

// failureCase is a failure body of the server software or of a proxy.
type failureCase struct {
	status  int
	body    string
	classes string // of a call that is not retried
	message string
}

// failures lists bodies that any operation can get. Missing permissions are a 401; the texts are the server's own.
var failures = map[string]failureCase{
	"no token":               {401, `{"errors":["You need to sign in or sign up before continuing."]}`, "Unauthorized TokenNotReceived", "You need to sign in or sign up before continuing."},
	"wrong token":            {401, `{"error":"Invalid Access Token"}`, "Unauthorized InvalidToken", "Invalid Access Token"},
	"no token, documented":   {401, `{"error":"You need to sign in or sign up before continuing."}`, "Unauthorized TokenNotReceived", "You need to sign in or sign up before continuing."},
	"401 as documented":      {401, `{"error":"Unauthorized"}`, "Unauthorized", "Unauthorized"},
	"401 of a token":         {401, `{"error":"The token is missing or invalid"}`, "Unauthorized", "The token is missing or invalid"},
	"wrong platform token":   {401, `{"error":"Invalid access_token"}`, "Unauthorized InvalidToken", "Invalid access_token"},
	"permission":             {401, `{"error":"You are not authorized to do this action"}`, "Forbidden", "You are not authorized to do this action"},
	"account":                {401, `{"error":"No tienes permiso para acceder a esta cuenta"}`, "Forbidden", "No tienes permiso para acceder a esta cuenta"},
	"suspended":              {401, `{"error":"Account is suspended"}`, "Forbidden AccountSuspended", "Account is suspended"},
	"bot":                    {401, `{"error":"Access to this endpoint is not authorized for bots"}`, "Forbidden BotNotAllowed", "Access to this endpoint is not authorized for bots"},
	"foreign bot":            {401, `{"error":"Bot is not authorized to access this account"}`, "Forbidden BotNotAllowed", "Bot is not authorized to access this account"},
	"empty 401":              {401, ``, "Unauthorized", ""},
	"plan":                   {402, `{"error":"Account limit exceeded. Please purchase more licenses"}`, "PaymentRequired", "Account limit exceeded. Please purchase more licenses"},
	"403":                    {403, `{"error":"API access is not enabled for this account"}`, "Forbidden", "API access is not enabled for this account"},
	"403 message":            {403, `{"message":"Signup is disabled"}`, "Forbidden", "Signup is disabled"},
	"not found":              {404, `{"error":"Resource could not be found"}`, "NotFound", "Resource could not be found"},
	"not found, empty":       {404, ``, "NotFound", ""},
	"not found, framework":   {404, `{"status":404,"error":"Not Found"}`, "NotFound NoRoute", "Not Found"},
	"not found, HTML":        {404, "<html><head><title>The page you were looking for doesn't exist (404)</title></head></html>", "NotJSON", "The page you were looking for doesn't exist (404)"},
	"framework 400":          {400, `{"status":400,"error":"Bad Request"}`, "Validation", "Bad Request"},
	"empty 400":              {400, ``, "Validation", ""},
	"missing param":          {422, `{"error":"param is missing or the value is empty: team"}`, "Validation", "param is missing or the value is empty: team"},
	"record invalid":         {422, `{"message":"Phone number should be in e164 format, Name is too long","attributes":["phone_number","name"]}`, "Validation", "Phone number should be in e164 format, Name is too long"},
	"taken":                  {422, `{"message":"Email has already been taken","attributes":["email"]}`, "Conflict", "Email has already been taken"},
	"source id":              {422, `{"error":"source_id should be unique"}`, "Conflict", "source_id should be unique"},
	"message only":           {422, `{"message":"You can't delete a contact that is online"}`, "Validation", "You can't delete a contact that is online"},
	"by field":               {422, `{"error":{"name":["can't be blank","is short"],"actions":["are invalid"]}}`, "Validation", "name can't be blank, is short, actions are invalid"},
	"success false":          {422, `{"success":false}`, "Validation", ""},
	"too many messages":      {422, `{"error":"Validation failed: Too many messages"}`, "RateLimited", "Validation failed: Too many messages"},
	"OpenAPI form":           {422, `{"description":"Bad","errors":[{"field":"name","message":"is blank","code":"blank"}]}`, "Validation", "name is blank"},
	"rate limit":             {429, "Retry later\n", "RateLimited", "Retry later"},
	"rate limit, empty":      {429, ``, "RateLimited", ""},
	"rate limit, JSON":       {429, `{"error":"The daily email limit for this account has been reached"}`, "RateLimited", "The daily email limit for this account has been reached"},
	"server error":           {500, `{"status":500,"error":"Internal Server Error"}`, "Server", "Internal Server Error"},
	"proxy":                  {502, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body></html>", "Server NotJSON", "502 Bad Gateway"},
	"gateway timeout, empty": {504, ``, "Server", ""},
	"error is a number":      {500, `{"error":5}`, "Server", ""},
	"array":                  {500, `["a","b"]`, "Server", ""},
	"not modified":           {304, ``, "Redirect", ""},
	"problem details":        {400, `{"type":"about:blank","title":"Bad Request","detail":"the payload is too deep"}`, "Validation", "the payload is too deep"},
}

var oneAttempt = WithRetry(RetryPolicy{MaxAttempts: 1, Settle: time.Millisecond})

func TestFailureBodies(t *testing.T) {
	t.Parallel()
	for name, f := range failures {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newTestClient(t, always(f.status, f.body, "X-Request-Id", "req-1"), oneAttempt, WithTokenHeader("T"))
			_, err := c.Profile.Get(t.Context())
			var e *Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, f.classes, classesOf(err))
			assert.Equal(t, f.message, e.Message)
			assert.Equal(t, "Profile.Get", e.Operation)
			assert.Equal(t, "GET", e.Method)
			assert.Equal(t, "/api/v1/profile", e.Path)
			assert.Equal(t, f.status, e.StatusCode)
			assert.Equal(t, "req-1", e.RequestID)
			assert.Equal(t, 1, e.Attempts)
			assert.Equal(t, f.body, string(e.Body))
			assert.NotContains(t, err.Error(), testToken)
		})
	}
}

// TestInvalidIsNotTaken although both name the same attribute.
func TestInvalidIsNotTaken(t *testing.T) {
	t.Parallel()
	for body, class := range map[string]error{
		`{"message":"Email is invalid","attributes":["email"]}`:             ErrValidation,
		`{"message":"Email has already been taken","attributes":["email"]}`: ErrConflict,
	} {
		c := newTestClient(t, always(422, body))
		_, err := c.Contacts.Create(t.Context(), &ContactParams{Email: Set("ada@example.com")})
		require.ErrorIs(t, err, class, body)
		assert.Equal(t, strings.Contains(body, "taken"), errors.Is(err, ErrConflict), body)
	}
}

func TestErrorHints(t *testing.T) {
	t.Parallel()
	profile := func(c *Client) error { _, err := c.Profile.Get(t.Context()); return err }
	cases := map[string]struct {
		rt   roundTripper
		call func(*Client) error
		want string
	}{
		"token lost": {always(401, `{"errors":["You need to sign in or sign up before continuing."]}`), profile,
			"ndoto: Profile.Get: 401 Unauthorized: You need to sign in or sign up before continuing. [the server received no token: a proxy may drop headers with underscores, see WithTokenHeader]"},
		"needs an administrator": {always(401, `{"error":"You are not authorized to do this action"}`), func(c *Client) error { return c.Conversations.Delete(t.Context(), 1) },
			"ndoto: Conversations.Delete: 401 Unauthorized: You are not authorized to do this action [this needs the token of an administrator]"},
		"needs a feature": {always(401, `{"error":"You are not authorized to do this action"}`), func(c *Client) error { _, err := c.DataImports.List(t.Context()); return err },
			"ndoto: DataImports.List: 401 Unauthorized: You are not authorized to do this action [this needs the token of an administrator, and the feature data_import of the account, which the server's operator turns on]"},
		"moved": {always(301, "", "Location", "https://new.example/prefix/api/v1/profile"), profile,
			"ndoto: Profile.Get: the server redirects to https://new.example/prefix/api/v1/profile [the correct base URL may be https://new.example/prefix]"},
		"a page to sign in": {always(302, "", "Location", "https://sso.example/login?next=x"), profile,
			"ndoto: Profile.Get: the server redirects to https://sso.example/login [check that the base URL is that of the server, and that no sign-in page is in front of it]"},
		"base URL of something else": {always(404, `{"status":404,"error":"Not Found"}`), func(c *Client) error { _, err := c.Conversations.Get(t.Context(), 1); return err },
			"ndoto: Conversations.Get: 404 Not Found: Not Found [the server does not know this route: check that the base URL is that of the server, and that it is new enough]"},
		"no such object": {always(404, `{"error":"Resource could not be found"}`), func(c *Client) error { _, err := c.Conversations.Get(t.Context(), 1); return err },
			"ndoto: Conversations.Get: 404 Not Found: Resource could not be found"},
		"nobody listens": {func(*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
		}, profile,
			"ndoto: Profile.Get: dial tcp: connection refused [check that the base URL is that of the server, and that the server runs]"},
		"start page": {always(200, "<!doctype html>"), profile,
			"ndoto: Profile.Get: 200 OK: unexpected response: not JSON: <!doctype html> [this response did not come from the API: the base URL leads to a web page, or a sign-in or maintenance page is in front of the server]"},
		"null": {always(200, "null"), profile,
			"ndoto: Profile.Get: 200 OK: unexpected response: null [check that the base URL is that of the server, and check the proxies in front of it]"},
		"empty": {always(200, ""), profile,
			"ndoto: Profile.Get: 200 OK: unexpected response: the body is empty [check that the base URL is that of the server, and check the proxies in front of it]"},
		"ambiguous": {always(500, ""), func(c *Client) error { _, err := c.Contacts.CreateNote(t.Context(), 1, "x"); return err },
			"ndoto: Contacts.CreateNote: 500 Internal Server Error [the request may or may not have taken effect: look before sending it again]"},
		"id": {nil, func(c *Client) error { _, err := c.Conversations.Get(t.Context(), 0); return err },
			"ndoto: Conversations.Get: bad input: the conversation id must be positive, got 0"},
	}
	for name, c := range cases {
		err := c.call(newTestClient(t, c.rt, oneAttempt, WithTokenHeader("T")))
		assert.EqualError(t, err, c.want, name)
	}
}

func TestErrorAttributes(t *testing.T) {
	t.Parallel()
	f := failures["record invalid"]
	_, err := newTestClient(t, always(f.status, f.body)).Profile.Get(t.Context())
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, []string{"phone_number", "name"}, e.Attributes)
}

func TestRateLimitErrorHasRetryAfter(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]time.Duration{"": 15 * time.Second, `{"error":"Validation failed: Too many messages"}`: time.Minute} {
		status := 429
		if body != "" {
			status = 422
		}
		_, err := newTestClient(t, always(status, body, "Date", "Wed, 04 Mar 2026 04:00:45 GMT"), oneAttempt).Profile.Get(t.Context())
		var e *Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, want, e.RetryAfter)
	}
}

func TestTokenIsNeverPrinted(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c := newTestClient(t, always(500, `{"error":"down"}`), WithLogger(logger), WithRetry(RetryPolicy{MaxAttempts: 2, MinBackoff: 1}))
	var resp Response
	_, err := c.Profile.Get(t.Context(), WithToken("other-5ecret"), WithResponse(&resp))
	profile := &Profile{AccessToken: testToken, PubSubToken: testToken, HMACIdentifier: testToken}
	logger.Info("all", "client", c, "error", err, "response", resp, "profile", profile, "secret", profile.AccessToken, "messages", c.Messages)
	for _, v := range []any{c, *c, err, resp, profile, *profile, profile.AccessToken, c.Messages, WithToken(testToken)} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			fmt.Fprintf(&log, verb+"\n", v)
		}
	}
	data, jsonErr := json.Marshal(profile)
	require.NoError(t, jsonErr)
	log.Write(data)
	assert.NotContains(t, log.String(), "5ecret")
	assert.Contains(t, log.String(), "ndoto.Client(https://desk.example/prefix, account 7)")
	assert.Contains(t, log.String(), `"level":"WARN","msg":"ndoto retry","operation":"Profile.Get","attempt":1,"status":500`)
	assert.Contains(t, log.String(), `"level":"DEBUG","msg":"ndoto request","operation":"Profile.Get","status":500,"attempts":2`)
}

func TestContextErrorsAreVisible(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newTestClient(t, always(200, `{}`)).Profile.Get(ctx)
	assert.ErrorIs(t, err, context.Canceled)
}

// TestRecordedFailures classifies each body in testdata/errors, whose names begin with the status.
func TestRecordedFailures(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir("testdata/errors")
	require.NoError(t, err)
	byStatus := map[string]string{
		"400": "Validation", "402": "PaymentRequired", "403": "Forbidden", "404": "NotFound", "406": "Validation", "413": "NotJSON", "422": "Validation",
		"429": "RateLimited", "500": "Server", "502": "Server NotJSON", "504": "Server NotJSON", "401": "Forbidden",
	}
	special := map[string]string{
		"401-account-suspended": "Forbidden AccountSuspended", "401-bot-not-allowed": "Forbidden BotNotAllowed", "401-bot-not-in-account": "Forbidden BotNotAllowed",
		"401-invalid-token": "Unauthorized InvalidToken", "401-platform-invalid-token": "Unauthorized InvalidToken",
		"401-token-not-received": "Unauthorized TokenNotReceived", "404-rails": "NotFound NoRoute", "404-rails.html": "NotJSON", "422-rails.html": "NotJSON", "422-query-timeout": "Server", "500-rails.html": "Server NotJSON",
		"422-record-invalid-email-taken": "Conflict", "422-record-invalid-identifier-taken": "Conflict", "422-record-invalid-phone-taken": "Conflict",
		"422-record-invalid-base": "RateLimited", "422-record-invalid-email-phone": "Conflict", "422-source-id-taken": "Conflict", "422-too-many-messages": "RateLimited",
	}
	for _, file := range files {
		body, err := os.ReadFile("testdata/errors/" + file.Name())
		require.NoError(t, err)
		status, err := strconv.Atoi(file.Name()[:3])
		require.NoError(t, err)
		_, err = newTestClient(t, always(status, string(body)), oneAttempt, WithTokenHeader("T")).Profile.Get(t.Context())
		want, ok := special[strings.TrimSuffix(file.Name(), ".json")]
		if !ok {
			want = byStatus[file.Name()[:3]]
		}
		assert.Equal(t, want, classesOf(err), file.Name())
		var e *Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, len(body) == 0 || strings.Contains(file.Name(), "success-false"), e.Message == "", "%s: %q", file.Name(), e.Message)
	}
}

// TestConflictInOtherLanguages goes by the attributes, because the client has checked their form.
func TestConflictInOtherLanguages(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(422, `{"message":"E-Mail ist bereits vergeben","attributes":["email"]}`))
	_, err := c.Contacts.Create(t.Context(), &ContactParams{Email: Set("ada@example.com")})
	assert.Equal(t, "Conflict", classesOf(err))
	err = c.Do(t.Context(), "POST", "contacts", map[string]string{"email": "not checked"}, nil)
	assert.Equal(t, "Validation", classesOf(err))
	c = newTestClient(t, always(422, `{"message":"Name ist zu lang","attributes":["email","name"]}`))
	_, err = c.Contacts.Create(t.Context(), &ContactParams{Email: Set("ada@example.com")})
	assert.Equal(t, "Validation", classesOf(err))
}

// TestRetryAfterGoesByTheServersClock, whatever ours says.
func TestRetryAfterGoesByTheServersClock(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusServiceUnavailable, http.StatusTooManyRequests} {
		for _, ahead := range []time.Duration{-10 * time.Minute, 0, 10 * time.Minute} {
			clock := time.Now().Add(ahead).UTC().Truncate(time.Second)
			c := newTestClient(t, always(status, "", "Date", clock.Format(http.TimeFormat), "Retry-After", clock.Add(2*time.Second).Format(http.TimeFormat)), oneAttempt)
			_, err := c.Profile.Get(t.Context())
			var e *Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, 2*time.Second, e.RetryAfter, "%d, %v", status, ahead)
		}
	}
}

// TestLongFailures have a short text and their class, and never show the token, wherever the server repeats it.
func TestLongFailures(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("läng ", 40_000)
	escaped := strings.ReplaceAll(testToken, "-", `\u002d`)
	for name, body := range map[string]string{
		"a long message":     `{"message":"` + long + `","attributes":["email"]}`,
		"the class at last":  `{"other":"` + long + `","message":"Email has already been taken","attributes":["email"]}`,
		"the token":          `{"message":"` + testToken + `: Email has already been taken","attributes":["email"]}`,
		"the token, escaped": `{"message":"` + escaped + `: Email has already been taken","attributes":["email"]}`,
		"everywhere":         `{"message":"Email has already been taken","attributes":["email"],"` + testToken + `":"` + strings.Repeat(testToken, 3000) + `"}`,
	} {
		c := newTestClient(t, always(http.StatusUnprocessableEntity, body, "X-Request-Id", "of "+testToken), oneAttempt, WithTokenHeader("T"))
		_, err := c.Contacts.Create(t.Context(), &ContactParams{Email: Set("ada@example.com")})
		var e *Error
		require.ErrorAs(t, err, &e, name)
		assert.LessOrEqual(t, len(err.Error()), 1000, name)
		assert.True(t, utf8.ValidString(err.Error()), name)
		assert.LessOrEqual(t, len(e.Body), maxErrorBody, name)
		require.ErrorIs(t, err, ErrConflict, name)
		for _, shown := range []string{err.Error(), fmt.Sprintf("%+v", *e), string(e.Body), e.Message, e.RequestID, e.LogValue().String()} {
			assert.NotContains(t, shown, testToken, name)
		}
	}
}
