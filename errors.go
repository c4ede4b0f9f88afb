package ndoto

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/usendoto/ndoto-go/internal/bridge"
)

// The classes of errors, for errors.Is. This server also answers 401 if a permission is missing. Such an error is
// ErrForbidden, so ErrUnauthorized always means that there is a problem with the token.
var (
	// ErrBadInput is returned when an argument is one that the server would refuse or fail on. Nothing was sent.
	ErrBadInput = errors.New("ndoto: bad input")
	// ErrUnauthorized is returned when the token is missing or invalid.
	ErrUnauthorized = errors.New("ndoto: unauthorized")
	// ErrTokenNotReceived is an ErrUnauthorized: the token header did not reach the server, usually because of a proxy.
	ErrTokenNotReceived = errors.New("ndoto: token not received")
	// ErrInvalidToken is an ErrUnauthorized: the server does not know the token.
	ErrInvalidToken = errors.New("ndoto: invalid token")
	// ErrForbidden is returned when the token's owner may not make the request.
	ErrForbidden = errors.New("ndoto: forbidden")
	// ErrBotNotAllowed is an ErrForbidden: agent bots may not call the operation.
	ErrBotNotAllowed = errors.New("ndoto: not allowed for bots")
	// ErrAccountSuspended is an ErrForbidden: the account is suspended.
	ErrAccountSuspended = errors.New("ndoto: account suspended")
	// ErrPaymentRequired is returned when a limit of the account's plan is reached.
	ErrPaymentRequired = errors.New("ndoto: plan limit reached")
	// ErrNotFound is returned when the object, or the account, does not exist or is not visible to the token's owner.
	ErrNotFound = errors.New("ndoto: not found")
	// ErrNoRoute is an ErrNotFound: the server does not have the route, because it is older or another than that of which
	// the route is known, or because the base URL is not that of the API.
	ErrNoRoute = errors.New("ndoto: no such route")
	// ErrConflict is returned when another object already has one of the values; Error.Attributes names it.
	ErrConflict = errors.New("ndoto: conflict")
	// ErrValidation is returned when the server refused the input, with a status of 4xx that has no class of its own.
	ErrValidation = errors.New("ndoto: validation failed")
	// ErrRateLimited is returned when a rate limit is exhausted; Error.RetryAfter says for how long.
	ErrRateLimited = errors.New("ndoto: rate limited")
	// ErrNoResponse is returned when no response arrived: the server could not be reached or is not who it should be, the
	// connection broke, the attempt took too long, or the context ended. The cause is in the error.
	ErrNoResponse = errors.New("ndoto: no response")
	// ErrServer is returned when the server failed, with a status of 500 or higher, or gave up with 408.
	ErrServer = errors.New("ndoto: server error")
	// ErrNotJSON is returned when the response does not have the form of the API's, such as the HTML page of a proxy.
	ErrNotJSON = errors.New("ndoto: not a response of the API")
	// ErrTooLarge is returned when the response exceeds the limit of WithMaxResponseSize.
	ErrTooLarge = errors.New("ndoto: response too large")
	// ErrRedirect is returned when a redirect was not followed, because it leads to another server or changes the
	// request.
	ErrRedirect = errors.New("ndoto: redirect refused")
	// ErrIncomplete is returned by an iterator that may have missed items of its list. Error.Yielded and Error.Total
	// say how many it has yielded and how many the server counts. It is also returned by a download whose writer failed,
	// or whose file changed after the writer had received a part.
	ErrIncomplete = errors.New("ndoto: incomplete")
	// ErrAmbiguous is returned when the request may or may not have taken effect. Look before sending it again.
	ErrAmbiguous = errors.New("ndoto: outcome unknown")
)

