package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Signature is how a server signs webhooks: with HMAC-SHA256 over the time, a dot, and the bytes of the body. Known from the
// server software (lib/webhooks/trigger.rb): webhooks of the account are signed from Chatwoot 4.11.2, callbacks of API inboxes
// and agent bots from 4.13.0. Ndoto documents no signature.
type Signature struct {
	// Secrets are the secrets of the webhook, of the API inbox or of the agent bot, as the API shows them. Each is enough, so
	// that one can be changed: give the new and the old one for a while.
	Secrets []string
	// Prefix is what the names of the headers begin with. Without one, X-Ndoto- and X-Chatwoot- are accepted, and X-Chatwoot-
	// is written.
	Prefix string
	// Tolerance is how far the time of a signature may be from now, 5 minutes if it is 0.
	Tolerance time.Duration
}

const (
	chatwootPrefix   = "X-Chatwoot-"
	ndotoPrefix      = "X-Ndoto-"
	defaultTolerance = 5 * time.Minute
)

// Verify checks the signature of a request with the usual headers and tolerance: see [Signature.Verify].
func Verify(h http.Header, body []byte, secrets ...string) error {
	return Signature{Secrets: secrets}.Verify(h, body, time.Now())
}

// Sign signs a request as a server does, for tests: see [Signature.Sign].
func Sign(h http.Header, body []byte, secret string) {
	Signature{Secrets: []string{secret}}.Sign(h, body, time.Now())
}

// Verify checks the signature of a body, in constant time. The body must be the bytes that came: JSON that was decoded and
// encoded again is not the same. The error is of the class [ErrUnsigned], [ErrSignature] or [ErrStale]; answer it with
// [StatusOf].
func (s Signature) Verify(h http.Header, body []byte, now time.Time) error {
	timestamp, signature := s.header(h, "Timestamp"), s.header(h, "Signature")
	if timestamp == "" || signature == "" {
		return fmt.Errorf("%w: the headers Signature and Timestamp are not there; servers before Chatwoot 4.11.2, and 4.13.0 for bots and API inboxes, do not sign: use WithURLToken for them", ErrUnsigned)
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return fmt.Errorf("%w: the timestamp is not in seconds", ErrSignature)
	}
	given, err := hex.DecodeString(strings.TrimPrefix(signature, "sha256="))
	if err != nil || !strings.HasPrefix(signature, "sha256=") {
		return fmt.Errorf("%w: it is not of the form sha256=<hex>", ErrSignature)
	}
	matches := false
	for _, secret := range s.Secrets {
		if secret != "" && hmac.Equal(given, mac(secret, timestamp, body)) {
			matches = true
		}
	}
	if !matches {
		return fmt.Errorf("%w: none of %d secrets made it, over the time, a dot and %d bytes of body", ErrSignature, len(s.Secrets), len(body))
	}
	tolerance := s.Tolerance
	if tolerance <= 0 {
		tolerance = defaultTolerance
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > tolerance || age < -tolerance {
		return fmt.Errorf("%w: it is %v old, at most %v are allowed", ErrStale, age.Truncate(time.Second), tolerance)
	}
	return nil
}

// Sign sets the headers of a signature with the first secret.
func (s Signature) Sign(h http.Header, body []byte, now time.Time) {
	prefix := s.Prefix
	if prefix == "" {
		prefix = chatwootPrefix
	}
	timestamp := strconv.FormatInt(now.Unix(), 10)
	h.Set(prefix+"Timestamp", timestamp)
	secret := ""
	if len(s.Secrets) > 0 {
		secret = s.Secrets[0]
	}
	h.Set(prefix+"Signature", "sha256="+hex.EncodeToString(mac(secret, timestamp, body)))
}

func mac(secret, timestamp string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret))
	_, _ = h.Write([]byte(timestamp)) // a hash does not fail
	_, _ = h.Write([]byte{'.'})
	_, _ = h.Write(body)
	return h.Sum(nil)
}

// header reads a header under any of the prefixes.
func (s Signature) header(h http.Header, name string) string {
	if s.Prefix != "" {
		return h.Get(s.Prefix + name)
	}
	if v := h.Get(ndotoPrefix + name); v != "" {
		return v
	}
	return h.Get(chatwootPrefix + name)
}
