package ndoto_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestCompanyOfACustomer follows a company from the first customer to its end.
func TestCompanyOfACustomer(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := ndototest.New(t)
	c := srv.Client()
	ada, err := c.Contacts.Create(ctx, &ndoto.ContactParams{Name: ndoto.Set("Ada"), Email: ndoto.Set("ada@acme-tools.example")})
	require.NoError(t, err)
	bob := srv.AddContact(ndototest.Contact{Name: "Bob", Email: "bob@example.com"})

	made, created, err := c.Companies.Ensure(ctx, &ndoto.CompanyParams{Name: ndoto.Set("Acme"), Domain: ndoto.Set("acme-tools.example")})
	require.NoError(t, err)
	assert.False(t, created, "the server made one of the domain of Ada's address")
	assert.Equal(t, "Acme Tools", made.Name)
	assert.Equal(t, 1, made.ContactsCount)
	assert.Equal(t, made.ID, ada.CompanyID)

	_, err = c.Companies.Create(ctx, &ndoto.CompanyParams{Name: ndoto.Set("Other"), Domain: ndoto.Set("acme-tools.example")})
	require.ErrorIs(t, err, ndoto.ErrConflict)

	free, err := c.Companies.SearchCandidates(ctx, made.ID, "example", nil)
	require.NoError(t, err)
	require.Len(t, free.Contacts, 1)
	assert.Equal(t, bob, free.Contacts[0].ID)
	assert.False(t, free.Contacts[0].Linked)
	added, err := c.Companies.AddContact(ctx, made.ID, bob)
	require.NoError(t, err)
	assert.True(t, added.Linked)
	assert.Equal(t, made.ID, added.Company.ID)
	var names []string
	for contact, err := range c.Companies.AllContacts(ctx, made.ID) {
		require.NoError(t, err)
		names = append(names, contact.Name)
	}
	assert.Equal(t, []string{"Ada", "Bob"}, names)

	_, err = c.Companies.Update(ctx, made.ID, &ndoto.CompanyParams{CustomAttributes: map[string]any{"tier": "gold", "seats": 3}})
	require.NoError(t, err)
	changed, err := c.Companies.Update(ctx, made.ID, &ndoto.CompanyParams{CustomAttributes: map[string]any{"tier": "silver"}})
	require.NoError(t, err)
	assert.JSONEq(t, `{"tier":"silver","seats":3}`, string(changed.CustomAttributes), "merged")
	changed, err = c.Companies.RemoveAttributes(ctx, made.ID, []string{"tier"})
	require.NoError(t, err)
	assert.JSONEq(t, `{"seats":3}`, string(changed.CustomAttributes))

	require.NoError(t, c.Companies.RemoveContact(ctx, made.ID, bob))
	require.NoError(t, c.Companies.Delete(ctx, made.ID))
	_, err = c.Companies.Get(ctx, made.ID)
	require.ErrorIs(t, err, ndoto.ErrNotFound)
	left, err := c.Contacts.Get(ctx, ada.ID)
	require.NoError(t, err)
	assert.Zero(t, left.CompanyID, "contacts stay")
}

func TestCompaniesRefuse(t *testing.T) {
	t.Parallel()
	c := ndototest.New(t).Client()
	_, err := c.Companies.Search(t.Context(), " ", nil)
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = c.Companies.List(t.Context(), &ndoto.ListCompaniesParams{Sort: "age"})
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	_, err = c.Companies.Create(t.Context(), &ndoto.CompanyParams{Domain: ndoto.Set("a.example")})
	require.ErrorIs(t, err, ndoto.ErrBadInput)
	_, _, err = c.Companies.Ensure(t.Context(), &ndoto.CompanyParams{Name: ndoto.Set("A")})
	require.ErrorIs(t, err, ndoto.ErrBadInput)

	old := ndototest.New(t, ndototest.WithDialect(ndototest.Chatwoot42)).Client()
	_, err = old.Companies.List(t.Context(), nil)
	require.ErrorIs(t, err, ndoto.ErrNotFound)
	assert.ErrorContains(t, err, "the route exists from 4.7.0")
}
