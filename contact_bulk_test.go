package ndoto_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

func TestManyContactsAreChangedAtOnce(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	requests := 0
	client := srv.Client(ndoto.WithTransport(roundTrip(func(req *http.Request) (*http.Response, error) {
		if req.Method == http.MethodPost {
			requests++
		}
		return http.DefaultTransport.RoundTrip(req)
	})))
	var ids []int64
	for range 150 {
		ids = append(ids, srv.AddContact(ndototest.Contact{Online: true}))
	}
	labels := func(id int64) []string {
		list, err := client.Contacts.Labels(t.Context(), id)
		require.NoError(t, err)
		slices.Sort(list)
		return list
	}

	require.NoError(t, client.Contacts.BulkAddLabels(t.Context(), ids, []string{"vip", "trial"}))
	assert.Equal(t, 2, requests)
	assert.Equal(t, []string{"trial", "vip"}, labels(ids[0]))
	assert.Equal(t, []string{"trial", "vip"}, labels(ids[149]))
	require.NoError(t, client.Contacts.BulkRemoveLabels(t.Context(), ids, []string{"trial"}))
	assert.Equal(t, []string{"vip"}, labels(ids[149]))

	assert.ErrorIs(t, client.Contacts.BulkDelete(t.Context(), ids, ndoto.WithToken(srv.AgentToken)), ndoto.ErrForbidden)
	require.NoError(t, client.Contacts.BulkDelete(t.Context(), ids))
	_, err := client.Contacts.Get(t.Context(), ids[149])
	assert.ErrorIs(t, err, ndoto.ErrNotFound)

	old := ndototest.New(t, ndototest.WithDialect(ndototest.Chatwoot42)).Client()
	err = old.Contacts.BulkAddLabels(t.Context(), []int64{1}, []string{"vip"})
	assert.ErrorIs(t, err, ndoto.ErrBadInput)
	assert.ErrorContains(t, err, "this server is 4.2.0; many contacts can be changed at once from 4.8.0")
	for what, err := range map[string]error{
		"no ids":       client.Contacts.BulkDelete(t.Context(), nil),
		"no labels":    client.Contacts.BulkAddLabels(t.Context(), ids, nil),
		"negative ids": client.Contacts.BulkDelete(t.Context(), []int64{-1}),
	} {
		assert.ErrorIs(t, err, ndoto.ErrBadInput, what)
	}
}

func TestOverviewByAgent(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	for range 2 {
		srv.AddConversation(ndototest.Conversation{AssigneeID: srv.AgentID})
	}
	agents, err := srv.Client().Reports.OverviewByAgent(t.Context(), nil)
	require.NoError(t, err)
	require.Len(t, agents, 3)
	assert.Equal(t, srv.AgentID, agents[0].ID)
	assert.Equal(t, ndoto.AgentCounts{Open: 2, Unattended: 2}, agents[0].Counts)
	rest, err := srv.Client().Reports.OverviewByAgent(t.Context(), &ndoto.PageParams{Page: 2})
	require.NoError(t, err)
	assert.Empty(t, rest)
}
