package customer_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/customer"
	"github.com/usendoto/ndoto-go/ndototest"
)

// afterPost is an observer that is called when a POST has ended.
type afterPost func()

func (f afterPost) StartAttempt(_ context.Context, a ndoto.Attempt) func(ndoto.AttemptResult) {
	return func(ndoto.AttemptResult) {
		if a.Method == http.MethodPost {
			f()
		}
	}
}

// TestSendOnceLooksForAKeyWhoseOutcomeIsOpen ends the context of a call when the server has the message, and gives the
// key again.
func TestSendOnceLooksForAKeyWhoseOutcomeIsOpen(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		cut     ndototest.Cut
		between bool // whether the same words are sent under another key before the key comes again
		want    int
	}{
		"arrived":     {ndototest.CutAfterEffect, false, 1},
		"not arrived": {ndototest.CutBeforeEffect, false, 1},
		"arrived, and another has the same words":     {ndototest.CutAfterEffect, true, 2},
		"not arrived, and another has the same words": {ndototest.CutBeforeEffect, true, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				source, id := d.chat(t)
				require.NoError(t, d.server.Fail(ndototest.Fault{Operation: messageRoute, Cut: tt.cut, Count: 1}))
				hello := &customer.MessageParams{Content: "Hello"}
				ctx, cancel := context.WithCancel(t.Context())
				c := inboxOf(t, d.server, d.server.InboxID, ndoto.WithObserver(afterPost(cancel)))
				_, err := c.Messages.SendOnce(ctx, source, id, "key-1", hello)
				require.ErrorIs(t, err, ndoto.ErrAmbiguous)
				require.ErrorIs(t, err, context.Canceled)
				if tt.between {
					_, err = c.Messages.SendOnce(t.Context(), source, id, "key-2", hello)
					require.NoError(t, err)
				}
				sent, err := c.Messages.SendOnce(t.Context(), source, id, "key-1", hello)
				require.NoError(t, err)
				again, err := c.Messages.SendOnce(t.Context(), source, id, "key-1", hello)
				require.NoError(t, err)
				assert.Equal(t, sent.ID, again.ID)
				assert.Len(t, d.server.Messages(id), tt.want)
			})
		})
	}
}

func TestEnsureInALockedInboxReportsWhatItDid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	inbox := d.server.AddInbox(ndototest.Inbox{LockToSingleConversation: true})
	c := inboxOf(t, d.server, inbox)
	ada, err := c.Contacts.Create(t.Context(), nil)
	require.NoError(t, err)
	first, created, err := c.Conversations.Ensure(t.Context(), ada.SourceID, nil)
	require.NoError(t, err)
	assert.True(t, created)
	_, err = c.Conversations.Resolve(t.Context(), ada.SourceID, first.ID)
	require.NoError(t, err)
	second, created, err := c.Conversations.Ensure(t.Context(), ada.SourceID, nil)
	require.NoError(t, err)
	assert.False(t, created)
	assert.Equal(t, first.ID, second.ID)
}
