package ndoto

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPathOfEveryKindOfRoute builds paths for an account, the installation, a help center and the customer's side. No
// value can change the endpoint.
func TestPathOfEveryKindOfRoute(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, always(200, "{}"))
	account := &operation{path: "conversations/{conversation_id}/messages/{message_id}"}
	installation := &operation{path: "/platform/api/v1/users/{user_id}"}
	portal := &operation{path: "portals/{portal_slug}/articles/{article_id}"}
	customer := &operation{path: "/public/api/v1/inboxes/{inbox_identifier}/contacts/{contact_identifier}/conversations/{conversation_id}"}
	for _, good := range []struct {
		op   *operation
		r    request
		want string
	}{
		{account, request{ids: [3]int64{5, 6}}, "/prefix/api/v1/accounts/7/conversations/5/messages/6"},
		{installation, request{ids: [3]int64{5}}, "/prefix/platform/api/v1/users/5"},
		{portal, request{texts: [3]string{"hand book"}, ids: [3]int64{4}}, "/prefix/api/v1/accounts/7/portals/hand%20book/articles/4"},
		{portal, request{texts: [3]string{"agents?x=1#y"}, ids: [3]int64{4}}, "/prefix/api/v1/accounts/7/portals/agents%3Fx=1%23y/articles/4"},
		{customer, request{texts: [3]string{"in", "../who/1"}, ids: [3]int64{9}}, "/prefix/public/api/v1/inboxes/in/contacts/..%2Fwho%2F1/conversations/9"},
	} {
		u, err := c.target(good.op, good.r)
		require.NoError(t, err)
		assert.Equal(t, good.want, u.EscapedPath())
		assert.Empty(t, u.RawQuery+u.Fragment)
	}
	for _, bad := range []struct {
		op   *operation
		r    request
		want string
	}{
		{account, request{ids: [3]int64{5, -6}}, "ndoto: bad input: the message id must be positive, got -6"},
		{account, request{}, "ndoto: bad input: the conversation id must be positive, got 0"},
		{portal, request{texts: [3]string{".."}, ids: [3]int64{4}}, `ndoto: bad input: the portal slug must be a single path segment, got ".."`},
		{portal, request{texts: [3]string{"../agents"}, ids: [3]int64{4}}, `ndoto: bad input: the portal slug must be a single path segment, got "../agents"`},
		{portal, request{ids: [3]int64{4}}, `ndoto: bad input: the portal slug must be a single path segment, got ""`},
	} {
		_, err := c.target(bad.op, bad.r)
		assert.EqualError(t, err, bad.want)
	}
}