// Error is the error of a failed call. Use errors.Is to test for its class, or for the error of a context that ended
// the call. It never contains the token.
type Error struct {
	// Operation is the Go method, such as "Conversations.Get".
	Operation string
	// Method and Path are those of the route. The path has placeholders instead of IDs.
	Method, Path string
	// StatusCode is 0 if there was no response.
	StatusCode int
	// Message is the server's error message, in the language of the account.
	Message string
	// Attributes are the fields that a validation error is about, such as "email", or "base" for the object as a whole.
	Attributes []string
	// RequestID is the server's ID of the request.
	RequestID string
	// Attempts counts the requests that were sent.
	Attempts int
	// Yielded and Total are how many items an iterator has yielded and how many the server counts, in an ErrIncomplete.
	Yielded, Total int
	// RetryAfter is how long to wait before trying again, or 0 if that is not known.
	RetryAfter time.Duration
	// Body is the response as it was received, at most the first 64 KiB.
	Body []byte

	class     error
	detail    error
	foreign   *foreignResponse // what the error is about, if the API did not send it
	ambiguous bool
	op        *operation
	subject   string // which of several objects the error is about
	moved     string // the base URL that a redirect leads to
	cause     error
	tooOld    string // that the server is older than the route, if it is
	lost      bool   // whether an attempt may have taken effect without a response that shows it
}

// failure returns an error of an operation, to be filled in.
func (o *operation) failure(class error) *Error {
	return &Error{Operation: o.name, Method: o.method, Path: o.path, op: o, class: class}
}

// refuse returns the error of a call that was not sent because of its input.
func (o *operation) refuse(err error) *Error {
	e := o.failure(ErrBadInput)
	e.cause = err
	switch inner := (*Error)(nil); {
	case errors.As(err, &inner):
		e.class = nil // it is that of the cause
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e.class = ErrNoResponse
	}
	return e
}

// about says which of several objects a failed call was about.
func about(what, name string, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		named := *e
		named.subject = fmt.Sprintf("%s %q", what, name)
		return &named
	}
	return err
}

func badInput(format string, args ...any) error { return bridge.BadInput(format, args...) }

// longestText bounds each part of an error's text, so that the whole stays below 1 KB.
const longestText = 300

// Error says what failed and, if known, what to do about it.
func (e *Error) Error() string {
	hint := shorten(e.hint(), longestText)
	var b strings.Builder
	fmt.Fprintf(&b, "ndoto: %s", e.Operation)
	if e.subject != "" {
		fmt.Fprintf(&b, ": %s", shorten(e.subject, longestText))
	}
	if e.StatusCode != 0 {
		fmt.Fprintf(&b, ": %d %s", e.StatusCode, http.StatusText(e.StatusCode))
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", shorten(e.Message, longestText))
	}
	if e.cause != nil {
		fmt.Fprintf(&b, ": %s", shorten(strings.TrimPrefix(e.cause.Error(), "ndoto: "), longestText))
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (%d attempts)", e.Attempts)
	}
	if hint != "" {
		fmt.Fprintf(&b, " [%s]", hint)
	}
	return b.String()
}

