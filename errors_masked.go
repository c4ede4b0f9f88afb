package ndoto

import (
	"net/http"
	"slices"
	"strings"
)

// masked reports whether a 422 is a failure of the server, which may have come after the effect, and not a refusal: the
// server answers so to a statement that took too long (request_exception_handler.rb), and to everything that goes wrong
// when a message is created (messages_controller.rb).
func (e *Error) masked() bool {
	if e.StatusCode != http.StatusUnprocessableEntity || len(e.Attributes) > 0 || e.class == ErrConflict || e.class == ErrRateLimited {
		return false
	}
	if strings.HasPrefix(e.Message, "The request took too long to complete") {
		return true
	}
	return e.op.masksErrors && !slices.ContainsFunc(messageRefusals, func(text string) bool { return strings.Contains(e.Message, text) })
}

// messageRefusals are in the texts that refuse a message before anything of it is stored.
var messageRefusals = []string{
	"Validation failed: ", "Incoming messages are only allowed in Api inboxes", "is not a valid ", "param is missing",
	"mismatched digest", "InvalidSignature", "null byte", "invalid byte sequence",
}
