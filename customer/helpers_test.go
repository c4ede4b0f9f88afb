package customer_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/ndototest"
)

// desk is a server, and a client of the customer's side of its inbox.
type desk struct {
	*customer.Client
	server *ndototest.Server
}

func newDesk(t *testing.T, opts ...ndototest.Option) desk {
	t.Helper()
	srv := ndototest.New(t, append([]ndototest.Option{ndototest.WithoutNetwork()}, opts...)...)
	return desk{inboxOf(t, srv, srv.InboxID), srv}
}

func inboxOf(t *testing.T, srv *ndototest.Server, inbox int64, opts ...ndoto.Option) *customer.Client {
	t.Helper()
	c, err := srv.CustomerClient(inbox, opts...)
	require.NoError(t, err)
	return c
}

// chat is a contact with a conversation.
func (d desk) chat(t *testing.T) (ndoto.Secret, int64) {
	t.Helper()
	ada, err := d.Contacts.Create(t.Context(), &customer.ContactParams{Name: "Ada"})
	require.NoError(t, err)
	conversation, err := d.Conversations.Create(t.Context(), ada.SourceID, nil)
	require.NoError(t, err)
	return ada.SourceID, conversation.ID
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// newClient returns a client whose requests go to rt.
func newClient(t *testing.T, rt roundTripper, opts ...ndoto.Option) *customer.Client {
	t.Helper()
	c, err := customer.New("inbox-1", append([]ndoto.Option{ndoto.WithBaseURL("https://desk.example/prefix"), ndoto.WithTransport(rt)}, opts...)...)
	require.NoError(t, err)
	return c
}

func always(status int, body string) roundTripper {
	return func(req *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: req,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}, nil
	}
}
