package boltjournal_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/usendoto/ndoto-go/boltjournal"
	"github.com/usendoto/ndoto-go/webhook"
)

func TestAttemptsAndDeadLettersSurvive(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "events.db")
	j, err := boltjournal.Open(path)
	require.NoError(t, err)
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	d := webhook.Delivery{ID: "d", Received: at, Body: []byte(`{}`), Tenant: "acme"}
	id, err := j.Append(t.Context(), d)
	require.NoError(t, err)
	require.NoError(t, j.Attempt(t.Context(), id, 3))
	late := webhook.DeadLetter{ID: "a", Delivery: d, Reason: "later", Attempts: 5, At: at.Add(time.Hour)}
	early := webhook.DeadLetter{ID: "b", Delivery: d, Reason: "earlier", Attempts: 1, At: at}
	for _, letter := range []webhook.DeadLetter{late, early, {ID: "c"}, early} {
		require.NoError(t, j.AddDeadLetter(t.Context(), letter))
	}
	require.NoError(t, j.RemoveDeadLetter(t.Context(), "c"))
	require.NoError(t, j.Close())

	j, err = boltjournal.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, j.Close()) }()
	for _, pending := range j.Pending(t.Context()) {
		assert.Equal(t, webhook.PendingDelivery{Delivery: d, Attempts: 3}, pending)
	}
	var letters []webhook.DeadLetter
	for letter, err := range j.AllDeadLetters(t.Context()) {
		require.NoError(t, err)
		letters = append(letters, letter)
	}
	assert.Equal(t, []webhook.DeadLetter{early, late}, letters)
}

// TestADamagedEntry hides no other, and ends in the dead letters.
func TestADamagedEntry(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "events.db")
	j, err := boltjournal.Open(path)
	require.NoError(t, err)
	body := []byte(`{"event":"message_created","id":1,"account":{"id":1},"conversation":{"id":1}}`)
	for range 2 {
		_, err = j.Append(t.Context(), webhook.Delivery{Received: time.Now(), Body: body})
		require.NoError(t, err)
	}
	require.NoError(t, j.Close())
	db, err := bolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket([]byte("deliveries"))
		first, _ := b.Cursor().First()
		return b.Put(first, []byte("\x00 no JSON"))
	}))
	require.NoError(t, db.Close())

	j, err = boltjournal.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, j.Close()) }()
	r, err := webhook.NewReceiver(webhook.WithoutVerification(), webhook.WithJournal(j))
	require.NoError(t, err)
	var handled int
	webhook.On(r, func(_ context.Context, _ *webhook.MessageCreated) error { handled++; return nil })
	n, err := r.Replay(t.Context())
	require.NoError(t, err)
	require.NoError(t, r.Shutdown(t.Context()))
	assert.Equal(t, 1, n)
	assert.Equal(t, 1, handled)
	dead := 0
	for letter, err := range j.AllDeadLetters(t.Context()) {
		require.NoError(t, err)
		assert.Contains(t, letter.Reason, "is damaged")
		dead++
	}
	assert.Equal(t, 1, dead)
}
