package ndototest_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestWithoutNetwork lets a bot be slow for a day, in virtual time: the server waits 5 s for it, and opens the
// conversation.
func TestWithoutNetwork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		began := time.Now()
		srv.AddBot(ndototest.Bot{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })})
		customer := srv.Simulate(ndototest.Conversation{})
		customer.Says("hello")
		srv.Drain()
		conversation, err := srv.Client().Conversations.Get(t.Context(), customer.ConversationID)
		require.NoError(t, err)
		assert.Equal(t, ndoto.StatusOpen, conversation.Status)
		assert.Equal(t, "Timed out reading data from server", srv.Deliveries()[0].Err)
		assert.GreaterOrEqual(t, time.Since(began), 5*time.Second)
	})
}

// TestADeliveryThatCloseCutsOff has no consequences: the receiver has not failed.
func TestADeliveryThatCloseCutsOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := ndototest.New(t, ndototest.WithoutNetwork())
		slow := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if body, _ := io.ReadAll(r.Body); bytes.Contains(body, []byte(`"message_created"`)) {
				<-r.Context().Done()
			}
		})
		customer := srv.Simulate(ndototest.Conversation{InboxID: srv.AddInbox(ndototest.Inbox{Handler: slow})})
		customer.Says("hello")
		synctest.Wait()
		before := srv.Messages(customer.ConversationID)
		srv.Close()
		deliveries := srv.Deliveries()
		assert.NotEmpty(t, deliveries[len(deliveries)-1].Err)
		assert.Equal(t, before, srv.Messages(customer.ConversationID))
	})
}

// TestFaultsWithoutNetwork are what a client sees of a connection that is cut.
func TestFaultsWithoutNetwork(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]ndototest.Fault{
		"before the effect": {Cut: ndototest.CutBeforeEffect, Count: 1}, "after it": {Cut: ndototest.CutAfterEffect, Count: 1},
		"in the header": {Cut: ndototest.CutInHeader, Count: 1}, "in the body": {Cut: ndototest.CutInBody, Count: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := ndototest.New(t, ndototest.WithoutNetwork(), ndototest.WithBasePath("desk"))
			client := srv.Client(ndoto.WithRetry(ndoto.RetryPolicy{MaxAttempts: 1}))
			require.NoError(t, srv.Fail(fault))
			_, err := client.Account.Get(t.Context())
			require.Error(t, err)
			require.NotErrorIs(t, err, ndoto.ErrServer)
			_, err = client.Account.Get(t.Context())
			require.NoError(t, err)
		})
	}
}
