package ndoto

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// Secret is a token or key that the server sends. It is a string that does not show itself when it is printed or logged;
// string(s) is its value. It is written as "[secret]" to JSON too, which loggers use.
type Secret string

const redacted = "[secret]"

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString hides the secret.
func (s Secret) GoString() string { return fmt.Sprintf("ndoto.Secret(%q)", s.String()) }

// LogValue hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON hides the secret.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }
