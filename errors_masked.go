package ndoto

import (
	"net/http"
	"slices"
	"strings"
)

// masked reports whether a 422 is a failure of the server, which may have come after the effect, and not a refusal. The
// server answers so to everything that goes wrong when a message is created (messages_controller.rb).
func (e *Error) masked() bool {
	switch {
	case e.StatusCode != http.StatusUnprocessableEntity || len(e.Attributes) > 0 || e.class == ErrConflict || e.class == ErrRateLimited:
		return false
	case e.databaseFailed():
		return true
	}
	return e.op.masksErrors && !slices.ContainsFunc(messageRefusals, func(text string) bool { return strings.Contains(e.Message, text) })
}

// databaseFailed reports whether the text of a 422 is that of a statement that took too long, which every route has
// (request_exception_handler.rb), or of a connection that the database has ended.
func (e *Error) databaseFailed() bool {
	return e.StatusCode == http.StatusUnprocessableEntity &&
		slices.ContainsFunc(databaseFailures, func(text string) bool { return strings.HasPrefix(e.Message, text) })
}

var databaseFailures = []string{queryTimeout, "PQ", "PG::"}

// messageRefusals are in the texts that refuse a message before anything of it is stored.
var messageRefusals = []string{
	"Validation failed: ", "Incoming messages are only allowed in Api inboxes", "is not a valid ", "param is missing",
	"mismatched digest", "InvalidSignature", "null byte", "invalid byte sequence",
}
