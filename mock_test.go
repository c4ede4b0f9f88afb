package ndoto_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go"
)

// TestMain fails if goroutines outlive the tests.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestMockedTransports checks that users' mocks work, as an HTTP client and as a transport.
func TestMockedTransports(t *testing.T) {
	t.Parallel()
	mock := httpmock.NewMockTransport()
	mock.RegisterMatcherResponder(http.MethodPost, "https://app.usendoto.com/api/v1/accounts/9/conversations/42/messages",
		httpmock.BodyContainsString(`"content":"hi"`), httpmock.NewStringResponder(200, `{"id":7,"message_type":1}`))
	mock.RegisterResponder(http.MethodGet, "https://app.usendoto.com/api/v1/profile", httpmock.NewStringResponder(503, "").Then(httpmock.NewStringResponder(200, `{"id":3}`)))
	users := &http.Client{Transport: mock, Timeout: time.Minute}
	for name, option := range map[string]ndoto.Option{"client": ndoto.WithHTTPClient(users), "transport": ndoto.WithTransport(mock)} {
		client, err := ndoto.New(9, "token", option, ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: 1}))
		require.NoError(t, err)
		message, err := client.Messages.Create(t.Context(), 42, &ndoto.CreateMessageParams{Content: "hi"})
		require.NoError(t, err)
		assert.Equal(t, &ndoto.Message{ID: 7, MessageType: ndoto.MessageOutgoing}, message, name)
	}
	client, err := ndoto.New(9, "token", ndoto.WithHTTPClient(users), ndoto.WithRetry(ndoto.RetryPolicy{MinBackoff: 1}))
	require.NoError(t, err)
	profile, err := client.Profile.Get(t.Context())
	require.NoError(t, err)
	assert.EqualValues(t, 3, profile.ID)
	assert.Nil(t, users.CheckRedirect, "the user's client stays as it is")
	assert.Equal(t, time.Minute, users.Timeout)
}
