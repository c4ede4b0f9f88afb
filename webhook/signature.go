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

// Signature is how a server signs webhooks: with HMAC-SHA256 over the time, a dot, and the bytes of the body. Known
// from the server software (lib/webhooks/trigger.rb): webhooks of the account are signed from Chatwoot 4.11.2,
// callbacks of API inboxes and agent bots from 4.13.0. Ndoto documents no signature.
type Signature struct {
	// Secrets are the secrets of the webhook, of the API inbox or of the agent bot, as the API shows them. Each is
	// enough, so that one can be changed: give the new and the old one for a while.
	Secrets []string
	// Prefix is what the names of the headers begin with. Without one, X-Ndoto- and X-Chatwoot- are accepted, and
	// X-Chatwoot- is written.
	Prefix string
	// Tolerance is how far the time of a signature may be from now, 5 minutes if it is 0.
	Tolerance time.Duration
}

const (
	chatwootPrefix   = "X-Chatwoot-"
	ndotoPrefix      = "X-Ndoto-"
	defaultTolerance = 5 * time.Minute
)

// Verify checks the signature of a request with the default headers and tolerance: see [Signature.Verify].
func Verify(h http.Header, body []byte, secrets ...string) error {
	return Signature{Secrets: secrets}.Verify(h, body, time.Now())
}

// Sign signs a request as a server does, for tests: see [Signature.Sign].
func Sign(h http.Header, body []byte, secret string) {
	Signature{Secrets: []string{secret}}.Sign(h, body, time.Now())
}

// Verify checks the signature of a body, in constant time. The body must be the bytes that came: JSON that was
// decoded and encoded again is not the same. The error is of the class [ErrUnsigned], [ErrSignature] or [ErrStale];
// respond with [StatusOf], and do not send its text to whoever made the request.
func (s Signature) Verify(h http.Header, body []byte, now time.Time) error {
	_, err := s.verify(h, body, now)
	return err
}

// signed is a signature of a request.
type signed struct {
	prefix, timestamp, signature string
	mac                          string // hexadecimal, once it is verified
}

var errUnsigned = fmt.Errorf("%w: the headers Signature and Timestamp are missing; servers before Chatwoot 4.11.2, and 4.13.0 for bots and API inboxes, do not sign: use WithURLToken for them", ErrUnsigned)

// signaturesOf returns the signatures of a request. A header that somebody adds does not hide that of the server.
func (s Signature) signaturesOf(h http.Header) []signed {
	prefixes := []string{s.Prefix}
	if s.Prefix == "" {
		prefixes = []string{ndotoPrefix, chatwootPrefix}
	}
	var found []signed
	for _, prefix := range prefixes {
		if c := (signed{prefix: prefix, timestamp: h.Get(prefix + "Timestamp"), signature: h.Get(prefix + "Signature")}); c.timestamp != "" && c.signature != "" {
			found = append(found, c)
		}
	}
	return found
}

func (s Signature) verify(h http.Header, body []byte, now time.Time) (signed, error) {
	err := errUnsigned
	for _, c := range s.signaturesOf(h) {
		if err = s.verifyOne(&c, body, now); err == nil {
			return c, nil
		}
	}
	return signed{}, err
}

func (s Signature) verifyOne(c *signed, body []byte, now time.Time) error {
	seconds, err := strconv.ParseInt(c.timestamp, 10, 64)
	if err != nil {
		return fmt.Errorf("%w: the timestamp is not in seconds", ErrSignature)
	}
	given, err := hex.DecodeString(strings.TrimPrefix(c.signature, "sha256="))
	if err != nil || !strings.HasPrefix(c.signature, "sha256=") {
		return fmt.Errorf("%w: it is not of the form sha256=<hex>", ErrSignature)
	}
	matches := false
	for _, secret := range s.Secrets {
		if secret != "" && hmac.Equal(given, mac(secret, c.timestamp, body)) {
			matches = true
		}
	}
	if !matches {
		return fmt.Errorf("%w: none of %d secrets made it, over the time, a dot and %d bytes of body: copy the secret of the webhook, the inbox or the agent bot that sends here", ErrSignature, len(s.Secrets), len(body))
	}
	if age := now.Sub(time.Unix(seconds, 0)); age > s.tolerance() || age < -s.tolerance() {
		return fmt.Errorf("%w: it is %v old, at most %v are allowed; is the clock right?", ErrStale, age.Truncate(time.Second), s.tolerance())
	}
	c.mac = hex.EncodeToString(given)
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