// hint names the fix.
func (e *Error) hint() string {
	switch {
	case e.ambiguous && e.StatusCode == http.StatusInternalServerError && e.op.fails != "":
		return "the request may or may not have taken effect: look before sending it again; " + e.op.fails
	case e.ambiguous:
		return "the request may or may not have taken effect: look before sending it again"
	case e.detail == ErrTokenNotReceived:
		return "the server received no token: a proxy may drop headers with underscores, see WithTokenHeader"
	case e.class == ErrUnauthorized && e.op.access == accessPlatformApps:
		return "this needs the token of a platform app, which a super admin of the server reads in its console, /super_admin/platform_apps"
	case e.detail == ErrInvalidToken:
		return "copy the token from the profile settings of the application, and check that the base URL is that of its server"
	case e.detail == ErrBotNotAllowed:
		return "use a user's token: agent bots may call few operations, and only in an account that they belong to"
	case e.detail == ErrAccountSuspended:
		return "the server's operator must reactivate the account"
	case e.class == ErrForbidden && e.op.feature != "" && e.op.access != accessAdmins:
		return "this needs the feature " + e.op.feature + " of the account, which the server's operator turns on"
	case e.class == ErrForbidden && e.op.feature != "":
		return "this needs the token of an administrator, and the feature " + e.op.feature + " of the account, which the server's operator turns on"
	case e.class == ErrForbidden && e.op.access == accessAdmins:
		return "this needs the token of an administrator"
	case e.class == ErrForbidden && e.op.access == accessPlatformApps && e.StatusCode == http.StatusUnauthorized:
		return "a platform app reaches what it has created, and users whose email address it has given to Users.Create"
	case e.class == ErrForbidden && e.StatusCode == http.StatusUnauthorized:
		return "the token's owner must be a member of the account and of the inbox"
	case e.tooOld != "":
		return e.tooOld
	case e.detail == ErrNoRoute && e.op.source != sourceNdoto:
		return "the server does not know this route, which Ndoto does not document: check that the base URL is that of the server, and that it is new enough"
	case e.detail == ErrNoRoute:
		return "the server does not know this route: check that the base URL is that of the server, and that it is new enough"
	case e.class == ErrNotFound && e.op.bareNotFound:
		return "check the " + e.op.values() + ", and that the base URL is that of the server"
	case e.class == ErrNotFound && e.StatusCode == http.StatusNotFound && strings.Contains(e.Path, "_slug}"):
		return "check the " + e.op.values()
	case e.class == ErrNotFound && e.StatusCode == http.StatusNotFound && !strings.Contains(strings.TrimPrefix(e.Path, "/api/v2/accounts/{account_id}/"), "{"):
		return "check the account id, and the ids that the call refers to"
	case e.class == ErrServer && e.StatusCode == http.StatusInternalServerError && e.op.fails != "":
		return e.op.fails
	case e.class == ErrValidation && e.Message == "" && e.op.refuses != "":
		return e.op.refuses
	case e.class == ErrRedirect && e.moved != "":
		return "the correct base URL may be " + e.moved
	case e.class == ErrRedirect:
		return "check that the base URL is that of the server, and that no sign-in page is in front of it"
	case errors.Is(e.cause, http.ErrSchemeMismatch):
		return "no HTTPS is spoken there: check the base URL, which may have to begin with http:// or name another port"
	case e.class == ErrNoResponse && isDialError(e.cause):
		return "check that the base URL is that of the server, and that the server runs"
	case e.class == ErrRateLimited && e.RetryAfter > 0:
		return "try again in " + e.RetryAfter.Round(time.Millisecond).String()
	case errors.Is(e.cause, errFileChanged):
		return "download it again, to an empty file"
	case e.class == ErrIncomplete && e.op != opDownloadAttachment && e.op != opDownloadFile:
		return "iterate again, in another order if there is one, or when the list changes less"
	case e.foreign != nil:
		return e.foreign.hint(e.StatusCode)
	case e.class == ErrNotJSON:
		return "check that the base URL is that of the server, and check the proxies in front of it"
	}
	return ""
}

// Is reports whether the error belongs to a class.
func (e *Error) Is(target error) bool {
	switch target {
	case nil:
		return false
	case ErrAmbiguous:
		return e.ambiguous
	case ErrNotJSON:
		return e.foreign != nil || e.class == ErrNotJSON
	}
	return target == e.class || target == e.detail
}

// Unwrap returns what ended the call without a response, such as context.Canceled.
func (e *Error) Unwrap() error { return e.cause }

// LogValue returns the error as attributes, for log/slog.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("operation", e.Operation), slog.Int("status", e.StatusCode), slog.String("message", e.Error())}
	if e.RequestID != "" {
		attrs = append(attrs, slog.String("request_id", e.RequestID))
	}
	return slog.GroupValue(attrs...)
}
