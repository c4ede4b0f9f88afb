package ndoto_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// separate makes clients share no locks, as if each ran in a process of its own.
type separate struct{ http.RoundTripper }

// clientsOf returns clients of one process, or of several.
func clientsOf(t *testing.T, srv *ndototest.Server, number int, apart bool) (clients []*ndoto.Client) {
	t.Helper()
	for range number {
		var opts []ndoto.Option
		if apart {
			network := http.DefaultTransport.(*http.Transport).Clone()
			t.Cleanup(network.CloseIdleConnections)
			opts = append(opts, ndoto.WithTransport(&separate{network}))
		}
		clients = append(clients, srv.Client(opts...))
	}
	return clients
}

// TestSharedChangesKeepEachOther has many clients change one thing at a time.
func TestSharedChangesKeepEachOther(t *testing.T) {
	t.Parallel()
	const changes = 8
	for _, dialect := range []ndototest.Dialect{ndototest.Chatwoot416, ndototest.Chatwoot42} {
		for _, apart := range []bool{false, true} {
			t.Run(fmt.Sprintf("dialect %d, apart %t", dialect, apart), func(t *testing.T) {
				t.Parallel()
				srv := ndototest.New(t, ndototest.WithDialect(dialect))
				attributes, labels := map[string]any{}, []string{"kept"}
				for i := range changes {
					attributes[fmt.Sprint("old-", i)] = "x"
					labels = append(labels, fmt.Sprint("old-", i))
				}
				contact := srv.AddContact(ndototest.Contact{CustomAttributes: attributes, Labels: labels})
				conversation := srv.AddConversation(ndototest.Conversation{CustomAttributes: attributes, Labels: labels})
				clients := clientsOf(t, srv, changes, apart)
				var calls sync.WaitGroup
				run := func(f func(c *ndoto.Client, i int) error) {
					for i, c := range clients {
						calls.Go(func() { assert.NoError(t, f(c, i)) })
					}
				}
				name := func(kind string, i int) string { return fmt.Sprintf("%s-%d", kind, i) }
				ctx := t.Context()
				run(func(c *ndoto.Client, i int) error {
					_, err := c.Conversations.AddLabels(ctx, conversation, []string{name("new", i)})
					return err
				})
				run(func(c *ndoto.Client, i int) error {
					_, err := c.Conversations.RemoveLabels(ctx, conversation, []string{name("old", i)})
					return err
				})
				run(func(c *ndoto.Client, i int) error {
					_, err := c.Contacts.AddLabels(ctx, contact, []string{name("new", i)})
					return err
				})
				run(func(c *ndoto.Client, i int) error {
					_, err := c.Conversations.MergeAttributes(ctx, conversation, map[string]any{name("new", i): i})
					return err
				})
				run(func(c *ndoto.Client, i int) error {
					_, err := c.Conversations.RemoveAttributes(ctx, conversation, []string{name("old", i)})
					return err
				})
				run(func(c *ndoto.Client, i int) error {
					_, err := c.Contacts.MergeAttributes(ctx, contact, map[string]any{name("new", i): i})
					return err
				})
				run(func(c *ndoto.Client, i int) error {
					_, err := c.Contacts.RemoveAttributes(ctx, contact, []string{name("old", i)})
					return err
				})
				calls.Wait()

				wantLabels, wantAttributes := []string{"kept"}, map[string]any{}
				for i := range changes {
					wantLabels = append(wantLabels, name("new", i))
					wantAttributes[name("new", i)] = float64(i)
				}
				c, _ := srv.Conversation(conversation)
				p, _ := srv.Contact(contact)
				assert.ElementsMatch(t, wantLabels, c.Labels)
				assert.ElementsMatch(t, append(slices.Clone(labels), wantLabels[1:]...), p.Labels)
				assert.Equal(t, fmt.Sprint(wantAttributes), fmt.Sprint(c.CustomAttributes))
				assert.Equal(t, fmt.Sprint(wantAttributes), fmt.Sprint(p.CustomAttributes))
			})
		}
	}
}

// TestSharedChangeIsMended has somebody else write an old copy after the change.
func TestSharedChangeIsMended(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Labels: []string{"theirs"}})
	other, writes := srv.Client(), 0
	f := &faultyPosts{network: http.DefaultTransport.(*http.Transport).Clone()}
	t.Cleanup(f.network.(*http.Transport).CloseIdleConnections)
	for range 40 {
		f.faults = append(f.faults, func(req *http.Request, network http.RoundTripper) (*http.Response, error) {
			resp, err := network.RoundTrip(req)
			if writes++; writes <= 3 || writes > 10 {
				_, err := other.Conversations.SetLabels(t.Context(), id, []string{"theirs", fmt.Sprint("and-", writes)})
				assert.NoError(t, err)
			}
			return resp, err
		})
	}
	client := srv.Client(ndoto.WithTransport(f))
	labels, err := client.Conversations.AddLabels(t.Context(), id, []string{"ours"})
	require.NoError(t, err)
	assert.Equal(t, []string{"theirs", "and-3", "ours"}, labels)

	writes = 10
	start := time.Now()
	_, err = client.Conversations.RemoveLabels(t.Context(), id, []string{"theirs"})
	assert.ErrorIs(t, err, ndoto.ErrConflict, "it ends")
	assert.Less(t, time.Since(start), 20*time.Second)
}

// TestSharedChangeThatEndsAfterItsWrite does not say that nothing happened.
func TestSharedChangeThatEndsAfterItsWrite(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		readBack int // status; 0 ends the context in its place
		class    error
	}{
		"the context ends":        {0, context.Canceled},
		"it cannot be read again": {http.StatusForbidden, ndoto.ErrForbidden},
		"the conversation goes":   {http.StatusNotFound, ndoto.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := ndototest.New(t, ndototest.WithoutNetwork())
				id := srv.AddConversation(ndototest.Conversation{})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				written := false
				network := roundTrip(func(req *http.Request) (*http.Response, error) {
					if written {
						return answered(req, test.readBack, `{"error":"no"}`), nil
					}
					resp, err := srv.Transport().RoundTrip(req)
					if written = req.Method == http.MethodPost; written && test.readBack == 0 {
						time.AfterFunc(10*time.Millisecond, cancel)
					}
					return resp, err
				})
				_, err := srv.Client(ndoto.WithTransport(network)).Conversations.AddLabels(ctx, id, []string{"vip"})
				require.ErrorIs(t, err, test.class)
				require.ErrorIs(t, err, ndoto.ErrAmbiguous)
				stored, _ := srv.Conversation(id)
				assert.Equal(t, []string{"vip"}, stored.Labels)
			})
		})
	}
}

func TestSharedChangeThroughFaults(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	id := srv.AddConversation(ndototest.Conversation{Labels: []string{"theirs"}})
	client, _ := faultyClient(t, srv, lostBefore, lostAfter)
	labels, err := client.Conversations.AddLabels(t.Context(), id, []string{"ours"})
	require.NoError(t, err)
	assert.Equal(t, []string{"theirs", "ours"}, labels)
	client, _ = faultyClient(t, srv, lostBefore, lostBefore, lostBefore)
	_, err = client.Conversations.AddLabels(t.Context(), id, []string{"more"})
	assert.Error(t, err)
	_, err = client.Conversations.AddLabels(t.Context(), id+1, []string{"more"})
	assert.ErrorIs(t, err, ndoto.ErrNotFound)
}
