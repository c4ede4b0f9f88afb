package ndoto

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// newError returns the error of a failed attempt, with a response or without one.
func (k *call) newError(resp *http.Response, err error) *Error {
	e := k.op.failure(nil)
	e.Attempts = k.attempts
	if err != nil {
		e.classifyCause(err)
		if redirect := (*redirectError)(nil); errors.As(err, &redirect) {
			e.cause = &redirectError{target: string(k.redact([]byte(redirect.target)))}
		}
		return e
	}
	raw := k.responseOf(resp)
	data, header := k.redact(raw.data), k.redactHeader(raw.header)
	e.StatusCode, e.RequestID = raw.status, header.Get("X-Request-Id")
	e.Body = bytes.Clone(data[:min(len(data), maxErrorBody)])
	switch {
	case raw.status == http.StatusTooManyRequests:
		e.RetryAfter = retryAfter(header, k.limitWindow(), time.Now())
	case header.Get("Retry-After") != "":
		e.RetryAfter, _ = parseRetryAfter(header.Get("Retry-After"), serverTime(header))
	}
	if raw.status != http.StatusTooManyRequests && !k.anonymous { // the limit of this server answers in plain text
		e.foreign = foreignTo(data, header)
	}
	e.classify(e.readBody(data), header)
	e.Message = string(k.redact([]byte(e.Message))) // JSON may have escaped it
	return e
}

// serverTime is the time by the server's clock, or by ours if the response does not tell.
func serverTime(header http.Header) time.Time {
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		return date
	}
	return time.Now()
}

// redact takes the token and other secrets of the call out of a body: a proxy that shows the request it refuses shows
// them too.
func (k *call) redact(data []byte) []byte {
	for _, secret := range k.secrets {
		for _, spelled := range []string{secret, url.PathEscape(secret), url.QueryEscape(secret)} {
			data = bytes.ReplaceAll(data, []byte(spelled), []byte(redacted))
		}
	}
	for _, token := range []hidden{k.client.auth.token, k.settings.token, k.settings.lookToken} {
		if token != nil && bytes.Contains(data, []byte(token())) {
			data = bytes.ReplaceAll(data, []byte(token()), []byte("[token]"))
		}
	}
	return data
}

// redactHeader is like redact, for the headers that an error shows.
func (k *call) redactHeader(header http.Header) http.Header {
	shown := http.Header{}
	for name, values := range header {
		for _, value := range values {
			shown.Add(name, string(k.redact([]byte(value))))
		}
	}
	return shown
}

func (e *Error) classifyCause(err error) {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // its text repeats the URL, whose query may hold personal data
	}
	e.cause, e.class = err, ErrNoResponse
	var redirect *redirectError
	var limit *limitError
	var final *finalError
	switch {
	case errors.As(err, &final):
		e.class = final.class
	case errors.As(err, &redirect):
		e.class, e.moved = ErrRedirect, baseOf(redirect.target)
	case errors.As(err, &limit):
		e.class, e.RetryAfter = ErrRateLimited, limit.wait
	case errors.Is(err, errTooLarge):
		e.class = ErrTooLarge
	}
}

// interrupt adds what has ended the wait for the next attempt: the context, or a rate limit. The error remains that of
// the last attempt.
func (e *Error) interrupt(err error) {
	switch {
	case e.cause == nil:
		e.cause = err
	case !errors.Is(e.cause, err):
		e.cause = fmt.Errorf("%w, then %w", e.cause, err)
	}
	var limit *limitError
	if errors.As(err, &limit) && limit.wait > 0 {
		e.RetryAfter = limit.wait
	}
}

// classify goes by status and shape first. It compares texts only if the server's source code has them in English;
// validation errors are in the language of the account.
func (e *Error) classify(f failureText, header http.Header) {
	switch status := e.StatusCode; {
	case status >= 500, status == http.StatusRequestTimeout, e.databaseFailed():
		e.class = ErrServer
	case status >= 300 && status < 400:
		e.class = ErrRedirect
		if location := header.Get("Location"); location != "" {
			target := withoutQuery(location)
			e.Message, e.moved = "the server redirects to "+withoutSession(target), baseOf(target)
		}
	case status == http.StatusTooManyRequests:
		e.class = ErrRateLimited
	case e.foreign != nil:
		e.class = ErrNotJSON
	case status == http.StatusUnauthorized:
		e.classifyUnauthorized(f)
	case status == http.StatusPaymentRequired:
		e.class = ErrPaymentRequired
	case status == http.StatusForbidden:
		e.class = ErrForbidden
	case status == http.StatusNotFound && f.text == noRoute && !e.op.bareNotFound:
		e.class, e.detail = ErrNotFound, ErrNoRoute
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
	default:
		e.class = ErrValidation
	}
}

// noRoute is what the framework of the server says of a path that none of its routes has. Objects that do not exist are
// "Resource could not be found", other than to operations whose bareNotFound is set.
const noRoute = "Not Found"

// queryTimeout is what the server answers when its database has canceled a query (request_exception_handler.rb, after
// 4.15.1). Unlike other 422, it refuses nothing: what the request has done until then may stay.
const queryTimeout = "The request took too long to complete. Please try again."

func withoutQuery(location string) string {
	location, _, _ = strings.Cut(location, "?")
	return location
}

// classifyUnauthorized tells a missing or wrong token from a missing permission, which this server also answers with
// 401 (access_token_auth_helper.rb, request_exception_handler.rb).
func (e *Error) classifyUnauthorized(f failureText) {
	switch {
	case f.inErrors, f.text == notSignedIn:
		e.class, e.detail = ErrUnauthorized, ErrTokenNotReceived
	case strings.EqualFold(f.text, "Invalid Access Token"), strings.EqualFold(f.text, "Invalid access_token"):
		e.class, e.detail = ErrUnauthorized, ErrInvalidToken
	case f.text == "":
		e.class = ErrUnauthorized
	case f.text == "Account is suspended":
		e.class, e.detail = ErrForbidden, ErrAccountSuspended
	case f.text == "Access to this endpoint is not authorized for bots", f.text == "Bot is not authorized to access this account":
		e.class, e.detail = ErrForbidden, ErrBotNotAllowed
	case strings.EqualFold(f.text, http.StatusText(http.StatusUnauthorized)), strings.Contains(strings.ToLower(f.text), "token"):
		e.class = ErrUnauthorized // as Ndoto documents 401: an invalid or missing token
	default:
		e.class = ErrForbidden
	}
}

// notSignedIn is what the server software says if it has received no token, in a list of errors.
const notSignedIn = "You need to sign in or sign up before continuing."

// taken reports whether a 422 is about values that must be unique. In languages other than English, that follows from
// the attributes of a contact: the client has checked their form before, so only their uniqueness can fail.
func (e *Error) taken(f failureText) bool {
	if f.text == "source_id should be unique" || f.text == "Locale should be unique in the category and portal" || (f.validated || e.op.uniqueKeys) && strings.Contains(f.text, "has already been taken") {
		return true
	}
	if !e.op.uniqueKeys || strings.Contains(f.text, " is invalid") || strings.Contains(f.text, " is too ") {
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
