package ndoto

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go/internal/jsontext"
)

// newError returns the error of a failed attempt, with a response or without one.
func (k *call) newError(resp *http.Response, err error) *Error {
	e := k.op.failure(nil)
	e.Attempts = k.attempts
	if err != nil {
		e.classifyCause(err)
		return e
	}
	a := k.answerOf(resp)
	e.StatusCode, e.Body, e.RequestID = a.status, bytes.Clone(a.data), a.header.Get("X-Request-Id")
	switch {
	case a.status == http.StatusTooManyRequests:
		e.RetryAfter = retryAfter(a.header, k.op.bucket.window, time.Now())
	case a.header.Get("Retry-After") != "":
		e.RetryAfter, _ = parseRetryAfter(a.header.Get("Retry-After"), time.Now())
	}
	text := e.readBody()
	e.classify(text, a.header)
	return e
}

func (e *Error) classifyCause(err error) {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // its text repeats the URL, whose query may hold personal data
	}
	e.cause = err
	var redirect *redirectError
	var wait *gateError
	switch {
	case errors.As(err, &redirect):
		e.class, e.moved = ErrRedirect, baseOf(redirect.target)
	case errors.As(err, &wait):
		e.class, e.RetryAfter = ErrRateLimited, wait.wait
	case errors.Is(err, errTooLarge):
		e.class = ErrTooLarge
	}
}

// failureText is what the failure bodies of this server, of its framework and of its proxies have in common.
type failureText struct {
	text      string
	inErrors  bool // whether the text came in an array under "errors"
	validated bool // whether the attributes are named, which only failed validations of a record do
}

// readBody reads the message and the attributes of a failure. The server has nine forms: {"error":text},
// {"error":{field:[text]}}, {"message":text,"attributes":[name]}, {"message":text}, {"errors":[text]},
// {"status":500,"error":text}, {"success":false}, plain text, and nothing. A proxy adds its HTML.
func (e *Error) readBody() failureText {
	var f failureText
	if !json.Valid(e.Body) {
		e.notJSON = len(strings.TrimSpace(string(e.Body))) > 0 && e.StatusCode != http.StatusTooManyRequests
		e.Message = summary(e.Body)
		return f
	}
	for _, name := range []string{"error", "message", "errors", "description"} {
		raw, _ := jsontext.Member(e.Body, name)
		if text := flatten(raw); text != "" && e.Message == "" {
			e.Message, f.inErrors = text, name == "errors"
		}
	}
	if raw, ok := jsontext.Member(e.Body, "attributes"); ok {
		f.validated = json.Unmarshal(raw, &e.Attributes) == nil
	}
	f.text = e.Message
	return f
}

// flatten joins the texts in a value of any shape.
func flatten(raw []byte) string {
	if len(raw) == 0 {
		return ""
	}
	var parts []string
	switch raw[0] {
	case '"':
		var s string
		_ = json.Unmarshal(raw, &s) // the body was validated
		return s
	case '[':
		for element := range jsontext.Elements(raw) {
			parts = append(parts, flatten(element))
		}
	case '{':
		for name, value := range jsontext.Members(raw) {
			parts = append(parts, name+" "+flatten(value))
		}
	}
	return strings.Join(parts, ", ")
}

// summary returns the text of a body that is not JSON; for an HTML page, its title.
func summary(body []byte) string {
	text := string(body)
	if _, after, ok := strings.Cut(text, "<title>"); ok {
		text, _, _ = strings.Cut(after, "</title>")
	}
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if len(text) > 200 {
		text = strings.ToValidUTF8(text[:200], "") + "..."
	}
	return text
}

// classify goes by status and shape first. It compares texts only if the server's source code has them in English;
// validation errors are in the language of the account.
func (e *Error) classify(f failureText, header http.Header) {
	switch status := e.StatusCode; {
	case status == http.StatusUnauthorized:
		e.classifyUnauthorized(f)
	case status == http.StatusPaymentRequired:
		e.class = ErrPaymentRequired
	case status == http.StatusForbidden:
		e.class = ErrForbidden
	case status == http.StatusNotFound:
		e.class = ErrNotFound
	case status == http.StatusConflict:
		e.class = ErrConflict
	case status == http.StatusUnprocessableEntity && strings.Contains(f.text, "Too many messages"):
		// 200 messages a minute in one conversation (app/models/message.rb). The window rolls, so waiting for a minute is
		// enough.
		e.class, e.RetryAfter = ErrRateLimited, time.Minute
	case status == http.StatusUnprocessableEntity && e.taken(f):
		e.class = ErrConflict
	case status == http.StatusBadRequest, status == http.StatusUnprocessableEntity:
		e.class = ErrValidation
	case status == http.StatusTooManyRequests:
		e.class = ErrRateLimited
	case status >= 500:
		e.class = ErrServer
	case status >= 300 && status < 400:
		e.class = ErrRedirect
		if location := header.Get("Location"); location != "" {
			e.Message, e.moved = "the server redirects to "+withoutQuery(location), baseOf(withoutQuery(location))
		}
	}
}

func withoutQuery(location string) string {
	location, _, _ = strings.Cut(location, "?")
	return location
}

// classifyUnauthorized tells a missing or wrong token from a missing permission, which this server also answers with
// 401 (access_token_auth_helper.rb, request_exception_handler.rb).
func (e *Error) classifyUnauthorized(f failureText) {
	switch {
	case f.inErrors:
		e.class, e.detail = ErrUnauthorized, ErrTokenNotReceived
	case strings.EqualFold(f.text, "Invalid Access Token"), strings.EqualFold(f.text, "Invalid access_token"):
		e.class, e.detail = ErrUnauthorized, ErrInvalidToken
	case f.text == "":
		e.class = ErrUnauthorized
	case f.text == "Account is suspended":
		e.class, e.detail = ErrForbidden, ErrAccountSuspended
	case f.text == "Access to this endpoint is not authorized for bots", f.text == "Bot is not authorized to access this account":
		e.class, e.detail = ErrForbidden, ErrBotNotAllowed
	default:
		e.class = ErrForbidden
	}
}

// taken reports whether a 422 is about values that must be unique. In languages other than English, that follows from
// the attributes of a contact: the client has checked their form before, so only their uniqueness can fail.
func (e *Error) taken(f failureText) bool {
	if f.text == "source_id should be unique" || f.validated && strings.Contains(f.text, "has already been taken") {
		return true
	}
	if !e.op.uniqueKeys {
		return false
	}
	for _, attribute := range e.Attributes {
		switch attribute {
		case "email", "phone_number", "identifier":
		default:
			return false
		}
	}
	return f.validated && len(e.Attributes) > 0
}
