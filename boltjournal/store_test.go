package boltjournal_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/usendoto/ndoto-go/boltjournal"
	"github.com/usendoto/ndoto-go/webhook/webhooktest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	j, err := boltjournal.Open(filepath.Join(t.TempDir(), "events.db"))
	require.NoError(t, err)
	webhooktest.TestStore(t, j.Store())
	require.NoError(t, j.Close())
	_, err = j.Store().Load(t.Context(), "a")
	require.ErrorContains(t, err, "boltjournal: ")
	swapped, err := j.Store().CompareAndSwap(t.Context(), "a", nil, []byte("b"), 0)
	require.ErrorContains(t, err, "boltjournal: ")
	assert.False(t, swapped)
}

func TestValuesSurviveAndTheFileForgetsWhatHasExpired(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "events.db")
	j, err := boltjournal.Open(path)
	require.NoError(t, err)
	set := func(key string, ttl time.Duration) {
		swapped, err := j.Store().CompareAndSwap(t.Context(), key, nil, []byte("v"), ttl)
		require.NoError(t, err)
		require.True(t, swapped)
	}
	set("kept", 0)
	for i := range 40 {
		set(fmt.Sprint("short", i), time.Nanosecond)
	}
	for i := range 20 { // a few values are looked at in each write
		set(fmt.Sprint("long", i), time.Hour)
	}
	require.NoError(t, j.Close())

	db, err := bolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	var keys int
	require.NoError(t, db.View(func(tx *bolt.Tx) error {
		keys = tx.Bucket([]byte("values")).Stats().KeyN
		return nil
	}))
	require.NoError(t, db.Close())
	assert.Equal(t, 21, keys)

	j, err = boltjournal.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, j.Close()) }()
	value, err := j.Store().Load(t.Context(), "kept")
	require.NoError(t, err)
	assert.Equal(t, "v", string(value))
}
