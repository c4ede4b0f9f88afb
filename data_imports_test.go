package ndoto_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/usendoto/ndoto-go"
	"github.com/usendoto/ndoto-go/ndototest"
)

// TestDataImport starts an import, abandons it, and starts it again.
func TestDataImport(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t, ndototest.WithFeatures("data_import"), ndototest.WithHeldJobs())
	imports := srv.Client().DataImports
	source, err := imports.Validate(t.Context(), &ndoto.DataImportParams{AccessToken: "token"})
	require.NoError(t, err)
	assert.True(t, source.Valid)
	running, err := imports.Create(t.Context(), &ndoto.DataImportParams{AccessToken: "token", Types: []ndoto.DataImportType{ndoto.ImportContacts}})
	require.NoError(t, err)
	assert.Equal(t, ndoto.ImportPending, running.Status)
	assert.Equal(t, []ndoto.DataImportType{ndoto.ImportContacts}, running.Types)

	_, err = imports.Create(t.Context(), &ndoto.DataImportParams{AccessToken: "token"})
	assert.ErrorIs(t, err, ndoto.ErrValidation, "there is one at a time")
	ended, err := imports.Abandon(t.Context(), running.ID)
	require.NoError(t, err)
	assert.Equal(t, ndoto.ImportAbandoned, ended.Status)
	again, err := imports.Restart(t.Context(), running.ID)
	require.NoError(t, err)
	assert.Equal(t, ndoto.ImportPending, again.Status)
	srv.Drain()
	list, err := imports.List(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 1)
	assert.Equal(t, ndoto.ImportCompleted, list[0].Status)
	file, err := imports.ErrorsCSV(t.Context(), running.ID)
	require.NoError(t, err)
	assert.Equal(t, "created_at,kind,source_object_type,source_object_id,error_code,message,details\n", string(file))
}

func TestDataImportIsRefused(t *testing.T) {
	t.Parallel()
	srv := ndototest.New(t)
	imports := srv.Client().DataImports
	_, err := imports.List(t.Context())
	assert.ErrorIs(t, err, ndoto.ErrForbidden, "the account does not have the feature")
	sent := len(srv.Requests())
	_, err = imports.Create(t.Context(), &ndoto.DataImportParams{})
	assert.ErrorContains(t, err, "AccessToken")
	_, err = imports.Create(t.Context(), nil)
	assert.ErrorContains(t, err, "AccessToken")
	_, err = imports.Validate(t.Context(), &ndoto.DataImportParams{AccessToken: "t", Types: []ndoto.DataImportType{"tags"}})
	assert.ErrorContains(t, err, `got "tags"`)
	assert.Len(t, srv.Requests(), sent)
}
