// Package sqlstore keeps what processes that receive webhooks must agree on in a table of a PostgreSQL database:
// which events are in progress or done, and what a bot remembers. It uses database/sql with the driver of your
// choice, and is a module of its own for the driver of its tests.
//
//	db, err := sql.Open("pgx", dsn)
//	store, err := sqlstore.New(db, "ndoto_store")
//	err = store.CreateTable(ctx)
//	receiver, err := webhook.NewReceiver(webhook.WithSecrets(secret), webhook.WithStore(store, 0))
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/usendoto/ndoto-go/webhook"
)

// Store is a webhook.Store in a table of PostgreSQL 9.5 or newer, or of a database that speaks its dialect. Times are
// those of the database, so the clocks of the processes do not matter. It is safe for concurrent use. Each step is
// one statement, which commits on its own.
type Store struct {
	db    *sql.DB
	table string

	mu      sync.Mutex
	cleaned time.Time
}

var _ webhook.Store = (*Store)(nil)

// A name of a table may have a schema before it.
var tableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$`)

// New returns a store in a table, which CreateTable creates. It does not close the database.
func New(db *sql.DB, table string) (*Store, error) {
	if db == nil || !tableName.MatchString(table) {
		return nil, fmt.Errorf("sqlstore: a database and the name of a table are required, of letters, digits and underscores, got %q", table)
	}
	return &Store{db: db, table: table, cleaned: time.Now()}, nil
}

// CreateTable creates the table if there is none. Its columns are key, value and expires.
func (s *Store) CreateTable(ctx context.Context) error {
	_, err := s.exec(ctx, `CREATE TABLE IF NOT EXISTS `+s.table+` (key text PRIMARY KEY, value bytea NOT NULL, expires timestamptz)`)
	return err
}

const live = `(expires IS NULL OR expires > clock_timestamp())`

// Load returns the value of a key, or nil if there is none.
func (s *Store) Load(ctx context.Context, key string) ([]byte, error) {
	var value []byte
	err := s.db.QueryRowContext(ctx, `SELECT value FROM `+s.table+` WHERE key = $1 AND `+live, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap(err)
	}
	return value, nil
}

// CompareAndSwap sets the value of a key if its present value is old.
func (s *Store) CompareAndSwap(ctx context.Context, key string, old, next []byte, ttl time.Duration) (bool, error) {
	if err := s.clean(ctx); err != nil {
		return false, err
	}
	// A time of 0 is forever.
	const expiry = `CASE WHEN $3::float8 > 0 THEN clock_timestamp() + $3::float8 * interval '1 second' END`
	switch {
	case len(old) == 0 && len(next) == 0:
		present, err := s.Load(ctx, key)
		return err == nil && present == nil, err
	case len(old) == 0:
		return s.exec(ctx, `INSERT INTO `+s.table+` AS present (key, value, expires) VALUES ($1, $2, `+expiry+`)
			ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires
			WHERE present.expires <= clock_timestamp()`, key, next, ttl.Seconds())
	case len(next) == 0:
		return s.exec(ctx, `DELETE FROM `+s.table+` WHERE key = $1 AND value = $2 AND `+live, key, old)
	}
	return s.exec(ctx, `UPDATE `+s.table+` SET value = $2, expires = `+expiry+` WHERE key = $1 AND value = $4 AND `+live,
		key, next, ttl.Seconds(), old)
}

// exec reports whether a statement changed a row.
func (s *Store) exec(ctx context.Context, query string, args ...any) (bool, error) {
	result, err := s.db.ExecContext(ctx, query, args...)
	if err != nil {
		return false, wrap(err)
	}
	n, err := result.RowsAffected()
	return n > 0, wrap(err)
}

const (
	cleanInterval = time.Minute
	cleanLimit    = 10_000
)

// clean removes rows that have expired, now and then. Several processes that do it do not disturb each other.
func (s *Store) clean(ctx context.Context) error {
	s.mu.Lock()
	due := time.Since(s.cleaned) > cleanInterval
	if due {
		s.cleaned = time.Now()
	}
	s.mu.Unlock()
	if !due {
		return nil
	}
	return s.Clean(ctx)
}

// Clean removes up to 10,000 rows whose time is over. A store does it by itself, once a minute while it is used.
func (s *Store) Clean(ctx context.Context) error {
	_, err := s.exec(ctx, `DELETE FROM `+s.table+` WHERE key IN
		(SELECT key FROM `+s.table+` WHERE expires <= clock_timestamp() LIMIT $1 FOR UPDATE SKIP LOCKED)`, cleanLimit)
	return err
}

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("sqlstore: %w", err)
}
