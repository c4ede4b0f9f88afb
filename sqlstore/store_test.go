package sqlstore_test

import (
	"database/sql"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/usendoto/ndoto-go/internal/testserver"
	"github.com/usendoto/ndoto-go/sqlstore"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, dsn string) (*sql.DB, *sqlstore.Store) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	s, err := sqlstore.New(db, "public.ndoto_store")
	require.NoError(t, err)
	require.EventuallyWithT(t, func(c *assert.CollectT) { require.NoError(c, s.CreateTable(t.Context())) }, 20*time.Second, 50*time.Millisecond)
	return db, s
}

func TestStore(t *testing.T) {
	t.Parallel()
	dsn := testserver.Postgres(t)
	db, s := open(t, dsn)
	_, _ = open(t, dsn) // the table is there already
	webhooktest.TestStore(t, s)

	_, err := s.CompareAndSwap(t.Context(), "gone", nil, []byte("x"), time.Millisecond)
	require.NoError(t, err)
	time.Sleep(10 * time.Millisecond)
	require.NoError(t, s.Clean(t.Context()))
	var rows int
	require.NoError(t, db.QueryRowContext(t.Context(), `SELECT count(*) FROM ndoto_store WHERE expires <= now()`).Scan(&rows))
	assert.Zero(t, rows)

	require.NoError(t, db.Close())
	_, err = s.Load(t.Context(), "a")
	require.EqualError(t, err, "sqlstore: sql: database is closed")
	_, err = s.CompareAndSwap(t.Context(), "a", nil, []byte("b"), 0)
	require.EqualError(t, err, "sqlstore: sql: database is closed")
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	for _, table := range []string{"", "a b", "a;drop", "1a", "a.b.c"} {
		_, err := sqlstore.New(new(sql.DB), table)
		assert.ErrorContains(t, err, "the name of a table", table)
	}
	_, err := sqlstore.New(nil, "store")
	require.Error(t, err)
}
