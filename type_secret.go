package ndoto

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Secret is a token or key from the server. It is a string that hides its value when it is printed, logged or encoded
// as JSON, where it becomes "[secret]". Convert it with string(s) to get the value. In an unexported field of a struct
// that is printed, the package fmt cannot ask it, and shows the value.
type Secret string

const redacted = "[secret]"

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// Format hides the secret, whatever the verb.
func (s Secret) Format(f fmt.State, verb rune) {
	if f.Flag('#') && verb == 'v' {
		_, _ = io.WriteString(f, s.GoString())
		return
	}
	if verb != 'q' && verb != 'x' && verb != 'X' {
		verb = 's'
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), s.String())
}

// GoString hides the secret.
func (s Secret) GoString() string { return fmt.Sprintf("ndoto.Secret(%q)", s.String()) }

// LogValue hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON hides the secret.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalJSON reads a text. Of the record of an access token, which the server sends in place of the text for the
// agent bot of an inbox, it reads the token.
func (s *Secret) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		record := struct {
			Token string `json:"token"`
		}{}
		err := json.Unmarshal(data, &record)
		*s = Secret(record.Token)
		return err
	}
	return json.Unmarshal(data, (*string)(s))
}

// SecretAttributes is a free-form object with secrets in it, such as the keys of a provider. It hides its content
// when it is printed or logged.
type SecretAttributes struct{ attributes Attributes }

// Reveal returns the object.
func (s SecretAttributes) Reveal() Attributes { return s.attributes }

// UnmarshalJSON keeps the object.
func (s *SecretAttributes) UnmarshalJSON(data []byte) error { return s.attributes.UnmarshalJSON(data) }

// MarshalJSON hides the object.
func (s SecretAttributes) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// String hides the object.
func (s SecretAttributes) String() string {
	if len(s.attributes) == 0 {
		return ""
	}
	return redacted
}

// GoString hides the object.
func (s SecretAttributes) GoString() string {
	return fmt.Sprintf("ndoto.SecretAttributes(%q)", s.String())
}

// LogValue hides the object.
func (s SecretAttributes) LogValue() slog.Value { return slog.StringValue(s.String()) }
