package customer_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
)

// TestSecretsStayOutOfErrorsAndDumps has a proxy that shows what it was asked for, as some do with an unknown path.
func TestSecretsStayOutOfErrorsAndDumps(t *testing.T) {
	t.Parallel()
	identity := customer.Identify("key", "user-7")
	secrets := []string{"source-1", string(identity.Hash), someUUID}
	assert.NotContains(t, fmt.Sprintf("%v %+v %#v", identity, customer.ContactParams{Identity: identity}, identity), string(identity.Hash))
	for name, call := range calls() {
		var dump strings.Builder
		c := newClient(t, func(req *http.Request) (*http.Response, error) {
			resp, err := always(404, "Cannot "+req.Method+" "+req.URL.RequestURI())(req)
			resp.Header.Set("Content-Type", "text/plain")
			return resp, err
		}, ndoto.WithFullDump(&dump), ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1, Settle: 1}))
		err := call(t.Context(), c)
		require.Error(t, err, name)
		var e *ndoto.Error
		require.ErrorAs(t, err, &e, name)
		for _, secret := range secrets {
			for what, text := range map[string]string{"error": err.Error(), "body": string(e.Body), "dump": dump.String()} {
				assert.NotContains(t, text, secret, "%s: %s", name, what)
				assert.NotContains(t, text, url.QueryEscape(secret), "%s: %s", name, what)
			}
		}
	}
}

// TestAWrongHashIsToldSoon: the server fails on it with 500, which would be tried again for half a minute.
func TestAWrongHashIsToldSoon(t *testing.T) {
	t.Parallel()
	sent := 0
	c := newClient(t, func(req *http.Request) (*http.Response, error) {
		sent++
		return always(500, `{"status":500,"error":"Internal Server Error"}`)(req)
	}, ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: 1}))
	_, err := c.Contacts.Get(t.Context(), "source-1", customer.Identify("another key", "user-7"))
	require.ErrorIs(t, err, ndoto.ErrServer)
	assert.Equal(t, 2, sent)
}

func TestANotFoundDoesNotBlameTheRoute(t *testing.T) {
	t.Parallel()
	c := newClient(t, always(404, `{"status":404,"error":"Not Found"}`))
	_, err := c.Conversations.Get(t.Context(), "source-1", 5)
	require.ErrorIs(t, err, ndoto.ErrNotFound)
	require.NotErrorIs(t, err, ndoto.ErrNoRoute)
	assert.ErrorContains(t, err, "check the inbox identifier, source id, conversation id")
}
