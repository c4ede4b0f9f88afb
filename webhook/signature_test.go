package webhook_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/usendoto/ndoto-go/webhook"
)

// vector was made by the server's own code; Python agrees.
var vector = struct {
	secret, timestamp, body, signature string
}{
	secret, "1750163696", "{\"event\":\"message_created\",\"id\":1,\"content\":\"a \\u003cb\\u003e \\u0026 é\"}",
	"sha256=30f35015e9e738cfcd623d4a5d773af84f77cb754f133498d4b0e14eb671380b",
}

func TestTheVectorOfTheServer(t *testing.T) {
	t.Parallel()
	assert.Len(t, vector.body, 72)
	at := time.Unix(1750163696, 0)
	h := http.Header{}
	webhook.Signature{Secrets: []string{vector.secret}}.Sign(h, []byte(vector.body), at)
	assert.Equal(t, http.Header{"X-Chatwoot-Signature": {vector.signature}, "X-Chatwoot-Timestamp": {vector.timestamp}}, h)
	assert.NoError(t, webhook.Signature{Secrets: []string{vector.secret}}.Verify(h, []byte(vector.body), at))
}

func TestVerify(t *testing.T) {
	t.Parallel()
	at := time.Unix(1750163696, 0)
	headers := func(prefix, signature, timestamp string) http.Header {
		h := http.Header{}
		h.Set(prefix+"Signature", signature)
		h.Set(prefix+"Timestamp", timestamp)
		return h
	}
	good := headers("X-Chatwoot-", vector.signature, vector.timestamp)
	for _, c := range []struct {
		rule    string
		scheme  webhook.Signature
		header  http.Header
		body    string
		now     time.Time
		failure error
		status  int
	}{
		{"it is good", webhook.Signature{}, good, vector.body, at, nil, 200},
		{"one of several secrets is enough", webhook.Signature{Secrets: []string{"new", secret}}, good, vector.body, at, nil, 200},
		{"Ndoto's prefix is known", webhook.Signature{}, headers("X-Ndoto-", vector.signature, vector.timestamp), vector.body, at, nil, 200},
		{"another prefix is told", webhook.Signature{Prefix: "X-Konversio-"}, headers("X-Konversio-", vector.signature, vector.timestamp), vector.body, at, nil, 200},
		{"a prefix is the only one then", webhook.Signature{Prefix: "X-Konversio-"}, good, vector.body, at, webhook.ErrUnsigned, 401},
		{"it is at the edge of the tolerance", webhook.Signature{}, good, vector.body, at.Add(5 * time.Minute), nil, 200},
		{"it is too old", webhook.Signature{}, good, vector.body, at.Add(5*time.Minute + time.Second), webhook.ErrStale, 401},
		{"it is of the future", webhook.Signature{}, good, vector.body, at.Add(-6 * time.Minute), webhook.ErrStale, 401},
		{"the tolerance can be another", webhook.Signature{Tolerance: time.Hour}, good, vector.body, at.Add(30 * time.Minute), nil, 200},
		{"nothing is signed", webhook.Signature{}, http.Header{}, vector.body, at, webhook.ErrUnsigned, 401},
		{"there is no time", webhook.Signature{}, headers("X-Chatwoot-", vector.signature, ""), vector.body, at, webhook.ErrUnsigned, 401},
		{"the time is not a number", webhook.Signature{}, headers("X-Chatwoot-", vector.signature, "noon"), vector.body, at, webhook.ErrSignature, 401},
		{"the time was changed", webhook.Signature{}, headers("X-Chatwoot-", vector.signature, "1750163697"), vector.body, at, webhook.ErrSignature, 401},
		{"the body was changed", webhook.Signature{}, good, vector.body + " ", at, webhook.ErrSignature, 401},
		{"the secret is another", webhook.Signature{Secrets: []string{"another"}}, good, vector.body, at, webhook.ErrSignature, 401},
		{"an empty secret is none", webhook.Signature{Secrets: []string{""}}, good, vector.body, at, webhook.ErrSignature, 401},
		{"the scheme is missing", webhook.Signature{}, headers("X-Chatwoot-", strings.TrimPrefix(vector.signature, "sha256="), vector.timestamp), vector.body, at, webhook.ErrSignature, 401},
		{"it is not hexadecimal", webhook.Signature{}, headers("X-Chatwoot-", "sha256=xyz", vector.timestamp), vector.body, at, webhook.ErrSignature, 401},
	} {
		if c.scheme.Secrets == nil {
			c.scheme.Secrets = []string{secret}
		}
		err := c.scheme.Verify(c.header, []byte(c.body), c.now)
		assert.ErrorIs(t, err, c.failure, c.rule)
		assert.Equal(t, c.status, webhook.StatusOf(err), c.rule)
		if err != nil {
			assert.NotContains(t, err.Error(), secret, c.rule)
		}
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(vector.signature, vector.timestamp, []byte(vector.body))
	f.Add("sha256=", "", []byte(nil))
	f.Fuzz(func(t *testing.T, signature, timestamp string, body []byte) {
		h := http.Header{"X-Chatwoot-Signature": {signature}, "X-Chatwoot-Timestamp": {timestamp}}
		at := time.Unix(1750163696, 0)
		err := webhook.Signature{Secrets: []string{secret}}.Verify(h, body, at)
		known := signature == vector.signature && timestamp == vector.timestamp && string(body) == vector.body
		if seconds, bad := strconv.ParseInt(timestamp, 10, 64); (err == nil) != known && (bad != nil || seconds != 1750163696) {
			t.Fatalf("%q %q %q: %v", signature, timestamp, body, err)
		}
		if err == nil && !strings.EqualFold(signature, vector.signature) {
			t.Fatalf("%q was accepted", signature)
		}
	})
}
